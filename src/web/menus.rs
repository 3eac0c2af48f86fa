//! What opens from the shell: the guild, account and "More" menus, the finder and the help.

use maud::{Markup, html};

use super::finder;
use super::form::csrf;
use super::frame::{Frame, Theme};
use super::icons::{icon, icon_sm, tile};
use super::shell::{legal_links, tabs};
use super::shortcuts;

pub(super) fn popovers(frame: &Frame, current: &str) -> Markup {
    let (_, more) = tabs(frame);
    html! {
        @if let Some(guild) = &frame.guild {
            nav #guilds.pop.pop-start popover aria-label="Your servers" {
                @for link in &frame.guilds {
                    a.side-link href=(link.href) aria-current=[(link.id == guild.id).then_some("true")] {
                        (tile(&link.id, &link.name, link.icon_url.as_deref(), "size-6!")) bdi class="truncate" { (link.name) }
                    }
                }
                a.side-link href="/guilds" { (icon("server")) "All servers" }
            }
        }
        @if let Some(user) = &frame.user { (account_menu(frame, &user.name)) }
        @if !more.is_empty() {
            nav #more.pop.pop-bottom popover aria-label="More pages" {
                @for item in more { a.side-link href=(item.href) aria-current=[(item.key == current).then_some("page")] { (icon(item.icon)) (item.label) } }
                div class="border-t border-line px-3 pt-2.5 pb-1.5 text-micro text-muted mt-1.5" { (legal_links()) }
            }
        }
        @if finder::has_finder(frame) { (finder::dialog(frame)) }
        @if frame.user.is_some() { (shortcuts::dialog(frame)) }
    }
}

fn account_menu(frame: &Frame, name: &str) -> Markup {
    const THEMES: [(Theme, &str, &str); 3] =
        [(Theme::Dark, "moon", "Dark"), (Theme::Light, "sun", "Light"), (Theme::Auto, "sun-moon", "Auto")];
    html! {
        div #me.pop.pop-end popover role="region" aria-label="Your account" {
            p class="truncate px-3 pt-1.5 pb-2 font-semibold" { bdi { (name) } }
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
            a class="side-link pointer-coarse:hidden" href="/shortcuts" data-dialog="shortcuts" aria-haspopup="dialog" { (icon("keyboard")) "Keyboard shortcuts" }
            form method="post" action="/auth/logout" { (csrf(&frame.csrf)) button.side-link { (icon("log-out")) "Log out" } }
            div class="mt-1.5 border-t border-line px-3 pt-1.5 text-micro text-muted" { (legal_links()) }
        }
    }
}
