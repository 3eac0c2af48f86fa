//! The message as Discord gets it: it mentions nobody, and names cannot make it. Pure.

use serde_json::{Value, json};

use super::store::Waiting;
use crate::crypto::base64url;

/// No previews of links.
const SUPPRESS_EMBEDS: u32 = 1 << 2;
/// What Discord takes.
const LONGEST: usize = 2_000;

/// The body of the request. The nonce belongs to the alert: a second message with it is none.
pub fn body(waiting: &Waiting, page: &str) -> Value {
    json!({
        "content": content(waiting, page),
        "allowed_mentions": { "parse": [] },
        "flags": SUPPRESS_EMBEDS,
        "nonce": base64url(waiting.id.0.as_bytes()),
        "enforce_nonce": true,
    })
}

fn content(waiting: &Waiting, page: &str) -> String {
    let lines = [
        Some(format!("**{}**", plain(&waiting.message))),
        Some(format!("{} · {}", plain(&waiting.detail), plain(&waiting.group_label))),
        // An address as the bot reported it; what is no plain one is left out.
        waiting.post_url.as_deref().filter(|url| is_plain(url)).map(|url| format!("<{url}>")),
        Some(format!("<{page}>")),
    ];
    let text = lines.into_iter().flatten().collect::<Vec<_>>().join("\n");
    text.chars().take(LONGEST).collect()
}

/// Text that stays text: no markdown, no link, no mention, one line.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        match c {
            // Nothing that begins with them is a name any more.
            '@' => plain.push_str("@\u{200b}"),
            '<' => plain.push_str("\\<\u{200b}"),
            c if c.is_control() => plain.push(' '),
            c if c.is_ascii_punctuation() && !matches!(c, ',' | '\'' | '"') => {
                plain.push('\\');
                plain.push(c);
            }
            c => plain.push(c),
        }
    }
    plain
}

fn is_plain(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && url.len() <= 1_000
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AlertId, GuildId};
    use crate::time::Ms;

    fn waiting(message: &str, group: &str, url: &str) -> Waiting {
        Waiting {
            id: AlertId::new(Ms(1)),
            guild_id: GuildId::new(1),
            at: Ms(0),
            tries: 0,
            message: message.into(),
            detail: "d".into(),
            group_label: group.into(),
            post_url: Some(url.into()),
            channel_id: None,
        }
    }

    #[test]
    fn names_cannot_make_it_mention_or_format_anything() {
        let names = ["@everyone", "<@&123456789012345678>", "**x**", "[a](https://evil.example)", "`x`"];
        for name in names {
            let body =
                body(&waiting(&format!("@{name} reached 5 views"), name, "https://x.com/1"), "http://d/");
            let content = body["content"].as_str().unwrap();
            assert!(!content.contains("@everyone") && !content.contains("<@"), "{content}");
            assert!(!content.contains("[a]") && !content.contains("https://evil"), "{content}");
            assert_eq!(body["allowed_mentions"], json!({ "parse": [] }));
            assert_eq!(body["enforce_nonce"], true);
        }
        assert_eq!(plain("a_b*c\n@d"), "a\\_b\\*c @\u{200b}d");
    }

    #[test]
    fn the_nonce_is_short_enough_and_the_same_for_an_alert() {
        let one = waiting("m", "g", "https://x.com/1");
        let (a, b) = (body(&one, "http://d/"), body(&one, "http://d/"));
        assert_eq!(a["nonce"], b["nonce"]);
        assert!(a["nonce"].as_str().is_some_and(|nonce| nonce.len() <= 25));
    }

    #[test]
    fn a_message_fits_and_its_links_are_addresses() {
        let long = body(&waiting(&"*".repeat(3_000), "g", "https://x.com/1"), "http://d/");
        assert_eq!(long["content"].as_str().unwrap().chars().count(), LONGEST);
        for url in ["javascript:alert(1)", "https://x.com/> @everyone", "https://x.com/a b"] {
            let body = body(&waiting("m", "g", url), "http://d/");
            assert!(!body["content"].as_str().unwrap().contains(url), "{url}");
        }
    }
}
