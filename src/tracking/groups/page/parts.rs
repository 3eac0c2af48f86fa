//! The parts of a group's page below its chart: facts, best accounts, platforms.

use maud::{Markup, html};

use super::View;
use super::store::AccountRow;
use crate::tracking::Platform;
use crate::tracking::period::{DayRow, Metric, Totals};
use crate::web::icons::{icon_sm, platform};
use crate::web::{panel, text};

impl View {
    /// Brand, size and channel in one line.
    pub(super) fn facts(&self) -> Markup {
        let group = &self.group;
        html! {
            ul class="flex min-w-0 flex-wrap items-center gap-x-5 gap-y-1 text-muted" {
                li class="inline-flex min-w-0 items-center gap-1.5" {
                    (icon_sm("layers"))
                    a class="wrap-anywhere text-base-content hover:underline" href={ "/guilds/" (self.guild) "/brands?brand_id=" (group.brand_id) } { (group.brand_label) }
                }
                li class="inline-flex items-center gap-1.5" { (icon_sm("users-round")) (text::count(group.account_count, "account", "accounts")) }
                li class="inline-flex min-w-0 items-center gap-1.5" {
                    (icon_sm("bell"))
                    @match (&group.channel, group.discord_channel_id) {
                        (Some(name), _) => span class="wrap-anywhere" { "Posts to #" (name) },
                        (None, Some(_)) => "Its channel is gone: posts to the server's notification channel",
                        (None, None) => "Posts to the server's notification channel",
                    }
                }
            }
        }
    }

    pub(super) fn top_accounts(&self) -> Markup {
        let group = &self.group;
        if self.accounts.is_empty() {
            let text = "Accounts come here from an import, from the accounts page, or from the bot's /track command in Discord.";
            let blank = panel::empty_in("users-round", "No accounts in this group", text, None);
            return panel::panel("accounts", "Accounts", None, blank, None);
        }
        let title = if group.account_count > super::TOP { "Top accounts" } else { "Accounts" };
        let most = self.accounts.iter().map(|row| row.views).max().unwrap_or(0).max(1);
        let table = html! {
            table class="dtable dtable-cards" {
                thead { tr {
                    th scope="col" { "Account" } th.r scope="col" { "Posts" }
                    th.r scope="col" { "Views" } th.r scope="col" { "Change" }
                    th scope="col" class="w-[20%] max-lg:hidden" { span.sr-only { "Share of the first" } }
                } }
                tbody { @for row in &self.accounts { (self.account(row, most)) } }
            }
        };
        let foot = html! {
            span.num { (self.accounts.len()) " of " (text::count(group.account_count, "account", "accounts")) ", by views in " (self.period.days()) " days" }
            a class="link ms-auto inline-flex min-h-6 items-center gap-1" href={ "/guilds/" (self.guild) "/accounts?group_id=" (group.id) } { "All accounts" (icon_sm("arrow-right")) }
        };
        panel::panel("accounts", title, None, table, Some(foot))
    }

    fn account(&self, row: &AccountRow, most: i64) -> Markup {
        let href = format!("/guilds/{}/accounts/{}", self.guild, row.id);
        html! {
            tr id={ "account-" (row.id) } class="max-sm:grid-cols-3" {
                th scope="row" class="max-sm:col-span-3" {
                    div class="flex items-center gap-2.5" {
                        (platform(&row.platform))
                        div class="min-w-0" {
                            a class="handle hover:underline" href=(href) { "@" (text::handle(&row.username)) }
                            @if row.display_name != row.username { span class="block text-micro font-normal text-muted break-words" { (row.display_name) } }
                        }
                    }
                }
                td.r data-label="Posts" { (text::number(row.posts)) }
                td class="r font-semibold" data-label="Views" { (text::number(row.views)) }
                td.r data-label="Change" { (text::delta(row.views, self.earlier.then_some(row.views_before))) }
                td class="max-lg:hidden!" { progress class="progress progress-primary" value=(row.views) max=(most) aria-hidden="true" {} }
            }
        }
    }

    pub(super) fn platforms(&self) -> Markup {
        let first = self.period.first(self.today);
        let of = |platform: Platform| -> (Totals, Totals) {
            let days = self.days.iter().filter(|day| day.platform == platform);
            let days: Vec<DayRow> = days.map(|day| day.gained.clone()).collect();
            let before = Totals::of(&days, self.period.first_before(self.today), first.plus(-1));
            (Totals::of(&days, first, self.today), before)
        };
        let mut rows: Vec<(Platform, Totals, Totals)> = Platform::ALL
            .into_iter()
            .map(|platform| (platform, of(platform)))
            .map(|(p, (now, before))| (p, now, before))
            .collect();
        rows.retain(|(_, now, before)| {
            Metric::ALL.iter().any(|metric| now.of_metric(*metric) + before.of_metric(*metric) > 0)
        });
        rows.sort_by_key(|(_, now, _)| std::cmp::Reverse(now.views));
        if rows.is_empty() {
            let text = "What the posts of its accounts gain is shown here by platform.";
            let blank = panel::empty_in("chart-line", "Nothing collected yet", text, None);
            return panel::panel("platforms", "By platform", None, blank, None);
        }
        let table = html! {
            table class="dtable dtable-cards" {
                thead { tr { th scope="col" { "Platform" } th.r scope="col" { "Posts" } th.r scope="col" { "Views" } th.r scope="col" { "Change" } } }
                tbody {
                    @for (each, now, before) in &rows {
                        tr class="max-sm:grid-cols-3" {
                            th scope="row" class="max-sm:col-span-3" { span class="flex items-center gap-2.5" { (platform(each.as_str())) (each.name()) } }
                            td.r data-label="Posts" { (text::number(now.posts)) }
                            td class="r font-semibold" data-label="Views" { (text::number(now.views)) }
                            td.r data-label="Change" { (text::delta(now.views, self.earlier.then_some(before.views))) }
                        }
                    }
                }
            }
        };
        panel::panel("platforms", "By platform", None, table, None)
    }
}
