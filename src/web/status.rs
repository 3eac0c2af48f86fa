//! State in words: the bot's live pill and the state badges.

use maud::{Markup, html};

pub use super::gauge::{Beat, beats, gauge};
use super::icons::{icon, icon_class};
use super::time;

/// The bot as the server sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BotStatus {
    Online,
    Degraded,
    Offline,
    #[default]
    Unknown,
}

impl BotStatus {
    /// The word, which is also the class's ending.
    pub fn word(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Degraded => "degraded",
            Self::Offline => "offline",
            Self::Unknown => "unknown",
        }
    }
}

/// The bot's status with its age.
#[derive(Clone, Copy, Debug, Default)]
pub struct BotStatusView {
    pub status: BotStatus,
    pub last_seen_at: Option<i64>,
    pub now: i64,
}

/// The pill in the top bar; the live stream replaces it by its id `live-pill`.
pub fn live_pill(view: &BotStatusView, href: &str) -> Markup {
    let word = view.status.word();
    let title = view
        .last_seen_at
        .map_or_else(|| "No heartbeat yet".to_owned(), |at| format!("Last heartbeat {}", time::exact(at)));
    html! {
        a #live-pill class={ "live live-" (word) } href=(href) title=(title) {
            span.live-dot aria-hidden="true" {}
            span class="max-xl:hidden" { "Bot " (word) }
            span class="capitalize xl:hidden max-[24rem]:sr-only" { (word) }
            @if let Some(at) = view.last_seen_at { span class="font-medium text-muted max-lg:sr-only" { (time::time(view.now, at)) } }
            span.live-lost { span.live-dot aria-hidden="true" {} "Reconnecting" }
        }
    }
}

/// Above what the live stream keeps current: shown only while the stream is broken.
pub fn not_connected() -> Markup {
    html! { p class="when-lost" role="status" { (icon_class("wifi-off", "i-sm")) "Not connected. Last known state:" } }
}

/// A state badge: icon, word and tint. `kind` is one of achieved, near, missed, pending, paid, unpaid, ok, bad, warn, off, info.
pub fn state(kind: &str, word: &str) -> Markup {
    let name = match kind {
        "achieved" | "ok" => "circle-check",
        "near" => "circle-dot",
        "missed" => "circle-x",
        "pending" => "clock",
        "paid" => "banknote",
        "unpaid" => "circle-dashed",
        "bad" => "unplug",
        "warn" => "hourglass",
        "off" => "pause",
        _ => "info",
    };
    state_icon(kind, name, word)
}

/// A state badge with an icon of its own.
pub fn state_icon(kind: &str, name: &str, word: &str) -> Markup {
    html! { span class={ "state state-" (kind) } { (icon(name)) (word) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pill_says_status_and_age() {
        let view = BotStatusView { status: BotStatus::Degraded, last_seen_at: Some(0), now: 120_000 };
        let pill = live_pill(&view, "/guilds/1").into_string();
        assert!(
            pill.contains("live-degraded") && pill.contains("Bot degraded") && pill.contains("2 min ago")
        );
        let unknown = live_pill(&BotStatusView::default(), "/").into_string();
        assert!(unknown.contains("live-unknown") && unknown.contains("No heartbeat yet"));
    }
}
