//! The review: what is about to be made, and for a week that is over a second question.

use std::collections::HashMap;

use maud::{Markup, html};

use super::typed::{OTHER, field};
use super::{View, is_past, steps};
use crate::bonus::Week;
use crate::bonus::rules::{Draft, NewTarget, due_at};
use crate::ids::GroupId;
use crate::tracking::accounts::list::GroupChoice;
use crate::web::form::Field;
use crate::web::icons::{icon, icon_sm};
use crate::web::{panel, text, time};

impl View<'_> {
    pub(super) fn review(&self, draft: &Draft) -> Markup {
        let week = Week::containing(draft.week_start);
        let count = i64::try_from(draft.targets.len()).unwrap_or(i64::MAX);
        let groups = text::count(count, "group", "groups");
        html! {
            (panel::page_head("Review the round", "Nothing is made yet.", None))
            (steps(true))
            (self.around(html! {
                (self.carried())
                div class="grid gap-3 lg:gap-4" {
                    section.panel aria-label="The round" { (self.facts(draft, week, &groups)) }
                    @if is_past(draft, self.now) { (self.past(week)) }
                    (panel::panel("reviewed", &groups, None, self.targets(draft), None))
                }
                div class="actbar mt-4 justify-end" {
                    button class="btn btn-quiet" name="step" value="edit" { (icon("arrow-left")) "Back" }
                    button class="btn btn-primary" name="step" value="create" { "Create round" }
                }
            }, "review"))
        }
    }

    fn facts(&self, draft: &Draft, week: Week, groups: &str) -> Markup {
        let count = i64::try_from(draft.targets.len()).unwrap_or(i64::MAX);
        let most = draft.amount_cents.saturating_mul(count);
        let fact = |label: &str, value: Markup, more: Markup| {
            html! { div { dt class="text-small text-muted" { (label) } dd class="mt-0.5 font-semibold num" { (value) } dd class="text-micro text-muted" { (more) } } }
        };
        let evaluated = match week.is_over(self.now) {
            true => html! { "Evaluated at once" },
            false => html! { "Evaluated " (time::time(self.now.0, due_at(week).0)) },
        };
        html! {
            dl class="panel-body grid gap-4 pt-4! sm:grid-cols-3 lg:pt-5!" {
                (fact("Week, in UTC", html! { (week.name()) }, evaluated))
                (fact("For each group that achieves", html! { (text::money(draft.amount_cents)) }, html! {}))
                (fact("At the most", html! { (text::money(most)) }, html! { "if all " (groups) " achieve" }))
            }
        }
    }

    fn past(&self, week: Week) -> Markup {
        let fault = self.faults.of("past");
        let field = Field { id: "past", error: fault.as_deref(), ..Field::default() };
        html! {
            (panel::note(panel::Tone::Warn, html! {
                p { strong { "This week has ended." } " The round of " (week.name()) " is evaluated immediately, by the views that are known now." }
                label class="mt-1 flex min-h-8 items-center gap-2 font-semibold" {
                    input #past .checkbox type="checkbox" name="past" value="yes" checked[self.typed.past.is_some()]
                        aria-describedby=[field.described_by()] aria-invalid=[fault.as_ref().map(|_| "true")];
                    "Continue and evaluate it now"
                }
                @if let Some(fault) = &fault { p #past-error.field-error { (icon_sm("circle-alert")) (fault) } }
            }))
        }
    }

    fn targets(&self, draft: &Draft) -> Markup {
        let targets: HashMap<GroupId, &NewTarget> =
            draft.targets.iter().map(|target| (target.group, target)).collect();
        let rows: Vec<(&GroupChoice, &NewTarget)> = self
            .choices
            .groups
            .iter()
            .filter_map(|group| targets.get(&group.id).map(|target| (group, *target)))
            .collect();
        html! {
            table class="dtable dtable-cards" {
                thead { tr { th scope="col" { "Group" } th scope="col" { "Brand" } th.r scope="col" { "Target" } } }
                tbody {
                    @for (group, target) in rows {
                        tr class="max-sm:grid-cols-[minmax(0,1fr)_auto]" {
                            th scope="row" class="wrap-anywhere" { bdi { (group.label) } span class="block text-micro font-normal text-muted sm:hidden" { bdi { (group.brand) } } }
                            td class="max-sm:hidden! wrap-anywhere" { bdi { (group.brand) } }
                            td.r { @if !self.typed.own(group.id).is_empty() { span class="state state-info me-2" { "Custom" } } (text::number(target.views)) " views" }
                        }
                    }
                }
            }
        }
    }

    /// The form as it was typed, on its way to the next step.
    fn carried(&self) -> Markup {
        let hidden = |name: &str, value: &str| html! { input type="hidden" name=(name) value=(value); };
        let typed = self.typed;
        html! {
            (hidden("week", &typed.week))
            @if typed.week == OTHER { (hidden("date", &typed.date)) }
            (hidden("amount", &typed.amount))
            (hidden("views", &typed.views))
            @for group in &self.choices.groups {
                @if typed.has(group.id) { (hidden("groups[]", &group.id.to_string())) }
                @if !typed.own(group.id).is_empty() { (hidden(&field(group.id), typed.own(group.id))) }
            }
        }
    }
}
