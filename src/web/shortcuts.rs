//! The help dialog of the keyboard: what the keys do, and whether single keys do anything at all.

use maud::{Markup, html};

use super::frame::Frame;
use super::icons::icon;
use super::menus::has_finder;
use super::shell::{go_key, nav};

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
                    dl class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2" {
                        @if has_finder(frame) {
                            (keys(&["Ctrl", "K"], "Search or jump to; on a Mac Cmd K"))
                            (keys(&["/"], "Search this page"))
                        }
                        @for (key, label) in go { (keys(&["g", key], &format!("Go to {label}"))) }
                        (keys(&["t"], "Show exact times, or how long ago"))
                        (keys(&["?"], "This help"))
                        (keys(&["Esc"], "Close what is open"))
                    }
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
    }
}
