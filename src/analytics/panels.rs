//! The panels of the analytics page: counters, chart, platforms, and who gained most.

use maud::{Markup, html};

use super::store::{AccountRow, GroupRow};
use super::{Metric, Report, series};
use crate::ids::GuildId;
use crate::tracking::Platform;
use crate::tracking::accounts::profile_url;
use crate::web::chart::{self, Chart, Series};
use crate::web::counter::{Counter, counters, since};
use crate::web::icons::platform;
use crate::web::{panel, text, time};

pub fn all_counters(report: &Report) -> Markup {
    let (first, count) = (report.first(), report.period.days());
    let lines = Metric::ALL.map(|metric| series(&report.days, first, count, |row| metric.of(row)));
    let before = format!("in the {count} days before");
    let counter = |(metric, line): (Metric, &'_ Vec<Option<i64>>)| {
        let (value, previous) = (metric.of_totals(&report.totals), metric.of_totals(&report.previous));
        (metric, value, since(value, previous, &before), line.clone())
    };
    let metrics: Vec<_> = Metric::ALL.into_iter().zip(&lines).map(counter).collect();
    let mut all: Vec<Counter<'_>> = metrics
        .iter()
        .map(|(metric, value, note, line)| Counter {
            icon: metric.icon(),
            label: metric.labels().1,
            value: *value,
            days: Some((line.as_slice(), format!("{} per day, last {count} days", metric.labels().1))),
            note: note.clone(),
        })
        .collect();
    all.push(Counter {
        icon: "users-round",
        label: "Accounts tracked",
        value: report.accounts,
        days: Some((
            &report.accounts_by_day,
            format!("Accounts at the end of each of the last {count} days"),
        )),
        note: since(report.accounts, report.accounts_before, &format!("{count} days ago")),
    });
    counters("xl:grid-cols-3", &all)
}

/// The days of the period over those of the one before; `choice` chooses the metric.
pub fn days_chart(report: &Report, metric: Metric, choice: Markup) -> Markup {
    let count = report.period.days();
    let days: Vec<i64> = (0..count).map(|offset| report.first().plus(offset).start().0).collect();
    let values = |from| series(&report.days, from, count, |row| metric.of(row));
    let (name, gained) = metric.labels();
    let (now, before) = (format!("Last {count} days"), format!("{count} days before"));
    // Posts have no colour of their own: no chart shows them beside views.
    let key = if metric == Metric::Posts { "views" } else { metric.as_str() };
    let drawn = [
        Series { key, label: &now, values: values(report.first()) },
        Series { key: "before", label: &before, values: values(report.period.first_before(report.today)) },
    ];
    let label = format!("{gained} per day over {count} days, and over the {count} days before.");
    let foot = html! {
        span { "Sum of " (count) " days " strong class="text-base-content num" { (text::number(metric.of_totals(&report.totals))) } }
        span class="max-sm:hidden" { "before " span.num { (text::number(metric.of_totals(&report.previous))) } }
    };
    let unit = name.to_lowercase();
    let chart = Chart { id: "days", label: &label, unit: &unit, days: &days, series: &drawn, foot };
    let aside = html! {
        div class="flex flex-wrap items-center gap-x-4 gap-y-2" { (chart::legend(&[(key, &now), ("before", &before)])) (choice) }
    };
    panel::panel("days-chart", &format!("{gained} per day"), Some(aside), chart::chart(&chart), None)
}

pub fn platforms(report: &Report) -> Markup {
    let rows: Vec<_> = report.platforms.iter().filter(|row| row.views > 0 || row.posts > 0).collect();
    let sum: i64 = rows.iter().map(|row| row.views).sum();
    let body = html! {
        @if rows.is_empty() { (nothing("share-2")) } @else {
            table class="dtable dtable-cards" {
                thead { tr {
                    th scope="col" { "Platform" } th.r scope="col" { "Views" } th.r scope="col" { "Change" } th.r scope="col" { "Posts" }
                } }
                tbody {
                    @for row in rows {
                        tr class="max-sm:grid-cols-3" {
                            th scope="row" class="max-sm:col-span-3" {
                                div class="flex items-center gap-2.5" {
                                    (platform(&row.platform))
                                    span class="font-semibold" { (name(&row.platform)) }
                                    span class="ms-auto text-small text-muted num" { (share(row.views, sum)) }
                                }
                                progress class="progress progress-primary mt-1.5" value=(row.views) max=(sum.max(1)) aria-hidden="true" {}
                            }
                            td class="r font-semibold" data-label="Views" { (text::number(row.views)) }
                            td.r data-label="Change" { (text::delta(row.views, row.views_before)) }
                            td.r data-label="Posts" { (text::number(row.posts)) }
                        }
                    }
                }
            }
        }
    };
    panel::panel("platforms", "By platform", None, body, None)
}

