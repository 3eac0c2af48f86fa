//! An import that was confirmed: how far it is, and what came of it.

use maud::{Markup, html};

use super::api;
use super::history::state;
use super::mapping;
use super::preview::file;
use super::show::View;
use crate::tracking::{brands, groups};
use crate::transfer::import::view::{State, Undone};
use crate::web::panel::panel;
use crate::web::{text, time};

/// `2 groups and 1 brand`.
pub fn places(groups: usize, brands: usize) -> String {
    let groups = (groups > 0).then(|| text::count(groups as i64, "group", "groups"));
    let brands = (brands > 0).then(|| text::count(brands as i64, "brand", "brands"));
    [groups, brands].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

/// What taking back came to: `2 accounts deleted, 1 account as before. 1 group deleted.`
pub fn came_to(undone: &Undone) -> String {
    let accounts = [(undone.removed, "deleted"), (undone.restored, "as before")].into_iter();
    let accounts = accounts.filter(|(count, _)| *count > 0);
    let accounts =
        accounts.map(|(count, what)| format!("{} {what}", text::count(count as i64, "account", "accounts")));
    let kept = text::count(undone.kept.len() as i64, "account was", "accounts were");
    let places = places(undone.removed_groups, undone.removed_brands);
    let said = [
        accounts.collect::<Vec<_>>().join(", "),
        if places.is_empty() { places } else { format!("{places} deleted") },
        if undone.kept.is_empty() { String::new() } else { format!("{kept} changed since, and kept") },
    ];
    let said: Vec<String> =
        said.into_iter().filter(|one| !one.is_empty()).map(|one| format!("{one}.")).collect();
    if said.is_empty() { "There was nothing to take back.".to_owned() } else { said.join(" ") }
}

/// A kept group or brand; without an address once it is deleted, too.
fn place(label: &str, href: Option<String>) -> Markup {
    html! {
        @match href {
            Some(href) => a class="link inline-flex min-h-6 items-center wrap-anywhere" href=(href) { bdi { (label) } },
            None => { bdi { (label) } span.text-muted { " (deleted since)" } }
        }
    }
}

impl View {
    /// progress.ts follows the stream; without scripts the page is read again.
    pub fn running(&self) -> Markup {
        let import = self.import();
        let percent = if import.total_rows > 0 { import.processed * 100 / import.total_rows } else { 0 };
        let words = format!(
            "{} of {} rows, {percent} %",
            text::number(import.processed),
            text::number(import.total_rows)
        );
        let body = html! {
            div class="panel-body" data-progress=(api(self.guild, import.id, "events")) {
                progress class="progress progress-primary w-full" max="100" value=(percent) aria-label="Progress of the import" {}
                p class="num mt-2" data-progress-words { (words) }
                p class="mt-1 text-small text-warning" data-progress-lost hidden { "The connection is lost. The import goes on; trying to reach it again." }
                noscript { p class="mt-2" { a.link href=(self.here()) { "Look again" } } }
            }
        };
        html! { (file(import)) (panel("progress", "Importing", Some(state(import.state)), body, self.who())) }
    }

    pub fn ended(&self) -> Markup {
        let (import, details) = (self.import(), &self.preview.details);
        html! {
            (file(import))
            @match import.state {
                State::Completed => (panel("result", "What it did", Some(state(import.state)), self.did(), self.who())),
                State::Undone => (panel("result", "What was taken back", Some(state(import.state)), html! { @if let Some(undone) = &import.undone { (self.undone(undone)) } }, self.who())),
                _ => (panel("result", "What became of it", Some(state(import.state)), html! { p class="panel-body text-muted" { "No account, brand or group was changed." } }, self.who())),
            }
            @if import.state == State::Completed {
                @if import.create_missing && !(details.missing_brands.is_empty() && details.missing_groups.is_empty()) {
                    div class="mt-4" { (panel("made", "What it created", None, mapping::missing(&details.missing_brands, &details.missing_groups, "The import created"), None)) }
                }
                div class="mt-4" { (self.rows(true)) }
            }
        }
    }

    fn did(&self) -> Markup {
        let import = self.import();
        let counts =
            [("Created", import.created), ("Updated", import.updated), ("Unchanged", import.unchanged_rows)];
        html! {
            dl class="panel-body flex flex-wrap gap-x-10 gap-y-2" {
                @for (name, count) in counts { div { dt class="text-small text-muted" { (name) } dd.metric { (text::number(count)) } } }
            }
            @if let Some(until) = import.undo_until { p class="panel-body text-small text-muted" { "It can be undone until " (time::time_as(until.0, &time::date(until.0))) "." } }
        }
    }

    fn undone(&self, undone: &Undone) -> Markup {
        let (groups, brands) = &self.there;
        html! {
            div class="panel-body" {
                p { (came_to(undone)) }
                @if !undone.kept_groups.is_empty() || !undone.kept_brands.is_empty() {
                    p class="mt-3 font-semibold" { "Still used by others or changed since, so kept:" }
                    ul class="mt-1 grid max-h-72 gap-1 overflow-y-auto" tabindex="0" aria-label="Groups and brands that were kept" {
                        @for kept in &undone.kept_groups { li { "Group " (place(&kept.label, groups.contains(kept).then(|| groups::href(self.guild, kept.id)))) } }
                        @for kept in &undone.kept_brands { li { "Brand " (place(&kept.label, brands.contains(kept).then(|| format!("{}?brand_id={}", brands::href(self.guild), kept.id)))) } }
                    }
                }
                @if !undone.kept.is_empty() {
                    p class="mt-3 font-semibold" { (text::count(undone.kept.len() as i64, "account was", "accounts were")) " changed since, and kept:" }
                    ul class="mt-1 grid max-h-72 gap-1 overflow-y-auto" tabindex="0" aria-label="Accounts that were kept" {
                        @for kept in &undone.kept { li { a class="link inline-flex min-h-6 items-center wrap-anywhere" href={ "/guilds/" (self.guild) "/accounts/" (kept.id) } { bdi { (kept.name) } } } }
                    }
                }
                @if !undone.is_whole() {
                    p class="mt-3 text-small text-muted" { "What only another import uses or changed goes when that one is undone, too." }
                }
            }
        }
    }

    /// Who, and when.
    fn who(&self) -> Option<Markup> {
        let import = self.import();
        let (who, at) = match (&import.confirmed_by, import.confirmed_at) {
            (Some(who), Some(at)) => (who, at),
            _ => (&import.created_by, import.created_at),
        };
        let verb = if import.confirmed_at.is_some() { "Confirmed by " } else { "Uploaded by " };
        Some(html! {
            span { (verb) bdi { (who) } ", " (time::time(self.now.0, at.0)) }
            @if let Some(end) = import.completed_at { span class="ms-auto" { "Ended " (time::time(self.now.0, end.0)) } }
            @if let Some(undone) = &import.undone { span { "Undone by " bdi { (undone.by) } ", " (time::time(self.now.0, undone.at.0)) } }
        })
    }
}
