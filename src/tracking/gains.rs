//! How gains over a period are drawn, the same for a guild, a group and an account: counters with
//! their change against the period before, and a chart by day of one metric.

use maud::{Markup, html};

use super::period::{DayRow, Metric, Period, Totals, series};
use crate::time::Day;
use crate::web::chart::{self, Chart, Series};
use crate::web::icons::icon_sm;
use crate::web::table::{Choice, segments};
use crate::web::{panel, text};

/// A page of gains: its address and what of it is chosen.
#[derive(Clone, Copy, Debug)]
pub struct Gains<'a> {
    /// The address of the page without its query.
    pub base: &'a str,
    pub period: Period,
    pub metric: Metric,
    pub today: Day,
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
        let first = self.period.first(self.today);
        let now = Totals::of(days, first, self.today);
        let before = Totals::of(days, self.from(), first.plus(-1));
        html! {
            ul class="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8rem),1fr))] gap-3 sm:grid-cols-2 xl:grid-cols-4 lg:gap-4" {
                @for metric in metrics {
                    @let (value, previous) = (now.of_metric(*metric), before.of_metric(*metric));
                    li class="panel p-3.5 lg:px-5 lg:py-4" {
                        p class="flex items-center gap-1.5 text-small font-medium text-muted" { (icon_sm(metric.icon())) (metric.label()) }
                        div class="mt-1 grid grid-cols-1 items-end gap-x-4 sm:grid-cols-[auto_minmax(0,1fr)]" {
                            p class="metric max-sm:text-xl!" { (text::number(value)) }
                            div class="max-sm:mt-1" {
                                (chart::spark(&series(days, first, self.period.days(), |row| metric.of(row)), &format!("{} per day, last {} days", metric.label(), self.period.days())))
                            }
                        }
                        p class="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-small text-muted" {
                            (text::delta(value, previous)) span.num { "from " (text::number(previous)) span class="max-sm:sr-only" { " in the " (self.period.days()) " days before" } }
                        }
                    }
                }
            }
        }
    }

    /// The chart of the chosen metric with the period before, and the choice of the metric.
    pub fn chart(&self, days: &[DayRow]) -> Markup {
        let (count, metric) = (self.period.days(), self.metric);
        let first = self.period.first(self.today);
        let starts: Vec<i64> = (0..count).map(|offset| first.plus(offset).start().0).collect();
        let values = series(days, first, count, |row| metric.of(row));
        let before = series(days, self.from(), count, |row| metric.of(row));
        let sum: i64 = values.iter().flatten().sum();
        let drawn = [
            Series { key: metric.colour(), label: metric.label(), values },
            Series { key: "before", label: "The period before", values: before },
        ];
        let label =
            format!("{} per day over {count} days, and over the {count} days before.", metric.label());
        let foot = html! { span { "Sum of " (count) " days " strong class="text-base-content num" { (text::number(sum)) } } };
        let chart =
            Chart { id: "gains", label: &label, unit: metric.unit(), days: &starts, series: &drawn, foot };
        let title = format!("{} per day", metric.label());
        panel::panel("gains-chart", &title, Some(self.metrics()), chart::chart(&chart), None)
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
