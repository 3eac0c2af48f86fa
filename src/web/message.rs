//! Pages that are one message: errors, the unverified email, an expired form.

use maud::{Markup, html};

use super::document::{Page, page, plain_page};
use super::form;
use super::frame::{Frame, Theme};
use super::icons::{icon, icon_class, logo};
use super::panel::request;

/// A full page with one icon, one sentence and the ways on.
pub fn message_page(theme: Theme, icon_name: &str, title: &str, content: Markup, actions: Markup) -> Markup {
    let body = html! {
        main #main class="grid min-h-dvh grid-rows-[auto_1fr]" {
            header class="p-5" { a class="inline-flex items-center gap-2.5 font-semibold" href="/" { (logo("size-7")) "Tracking Dashboard" } }
            div class="grid place-items-center px-5 pb-24" { (message(icon_name, title, content, actions)) }
        }
    };
    plain_page(theme, title, body)
}

fn message(icon_name: &str, title: &str, content: Markup, actions: Markup) -> Markup {
    html! {
        div class="w-full max-w-md text-center" {
            span class="inline-grid size-12 place-items-center rounded-box bg-base-100 text-muted" { (icon_class(icon_name, "i-lg")) }
            h1 class="mt-4 text-page font-semibold tracking-tight text-balance" { (title) }
            (content)
            div class="mt-6 flex flex-wrap justify-center gap-2" { (actions) }
        }
    }
}

/// What a page says of an error. `code` is the stable code of the API; `detail` our own sentence.
#[derive(Clone, Copy, Debug, Default)]
pub struct ErrorTold<'a> {
    pub status: u16,
    pub code: &'a str,
    pub title: &'a str,
    pub detail: &'a str,
    pub request_id: &'a str,
}

impl ErrorTold<'_> {
    fn icon(&self) -> &'static str {
        match self.status {
            401 | 403 => "lock",
            404 | 410 => "search-x",
            408 | 429 | 503 | 504 => "hourglass",
            400..500 => "circle-alert",
            _ => "cloud-off",
        }
    }

    fn content(&self) -> Markup {
        html! {
            p class="mt-1.5 text-muted" { (self.detail) }
            div class="mt-4 text-muted" data-code=(self.code) { p class="text-micro" { "Error " (self.status) } (request(self.request_id)) }
        }
    }
}

/// The page of an error.
pub fn error_page(theme: Theme, told: &ErrorTold<'_>) -> Markup {
    let status = told.status;
    let actions = html! {
        @if status >= 500 || matches!(status, 408 | 429) { a class="btn btn-quiet" href="" { (icon("refresh-cw")) "Try again" } }
        a class="btn btn-primary" href="/" { @if status == 401 { "Log in" } @else { "Go to your servers" } }
    };
    message_page(theme, told.icon(), told.title, told.content(), actions)
}

/// The same among the pages of a guild that the reader may see.
pub fn error_in_frame(frame: &Frame, told: &ErrorTold<'_>) -> Markup {
    let (name, href) = frame
        .guild
        .as_ref()
        .map_or(("", String::new()), |guild| (guild.name.as_str(), format!("/guilds/{}", guild.id)));
    let actions = html! { a class="btn btn-primary" href=(href) { "Go to the overview" } };
    let body = html! { div class="grid place-items-center py-16" { (message(told.icon(), told.title, told.content(), actions)) } };
    let crumbs = [(name, Some(href.clone())), (told.title, None)];
    page(frame, Page { title: told.title, current: "", crumbs: &crumbs, charts: false, body })
}

/// The address at Discord is not verified: why that matters, the steps, and another try.
/// `start` begins the login again; `csrf` is there when one is logged in.
pub fn unverified_email_page(theme: Theme, start: &str, csrf: Option<&str>) -> Markup {
    let content = html! {
        p class="mt-1.5 text-muted" { "Your Discord account has no verified email address. The dashboard is open to verified accounts only, so that nobody gets in with an address that is not theirs." }
        ol class="mt-5 grid list-decimal gap-2 rounded-box border border-line bg-base-100 py-4 pr-5 pl-9 text-start" {
            li { "Open Discord, then User Settings, then My Account." }
            li { "Choose Verify beside your email address, or add one first." }
            li { "Open the message from Discord and follow its link." }
            li { "Come back here and try again." }
        }
    };
    let actions = html! {
        @match csrf {
            Some(csrf) => form method="post" action="/auth/logout" { (form::csrf(csrf)) button class="btn btn-quiet" { "Log out" } },
            None => a class="btn btn-quiet" href="/login" { "Use another account" },
        }
        a class="btn btn-primary" href=(start) { (icon("refresh-cw")) "Try again" }
    };
    message_page(theme, "mail-warning", "Verify your email at Discord", content, actions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_show_their_id_and_escape_their_text() {
        let told = ErrorTold {
            status: 503,
            code: "unavailable",
            title: "Busy",
            detail: "Try <soon>.",
            request_id: "01JD4T",
        };
        let markup = error_page(Theme::Dark, &told).into_string();
        for part in [
            "Try &lt;soon&gt;.",
            "data-copy=\"01JD4T\"",
            "Error 503",
            "Try again",
            "data-code=\"unavailable\"",
        ] {
            assert!(markup.contains(part), "{part}");
        }
        let told = ErrorTold { status: 404, ..told };
        assert!(!error_page(Theme::Dark, &told).into_string().contains("Try again"));
        let framed = error_in_frame(&Frame::default(), &told).into_string();
        assert!(framed.contains("class=\"side\"") && framed.contains("Error 404"));
    }

    #[test]
    fn an_unverified_email_leads_on() {
        assert!(unverified_email_page(Theme::Auto, "/auth/login", None).into_string().contains("Try again"));
    }
}
