//! Icons from the sprite, platform marks, the logo, and tiles that stand for guilds and people.

use maud::{Markup, html};

use super::assets;

/// An interface icon by its lucide name; decorative, so the word stands beside it.
pub fn icon(name: &str) -> Markup {
    icon_class(name, "")
}

/// A 16 px icon, for small buttons and lines of small text.
pub fn icon_sm(name: &str) -> Markup {
    icon_class(name, "i-sm")
}

/// An icon with further classes.
pub fn icon_class(name: &str, class: &str) -> Markup {
    debug_assert!(in_sprite(name), "icon `{name}` is not in the sprite: add it to ui/icons.json");
    html! { svg class={ "i" @if !class.is_empty() { " " (class) } } aria-hidden="true" { use href={ (assets::url("icons.svg")) "#" (name) } {} } }
}

fn in_sprite(name: &str) -> bool {
    assets::text("icons.svg").contains(&format!("<symbol id=\"{name}\""))
}

/// The name people know a platform by; what we don't know stays as it is.
pub fn platform_name(platform: &str) -> &str {
    match platform {
        "instagram" => "Instagram",
        "tiktok" => "TikTok",
        "youtube" => "YouTube",
        "x" => "X",
        "facebook" => "Facebook",
        "discord" => "Discord",
        other => other,
    }
}

/// A platform's mark on its tinted square, named for screen readers.
pub fn platform(platform: &str) -> Markup {
    platform_class(platform, "plat")
}

/// A platform's mark alone, as in filters.
pub fn platform_bare(platform: &str) -> Markup {
    platform_class(platform, "plat plat-bare")
}

fn platform_class(platform: &str, class: &str) -> Markup {
    let name = platform_name(platform);
    html! {
        span class={ (class) " plat-" (platform) } title=(name) {
            svg viewBox="0 0 24 24" role="img" aria-label=(name) { use href={ (assets::url("icons.svg")) "#p-" (platform) } {} }
        }
    }
}

/// A platform's mark inside a button whose text says the name.
pub fn mark(platform: &str) -> Markup {
    html! { svg class="i i-fill" viewBox="0 0 24 24" aria-hidden="true" { use href={ (assets::url("icons.svg")) "#p-" (platform) } {} } }
}

/// The surveyor's water-level sign. `class` gives the size, as `size-5`.
pub fn logo(class: &str) -> Markup {
    html! {
        svg class=(class) viewBox="0 0 32 32" aria-hidden="true" {
            rect class="fill-primary" width="32" height="32" rx="8" {}
            path class="fill-primary-content" d="M10.4 6.5h11.2a1 1 0 0 1 .83 1.55l-5.6 8.4a1 1 0 0 1-1.66 0l-5.6-8.4a1 1 0 0 1 .83-1.55z" {}
            path class="stroke-primary-content" stroke-width="2.5" stroke-linecap="round" d="M6.5 18.8h19M10 23h12M13.5 27h5" {}
        }
    }
}

/// The picture of a guild or person, or its initials on a colour that stays the same. `class` as `tile-round`.
pub fn tile(id: &str, name: &str, picture: Option<&str>, class: &str) -> Markup {
    let tint = match id.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 6 {
        0 => "",
        1 => " tile-2",
        2 => " tile-3",
        3 => " tile-4",
        4 => " tile-5",
        _ => " tile-6",
    };
    html! {
        span class={ "tile overflow-hidden" (tint) @if !class.is_empty() { " " (class) } } aria-hidden="true" {
            @match picture {
                Some(url) => img class="size-full object-cover" src=(url) alt="" width="32" height="32" loading="lazy";,
                None => (initials(name)),
            }
        }
    }
}

/// Up to two initials: `Harbor Collective` is `HC`.
pub fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let letters: String = words.take(2).flat_map(char::to_uppercase).collect();
    if letters.is_empty() { name.chars().take(1).collect() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_any_name() {
        for (name, expected) in
            [("Harbor Collective", "HC"), ("robin", "R"), ("☂", "☂"), ("", ""), ("@the big one", "TB")]
        {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn pictures_and_names_are_escaped() {
        let tile = tile("1", "<b>", Some("\" onerror=\"x"), "").into_string();
        assert!(tile.contains("&quot; onerror="));
        assert!(platform("tiktok").into_string().contains("aria-label=\"TikTok\""));
    }
}
