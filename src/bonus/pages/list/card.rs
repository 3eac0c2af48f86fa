//! A round in the list: closed it says how it went, open it shows all of it.

use maud::{Markup, html};

use super::address::Address;
use crate::bonus::pages::{round_href, words};
use crate::bonus::rounds::Round;
use crate::bonus::rounds::store::SoFar;
use crate::ids::GuildId;
use crate::time::Ms;
use crate::web::icons::icon;
use crate::web::status::state;
use crate::web::text;

pub struct Card<'a> {
    pub guild: GuildId,
    pub round: &'a Round,
    /// Of a pending round.
    pub so_far: Option<&'a SoFar>,
    pub address: &'a Address,
    pub open: Option<&'a Markup>,
    pub now: Ms,
}

impl Card<'_> {
    pub fn draw(&self) -> Markup {
        let round = self.round;
        let class = if round.is_pending() { "panel panel-pending" } else { "panel" };
        html! {
            li id={ "round-" (round.id) } class=(class) {
                div class="relative grid gap-x-6 gap-y-3 px-4 py-3.5 sm:grid-cols-[minmax(0,1fr)_auto] lg:grid-cols-[minmax(0,15rem)_minmax(0,1fr)_minmax(0,16rem)_auto] lg:items-center lg:px-5" {
                    (self.head())
                    (self.counts())
                    @if !round.is_pending() { div class="max-lg:col-span-full" { (paid(round)) } }
                    @else { p class="text-small text-muted max-lg:col-span-full" { (words::evaluated(round, self.now)) "." } }
                    span class="text-muted max-lg:hidden" { (icon(if self.open.is_some() { "chevron-up" } else { "chevron-down" })) }
                }
                @if let Some(open) = self.open { (open) }
            }
        }
    }

    /// The week, which opens the round here; without scripts it leads to the round's page.
    fn head(&self) -> Markup {
        let round = self.round;
        let open = if self.open.is_some() { None } else { Some(round.id) };
        let toggled = Address { open, cursor: None, ..self.address.clone() }.refresh(self.guild);
        html! {
            div class="min-w-0 max-sm:col-span-full" {
                h2 class="text-title font-semibold" {
                    a #{ "open-" (round.id) } class="hover:underline after:absolute after:inset-0" href=(round_href(self.guild, round.id))
                        aria-expanded=(self.open.is_some()) hx-get=(toggled) hx-include="#shown" hx-target="#results" hx-sync="#results:replace" hx-select="#results"
                        hx-ext="morph" hx-swap="morph:outerHTML" hx-push-url="true" { (words::week(round.week)) }
                }
                p class="mt-0.5 text-small text-muted num" { (text::money(round.bonus_amount_cents)) " per group" }
            }
        }
    }

    fn counts(&self) -> Markup {
        let round = self.round;
        html! {
            ul class="flex flex-wrap items-center gap-1.5 num" {
                @if round.is_pending() {
                    li { (state("pending", "Pending")) }
                    @let reached = self.so_far.map_or(0, |so_far| so_far.reached);
                    li class="text-small text-muted" {
                        "So far " strong class="font-semibold" { (text::number(reached)) } " of " (text::count(round.target_count, "group", "groups")) " reached"
                        @if let Some(near) = self.so_far.map(|so_far| so_far.near).filter(|near| *near > 0) { ", " (text::number(near)) " near" }
                    }
                } @else {
                    li { (state("achieved", &format!("{} achieved", text::number(round.achieved())))) }
                    li { (state("missed", &format!("{} missed", text::number(round.missed())))) }
                    @if round.near_misses() > 0 { li { (state("near", &format!("{} of them near", text::number(round.near_misses())))) } }
                }
            }
        }
    }
}

/// What of the bonus is paid.
fn paid(round: &Round) -> Markup {
    let (paid, total) = (round.total_paid_cents, round.total_bonus_cents());
    html! {
        @if total == 0 { p class="text-small text-muted" { "Nothing to pay" } }
        @else {
            p class="flex flex-wrap justify-between gap-x-3 text-small num" {
                span { strong class="font-semibold" { (text::money(paid)) } span class="text-muted" { " paid of " (text::money(total)) } }
                @if paid == total { span class="font-semibold text-success" { "all paid" } }
            }
            progress class="progress progress-success mt-1.5" value=(paid) max=(total) aria-label={ "Paid " (text::money(paid)) " of " (text::money(total)) } {}
        }
    }
}
