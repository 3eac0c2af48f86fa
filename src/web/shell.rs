//! The shell's parts: sidebar, top bar and the phone's tab bar.

use maud::{Markup, html};

use super::dialog::opener;
use super::finder;
use super::form::csrf;
use super::frame::{Frame, NavItem};
use super::icons::{icon, icon_class, icon_sm, logo, tile};
use super::status::live_pill;

/// What the phone's tab bar shows first, as far as it exists; other entries fill up to four.
const TABS: [&str; 4] = ["overview", "accounts", "bonus", "alerts"];

pub(super) fn nav(frame: &Frame) -> &[NavItem] {
    frame.guild.as_ref().map_or(&[], |guild| &guild.nav)
}

pub(super) fn side(frame: &Frame, current: &str) -> Markup {
    html! {
        nav.side aria-label="Main" {
            (guild_button(frame, "guild"))
            div class="h-1.5" {}
            // with its counts: forms swap it in with their answer
            div #side-nav class="contents" { @for item in nav(frame) { (entry(item, current)) } }
            div class="mt-auto" {}
            div class="side-text px-3 pb-2 text-micro text-muted" {
                // without a server the product's name stands at the top
                @if frame.guild.is_some() { span class="mb-1.5 flex items-center gap-2 font-semibold text-base-content" { (logo("size-5")) "Tracking Dashboard" } }
                (legal_links())
            }
            form class="max-lg:hidden" method="post" action="/preferences" data-rail {
                (csrf(&frame.csrf))
                @let (name, label, next) = if frame.rail { ("panel-left-open", "Expand", "off") } else { ("panel-left-close", "Collapse", "on") };
                button class="side-link w-full cursor-pointer" name="rail" value=(next) title={ (label) " sidebar" } { (icon(name)) span.side-text { (label) } }
            }
        }
    }
}

fn entry(item: &NavItem, current: &str) -> Markup {
    html! {
        @if item.new_group { div class="my-1.5 border-t border-line" {} }
        a.side-link href=(item.href) title=(item.label) data-go=[go_key(item.key)] aria-current=[(item.key == current).then_some("page")] {
            (icon(item.icon))
            span.side-text { (item.label) }
            @if let Some(active) = item.count.filter(|active| *active > 0) { span.side-text.count aria-label={ (active) " active" } { (active) } }
        }
    }
}

/// The keys that follow `g` to go to an entry of the navigation.
pub(super) const GO_KEYS: [(&str, &str); 10] = [
    ("overview", "o"),
    ("accounts", "a"),
    ("posts", "p"),
    ("analytics", "n"),
    ("brands", "b"),
    ("bonus", "r"),
    ("alerts", "l"),
    ("data", "d"),
    ("activity", "h"),
    ("settings", "s"),
];

pub(super) fn go_key(key: &str) -> Option<&'static str> {
    GO_KEYS.iter().find(|(of, _)| *of == key).map(|(_, letter)| *letter)
}

pub(super) fn legal_links() -> Markup {
    const LINKS: [(&str, &str); 3] =
        [("/legal/terms", "Terms"), ("/legal/privacy", "Privacy"), ("/status", "Status")];
    html! {
        @for (index, (href, label)) in LINKS.iter().enumerate() {
            @if index > 0 { " · " }
            a class="inline-block min-w-6 py-1 hover:underline" href=(href) { (label) }
        }
    }
}

fn guild_button(frame: &Frame, class: &str) -> Markup {
    html! {
        @match &frame.guild {
            Some(guild) => button class=(class) type="button" popovertarget="guilds" title="Switch server" {
                (tile(&guild.id, &guild.name, guild.icon_url.as_deref(), "max-[22.5rem]:hidden"))
                span class="side-text min-w-0 flex-1" {
                    bdi class="block truncate font-semibold" { (guild.name) }
                    span class="block text-micro text-muted max-md:hidden" { @if guild.admin { "Administrator" } @else { "Viewer" } }
                }
                span class="side-text text-muted" { (icon_sm("chevrons-up-down")) }
                span.sr-only { "Switch server" }
            },
            None => a class=(class) href="/guilds" { (logo("size-8 flex-none")) span class="side-text truncate font-semibold" { "Tracking Dashboard" } },
        }
    }
}

pub(super) fn topbar(frame: &Frame, crumbs: &[(&str, Option<String>)]) -> Markup {
    html! {
        header.topbar {
            (guild_button(frame, "guild w-auto! min-w-0 md:hidden"))
            nav #crumbs class="crumbs max-md:hidden" aria-label="Breadcrumb" {
                @for (index, (label, href)) in crumbs.iter().enumerate() {
                    @if index + 1 == crumbs.len() { bdi class="truncate" aria-current="page" { (label) } }
                    @else {
                        @match href { Some(href) => a class="truncate" href=(href) { bdi { (label) } }, None => bdi class="truncate" { (label) } }
                        (icon_sm("chevron-right"))
                    }
                }
            }
            div class="ml-auto flex flex-none items-center gap-2 md:gap-3" {
                @if finder::has_finder(frame) { (finder_buttons(finder::accounts(frame))) }
                @if let Some(guild) = &frame.guild { (live_pill(&guild.status, &format!("/guilds/{}#status-card", guild.id))) }
                @if let Some(user) = &frame.user {
                    button class="cursor-pointer rounded-full" type="button" popovertarget="me" {
                        (tile(&user.id, &user.name, None, "tile-round size-9!"))
                        span.sr-only { "Your account, " bdi { (user.name) } }
                    }
                }
            }
        }
    }
}

/// Opens the palette; without scripts it leads to the search of the accounts, where there is one.
fn finder_buttons(accounts: Option<&str>) -> Markup {
    let wide = html! { (icon_sm("search")) span class="flex-1 text-start max-lg:sr-only" { "Search or jump to" } kbd class="key max-lg:hidden" aria-hidden="true" { "Ctrl K" } };
    html! {
        @match accounts {
            Some(href) => {
                (opener("finder", href, "finder max-md:hidden lg:w-64", wide))
                (opener("finder", href, "btn btn-ghost btn-square btn-sm pointer-coarse:size-11 md:hidden", html! { (icon("search")) span.sr-only { "Search" } }))
            }
            None => {
                button class="finder needs-js max-md:hidden lg:w-64" type="button" data-dialog="finder" { (wide) }
                button class="btn btn-ghost btn-square btn-sm needs-js pointer-coarse:size-11 md:hidden" type="button" data-dialog="finder" aria-label="Search" { (icon("search")) }
            }
        }
    }
}

pub(super) fn tabs(frame: &Frame) -> (Vec<&NavItem>, Vec<&NavItem>) {
    let named = TABS.iter().filter_map(|key| nav(frame).iter().find(|item| item.key == *key));
    let others = nav(frame).iter().filter(|item| !TABS.contains(&item.key));
    let mut all: Vec<&NavItem> = named.chain(others).collect();
    let more = all.split_off(all.len().min(4));
    (all, more)
}

pub(super) fn tabbar(frame: &Frame, current: &str) -> Markup {
    let (first, more) = tabs(frame);
    html! {
        @if !first.is_empty() {
            nav.tabbar aria-label="Main, short" {
                @for item in first {
                    a href=(item.href) aria-current=[(item.key == current).then_some("page")] {
                        (icon_class(item.icon, "i-lg")) (item.label.split(' ').next().unwrap_or(item.label))
                    }
                }
                @if !more.is_empty() {
                    button type="button" popovertarget="more" aria-current=[more.iter().any(|item| item.key == current).then_some("true")] { (icon_class("menu", "i-lg")) "More" }
                }
            }
        }
    }
}
