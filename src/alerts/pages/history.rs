//! The tab of what fired, and what became of each message.

use maud::{Markup, html};

use super::list::Around;
use super::parts::{badge, square};
use crate::alerts::feed::{self, Alert, AlertPage, Filter, Position};
use crate::alerts::{Delivery, Kind};
use crate::app::App;
use crate::http::{Error, Params};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::tracking::{choose, groups};
use crate::web::icons::{icon_sm, platform_bare};
use crate::web::results::results_in_force;
use crate::web::table::{chip, clear_filters, cursor_pager};
use crate::web::{panel, text, time};

/// Alerts of a page.
const ROWS: i64 = 50;

struct View<'a> {
    around: &'a Around<'a>,
    filter: Filter,
    notes: Vec<&'static str>,
    page: AlertPage,
}

pub async fn tab(app: &App, around: &Around<'_>, mut params: Params) -> Result<Markup, Error> {
    let guild = around.guild;
    let filter = Filter::read(&mut params, true);
    let cursor = params.text("cursor");
    let (from, restarted) = match filter.position(&app.secrets, guild, cursor.as_deref()) {
        Ok(position) => (position, false),
        Err(_) => (Position::start(), true),
    };
    let page = feed::page(app, guild, &filter, &from, ROWS).await?;
    let view = View { notes: notes(&params, restarted), page, filter, around };
    Ok(view.draw())
}

impl View<'_> {
    fn draw(&self) -> Markup {
        html! {
            (self.filters())
            (results_in_force(self.around.here, (!self.notes.is_empty()).then(|| self.filter.query()), html! {
                @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
                div class="mb-3 flex flex-wrap items-center gap-2 text-small text-muted" {
                    span.num data-announce { (self.range()) }
                    (self.chips())
                }
                section.panel aria-label="Alerts" {
                    @if self.page.rows.is_empty() { (self.nothing()) } @else {
                        ol.rows { @for row in &self.page.rows { (item(self.around.guild, row, self.around.now, true)) } }
                        div.panel-foot { (self.pager()) }
                    }
                }
            }))
        }
    }

    fn filters(&self) -> Markup {
        let (filter, base) = (&self.filter, self.around.base);
        html! {
            form class="filters mb-3" role="search" aria-label="Filter alerts" method="get" action=(base)
                hx-get=(base) hx-trigger="change, submit" hx-target="#results" hx-select="#results"
                hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                input type="hidden" name="tab" value="history";
                (choose::group(self.around.groups, None, filter.group_id, None))
                label class="max-sm:min-w-36 max-sm:flex-1" {
                    span.sr-only { "Kind" }
                    select class="select w-full sm:w-40" name="kind" {
                        option value="" { "All kinds" }
                        @for each in Kind::ALL { option value=(each.as_str()) selected[filter.kind == Some(each)] { (kind_word(each)) } }
                    }
                }
                label class="max-sm:min-w-36 max-sm:flex-1" {
                    span.sr-only { "Delivery" }
                    select class="select w-full sm:w-40" name="delivery" {
                        option value="" { "Any delivery" }
                        @for each in Delivery::ALL { option value=(each.as_str()) selected[filter.delivery == Some(each)] { (delivery_word(each)) } }
                    }
                }
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }

    fn chips(&self) -> Markup {
        let filter = &self.filter;
        let without = |change: fn(&mut Filter)| {
            let mut filter = filter.clone();
            change(&mut filter);
            format!("{}{}", self.around.base, filter.query())
        };
        let group = self.around.groups.iter().find(|group| Some(group.id) == filter.group_id);
        html! {
            @if let Some(group) = group { (chip(&group.label, &without(|f| f.group_id = None))) }
            @if let Some(kind) = filter.kind { (chip(kind_word(kind), &without(|f| f.kind = None))) }
            @if let Some(delivery) = filter.delivery { (chip(delivery_word(delivery), &without(|f| f.delivery = None))) }
            @if !filter.is_empty() { (clear_filters(&self.cleared())) }
        }
    }

    fn cleared(&self) -> String {
        format!("{}?tab=history", self.around.base)
    }

    fn range(&self) -> String {
        let (before, count) = (self.page.before, self.page.rows.len() as i64);
        match count {
            0 => "No alerts".to_owned(),
            _ if before == 0 && self.page.next.is_none() => text::count(count, "alert", "alerts"),
            _ => format!("Alerts {}–{}", text::number(before + 1), text::number(before + count)),
        }
    }

    fn nothing(&self) -> Markup {
        if !self.filter.is_empty() {
            return panel::no_match(
                "No alert matches",
                "Remove a filter to see the others.",
                &self.cleared(),
            );
        }
        let text = "What reaches a threshold, a streak of a group, or an account that becomes unavailable stands here.";
        panel::empty("bell", "Nothing fired yet", text, None)
    }

    fn pager(&self) -> Markup {
        let list = format!("{}{}", self.around.base, self.filter.query());
        let (previous, next) = (self.page.previous.as_deref(), self.page.next.as_deref());
        cursor_pager(&self.range(), &list, previous, next, self.page.before <= ROWS)
    }
}