fn name(platform: &str) -> &str {
    match platform.parse::<Platform>() {
        Ok(known) => known.name(),
        Err(_) => platform,
    }
}

/// A share in whole per cent; something is never nothing.
fn share(part: i64, whole: i64) -> String {
    match i128::from(part) * 100 / i128::from(whole.max(1)) {
        0 if part > 0 => "< 1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

pub fn top_accounts(guild: GuildId, rows: &[AccountRow]) -> Markup {
    let body = html! {
        @if rows.is_empty() { (nothing("users-round")) } @else {
            table class="dtable dtable-cards" {
                (head("Account"))
                tbody {
                    @for (index, row) in rows.iter().enumerate() {
                        tr class="max-sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]" {
                            td class="text-muted num" { (index + 1) }
                            th scope="row" {
                                div class="flex items-center gap-2.5" {
                                    (platform(&row.platform))
                                    div class="min-w-0" {
                                        a class="handle hover:underline" href=(profile_url(&row.platform, &row.username)) target="_blank" rel="noopener noreferrer" {
                                            "@" (text::handle(&row.username)) span.sr-only { " (opens " (name(&row.platform)) ")" }
                                        }
                                        span class="block text-micro font-normal text-muted break-words" {
                                            @if row.deleted_at.is_some() { "deleted · " }
                                            a class="hover:underline" href={ "/guilds/" (guild) "/accounts?group_id=" (row.group_id) } { (row.group_label) }
                                        }
                                    }
                                }
                            }
                            (gained(row.views, row.views_before))
                        }
                    }
                }
            }
        }
    };
    panel::panel("top-accounts", "Top accounts by views gained", None, body, None)
}

pub fn top_groups(guild: GuildId, rows: &[GroupRow]) -> Markup {
    let body = html! {
        @if rows.is_empty() { (nothing("layers")) } @else {
            table class="dtable dtable-cards" {
                (head("Group"))
                tbody {
                    @for (index, row) in rows.iter().enumerate() {
                        tr class="max-sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]" {
                            td class="text-muted num" { (index + 1) }
                            th scope="row" {
                                a class="font-semibold hover:underline" href={ "/guilds/" (guild) "/accounts?group_id=" (row.id) } { (row.label) }
                                span class="block text-micro font-normal text-muted break-words" { (row.brand) }
                            }
                            (gained(row.views, row.views_before))
                        }
                    }
                }
            }
        }
    };
    panel::panel("top-groups", "Top groups by views gained", None, body, None)
}

fn head(of: &str) -> Markup {
    html! {
        thead { tr {
            th scope="col" class="w-8" { "#" } th scope="col" { (of) } th.r scope="col" { "Views gained" } th.r scope="col" { "Change" }
        } }
    }
}

fn gained(views: i64, before: i64) -> Markup {
    html! {
        td class="r font-semibold" { (text::number(views)) }
        td class="r max-sm:order-last max-sm:col-start-3" { (text::delta(views, before)) }
    }
}

fn nothing(icon: &str) -> Markup {
    let text = "Numbers appear here once the bot reports metrics for the accounts you look at.";
    panel::empty_in(icon, "Nothing gained in this period", text, None)
}

/// `25 Oct–23 Nov 2026`
pub fn span(report: &Report) -> String {
    time::range(report.first().start().0, report.today.plus(1).start().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_and_something_is_never_nothing() {
        assert_eq!(share(1, 3), "33 %");
        assert_eq!(share(1, 1_000), "< 1 %");
        assert_eq!(share(0, 0), "0 %");
        assert_eq!(share(i64::MAX, i64::MAX), "100 %");
    }
}
