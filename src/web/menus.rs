//! What opens from the shell: the guild, account and "More" menus, and the finder.

use maud::{Markup, html};

use super::form::csrf;
use super::frame::{Frame, Theme};
use super::icons::{icon, icon_sm, tile};
use super::shell::{legal_links, nav, tabs};
use super::shortcuts;

pub(super) fn popovers(frame: &Frame, current: &str) -> Markup {
    let (_, more) = tabs(frame);
    html! {
        @if let Some(guild) = &frame.guild {
            div #guilds.pop.pop-start popover role="group" aria-label="Your servers" {
                @for link in &frame.guilds {
                    a.side-link href=(link.href) aria-current=[(link.id == guild.id).then_some("true")] {
                        (tile(&link.id, &link.name, link.icon_url.as_deref(), "size-6!")) span class="truncate" { (link.name) }
                    }
                }
                a.side-link href="/guilds" { (icon("server")) "All servers" }
            }
        }
        @if let Some(user) = &frame.user { (account_menu(frame, &user.name)) }
        @if !more.is_empty() {
            div #more.pop.pop-bottom popover role="group" aria-label="More pages" {
                @for item in more { a.side-link href=(item.href) aria-current=[(item.key == current).then_some("page")] { (icon(item.icon)) (item.label) } }
                div class="border-t border-line px-3 pt-2.5 pb-1.5 text-micro text-muted mt-1.5" { (legal_links()) }
            }
        }
        @if has_finder(frame) { (finder(frame)) }
        @if frame.user.is_some() { (shortcuts::dialog(frame)) }
    }
}

/// Whether there is anything to find: pages of a server, or servers.
pub(super) fn has_finder(frame: &Frame) -> bool {
    !nav(frame).is_empty() || !frame.guilds.is_empty()
}

fn account_menu(frame: &Frame, name: &str) -> Markup {
    const THEMES: [(Theme, &str, &str); 3] =
        [(Theme::Dark, "moon", "Dark"), (Theme::Light, "sun", "Light"), (Theme::Auto, "sun-moon", "Auto")];
    html! {
        div #me.pop.pop-end popover role="group" aria-label="Your account" {
            p class="truncate px-3 pt-1.5 pb-2 font-semibold" { (name) }
            a.side-link href="/settings/sessions" { (icon("monitor")) "Active sessions" }
            form class="px-3 py-2" method="post" action="/preferences" data-theme-form {
                (csrf(&frame.csrf))
                p class="mb-1.5 text-micro text-muted" #theme-label { "Theme" }
                div.seg role="group" aria-labelledby="theme-label" {
                    @for (theme, name, label) in THEMES {
                        button name="theme" value=(theme.as_str()) aria-pressed=(theme == frame.theme) { (icon_sm(name)) (label) }
                    }
                }
            }
            button class="side-link needs-js pointer-coarse:hidden" type="button" data-dialog="shortcuts" { (icon("keyboard")) "Keyboard shortcuts" }
            form method="post" action="/auth/logout" { (csrf(&frame.csrf)) button.side-link { (icon("log-out")) "Log out" } }
            div class="mt-1.5 border-t border-line px-3 pt-1.5 text-micro text-muted" { (legal_links()) }
        }
    }
}

/// Jump to a page or server, or search the accounts; finder.ts narrows the list while typing.
fn finder(frame: &Frame) -> Markup {
    let accounts = nav(frame).iter().find(|item| item.key == "accounts");
    html! {
        dialog #finder class="modal modal-top" aria-label="Search or jump to" {
            form class="modal-box mx-auto mt-[10dvh] w-[calc(100vw-2rem)] max-w-xl rounded-box p-0" method="get" action=[accounts.map(|item| item.href.as_str())] {
                label class="flex items-center gap-2.5 border-b border-line px-4" {
                    (icon("search"))
                    span.sr-only { "Search or jump to" }
                    input class="h-12 min-w-0 flex-1 bg-transparent outline-none" type="search" name="q" placeholder="Search or jump to" autocomplete="off" maxlength="100" data-finder;
                    kbd.key { "Esc" }
                }
                ul class="max-h-[50dvh] overflow-y-auto p-1.5" {
                    @for item in nav(frame) { li { a.side-link href=(item.href) { (icon(item.icon)) (item.label) } } }
                    @for link in &frame.guilds { li { a.side-link href=(link.href) { (tile(&link.id, &link.name, link.icon_url.as_deref(), "size-6!")) (link.name) } } }
                    @if accounts.is_some() { li data-always hidden { button.side-link { (icon("search")) span { "Search accounts for " strong data-query {} } } } }
                }
            }
        }
    }
}
