//! What was gained: the counters and the chart of views.

use maud::{Markup, html};

use crate::analytics::Filter;
use crate::analytics::store;
use crate::app::App;
use crate::http::Error;
use crate::ids::GuildId;
use crate::time::Day;
use crate::tracking::gains::{Gains, Known};
use crate::tracking::period::{DayRow, Metric, Period, series};
use crate::web::chart::{self, Chart, Series};
use crate::web::counter::{Counter, counters};
use crate::web::{panel, text};

/// The counters.
pub async fn card(app: &App, guild: GuildId, period: Period) -> Result<Markup, Error> {
    let today = app.clock.now().day();
    let everything = Filter::default();
    let days = store::days(&app.db, guild, &everything, period.first_before(today), today).await?;
    let accounts = store::accounts(&app.db, guild, &everything).await?;
    let earlier = store::has_data_by(&app.db, guild, &everything, period.first_before(today)).await?;
    let known = Known { period: true, earlier };
    let gains = Gains { base: "", period, metric: Metric::Views, today, known };
    Ok(numbers(&gains, &days, accounts))
}

/// The chart.
pub async fn chart_card(app: &App, guild: GuildId, period: Period) -> Result<Markup, Error> {
    let today = app.clock.now().day();
    let from = today.plus(1 - chart_days(period));
    let days = store::days(&app.db, guild, &Filter::default(), from, today).await?;
    Ok(views_chart(&days, period, today))
}

/// The numbers of the period with their change against the period before, and all followers.
fn numbers(gains: &Gains<'_>, days: &[DayRow], accounts: store::AccountsRow) -> Markup {
    let mut all = gains.all(days, &[Metric::Views, Metric::Likes, Metric::Posts]);
    all.push(Counter {
        icon: "user-round-plus",
        label: "Followers in all",
        value: Some(accounts.followers),
        days: None,
        note: html! { span.num { "of " (text::count(accounts.accounts, "account", "accounts")) } },
    });
    counters("xl:grid-cols-4", &all)
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
