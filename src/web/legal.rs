//! Terms and privacy, in plain words. What stands here must be true of the program: change both together.

use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use super::document::plain_page;
use super::frame::Theme;
use super::icons::logo;
use crate::http::{cookies, render};

/// `GET /legal/terms`
pub async fn terms(headers: HeaderMap) -> Response {
    render::html(terms_page(cookies::theme(&headers)))
}

/// `GET /legal/privacy`
pub async fn privacy(headers: HeaderMap) -> Response {
    render::html(privacy_page(cookies::theme(&headers)))
}

/// The page of the terms.
pub fn terms_page(theme: Theme) -> Markup {
    let body = html! {
        p { "The Tracking Dashboard shows the admins of a Discord server what its tracking bot has collected, and lets them run bonus rounds and alerts on it." }
        h2 { "Who may use it" }
        ul {
            li { "You log in with your own Discord account, which needs a verified email address." }
            li { "Discord decides what you see: the right Manage Server lets you read, Administrator or ownership lets you change. When Discord takes the right away, access here ends too." }
            li { "You answer for what is done from your sessions. End those you do not know under Active sessions." }
        }
        h2 { "What to expect" }
        ul {
            li { "Numbers come from the bot and from public profiles. They may be late, incomplete or corrected later; each page says how old they are." }
            li { "A bonus round records who reached a target and whether you marked it as paid. No money moves through the dashboard." }
            li { "The service is run by whoever installed it, as it is, without a promise that it is always there." }
        }
        h2 { "What is not allowed" }
        ul {
            li { "Getting at data of servers that are not yours, or getting around limits and checks." }
            li { "Importing data about people that you have no right to use." }
        }
    };
    legal(theme, "Terms", body)
}

/// The page about privacy.
pub fn privacy_page(theme: Theme) -> Markup {
    let rows = [
        (
            "Your Discord id, name, and whether your email is verified",
            "To know you. Your email address itself is not kept.",
            "Until you ask for its deletion",
        ),
        (
            "Your servers and your rights in them",
            "To show what you may see; read again from Discord at most every 5 minutes.",
            "Until Discord says otherwise",
        ),
        (
            "Discord's access to these facts, encrypted",
            "To read them again without asking you.",
            "While a session or an API key of yours is alive",
        ),
        (
            "Sessions: device, browser, IP address, last activity",
            "To show them to you and to end stolen ones.",
            "At most 90 days",
        ),
        (
            "Logins, logouts and sessions that ended: device, browser, your name, the time",
            "To show you what happened to your account.",
            "90 days",
        ),
        (
            "Changes you make, with your name and the time",
            "So that a server's admins can see who did what.",
            "While the server is tracked",
        ),
        (
            "Public accounts, posts and their metrics, sent by the bot",
            "This is what the dashboard shows.",
            "While the server is tracked",
        ),
        (
            "Files of accounts that you import, with your name and the time",
            "To apply them once you confirm, to say what was wrong, and to take them back.",
            "The file until it is applied, at most a day; what takes it back 7 days; its errors while the server is tracked",
        ),
        (
            "Alerts about public accounts, with the name of that day",
            "To tell a server of what it asked for, here and in its Discord channels.",
            "While the account and its group are tracked",
        ),
        ("Ids of the bot's messages to the dashboard", "So that none counts twice.", "72 hours"),
    ];
    let body = html! {
        p { "What this dashboard stores about you, why, and for how long. There is nothing else: no advertising, no analytics of your visits, no third-party scripts." }
        h2 { "What is stored" }
        div class="panel overflow-hidden" { table class="dtable dtable-cards" {
            thead { tr { th scope="col" { "What" } th scope="col" { "Why" } th scope="col" { "How long" } } }
            tbody { @for (what, why, long) in rows { tr { th scope="row" class="py-2!" { (what) } td class="py-2!" data-label="Why" { (why) } td class="py-2!" data-label="How long" { (long) } } } }
        } }
        h2 { "In your browser" }
        p { "Cookies keep you logged in, protect forms, and remember the theme and the width of the sidebar. None of them follows you elsewhere. Whether single keys are shortcuts and whether times are shown exactly is kept in your browser alone." }
        h2 { "Who gets it" }
        p { "The admins of a server see its data and its log of changes. Discord learns that you log in here. Nobody else gets anything." }
        h2 { "Your say" }
        p { "To have your data deleted or to get a copy, ask whoever runs this dashboard. You can also take its access away in Discord under Authorized Apps." }
    };
    legal(theme, "Privacy", body)
}

fn legal(theme: Theme, title: &str, text: Markup) -> Markup {
    let body = html! {
        header class="mx-auto flex max-w-3xl items-center justify-between gap-4 px-5 py-5" {
            a class="inline-flex items-center gap-2.5 font-semibold" href="/" { (logo("size-7")) "Tracking Dashboard" }
            nav class="flex gap-4 text-small" aria-label="Legal" {
                a class="inline-block py-1 hover:underline" href="/legal/terms" aria-current=[(title == "Terms").then_some("page")] { "Terms" }
                a class="inline-block py-1 hover:underline" href="/legal/privacy" aria-current=[(title == "Privacy").then_some("page")] { "Privacy" }
            }
        }
        main #main class="legal mx-auto max-w-3xl px-5 pt-4 pb-20" { h1 { (title) } (text) }
    };
    plain_page(theme, title, body)
}
