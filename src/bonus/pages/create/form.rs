//! The form: week, amount, groups and their targets.

use maud::{Markup, html};

use super::{DENIED, View, href, steps};
use crate::bonus;
use crate::web::form::{BESIDE, Field, button_denied, csrf};
use crate::web::icons::icon;
use crate::web::panel;

impl View<'_> {
    pub(super) fn form(&self) -> Markup {
        let why = "Targets for one week. Each group that reaches its own gets the amount.";
        html! {
            (panel::page_head("New bonus round", why, None))
            @if self.choices.groups.is_empty() { section.panel aria-label="Groups" { (self.no_groups()) } }
            @else {
                (steps(false))
                @if !self.admin { div class="mb-3" { (panel::note(panel::Tone::Locked, html! { (DENIED) })) } }
                (self.restored())
                (self.around(html! {
                    fieldset class="grid gap-3 lg:gap-4" disabled[!self.admin] {
                        (panel::panel("when", "Week and amount", None, html! { div class="panel-body grid gap-5" { (self.weeks()) (self.amount()) } }, None))
                        (panel::panel("groups", "Groups and targets", None, self.groups(), None))
                    }
                    (self.actions())
                }, if self.is_new() { "new" } else { "typed" }))
            }
        }
    }

    /// The form element of both steps. Scripts keep what is typed in this tab until it leads elsewhere
    /// (unsent.ts), and swap the whole page, whose top is what comes next.
    pub(super) fn around(&self, body: Markup, state: &str) -> Markup {
        html! {
            form #new-round method="post" action=(href(self.guild)) data-unsent=(state) novalidate hx-boost="true" hx-target="#main" hx-select="#main"
                hx-select-oob=(BESIDE) hx-ext="morph" hx-swap="outerHTML show:window:top" {
                (csrf(self.csrf))
                (body)
            }
        }
    }

    /// Nothing was sent yet.
    fn is_new(&self) -> bool {
        self.typed.step.is_empty()
    }

    fn restored(&self) -> Markup {
        html! {
            div class="mb-3" data-unsent-note hidden {
                (panel::note(panel::Tone::Info, html! {
                    "What you had typed before is back in the form. "
                    button class="link min-h-6 cursor-pointer" type="button" data-unsent-drop { "Start over" }
                }))
            }
        }
    }

    fn amount(&self) -> Markup {
        let fault = self.faults.of("amount");
        let field = Field {
            id: "amount",
            label: "Amount for each group that achieves, in dollars",
            hint: Some("Such as 50 or 49.95."),
            error: fault.as_deref(),
        };
        let more =
            [("inputmode", "decimal"), ("autocomplete", "off"), ("maxlength", "20"), ("data-amount", "")];
        html! { div class="max-w-xs" { (field.input("text", "amount", &self.typed.amount, &more)) } }
    }

    fn actions(&self) -> Markup {
        let review = html! { "Review" (icon("arrow-right")) };
        html! {
            div class="actbar mt-4 justify-end" {
                a class="btn btn-quiet" href=(bonus::href(self.guild)) { "Cancel" }
                @if self.admin { button class="btn btn-primary" name="step" value="review" { (review) } }
                @else { (button_denied("review", review, DENIED)) }
            }
        }
    }

    fn no_groups(&self) -> Markup {
        let action = html! { a class="btn btn-quiet" href={ "/guilds/" (self.guild) "/brands" } { "Brands and groups" } };
        let text = "A round has targets for account groups. Make those first.";
        panel::empty("layers", "No groups yet", text, Some(action))
    }
}
