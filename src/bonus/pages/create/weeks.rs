//! The choice of the week: the newest without a round, and any other by a date in it.

use maud::{Markup, html};

use super::View;
use super::typed::OTHER;
use crate::bonus::rules::{OLDEST_WEEKS, due_at};
use crate::bonus::{Week, round_href};
use crate::web::icons::icon_sm;
use crate::web::{text, time};

/// Weeks that are offered by name.
const OFFERED: usize = 5;

impl View<'_> {
    pub(super) fn weeks(&self) -> Markup {
        let present = Week::containing(self.now.day());
        let fault = self.faults.of("week");
        let offered = self.offered(present);
        html! {
            fieldset #week class="min-w-0" aria-describedby={ "week-hint" @if fault.is_some() { " week-error" } } {
                legend.field-label { "Week" }
                div class="grid gap-2 sm:grid-cols-2 xl:grid-cols-3" {
                    @for week in &offered { (self.week(*week, fault.is_some())) }
                    (self.other(present, fault.is_some()))
                }
                (self.left_out(present, &offered))
                @if let Some(fault) = fault {
                    p #week-error.field-error {
                        (icon_sm("circle-alert")) (fault)
                        @if let Some(round) = self.taken { " " a.link href=(round_href(self.guild, round.id)) { "See the round of " (round.week.name()) } }
                    }
                }
            }
        }
    }

    /// The newest weeks that can have a round, and the one that was chosen.
    fn offered(&self, present: Week) -> Vec<Week> {
        let free = |week: &Week| !self.choices.used.contains(week);
        let all = (0..=OLDEST_WEEKS).map(|back| present.plus(-back)).filter(free);
        let mut offered: Vec<Week> = all.clone().take(OFFERED).collect();
        let chosen = all.skip(OFFERED).find(|week| self.typed.week == week.to_string());
        offered.extend(chosen);
        offered
    }

    /// What a week is, and why some are not there.
    fn left_out(&self, present: Week, offered: &[Week]) -> Markup {
        let oldest = offered.last().copied().unwrap_or(present);
        let used = self.choices.used.iter().filter(|week| (oldest..=present).contains(*week)).count() as i64;
        let next = present.plus(1).first().start().0;
        html! {
            p #week-hint.field-hint {
                "Weeks run from Sunday 00:00 to the next Sunday 00:00, in UTC. The next one can be chosen when it begins, on "
                (time::time_as(next, &time::date(next))) "."
                @match used {
                    0 => {}
                    1 => { " One week has a round already and is not offered." }
                    many => { " " (text::number(many)) " weeks have a round already and are not offered." }
                }
            }
        }
    }

    fn week(&self, week: Week, wrong: bool) -> Markup {
        let value = week.to_string();
        let chosen = self.typed.week == value;
        html! {
            label class="choice" {
                input.radio type="radio" name="week" value=(value) checked[chosen] aria-invalid=[(wrong && chosen).then_some("true")];
                span class="min-w-0" {
                    span class="block font-semibold num" { (week.name()) }
                    span class="block text-micro text-muted" {
                        @if week.is_over(self.now) { "Over: evaluated as soon as it is created" }
                        @else { "This week, evaluated " (time::time(self.now.0, due_at(week).0)) }
                    }
                }
            }
        }
    }

    fn other(&self, present: Week, wrong: bool) -> Markup {
        let chosen = self.typed.week == OTHER;
        let wrong = wrong && (chosen || self.typed.week.is_empty());
        html! {
            div class="choice" {
                input.radio #week-other type="radio" name="week" value=(OTHER) checked[chosen] aria-labelledby="week-other-label" aria-invalid=[wrong.then_some("true")];
                div class="min-w-0 flex-1" {
                    label #week-other-label class="block font-semibold" for="week-other" { "Another week" }
                    label class="mt-1 block" {
                        span.sr-only { "A day of that week" }
                        input class="input input-sm w-full" type="date" name="date" value=(self.typed.date)
                            min=(present.plus(-OLDEST_WEEKS).first()) max=(present.last()) data-chooses="week-other";
                    }
                    span class="mt-1 block text-micro text-muted" { "Any day: the week that contains it." }
                }
            }
        }
    }
}
