//! The panels of the analytics page: counters, platforms, and who gained most.

use maud::{Markup, html};

use super::Report;
use super::store::{AccountRow, GroupRow};
use crate::ids::GuildId;
use crate::tracking::Platform;
use crate::tracking::gains::Gains;
use crate::tracking::period::Metric;
use crate::web::counter::{Counter, counters, since};
use crate::web::icons::platform;
use crate::web::{panel, text, time};

pub fn all_counters(gains: &Gains<'_>, report: &Report) -> Markup {
    let mut all = gains.all(&report.days, &Metric::ALL);
    let count = report.period.days();
    all.push(Counter {
        icon: "users-round",
        label: "Accounts tracked",
        value: report.accounts,
        days: Some((
            report.accounts_by_day.clone(),
            format!("Accounts at the end of each of the last {count} days"),
        )),
        note: since(report.accounts, report.accounts_before, &format!("{count} days ago")),
    });
    counters("xl:grid-cols-3", &all)
}

pub fn platforms(report: &Report) -> Markup {
    let rows: Vec<_> = report.platforms.iter().filter(|row| row.views > 0 || row.posts > 0).collect();
    let sum: i64 = rows.iter().map(|row| row.views).sum();
    let body = html! {
        @if rows.is_empty() { (nothing("share-2")) } @else {
            table class="dtable dtable-cards" {
                thead { tr {
                    th scope="col" { "Platform" } th.r scope="col" { "Views" } th.r scope="col" { "Change" } th class="r xl:hidden" scope="col" { "Posts" }
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
                            td class="r xl:hidden" data-label="Posts" { (text::number(row.posts)) }
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
