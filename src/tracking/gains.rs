//! How gains over a period are drawn, the same for a guild, a group and an account: counters with
//! their change against the period before, and a chart by day of one metric.

use maud::{Markup, html};

use super::period::{DayRow, Metric, Period, Totals, series};
use crate::time::Day;
use crate::web::chart::{self, Chart, Series};
use crate::web::counter::{Counter, counters, since};
use crate::web::icons::icon_sm;
use crate::web::table::{Choice, segments};
use crate::web::{panel, text};

/// What of the days is known; what is not must not look like nothing.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Somebody looked in the period.
    pub period: bool,
    /// The whole period before was tracked.
    pub earlier: bool,
}

/// A page of gains: its address and what of it is chosen.
#[derive(Clone, Copy, Debug)]
pub struct Gains<'a> {
    /// The address of the page without its query.
    pub base: &'a str,
    pub period: Period,
    pub metric: Metric,
    pub today: Day,
    pub known: Known,
}

impl Gains<'_> {
    /// The first day that [`Gains::counters`] and [`Gains::chart`] need rows of.
    pub fn from(&self) -> Day {
        self.period.first_before(self.today)
    }

    pub fn href(&self, period: Period, metric: Metric) -> String {
        let base = self.base;
        match metric {
            Metric::Views => format!("{base}?days={}", period.days()),
            _ => format!("{base}?days={}&metric={}", period.days(), metric.as_str()),
        }
    }

    /// The choice of the period.
    pub fn periods(&self) -> Markup {
        let hrefs = Period::ALL.map(|period| self.href(period, self.metric));
        let choice = |(period, href): (&Period, _)| Choice {
            label: html! { (period.days()) " days" },
            href,
            current: *period == self.period,
        };
        let choices: Vec<_> = Period::ALL.iter().zip(hrefs.iter().map(String::as_str)).map(choice).collect();
        segments("Period", &choices)
    }

    /// A counter for each of these metrics, with a line of its days.
    pub fn counters(&self, days: &[DayRow], metrics: &[Metric]) -> Markup {
        counters("xl:grid-cols-4", &self.all(days, metrics))
    }

    /// The same, to stand beside others.
    pub fn all(&self, days: &[DayRow], metrics: &[Metric]) -> Vec<Counter<'static>> {
        let (first, count) = (self.period.first(self.today), self.period.days());
        let now = Totals::of(days, first, self.today);
        let before = Totals::of(days, self.from(), first.plus(-1));
        let counter = |metric: &Metric| {
            let (value, previous) = (now.of_metric(*metric), before.of_metric(*metric));
            let previous = self.known.earlier.then_some(previous);
            Counter {
                icon: metric.icon(),
                label: metric.label(),
                value: self.known.period.then_some(value),
                days: Some((
                    series(days, first, count, |row| metric.of(row)),
                    format!("{} per day, last {count} days", metric.label()),
                )),
                note: match self.known.period {
                    true => since(value, previous, &format!("in the {count} days before")),
                    false => html! {},
                },
            }
        };
        metrics.iter().map(counter).collect()
    }

    /// The chart of the chosen metric with the period before, and the choice of the metric.
    pub fn chart(&self, days: &[DayRow]) -> Markup {
        self.chart_with(days, self.metrics())
    }

    /// The same with another choice.
    pub fn chart_with(&self, days: &[DayRow], choice: Markup) -> Markup {
        let (count, metric) = (self.period.days(), self.metric);
        let first = self.period.first(self.today);
        let starts: Vec<i64> = (0..count).map(|offset| first.plus(offset).start().0).collect();
        let values = series(days, first, count, |row| metric.of(row));
        let before = series(days, self.from(), count, |row| metric.of(row));
        let sum: i64 = values.iter().flatten().sum();
        let names = (format!("Last {count} days"), format!("{count} days before"));
        let drawn = [
            Series { key: metric.colour(), label: &names.0, values },
            Series { key: "before", label: &names.1, values: before },
        ];
        let label =
            format!("{} per day over {count} days, and over the {count} days before.", metric.label());
        let sum = match self.known.period {
            true => html! { (text::number(sum)) },
            false => text::not_collected(),
        };
        let foot =
            html! { span { "Sum of " (count) " days " strong class="text-base-content num" { (sum) } } };
        let chart =
            Chart { id: "gains", label: &label, unit: metric.as_str(), days: &starts, series: &drawn, foot };
        let title = format!("{} per day", metric.label());
        let aside = html! {
            div class="flex flex-wrap items-center justify-end gap-x-4 gap-y-2" {
                (chart::legend(&[(metric.colour(), &names.0), ("before", &names.1)])) (choice)
            }
        };
        panel::panel("gains-chart", &title, Some(aside), chart::chart(&chart), None)
    }

    fn metrics(&self) -> Markup {
        let hrefs = Metric::ALL.map(|metric| self.href(self.period, metric));
        let choice = |(metric, href): (&Metric, _)| Choice {
            label: html! { span aria-hidden="true" { (icon_sm(metric.icon())) } span class="max-lg:sr-only" { (metric.word()) } },
            href,
            current: *metric == self.metric,
        };
        let choices: Vec<_> = Metric::ALL.iter().zip(hrefs.iter().map(String::as_str)).map(choice).collect();
        segments("Metric", &choices)
    }
}
