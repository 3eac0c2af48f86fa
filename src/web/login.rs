//! The login page: the product's drawing beside one button.

#[expect(
    clippy::disallowed_types,
    reason = "a drawing of ours, in the page so that it follows the theme"
)]
use maud::PreEscaped;
use maud::{Markup, html};

use super::document::plain_page;
use super::frame::Theme;
use super::icons::{icon_class, logo, mark};
use super::panel::{Tone, note};
use super::status::BotStatus;

/// What the login page says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Login<'a> {
    pub theme: Theme,
    /// The address that starts the login and leads back afterwards.
    pub start: &'a str,
    /// Why one is here again, as "Your session ended. Log in again."
    pub problem: Option<&'a str>,
    /// The bot as a whole.
    pub status: BotStatus,
}

/// The login page.
pub fn login_page(login: &Login<'_>) -> Markup {
    let status = match login.status {
        BotStatus::Online => "The bot is online",
        BotStatus::Degraded => "The bot reports late",
        BotStatus::Offline => "The bot is offline",
        BotStatus::Unknown => "The bot has not reported yet",
    };
    let body = html! {
        main #main class="grid min-h-dvh grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]" {
            section class="relative hidden overflow-hidden border-e border-line bg-base-300 lg:block" aria-label="About" {
                (drawing())
                div class="absolute inset-x-0 top-0 p-12 xl:p-14" {
                    p class="max-w-lg text-4xl/tight font-semibold tracking-tight text-balance" { "Every week has a high-water mark. See who reached it." }
                    p class="mt-4 max-w-sm text-base text-muted" { "Views, bonus rounds and alerts for the creators your Discord bot tracks." }
                }
            }
            section class="grid grid-cols-[minmax(0,1fr)] place-items-center p-6" aria-label="Log in" {
                div class="w-full max-w-sm" {
                    (logo("size-11"))
                    h1 class="mt-5 text-page font-semibold tracking-tight" { "Tracking Dashboard" }
                    p class="mt-1 text-muted" { "For server admins. Use the Discord account that manages your server." }
                    @if let Some(problem) = login.problem { div class="mt-4" role="alert" { (note(Tone::Warn, html! { (problem) })) } }
                    // A link and not a form: `form-action 'self'` would stop the redirect to Discord.
                    a class="btn btn-primary btn-lg btn-block mt-6 text-base" href=(login.start) { (mark("discord")) "Log in with Discord" }
                    ul class="mt-6 grid gap-3 text-small text-muted" {
                        li class="flex gap-2.5" { (icon_class("shield-check", "i-sm mt-px")) span { "We read your name, verified email and server list. We cannot post or read messages as you." } }
                        li class="flex gap-2.5" { (icon_class("log-out", "i-sm mt-px")) span { "Log out any device later under Active sessions." } }
                    }
                    div class="mt-8 flex flex-wrap items-center justify-between gap-x-4 border-t border-line pt-4 text-small text-muted" {
                        a class="inline-flex min-h-6 items-center gap-2 hover:underline" href="/status" { span class={ "live-" (login.status.word()) " live-dot" } aria-hidden="true" {} (status) }
                        span class="whitespace-nowrap" { a class="inline-block py-1 hover:underline" href="/legal/terms" { "Terms" } " · " a class="inline-block py-1 hover:underline" href="/legal/privacy" { "Privacy" } }
                    }
                }
            }
        }
    };
    plain_page(login.theme, "Log in", body)
}

fn drawing() -> Markup {
    PreEscaped(include_str!("tide.svg").to_owned())
}
