//! Charts: a drawing by the server that chart.js makes interactive, and always the table behind it.

use maud::{Markup, html};

use super::plot;
pub use super::spark::{legend, spark};
use super::text::{compact, number};
use super::time;

/// A line of a chart. `key` names its colour: views, before, likes, comments or shares.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    pub key: &'a str,
    pub label: &'a str,
    pub values: Vec<Option<i64>>,
}

/// A chart by day. The first series is drawn with a filled line, the others dashed.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    pub id: &'a str,
    /// What it shows in one sentence, for who cannot see it.
    pub label: &'a str,
    /// The word after a number, as `views`.
    pub unit: &'a str,
    /// The days' starts, one for each value.
    pub days: &'a [i64],
    pub series: &'a [Series<'a>],
    /// What stands left in the foot, as the sum.
    pub foot: Markup,
}

/// The chart as a panel's body and foot; the foot opens the table.
pub fn chart(chart: &Chart<'_>) -> Markup {
    let most = chart.series.iter().flat_map(|series| &series.values).flatten().max().copied().unwrap_or(0);
    let step = plot::axis_step(most);
    let top = step.saturating_mul(4);
    let ticks = ticks(chart.days.len());
    html! {
        div class="panel-body flex-1" {
            div class="grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-2" {
                div class="-my-2 flex h-56 flex-col justify-between text-end text-micro whitespace-nowrap text-muted num lg:h-64" aria-hidden="true" {
                    @for tick in (0..=4).rev() { span { (compact(step.saturating_mul(tick))) } }
                }
                div class="chart h-52 lg:h-60" data-chart={ (chart.id) "-data" } data-top=(top) data-unit=(chart.unit) {
                    svg class="plot-grid absolute inset-0 size-full" aria-hidden="true" {
                        @for y in [0, 25, 50, 75, 100] { line x1="0" x2="100%" y1={ (y) "%" } y2={ (y) "%" } {} }
                        @for (_, x, _) in &ticks { line class="week" x1=(x) x2=(x) y1="0" y2="100%" {} }
                        @for x in chart.series.first().map(|first| plot::gaps(&first.values)).unwrap_or_default() {
                            text class="fill-muted stroke-none text-micro max-sm:hidden" x=(format!("{x:.2}%")) y="96%" text-anchor="middle" { "no data" }
                        }
                    }
                    svg class="plot absolute inset-0 size-full" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label=(chart.label) {
                        @for (index, series) in chart.series.iter().enumerate().rev() {
                            @let points = plot::points(&series.values, 0.0, top as f64);
                            @if index == 0 {
                                g class={ "text-" (series.key) } { path class="area" d=(plot::area(&points)) {} path class="line" d=(plot::line(&points)) {} }
                            } @else { path class="before" d=(plot::line(&points)) {} }
                        }
                    }
                }
                div {}
                svg class="mt-2 h-4 w-full overflow-visible fill-muted text-micro num" aria-hidden="true" {
                    @for (n, (index, x, anchor)) in ticks.iter().enumerate() { text class=[(n % 2 == 1).then_some("max-sm:hidden")] x=(x) y="12" text-anchor=(anchor) { (time::day(chart.days[*index])) } }
                }
            }
        }
        (table(chart))
    }
}

/// Every day of a week, else at most five, to label: index, place, and the side their text keeps to.
fn ticks(days: usize) -> Vec<(usize, String, &'static str)> {
    let Some(last) = days.checked_sub(1) else {
        return Vec::new();
    };
    let count = if last <= 6 { last } else { 4 };
    let tick = |n: usize| {
        let index = (n * last + count / 2).checked_div(count).unwrap_or(0);
        let anchor = match index {
            0 => "start",
            _ if index == last => "end",
            _ => "middle",
        };
        (index, format!("{:.2}%", index as f64 / last.max(1) as f64 * 100.0), anchor)
    };
    (0..=count).map(tick).collect()
}

/// The numbers of the chart: what chart.js draws, and what a screen reader reads.
fn table(chart: &Chart<'_>) -> Markup {
    html! {
        details.data aria-label={ (chart.label) " The numbers." } {
            summary.panel-foot { (chart.foot) span class="link ms-auto" { span.when-closed { "Show as table" } span.when-open { "Hide table" } } }
            div class="max-h-80 overflow-auto border-t border-line" tabindex="0" role="group" aria-label={ (chart.label) " As a table." } {
                table id={ (chart.id) "-data" } class="dtable dtable-compact" {
                    thead { tr { th scope="col" { "Day" } @for series in chart.series { th.r scope="col" data-key=(series.key) { (series.label) } } } }
                    tbody {
                        @for (index, day) in chart.days.iter().enumerate() {
                            tr {
                                th scope="row" data-v=(day / 1000) { (time::time_as(*day, &time::date(*day))) }
                                @for series in chart.series {
                                    @match series.values.get(index).copied().flatten() {
                                        Some(value) => td.r data-v=(value) { (number(value)) },
                                        None => td class="r text-muted" { "no data" },
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
