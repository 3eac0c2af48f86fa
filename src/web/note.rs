//! Notes in the flow of a page, and the tone they share with toasts.

use maud::{Markup, html};

use super::icons::icon_sm;

/// What a note or toast is about; it chooses colour and icon together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Info,
    Good,
    Warn,
    Bad,
    Locked,
}

impl Tone {
    pub(super) fn icon(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "circle-check",
            Self::Warn => "clock-alert",
            Self::Bad => "circle-alert",
            Self::Locked => "lock",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Info => "note",
            Self::Good => "note note-ok",
            Self::Warn => "note note-warn",
            Self::Bad => "note note-bad",
            Self::Locked => "note note-grey",
        }
    }
}

/// A note in the flow of the page.
pub fn note(tone: Tone, text: Markup) -> Markup {
    html! { div class=(tone.class()) { (icon_sm(tone.icon())) div class="min-w-0 flex-1" { (text) } } }
}
