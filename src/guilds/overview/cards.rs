//! The cards of the overview. Each reads its own data; one that fails says so and leaves the rest standing.

use maud::{Markup, html};

use super::store::{self, GroupRow};
use crate::app::App;
use crate::guilds::status_card::status_card;
use crate::http::{Error, RequestId};
use crate::ids::GuildId;
use crate::time::Day;
use crate::tracking::period::{DayRow, Period, Totals, series};
use crate::web::chart::{self, Chart, Series};
use crate::web::icons::icon_sm;
use crate::web::status::not_connected;
use crate::web::{panel, text, time};

/// A card, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    Status,
    Gains,
    TopGroups,
}

impl Card {
    pub const ALL: [Card; 3] = [Card::Status, Card::Gains, Card::TopGroups];

    /// Its id in the page and in its address.
    pub fn id(self) -> &'static str {
        match self {
            Card::Status => "status",
            Card::Gains => "gains",
            Card::TopGroups => "top-groups",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Card::Status => "Bot status",
            Card::Gains => "Views gained",
            Card::TopGroups => "Top groups",
        }
    }
}

/// The card, or in its place what failed with a retry that asks again.
pub async fn render(app: &App, guild: GuildId, card: Card, period: Period, request_id: &RequestId) -> Markup {
    let content = match card {
        Card::Status => status(app, guild).await,
        Card::Gains => gains(app, guild, period).await,
        Card::TopGroups => top_groups(app, guild, period).await,
    };
    let href = format!("/guilds/{guild}/cards/{}?days={}", card.id(), period.days());
    let content = content.unwrap_or_else(|error| {
        tracing::error!(%error, card = card.id(), "a card failed");
        let retry = format!("/guilds/{guild}?days={}", period.days());
        let failed =
            panel::failed("This could not be loaded", error.problem.detail, request_id.as_str(), &retry);
        panel::panel(&format!("{}-failed", card.id()), card.title(), None, failed, None)
    });
    // The status is pushed whole by the live stream; the others are asked for when something changed.
    let trigger = (card != Card::Status).then_some("tracked from:body");
    html! { div id={ "card-" (card.id()) } hx-get=[trigger.map(|_| &href)] hx-trigger=[trigger] hx-ext="morph" hx-swap="morph:outerHTML" { (content) } }
}

async fn status(app: &App, guild: GuildId) -> Result<Markup, Error> {
    let now = app.clock.now();
    let card = status_card(&app.db, guild, now).await?;
    Ok(html! { (not_connected()) (card) })
}

async fn gains(app: &App, guild: GuildId, period: Period) -> Result<Markup, Error> {
    let today = app.clock.now().day();
    let from = period.first_before(today).min(today.plus(1 - chart_days(period)));
    let days = store::days(&app.db, guild, from, today).await?;
    Ok(html! {
        div class="grid gap-3 lg:gap-4" { (counters(&days, period, today)) (views_chart(&days, period, today)) }
    })
}

/// The numbers of the period with their change against the period before.
fn counters(days: &[DayRow], period: Period, today: Day) -> Markup {
    let first = period.first(today);
    let now = Totals::of(days, first, today);
    let before = Totals::of(days, period.first_before(today), first.plus(-1));
    type Value = fn(&DayRow) -> i64;
    let counters: [(&str, &str, i64, i64, Value); 4] = [
        ("eye", "Views gained", now.views, before.views, |row| row.views),
        ("heart", "Likes gained", now.likes, before.likes, |row| row.likes),
        ("message-circle", "Comments gained", now.comments, before.comments, |row| row.comments),
        ("image-play", "New posts", now.posts, before.posts, |row| row.posts),
    ];
    html! {
        ul class="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8rem),1fr))] gap-3 sm:grid-cols-2 xl:grid-cols-4 lg:gap-4" {
            @for (icon, label, value, previous, of) in counters {
                li class="panel p-3.5 lg:px-5 lg:py-4" {
                    p class="flex items-center gap-1.5 text-small font-medium text-muted" { (icon_sm(icon)) (label) }
                    div class="mt-1 grid grid-cols-1 items-end gap-x-4 sm:grid-cols-[auto_minmax(0,1fr)]" {
                        p class="metric max-sm:text-xl!" { (text::number(value)) }
                        div class="max-sm:mt-1" {
                            (chart::spark(&series(days, first, period.days(), of), &format!("{label} per day, last {} days", period.days())))
                        }
                    }
                    p class="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-small text-muted" {
                        (text::delta(value, previous)) span.num { "from " (text::number(previous)) span class="max-sm:sr-only" { " in the " (period.days()) " days before" } }
                    }
                }
            }
        }
    }
}

/// A week is too short a line to read: the chart shows 30 days at least.
fn chart_days(period: Period) -> i64 {
    period.days().max(30)
}

fn views_chart(days: &[DayRow], period: Period, today: Day) -> Markup {
    let count = chart_days(period);
    let days_shown: Vec<i64> = (0..count).map(|offset| today.plus(1 - count + offset).start().0).collect();
    let values = series(days, today.plus(1 - count), count, |row| row.views);
    let sum: i64 = values.iter().flatten().sum();
    let drawn = [Series { key: "views", label: "Views gained", values }];
    let label = format!("Views gained per day over {count} days.");
    let foot = html! { span { "Sum of " (count) " days " strong class="text-base-content num" { (text::number(sum)) } } };
    let chart = Chart { id: "views", label: &label, unit: "views", days: &days_shown, series: &drawn, foot };
    panel::panel(
        "views-chart",
        &format!("Views gained per day, last {count} days"),
        None,
        chart::chart(&chart),
        None,
    )
}

async fn top_groups(app: &App, guild: GuildId, period: Period) -> Result<Markup, Error> {
    let today = app.clock.now().day();
    let (before, first) = (period.first_before(today), period.first(today));
    let groups = store::top_groups(&app.db, guild, before, first, today, 6).await?;
    let span = time::range(first.start().0, today.plus(1).start().0);
    Ok(panel::panel("top-groups", &format!("Top groups, {span}"), None, top_table(guild, &groups), None))
}

fn top_table(guild: GuildId, groups: &[GroupRow]) -> Markup {
    if groups.is_empty() {
        let text = "Groups appear here once the bot reports metrics for their accounts.";
        return panel::empty_in("layers", "No views in this period", text, None);
    }
    let most = groups.iter().map(|group| group.views).max().unwrap_or(1);
    html! {
        table class="dtable dtable-cards" {
            thead { tr {
                th scope="col" class="w-8" { "#" } th scope="col" { "Group" }
                th.r scope="col" { "Views gained" } th.r scope="col" { "Change" }
                th scope="col" class="w-[30%] max-sm:hidden" { span.sr-only { "Share of the first" } }
            } }
            tbody {
                @for (index, group) in groups.iter().enumerate() {
                    tr class="max-sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]" {
                        td class="text-muted num" { (index + 1) }
                        th scope="row" {
                            a class="font-semibold hover:underline" href={ "/guilds/" (guild) "/accounts?group_id=" (group.id) } { bdi { (group.label) } }
                            span class="text-muted" { " · " bdi { (group.brand) } }
                        }
                        td class="r font-semibold" { (text::number(group.views)) }
                        td class="r max-sm:order-last max-sm:col-start-3" { (text::delta(group.views, group.views_before)) }
                        td class="max-sm:hidden" { progress class="progress progress-primary" value=(group.views) max=(most) aria-hidden="true" {} }
                    }
                }
            }
        }
    }
}
