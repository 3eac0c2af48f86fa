//! The palette: jump to a page or server, do what the page offers, or find by name. finder.ts narrows what
//! stands here while one types, and asks the server for the rest.

use maud::{Markup, html};

use super::frame::Frame;
use super::icons::{icon, tile};
use super::shell::nav;

/// Something to choose: where it leads, its mark, its name and what tells it from others.
pub struct Choice {
    pub href: String,
    pub mark: Markup,
    pub name: Markup,
    pub beside: Markup,
}

/// A part of the list with its heading; nothing without a choice.
pub fn choices(title: &str, choices: impl Iterator<Item = Choice>) -> Markup {
    let all: Vec<Choice> = choices.collect();
    html! {
        @if !all.is_empty() {
            (group(title, "", html! {
                @for choice in &all {
                    (option(&choice.href, html! {
                        (choice.mark)
                        span class="min-w-0 flex-1" {
                            span class="block break-words text-base-content" { (choice.name) }
                            span class="block text-micro break-words" { (choice.beside) }
                        }
                    }))
                }
            }))
        }
    }
}

fn group(title: &str, part: &str, options: Markup) -> Markup {
    html! {
        div role="group" aria-label=(title) data-part=[(!part.is_empty()).then_some(part)] {
            div class="px-3 pt-2 pb-1 text-micro font-semibold text-muted" aria-hidden="true" { (title) }
            (options)
        }
    }
}

fn option(href: &str, label: Markup) -> Markup {
    html! { a class="side-link py-1" role="option" aria-selected="false" tabindex="-1" href=(href) { (label) } }
}

/// Whether there is anything to find: pages of a server, or servers.
pub(super) fn has_finder(frame: &Frame) -> bool {
    !nav(frame).is_empty() || !frame.guilds.is_empty()
}

/// Where the search of the accounts is, which the palette is without scripts.
pub(super) fn accounts(frame: &Frame) -> Option<&str> {
    nav(frame).iter().find(|item| item.key == "accounts").map(|item| item.href.as_str())
}

pub(super) fn dialog(frame: &Frame) -> Markup {
    let find = frame.guild.as_ref().map(|guild| format!("/guilds/{}/find", guild.id));
    html! {
        dialog #finder class="modal modal-top" aria-label="Search or jump to" {
            form class="modal-box mx-auto mt-[10dvh] flex max-h-[75dvh] w-[calc(100vw-2rem)] max-w-xl flex-col rounded-box p-0" method="get" action=[accounts(frame)] data-find=[find] {
                div class="flex items-center gap-2.5 border-b border-line ps-4 pe-2" {
                    label class="flex min-w-0 flex-1 items-center gap-2.5" {
                        (icon("search"))
                        span.sr-only { "Search or jump to" }
                        input class="h-12 min-w-0 flex-1 bg-transparent outline-none" type="search" name="q" placeholder="Search or jump to" autocomplete="off" spellcheck="false" maxlength="100"
                            role="combobox" aria-expanded="true" aria-haspopup="listbox" aria-autocomplete="list" aria-controls="finder-list";
                    }
                    button class="grid min-h-8 min-w-8 cursor-pointer place-items-center" type="button" data-close { span.sr-only { "Close, " } kbd.key { "Esc" } }
                }
                div #finder-list class="min-h-0 overflow-y-auto p-1.5" role="listbox" aria-label="Results" {
                    (lists(frame))
                }
                div class="flex items-center gap-3 px-4 py-3 text-muted" data-state hidden {
                    p class="min-w-0 flex-1" {}
                    button class="btn btn-sm btn-quiet" type="button" data-again hidden { (icon("refresh-cw")) "Try again" }
                }
                p.sr-only role="status" data-said {}
                p class="flex flex-wrap gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-micro text-muted pointer-coarse:hidden" aria-hidden="true" {
                    span { kbd.key { "↑" } " " kbd.key { "↓" } " move" }
                    span { kbd.key { "Enter" } " open" }
                    span { kbd.key { "Ctrl" } " " kbd.key { "Enter" } " in a new tab" }
                }
            }
        }
    }
}

/// What needs no asking: actions of this page (put in by the script), pages, servers, and the whole search.
fn lists(frame: &Frame) -> Markup {
    html! {
        (group("On this page", "actions", html! {}))
        @if !nav(frame).is_empty() {
            (group("Pages", "", html! { @for item in nav(frame) { (option(&item.href, html! { (icon(item.icon)) span { (item.label) } })) } }))
        }
        div data-part="found" {}
        @if !frame.guilds.is_empty() {
            (group("Servers", "", html! {
                @for link in &frame.guilds {
                    (option(&link.href, html! { (tile(&link.id, &link.name, link.icon_url.as_deref(), "size-6!")) bdi class="min-w-0 break-words" { (link.name) } }))
                }
            }))
        }
        @if let Some(accounts) = accounts(frame) {
            (group("Search", "search", option(accounts, html! { (icon("search")) span class="min-w-0 break-words" { "Search accounts for " bdi class="font-semibold" data-query {} } })))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FrameGuildLink, NavItem};
    use super::*;

    #[test]
    fn a_list_without_choices_has_no_heading() {
        assert_eq!(choices("Brands", std::iter::empty()).into_string(), "");
        let choice =
            Choice { href: "/x?a=1&b".into(), mark: html! {}, name: html! { "<b>" }, beside: html! {} };
        let markup = choices("Brands", std::iter::once(choice)).into_string();
        assert!(markup.contains("href=\"/x?a=1&amp;b\"") && markup.contains("&lt;b&gt;"));
    }

    #[test]
    fn only_what_can_be_found_is_offered() {
        let link =
            FrameGuildLink { name: "Harbor".into(), href: "/guilds/1".into(), ..FrameGuildLink::default() };
        let frame = Frame { guilds: vec![link], ..Frame::default() };
        let markup = dialog(&frame).into_string();
        assert!(has_finder(&frame) && markup.contains("Harbor"));
        assert!(!markup.contains("Search accounts") && !markup.contains("data-find"));
        assert!(!has_finder(&Frame::default()));
        let nav = vec![NavItem { key: "accounts", href: "/a".into(), icon: "search", ..NavItem::default() }];
        let guild = super::super::FrameGuild { id: "1".into(), nav, ..super::super::FrameGuild::default() };
        let markup = dialog(&Frame { guild: Some(guild), ..Frame::default() }).into_string();
        assert!(markup.contains("data-find=\"/guilds/1/find\"") && markup.contains("action=\"/a\""));
    }
}
