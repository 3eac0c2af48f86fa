//! The help of the keyboard: what the keys do, and whether single keys do anything at all. A dialog on
//! every page, and a page of its own without scripts.

use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use super::document::plain_page;
use super::finder::has_finder;
use super::frame::{Frame, Theme};
use super::icons::{icon, logo};
use super::shell::{GO_KEYS, go_key, nav};
use crate::http::{cookies, render};

/// `GET /shortcuts`
pub async fn page(headers: HeaderMap) -> Response {
    render::html(shortcuts_page(cookies::theme(&headers)))
}

pub(super) fn shortcuts_page(theme: Theme) -> Markup {
    let go = GO_KEYS.iter().map(|(page, letter)| (*letter, *page));
    let body = html! {
        header class="p-5" { a class="inline-flex items-center gap-2.5 font-semibold" href="/" { (logo("size-7")) "Tracking Dashboard" } }
        main #main class="mx-auto max-w-md px-5 pb-16" {
            h1 class="mb-2 text-page font-semibold" { "Keyboard shortcuts" }
            p class="mb-5 text-muted" { "They need scripts. Everything they do can be done without them." }
            (list(true, go))
        }
    };
    plain_page(theme, "Keyboard shortcuts", body)
}

pub(super) fn dialog(frame: &Frame) -> Markup {
    let go = nav(frame).iter().filter_map(|item| Some((go_key(item.key)?, item.label)));
    html! {
        dialog #shortcuts class="modal max-sm:modal-bottom" aria-labelledby="shortcuts-title" {
            div class="modal-box flex max-h-[90dvh] max-w-md flex-col p-0" {
                div class="flex items-center justify-between gap-4 px-5 py-4" {
                    h2 #shortcuts-title class="text-title font-semibold" { "Keyboard shortcuts" }
                    button class="btn btn-ghost btn-square btn-sm" type="button" data-close autofocus aria-label="Close" { (icon("x")) }
                }
                div class="overflow-y-auto px-5 pb-5" {
                    (list(has_finder(frame), go))
                    label class="mt-5 flex min-h-10 cursor-pointer items-center gap-3 border-t border-line pt-4" {
                        input class="checkbox" type="checkbox" checked data-single-keys;
                        "Shortcuts of a single key, as ? and /"
                    }
                    label class="flex min-h-8 cursor-pointer items-center gap-3" {
                        input class="checkbox" type="checkbox" data-exact-times;
                        "Exact times"
                    }
                }
            }
        }
    }
}

/// The keys; `go` are those after `g`, with the name of the page.
fn list<'a>(finder: bool, go: impl Iterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        dl class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2" {
            @if finder {
                (keys(&["Ctrl", "K"], "Search or jump to; on a Mac Cmd K"))
                (keys(&["/"], "Search this page"))
            }
            @for (key, page) in go { (keys(&["g", key], &format!("Go to {page}"))) }
            (keys(&["j"], "Next row of a table"))
            (keys(&["k"], "Previous row"))
            (keys(&["Enter"], "Open the row"))
            (keys(&["x"], "Select the row, where rows can be selected"))
            (keys(&["b"], "Go to what can be done with them; Esc goes back to the row"))
            (keys(&["t"], "Show exact times, or how long ago"))
            (keys(&["?"], "This help"))
            (keys(&["Esc"], "Close what is open"))
        }
    }
}

fn keys(keys: &[&str], does: &str) -> Markup {
    html! {
        dt class="min-w-0" { (does) }
        dd class="flex justify-end gap-1" { @for key in keys { kbd.key { (key) } } }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FrameGuild, NavItem};
    use super::*;

    #[test]
    fn only_pages_that_exist_are_offered() {
        let item = NavItem { key: "accounts", label: "Accounts", ..NavItem::default() };
        let guild = FrameGuild { nav: vec![item], ..FrameGuild::default() };
        let markup = dialog(&Frame { guild: Some(guild), ..Frame::default() }).into_string();
        assert!(markup.contains("Go to Accounts") && !markup.contains("Go to Overview"));
        assert!(!dialog(&Frame::default()).into_string().contains("Ctrl"));
        assert!(shortcuts_page(Theme::Dark).into_string().contains("Go to overview"));
    }
}
