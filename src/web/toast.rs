//! Toasts: the place they appear, one the server already knows of, and the pattern the script copies.

use maud::{Markup, html};

use super::icons::{icon, icon_sm};
use super::panel::Tone;

/// What just happened; `undo` is an address to post to, offered for ten seconds.
#[derive(Clone, Debug, Default)]
pub struct Toast {
    pub tone: Tone,
    pub text: String,
    pub undo: Option<String>,
    /// Nothing was changed: with scripts the page stays as it is (forms.ts).
    pub unchanged: bool,
}

/// The live region of a page, with the toast left by the last request, if any.
pub fn toasts(first: Option<&Toast>, csrf: &str) -> Markup {
    html! {
        div #toasts.toasts role="status" aria-live="polite" { @if let Some(toast) = first { (one(toast, csrf)) } }
        template #toast-good { (pattern(Tone::Good)) }
        template #toast-bad { (pattern(Tone::Bad)) }
    }
}

fn one(toast: &Toast, csrf: &str) -> Markup {
    html! {
        div class={ "toast-item" @if toast.tone == Tone::Bad { " toast-bad" } } data-unchanged[toast.unchanged] {
            (icon(toast.tone.icon()))
            p class="min-w-0 flex-1" { (toast.text) }
            @if let Some(undo) = &toast.undo {
                (super::form::post_button(undo, csrf, "btn btn-sm btn-ghost text-primary", html! { (icon_sm("undo-2")) "Undo" }))
            }
            (close())
        }
    }
}

fn pattern(tone: Tone) -> Markup {
    html! {
        div class={ "toast-item" @if tone == Tone::Bad { " toast-bad" } } {
            (icon(tone.icon()))
            div class="min-w-0 flex-1" { p data-text {} p class="text-micro text-muted" data-detail hidden {} }
            button class="btn btn-sm btn-ghost text-primary" type="button" data-action hidden { @if tone != Tone::Bad { (icon_sm("undo-2")) } span {} }
            (close())
        }
    }
}

fn close() -> Markup {
    html! { button class="btn btn-sm btn-square btn-ghost needs-js" type="button" data-dismiss aria-label="Dismiss" { (icon_sm("x")) } }
}
