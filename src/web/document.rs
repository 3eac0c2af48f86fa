//! The document around every page: head, shell, live stream, toasts.

use maud::{DOCTYPE, Markup, html};

use super::form::post_button;
use super::frame::{Frame, Notice, Theme};
use super::icons::icon_sm;
use super::panel::note;
use super::toast::toasts;
use super::{assets, menus, shell};

/// A page of the shell. `current` is the key of its navigation entry; the last crumb is the page itself.
pub struct Page<'a> {
    pub title: &'a str,
    pub current: &'a str,
    pub crumbs: &'a [(&'a str, Option<String>)],
    pub charts: bool,
    pub body: Markup,
}

/// The full document of a page for someone signed in.
pub fn page(frame: &Frame, page: Page<'_>) -> Markup {
    let live = frame.guild.as_ref().map(|guild| format!("/guilds/{}/live", guild.id));
    let body = html! {
        body data-live=[live] data-person=[frame.user.as_ref().map(|user| &user.id)] {
            a.skip href="#main" { "Skip to content" }
            div.app {
                (shell::side(frame, page.current))
                div class="min-w-0" {
                    (shell::topbar(frame, page.crumbs))
                    main.page #main tabindex="-1" {
                        @for notice in &frame.notices { div class="mb-4" { (banner(notice, &frame.csrf)) } }
                        (page.body)
                    }
                }
            }
            (shell::tabbar(frame, page.current))
            (menus::popovers(frame, page.current))
            (list_failed())
            (toasts(frame.toast.as_ref(), &frame.csrf))
        }
    };
    document(frame.theme, frame.rail, &frame.csrf, page.title, page.charts, body)
}

/// What errors.ts puts above a list that could not be read again, and the region in which scripts say what changed.
fn list_failed() -> Markup {
    html! {
        div #announce.sr-only role="status" aria-live="polite" {}
        template #list-failed {
            div class="note note-bad mb-3 items-center" role="alert" data-list-failed {
                (icon_sm("circle-alert"))
                div class="min-w-0 flex-1" { p class="font-semibold" data-text {} p data-detail {} }
                button class="btn btn-sm btn-quiet" type="button" data-retry { (icon_sm("refresh-cw")) "Retry" }
            }
        }
    }
}

/// A document without the shell: login, legal pages, errors, the public status.
pub fn plain_page(theme: Theme, title: &str, body: Markup) -> Markup {
    document(
        theme,
        false,
        "",
        title,
        false,
        html! { body { a.skip href="#main" { "Skip to content" } (body) (toasts(None, "")) } },
    )
}

fn banner(notice: &Notice, csrf: &str) -> Markup {
    let text = html! {
        div class="flex flex-wrap items-start gap-x-4 gap-y-1" {
            p class="min-w-0 flex-1 basis-60" { (notice.text) @if let Some((label, href)) = &notice.action { " " a.link href=(href) { (label) } } }
            @if let Some(dismiss) = &notice.dismiss { (post_button(dismiss, csrf, "btn btn-ghost btn-xs", html! { "Dismiss" })) }
        }
    };
    note(notice.tone, text)
}

/// htmx without eval, inline styles (nor those of an element that it replaces, which an extension may have set), foreign
/// requests or pages kept in the browser's storage. What is swapped in works
/// at once: until it settles, htmx would leave a form pressed quickly to the browser.
const HTMX: &str = r#"{"allowEval":false,"includeIndicatorStyles":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"defaultSettleDelay":0,"refreshOnHistoryMiss":true,"attributesToSettle":["class","width","height"],"timeout":20000,"scrollBehavior":"auto","responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}"#;

fn document(theme: Theme, rail: bool, csrf: &str, title: &str, charts: bool, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[theme.attribute()] data-nav=[rail.then_some("rail")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                title { (title) " · Tracking Dashboard" }
                link rel="preload" as="font" type="font/woff2" href=(assets::url("figtree-latin.woff2")) crossorigin;
                link rel="stylesheet" href=(assets::url("app.css"));
                link rel="icon" type="image/svg+xml" href=(assets::url("logo.svg"));
                link rel="manifest" href=(assets::url("site.webmanifest"));
                meta name="htmx-config" content=(HTMX);
                @if !csrf.is_empty() { meta name="csrf" content=(csrf); }
                script src=(assets::url("app.js")) defer {}
                @if charts { script src=(assets::url("chart.js")) defer {} }
            }
            (body)
        }
    }
}
