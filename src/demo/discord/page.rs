//! The authorize page: one form, a button per person.

use maud::{Markup, html};

use super::PREFIX;
use super::script::Message;
use crate::demo::people::Person;
use crate::web::icons::tile;
use crate::web::{Theme, plain_page};

/// A `GET` form on this origin: a `POST` would meet our CSRF layer, another port `form-action`.
pub fn authorize(parameters: &[(String, String)], people: &[Person]) -> Markup {
    let action = format!("{PREFIX}/oauth2/authorize/confirm");
    frame(html! {
        p class="mt-1 text-muted" { "Tracking Dashboard wants to know who you are. Choose a person; there is no password." }
        form class="mt-6 grid gap-2" method="get" action=(action) {
            @for (name, value) in parameters.iter().filter(|(name, _)| name != "user") {
                input type="hidden" name=(name) value=(value);
            }
            @for person in people {
                button class="panel flex w-full cursor-pointer items-center gap-3 p-3 text-start hover:border-line-strong" type="submit" name="user" value=(person.key) {
                    (tile(person.key, person.global_name, None, "tile-round"))
                    span { strong class="block" { (person.global_name) " · " (person.key) } span class="block text-small text-muted" { (about(person)) } }
                }
            }
            button class="btn btn-ghost mt-2" type="submit" name="error" value="access_denied" { "Cancel" }
        }
    })
}

/// What the bot posted, the newest first; names of channels are the server's to know.
pub fn messages(all: &[Message]) -> Markup {
    frame(html! {
        p class="mt-1 text-muted" { "What would stand in Discord's channels." }
        ol class="mt-6 grid gap-2" {
            @for message in all.iter().rev().take(100) {
                li class="panel p-3" {
                    p class="text-micro text-muted" { "Channel " (message.channel) }
                    p class="whitespace-pre-line wrap-anywhere" { (message.body["content"].as_str().unwrap_or_default()) }
                }
            }
        }
        @if all.is_empty() { p class="mt-6" { "Nothing was posted yet." } }
    })
}

pub fn refused(why: &str) -> Markup {
    frame(html! { p class="mt-1 text-muted" { (why) } })
}

fn about(person: &Person) -> &'static str {
    match person.key {
        "admin" => "administrator of both servers",
        "viewer" => "manages the first server",
        "unverified" => "has not verified their email",
        "outsider" => "is in none of the servers",
        _ => "",
    }
}

fn frame(content: Markup) -> Markup {
    let body = html! {
        main #main class="grid min-h-dvh place-items-center p-6" {
            div class="w-full max-w-sm" {
                h1 class="text-page font-semibold tracking-tight" { "Pretend Discord" }
                (content)
            }
        }
    };
    plain_page(Theme::default(), "Authorize", body)
}
