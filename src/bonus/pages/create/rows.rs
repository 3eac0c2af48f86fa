//! The groups by brand, each with what it gained in the last weeks and with its target.

use maud::{Markup, html};

use super::View;
use super::typed::field;
use crate::bonus::rounds::hints::{Hint, WEEKS, mean};
use crate::tracking::accounts::list::GroupChoice;
use crate::web::form::Field;
use crate::web::icons::icon_sm;
use crate::web::text;

impl View<'_> {
    pub(super) fn groups(&self) -> Markup {
        let fault = self.faults.of("groups");
        html! {
            div class="panel-body" {
                (self.default_target())
                @if let Some(fault) = &fault { p #groups-error.field-error { (icon_sm("circle-alert")) (fault) } }
                div class="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2" {
                    label class="needs-js inline-flex min-h-8 items-center gap-2 font-semibold" {
                        input.checkbox type="checkbox" data-all="#new-round"; "Select all groups"
                    }
                    span class="num needs-js ms-auto text-small text-muted" role="status" data-sum {}
                }
            }
            div class="target-row px-4 py-1.5 text-micro font-semibold text-muted max-md:hidden lg:px-5" aria-hidden="true" {
                span { "Group" } span { "Views of the last " (WEEKS) " weeks, oldest first" } span { "Target" }
            }
            @for brand in self.choices.groups.chunk_by(|a, b| a.brand_id == b.brand_id) { (self.brand(brand, fault.is_some())) }
        }
    }

    fn default_target(&self) -> Markup {
        let fault = self.faults.of("views");
        let field = Field {
            id: "targets",
            label: "Target in views, for every chosen group",
            hint: Some("Such as 10,000. A group may have one of its own below."),
            error: fault.as_deref(),
        };
        let more =
            [("inputmode", "numeric"), ("autocomplete", "off"), ("maxlength", "25"), ("data-default", "")];
        html! { div class="max-w-xs" { (field.input("text", "views", &self.typed.views, &more)) } }
    }

    fn brand(&self, groups: &[GroupChoice], wrong: bool) -> Markup {
        let Some(first) = groups.first() else { return html! {} };
        let id = format!("brand-{}", first.brand_id);
        html! {
            fieldset id=(id) class="min-w-0 border-t border-line" aria-describedby=[wrong.then_some("groups-error")] {
                legend.sr-only { (first.brand) }
                div class="flex flex-wrap items-center gap-3 bg-base-200 px-4 py-1.5 lg:px-5" {
                    span class="min-w-0 text-small font-semibold wrap-anywhere" aria-hidden="true" { bdi { (first.brand) } }
                    label class="needs-js ms-auto inline-flex min-h-6 items-center gap-2 text-small" {
                        input.checkbox type="checkbox" data-all={ "#" (id) }; "All" span.sr-only { " groups of " (first.brand) }
                    }
                }
                ul.rows { @for group in groups { (self.row(group)) } }
            }
        }
    }

    fn row(&self, group: &GroupChoice) -> Markup {
        let name = field(group.id);
        let fault = self.faults.of(&name);
        let error = format!("{name}-error");
        html! {
            li class="target-row px-4 py-2 lg:px-5" {
                label class="flex min-h-8 min-w-0 items-center gap-3" {
                    input.checkbox type="checkbox" name="groups[]" value=(group.id) checked[self.typed.has(group.id)] data-group;
                    span class="min-w-0 font-semibold wrap-anywhere" { bdi { (group.label) } }
                }
                (self.hint(group))
                div class="flex min-w-0 items-center gap-2" {
                    label class="min-w-0 flex-1" {
                        span.sr-only { "Own target of " (group.label) ", in views" }
                        input id=(name) class="input input-sm num w-full text-end" type="text" name=(name) value=(self.typed.own(group.id))
                            placeholder="Default" inputmode="numeric" autocomplete="off" maxlength="25" data-own
                            aria-describedby=[fault.is_some().then_some(&error)] aria-invalid=[fault.is_some().then_some("true")];
                    }
                    span class="custom state state-info" { "Custom" }
                    button class="custom needs-js btn btn-sm btn-ghost" type="button" data-reset { "Reset" span.sr-only { " the target of " (group.label) } }
                }
                @if let Some(fault) = fault { p.field-error id=(error) class="col-span-full" { (icon_sm("circle-alert")) (fault) } }
            }
        }
    }

    /// The last weeks, exact on hover; the mean is what one compares with.
    fn hint(&self, group: &GroupChoice) -> Markup {
        let Some(hint) = self.choices.hints.get(&group.id).filter(|hint| hint.iter().any(|views| *views > 0))
        else {
            return html! { p class="text-micro text-muted" { "No views in the last " (WEEKS) " weeks" } };
        };
        html! {
            p class="num text-micro text-muted" title=(exact(hint)) {
                span class="md:sr-only" { "Last " (WEEKS) " weeks: " }
                (hint.map(text::compact).join(" · ")) " · mean " strong class="font-semibold text-base-content" { (text::number(mean(hint))) }
            }
        }
    }
}

fn exact(hint: &Hint) -> String {
    format!("The last {WEEKS} weeks, oldest first: {}", hint.map(text::number).join(" · "))
}
