//! The choice of the week: this one, those before it, and any other by a date in it.

use maud::{Markup, html};

use super::View;
use super::typed::OTHER;
use crate::bonus::rules::{OLDEST_WEEKS, due_at};
use crate::bonus::{Week, round_href};
use crate::web::icons::icon_sm;
use crate::web::time;

/// Weeks before this one that are offered by name.
const EARLIER: i64 = 6;

impl View<'_> {
    pub(super) fn weeks(&self) -> Markup {
        let present = Week::containing(self.now.day());
        let fault = self.faults.of("week");
        html! {
            fieldset #week class="min-w-0" aria-describedby={ "week-hint" @if fault.is_some() { " week-error" } } {
                legend.field-label { "Week" }
                div class="grid gap-2 sm:grid-cols-2 xl:grid-cols-3" {
                    @for back in -1..=EARLIER { (self.week(present.plus(-back), fault.is_some())) }
                    (self.other(present, fault.is_some()))
                }
                p #week-hint.field-hint { "Weeks run from Sunday 00:00 to the next Sunday 00:00, in UTC." }
                @if let Some(fault) = fault {
                    p #week-error.field-error {
                        (icon_sm("circle-alert")) (fault)
                        @if let Some(round) = self.taken { " " a.link href=(round_href(self.guild, round.id)) { "See the round of " (round.week.name()) } }
                    }
                }
            }
        }
    }

    fn week(&self, week: Week, wrong: bool) -> Markup {
        let value = week.to_string();
        let chosen = self.typed.week == value;
        let (off, why) = self.about(week);
        html! {
            label class="choice" {
                input.radio type="radio" name="week" value=(value) checked[chosen && !off] disabled[off] aria-invalid=[(wrong && chosen).then_some("true")];
                span class="min-w-0" {
                    span class="block font-semibold num" { (week.name()) }
                    span class="block text-micro text-muted" { (why) }
                }
            }
        }
    }

    /// Whether it cannot be chosen, and what there is to say of it.
    fn about(&self, week: Week) -> (bool, Markup) {
        let present = Week::containing(self.now.day());
        if week > present {
            return (true, html! { "Begins " (time::time(self.now.0, week.first().start().0)) });
        }
        if self.choices.used.contains(&week) {
            return (true, html! { "Has a round already" });
        }
        match week.is_over(self.now) {
            true => (false, html! { "Over: evaluated as soon as it is created" }),
            false => (false, html! { "This week, evaluated " (time::time(self.now.0, due_at(week).0)) }),
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
