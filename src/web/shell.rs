//! The shell's parts: sidebar, top bar, the phone's tab bar and the menus that open from them.

use maud::{Markup, html};

use super::form::csrf;
use super::frame::{Frame, NavItem, Theme};
use super::icons::{icon, icon_class, icon_sm, logo, tile};
use super::status::live_pill;

/// What the phone's tab bar shows first, as far as it exists; other entries fill up to four.
const TABS: [&str; 4] = ["overview", "accounts", "bonus", "alerts"];

fn nav(frame: &Frame) -> &[NavItem] {
    frame.guild.as_ref().map_or(&[], |guild| &guild.nav)
}

pub(super) fn side(frame: &Frame, current: &str) -> Markup {
    html! {
        nav.side aria-label="Main" {
            (guild_button(frame, "guild"))
            div class="h-1.5" {}
            @for item in nav(frame) {
                @if item.new_group { div class="my-1.5 border-t border-line" {} }
                a.side-link href=(item.href) title=(item.label) aria-current=[(item.key == current).then_some("page")] {
                    (icon(item.icon))
                    span.side-text { (item.label) }
                    @if let Some(new) = item.count.filter(|new| *new > 0) { span.side-text.count aria-label={ (new) " new" } { (new) } }
                }
            }
            div class="mt-auto" {}
            div class="side-text px-3 pb-2 text-micro text-muted" {
                span class="mb-1.5 flex items-center gap-2 font-semibold text-base-content" { (logo("size-5")) "Tracking Dashboard" }
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

fn legal_links() -> Markup {
    html! {
        a class="hover:underline" href="/legal/terms" { "Terms" } " · "
        a class="hover:underline" href="/legal/privacy" { "Privacy" } " · "
        a class="hover:underline" href="/status" { "Status" }
    }
}

fn guild_button(frame: &Frame, class: &str) -> Markup {
    html! {
        @match &frame.guild {
            Some(guild) => button class=(class) type="button" popovertarget="guilds" title="Switch server" {
                (tile(&guild.id, &guild.name, guild.icon_url.as_deref(), "max-[22.5rem]:hidden"))
                span class="side-text min-w-0 flex-1" {
                    span class="block truncate font-semibold" { (guild.name) }
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
            nav class="crumbs max-md:hidden" aria-label="Breadcrumb" {
                @for (index, (label, href)) in crumbs.iter().enumerate() {
                    @if index + 1 == crumbs.len() { span class="truncate" aria-current="page" { (label) } }
                    @else {
                        @match href { Some(href) => a class="truncate" href=(href) { (label) }, None => span class="truncate" { (label) } }
                        (icon_sm("chevron-right"))
                    }
                }
            }
            div class="ml-auto flex items-center gap-2 md:gap-3" {
                @if !nav(frame).is_empty() { (finder_buttons()) }
                @if let Some(guild) = &frame.guild { (live_pill(&guild.status, &format!("/guilds/{}#status-card", guild.id))) }
                @if let Some(user) = &frame.user {
                    button class="cursor-pointer rounded-full" type="button" popovertarget="me" {
                        (tile(&user.id, &user.name, user.avatar_url.as_deref(), "tile-round size-9!"))
                        span.sr-only { "Your account, " (user.name) }
                    }
                }
            }
        }
    }
}

fn finder_buttons() -> Markup {
    html! {
        button class="finder needs-js max-md:hidden lg:w-64" type="button" data-dialog="finder" {
            (icon_sm("search")) span class="flex-1 text-start max-lg:sr-only" { "Search or jump to" } kbd class="key max-lg:hidden" { "Ctrl K" }
        }
        button class="btn btn-ghost btn-square btn-sm needs-js md:hidden" type="button" data-dialog="finder" aria-label="Search" { (icon("search")) }
    }
}

fn tabs(frame: &Frame) -> (Vec<&NavItem>, Vec<&NavItem>) {
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
        @if let Some(user) = &frame.user { (account_menu(frame, &user.name, user.sessions)) }
        @if !more.is_empty() {
            div #more.pop.pop-bottom popover role="group" aria-label="More pages" {
                @for item in more { a.side-link href=(item.href) aria-current=[(item.key == current).then_some("page")] { (icon(item.icon)) (item.label) } }
                div class="border-t border-line px-3 pt-2.5 pb-1.5 text-micro text-muted mt-1.5" { (legal_links()) }
            }
        }
        @if !nav(frame).is_empty() { (finder(frame)) }
    }
}

fn account_menu(frame: &Frame, name: &str, sessions: bool) -> Markup {
    const THEMES: [(Theme, &str, &str); 3] =
        [(Theme::Dark, "moon", "Dark"), (Theme::Light, "sun", "Light"), (Theme::Auto, "sun-moon", "Auto")];
    html! {
        div #me.pop.pop-end popover role="group" aria-label="Your account" {
            p class="truncate px-3 pt-1.5 pb-2 font-semibold" { (name) }
            @if sessions { a.side-link href="/settings/sessions" { (icon("monitor")) "Active sessions" } }
            form class="px-3 py-2" method="post" action="/preferences" data-theme-form {
                (csrf(&frame.csrf))
                p class="mb-1.5 text-micro text-muted" #theme-label { "Theme" }
                div.seg role="group" aria-labelledby="theme-label" {
                    @for (theme, name, label) in THEMES {
                        button name="theme" value=(theme.as_str()) aria-pressed=(theme == frame.theme) { (icon_sm(name)) (label) }
                    }
                }
            }
            form method="post" action="/auth/logout" { (csrf(&frame.csrf)) button.side-link { (icon("log-out")) "Log out" } }
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
                    input class="h-12 min-w-0 flex-1 bg-transparent outline-none" type="search" name="q" placeholder="Search or jump to" autocomplete="off" maxlength="200" data-finder;
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