/// An alert in a list. `whole` adds its second line, and what to do about a message that did not arrive.
pub fn item(guild: GuildId, row: &Alert, now: Ms, whole: bool) -> Markup {
    html! {
        li id={ "alert-" (row.id) } class="flex gap-3 px-4 py-3 lg:px-5" {
            (square(icon_of(row)))
            div class="min-w-0 flex-1" {
                p class="flex items-start gap-1 font-semibold" {
                    span class="min-w-0 wrap-anywhere" {
                        @match row.account_id {
                            Some(id) => a class="hover:underline" href={ "/guilds/" (guild) "/accounts/" (id) } { bdi { (row.message) } },
                            None => bdi { (row.message) },
                        }
                    }
                    @if let Some(url) = &row.post_url {
                        " " a class="-my-0.5 inline-flex min-h-6 min-w-6 flex-none items-center justify-center text-muted hover:text-base-content" href=(url) target="_blank" rel="noopener noreferrer" aria-label="The post, opens there" { (icon_sm("external-link")) }
                    }
                }
                p class="text-small text-muted wrap-anywhere" {
                    @if let Some(platform) = row.platform { span class="me-1 inline-flex align-middle" { (platform_bare(platform.as_str())) } }
                    @if whole { bdi { (row.detail) } " · " }
                    a class="hover:underline" href=(groups::href(guild, row.group_id)) { bdi { (row.group_label) } }
                    @if whole { " · " bdi { (row.brand_label) } }
                }
                (delivery(row, now, whole))
            }
            span class="text-micro text-muted whitespace-nowrap" { (time::time(now.0, row.at.0)) }
        }
    }
}

fn icon_of(row: &Alert) -> &'static str {
    match (row.kind, row.metric) {
        (Kind::Threshold, Some(metric)) => metric.icon(),
        (Kind::Threshold, None) => "bell",
        (Kind::Streak, _) => "flame",
        (Kind::Status, _) => "unplug",
        (Kind::Test, _) => "send",
    }
}

/// A short badge, and the rest as text that breaks where it must: names of channels are long.
fn delivery(row: &Alert, now: Ms, whole: bool) -> Markup {
    let at = row.channel.as_ref().map_or("Discord".to_owned(), |name| format!("#{name}"));
    let why = row.reason.map_or("", |reason| reason.words());
    let (badge, rest) = match row.delivery {
        Delivery::Sent => (badge("ok", "send", "Posted"), format!("in {at}")),
        Delivery::Failed => (badge("bad", "circle-x", "Not posted"), format!("in {at}: {why}.")),
        Delivery::Off => (badge("off", "bell-off", "Not posted"), format!("{why}.")),
        Delivery::Pending if why.is_empty() => (badge("pending", "clock", "Waits"), "to be posted".into()),
        Delivery::Pending => {
            let next = time::ago(now.0, row.next_try_at.0.max(now.0));
            let rest = format!("{why}; tries again {next}, {} of 8 tries so far.", row.tries);
            (badge("warn", "hourglass", "Waits"), rest)
        }
    };
    let hint = match row.delivery {
        Delivery::Failed | Delivery::Off if whole => row.reason.map(|reason| reason.hint()),
        _ => None,
    };
    html! {
        div class="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1" {
            (badge)
            span class="min-w-0 text-small text-muted wrap-anywhere" { (rest) @if let Some(hint) = hint { " " (hint) } }
        }
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Threshold => "Thresholds",
        Kind::Streak => "Streaks",
        Kind::Status => "States",
        Kind::Test => "Tests",
    }
}

fn delivery_word(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Pending => "Waiting",
        Delivery::Sent => "Posted",
        Delivery::Failed => "Not posted",
        Delivery::Off => "Off",
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("group_id", "The group is not known and was left out."),
        ("kind", "The kind is not known and was left out."),
        ("delivery", "The delivery is not known and was left out."),
    ];
    params.notes(TOLD, restarted)
}
