//! The results of an evaluated round: counts, money, and each group against its target.

use maud::{Markup, html};

use super::Opened;
use super::sort::By;
use super::targets::{name, near_miss, views};
use crate::bonus::pages::place::Part;
use crate::bonus::pages::words;
use crate::bonus::rounds::{Round, Target};
use crate::web::status::{gauge, state};
use crate::web::table::{Choice, sort_choices, sort_header};
use crate::web::{panel, text};

pub fn tab(opened: &Opened<'_>) -> Markup {
    let round = opened.round();
    let foot = round.near_miss_percent.map(near_miss);
    html! {
        (summary(round))
        (orders(opened))
        (panel::panel("results-of-round", "Results", None, table(opened), foot))
    }
}

/// What was paid of what there is to pay, and how many achieved.
pub fn summary(round: &Round) -> Markup {
    let (paid, total) = (round.total_paid_cents, round.total_bonus_cents());
    let figure = |label: &str, value: Markup| html! { div { dt class="text-muted" { (label) } dd class="text-lg/6 font-semibold num" { (value) } } };
    html! {
        section class="panel mb-4 grid items-center gap-x-8 gap-y-4 p-4 lg:grid-cols-[minmax(0,1fr)_auto] lg:px-5" aria-labelledby="paid-title" {
            div {
                h2 #paid-title.sr-only { "Paid so far" }
                div class="flex flex-wrap items-baseline gap-x-2" {
                    p.metric { (text::money(paid)) }
                    p class="text-muted" { "paid of " strong class="num text-base-content" { (text::money(total)) } }
                    p class="ms-auto num text-muted max-sm:w-full" {
                        @if total == 0 { "nothing to pay" }
                        @else if paid == total { strong class="font-semibold text-success" { "all paid" } }
                        @else { strong class="font-semibold text-warning" { (text::money(round.total_unpaid_cents())) } " not paid" }
                    }
                }
                progress class="progress progress-success mt-2 h-2.5" value=(paid) max=(total.max(1)) aria-label={ "Paid " (text::money(paid)) " of " (text::money(total)) } {}
            }
            dl class="grid grid-cols-4 gap-x-6 gap-y-2 text-small max-sm:grid-cols-2" {
                (figure("Achieved", html! { (text::number(round.achieved())) span class="text-small font-normal text-muted" { " / " (text::number(round.target_count)) } }))
                (figure("Missed", html! { (text::number(round.missed())) }))
                (figure("Near misses", html! { span class=[(round.near_misses() > 0).then_some("text-warning")] { (text::number(round.near_misses())) } }))
                (figure("Per group", html! { (text::money(round.bonus_amount_cents)) }))
            }
        }
    }
}

const COLUMNS: [(By, &str); 4] =
    [(By::Name, "Group"), (By::Actual, "Views"), (By::Difference, "Difference"), (By::Percent, "Percent")];

fn href(opened: &Opened<'_>, by: By) -> String {
    opened.place.part_with(Part::Results, &opened.sort.next(by))
}

/// The same orders where the headers are hidden.
fn orders(opened: &Opened<'_>) -> Markup {
    let hrefs = COLUMNS.map(|(by, _)| href(opened, by));
    let choices: Vec<Choice<'_>> = COLUMNS
        .iter()
        .zip(&hrefs)
        .map(|((by, label), href)| Choice {
            label: html! { (label) },
            href,
            current: opened.sort.of(*by) != crate::web::table::Sort::None,
        })
        .collect();
    sort_choices(&choices)
}

fn table(opened: &Opened<'_>) -> Markup {
    let header =
        |by: By, label: &str, class: &str| sort_header(label, opened.sort.of(by), &href(opened, by), class);
    html! {
        table class="dtable dtable-cards" {
            thead { tr {
                (header(By::Name, "Group", ""))
                (header(By::Actual, "Views", "r"))
                th scope="col" class="w-[24%]" { span class="relative block w-full" { "0" span class="absolute left-[80%] -translate-x-1/2 text-base-content" { "target" } } }
                th scope="col" { "Result" }
                (header(By::Difference, "Difference", "r"))
                (header(By::Percent, "Percent", "r"))
                th.r scope="col" { "Bonus" }
            } }
            tbody { @for target in opened.sort.sorted(&opened.detail.targets) { (row(opened, target)) } }
        }
    }
}

fn row(opened: &Opened<'_>, target: &Target) -> Markup {
    let outcome = target.outcome();
    let near = outcome.is_some_and(|outcome| outcome.near_miss);
    html! {
        tr id={ "target-" (target.id) } class={ "max-sm:grid-cols-[minmax(0,1fr)_auto]" @if near { " row-near" } } {
            th scope="row" { (name(opened.guild, target)) }
            td class="r max-sm:order-last max-sm:text-start!" { (views(target)) }
            td class="max-sm:order-3 max-sm:col-span-full" { (gauge(target.actual(), target.target_views, words::gauge_kind(outcome))) }
            td class="max-sm:text-end!" { (words::result(outcome)) }
            td class="r text-small max-sm:order-last max-sm:text-end!" { (words::distance(target.delta(), outcome)) }
            td class="r text-small max-sm:order-last max-sm:text-start!" { (words::percent(target.delta_percent())) }
            td class="r max-sm:order-last max-sm:text-end!" {
                @if let Some(payment) = target.payment() {
                    span class="inline-flex items-center gap-2" {
                        span class="font-semibold" { (text::money(payment.amount_cents)) }
                        @if payment.paid { (state("paid", "Paid")) } @else { (state("unpaid", "Unpaid")) }
                    }
                }
            }
        }
    }
}
