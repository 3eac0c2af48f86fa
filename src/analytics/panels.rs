//! The panels of the analytics page: counters, platforms, and who gained most.

use maud::{Markup, html};

use super::report::PlatformRow;
use super::store::{AccountRow, GroupRow};
use super::{Report, rules};
use crate::ids::GuildId;
use crate::tracking::Platform;
use crate::tracking::gains::Gains;
use crate::tracking::period::Metric;
use crate::web::counter::{Counter, counters, since};
use crate::web::icons::platform;
use crate::web::{panel, text};

pub fn all_counters(gains: &Gains<'_>, report: &Report) -> Markup {
    let mut all = gains.all(&report.days, &Metric::ALL);
    let count = report.period.days();
    all.push(Counter {
        icon: "users-round",
        label: "Accounts tracked",
        value: Some(report.accounts),
        days: Some((
            report.accounts_by_day.clone(),
            format!("Accounts at the end of each of the last {count} days"),
        )),
        note: since(report.accounts, Some(report.accounts_before), &format!("{count} days ago")),
    });
    counters("xl:grid-cols-3", &all)
}

/// By the metric that the chart shows, with the posts beside it.
pub fn platforms(report: &Report, metric: Metric) -> Markup {
    let gained = |row: &PlatformRow| row.totals.of_metric(metric);
    let mut rows: Vec<_> =
        report.platforms.iter().filter(|row| gained(row) > 0 || row.totals.posts > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(gained(row)));
    let values: Vec<i64> = rows.iter().map(|row| gained(row)).collect();
    let most = values.iter().fold(0_i64, |sum, value| sum.saturating_add(*value)).max(1);
    let shares = rules::shares(&values);
    let with_posts = metric != Metric::Posts;
    let body = html! {
        @if rows.is_empty() { (nothing("share-2")) } @else {
            table class="dtable dtable-cards" {
                thead { tr {
                    th scope="col" { "Platform" } th.r scope="col" { (metric.word()) } th.r scope="col" { "Change" }
                    @if with_posts { th class="r xl:hidden" scope="col" { "Posts" } }
                } }
                tbody {
                    @for ((row, value), percent) in rows.iter().zip(&values).zip(&shares) {
                        tr class="max-sm:grid-cols-3" {
                            th scope="row" class="max-sm:col-span-3" {
                                div class="flex items-center gap-2.5" {
                                    (platform(&row.platform))
                                    span class="font-semibold" { (name(&row.platform)) }
                                    span class="ms-auto text-small text-muted num" { (share(*value, *percent)) }
                                }
                                progress class="progress progress-primary mt-1.5" value=(value) max=(most) aria-hidden="true" {}
                            }
                            td class="r font-semibold" data-label=(metric.word()) { (text::number(*value)) }
                            td.r data-label="Change" { (text::delta(*value, report.earlier.then(|| row.previous.of_metric(metric)))) }
                            @if with_posts { td class="r xl:hidden" data-label="Posts" { (text::number(row.totals.posts)) } }
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
fn share(part: i64, percent: i128) -> String {
    match percent {
        0 if part > 0 => "< 1 %".to_owned(),
        _ => format!("{percent} %"),
    }
}

/// The two lists are by views whatever the chart shows; said where it shows something else.
pub fn top_by_views(metric: Metric) -> Option<&'static str> {
    (metric != Metric::Views).then_some("The top lists are always by views gained.")
}

pub fn top_accounts(guild: GuildId, rows: &[AccountRow], earlier: bool) -> Markup {
    let body = html! {
        @if rows.is_empty() { (nothing("users-round")) } @else {
            table class="dtable dtable-cards" {
                (head("Account"))
                tbody {
                    @for (index, row) in rows.iter().enumerate() {
                        tr id={ "account-" (row.id) } class="max-sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]" {
                            td class="text-muted num" { (index + 1) }
                            th scope="row" {
                                div class="flex items-center gap-2.5" {
                                    (platform(&row.platform))
                                    div class="min-w-0" {
                                        @match row.deleted_at {
                                            None => a class="handle hover:underline" href={ "/guilds/" (guild) "/accounts/" (row.id) } { "@" (text::handle(&row.username)) },
                                            Some(_) => span.handle { "@" (text::handle(&row.username)) },
                                        }
                                        span class="block text-micro font-normal text-muted break-words" {
                                            @if row.deleted_at.is_some() { "deleted · " }
                                            a class="hover:underline" href={ "/guilds/" (guild) "/accounts?group_id=" (row.group_id) } { (row.group_label) }
                                        }
                                    }
                                }
                            }
                            (gained(row.views, earlier.then_some(row.views_before)))
                        }
                    }
                }
            }
        }
    };
    panel::panel("top-accounts", "Top accounts by views gained", None, body, None)
}

pub fn top_groups(guild: GuildId, rows: &[GroupRow], earlier: bool) -> Markup {
    let body = html! {
        @if rows.is_empty() { (nothing("layers")) } @else {
            table class="dtable dtable-cards" {
                (head("Group"))
                tbody {
                    @for (index, row) in rows.iter().enumerate() {
                        tr id={ "group-" (row.id) } class="max-sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]" {
                            td class="text-muted num" { (index + 1) }
                            th scope="row" {
                                a class="font-semibold hover:underline" href={ "/guilds/" (guild) "/accounts?group_id=" (row.id) } { (row.label) }
                                span class="block text-micro font-normal text-muted break-words" { (row.brand) }
                            }
                            (gained(row.views, earlier.then_some(row.views_before)))
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

fn gained(views: i64, before: Option<i64>) -> Markup {
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
    report.first().through(report.today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_and_something_is_never_nothing() {
        assert_eq!(share(1, 33), "33 %");
        assert_eq!(share(1, 0), "< 1 %");
        assert_eq!(share(0, 0), "0 %");
    }
}
