//! Panels and their states: empty, nothing matches, failed; page heads and notes.

use maud::{Markup, html};

use super::icons::{icon, icon_sm};
pub use super::note::{Tone, note};
use super::table;

/// A panel: a section named by its heading. `id` must be unique on the page; `aside` stands at the heading's right.
pub fn panel(id: &str, title: &str, aside: Option<Markup>, body: Markup, foot: Option<Markup>) -> Markup {
    html! {
        section.panel id=(id) aria-labelledby={ (id) "-title" } {
            div.panel-head { h2 id={ (id) "-title" } { (title) } @if let Some(aside) = aside { div.aside { (aside) } } }
            (body)
            @if let Some(foot) = foot { div.panel-foot { (foot) } }
        }
    }
}

/// The head of a page: name, one line why, and the actions (quiet ones first, the one primary button last).
pub fn page_head(title: &str, why: &str, actions: Option<Markup>) -> Markup {
    html! {
        div.page-head {
            div { h1 { (title) } @if !why.is_empty() { p { (why) } } }
            @if let Some(actions) = actions { div.actbar { (actions) } }
        }
    }
}

/// Nothing is here yet: why, and the one button that changes that. Its heading follows the page's;
/// below the heading of a panel it is [`empty_in`].
pub fn empty(icon_name: &str, title: &str, text: &str, action: Option<Markup>) -> Markup {
    blank(icon_name, html! { h2 { (title) } }, text, action)
}

/// The same inside a panel that has a heading of its own.
pub fn empty_in(icon_name: &str, title: &str, text: &str, action: Option<Markup>) -> Markup {
    blank(icon_name, html! { h3 { (title) } }, text, action)
}

fn blank(icon_name: &str, heading: Markup, text: &str, action: Option<Markup>) -> Markup {
    html! { div.blank { (icon(icon_name)) (heading) p { (text) } @if let Some(action) = action { (action) } } }
}

/// Nothing matches the filters; `clear` is the address without them.
pub fn no_match(title: &str, text: &str, clear: &str) -> Markup {
    let action = table::in_place("btn btn-quiet", clear, html! { "Clear filters" });
    empty("search-x", title, text, Some(action))
}

/// What failed, the request id for whoever helps, and a retry that asks again: `retry` is this panel's or page's address.
pub fn failed(title: &str, text: &str, request_id: &str, retry: &str) -> Markup {
    html! {
        div.blank role="alert" {
            (icon("cloud-off"))
            h3 { (title) }
            p { (text) }
            (request(request_id))
            a class="btn btn-quiet" href=(retry) { (icon("refresh-cw")) "Try again" }
        }
    }
}

/// The request id with a button that copies it.
pub fn request(id: &str) -> Markup {
    html! {
        p class="flex flex-wrap items-center justify-center gap-1 text-micro" {
            "Request " code class="font-mono break-all" { (id) }
            button class="btn btn-ghost btn-square btn-xs needs-js" type="button" data-copy=(id) aria-label="Copy request id" { (icon_sm("copy")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_are_named_and_states_say_what_to_do() {
        let panel = panel("chart", "<Views>", None, html! { "5" }, None).into_string();
        assert!(panel.contains("aria-labelledby=\"chart-title\"") && panel.contains("&lt;Views&gt;"));
        let failed = failed(
            "The chart could not be loaded",
            "The database did not answer in time.",
            "01JD4T",
            "?again",
        )
        .into_string();
        assert!(failed.contains("href=\"?again\"") && failed.contains("data-copy=\"01JD4T\""));
        assert!(no_match("No account matches", "", "/x?a=1&b=2").into_string().contains("/x?a=1&amp;b=2"));
        assert!(note(Tone::Bad, html! { "no" }).into_string().contains("note-bad"));
    }
}
