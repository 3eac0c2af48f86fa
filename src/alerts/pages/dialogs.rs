//! The dialogs of alerts, each at an address: `?dialog=new-threshold`, `?dialog=edit-threshold&id=...`,
//! and `?dialog=delete-thresholds&ids=...` for many.

use maud::{Markup, html};

use super::hint;
use super::list::Around;
use super::typed::Typed;
use crate::alerts::changes::{MOST, label};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::alerts::store::thresholds::{self as store, Threshold};
use crate::app::App;
use crate::http::{Error, Params};
use crate::ids::{GuildId, ThresholdId};
use crate::tracking::Platform;
use crate::tracking::choose::group_options;
use crate::web::dialog::Dialog;
use crate::web::form::{Faults, Field};
use crate::web::icons::{icon, icon_sm};
use crate::web::meanwhile::was;
use crate::web::text;

/// A dialog that is open, as it is drawn.
pub enum Open {
    New {
        typed: Typed,
        faults: Faults,
    },
    Edit {
        threshold: Box<Threshold>,
        value: String,
        /// The value that the form was drawn with.
        was: Option<String>,
        faults: Faults,
    },
    /// Those that are to be deleted.
    Delete(Vec<ThresholdId>),
}

impl Open {
    /// The dialog that the address asks for; an unknown one, or one of what is gone, is none.
    pub async fn asked(app: &App, guild: GuildId, params: &mut Params) -> Result<Option<Open>, Error> {
        let name = params.text("dialog");
        Ok(match name.as_deref() {
            Some("new-threshold") => {
                Some(Open::New { typed: Typed::read(params), faults: Faults::default() })
            }
            Some("edit-threshold") => {
                let id = params.text("id").and_then(|id| id.parse::<ThresholdId>().ok());
                let found = match id {
                    Some(id) => store::one(&app.db, guild, id).await?,
                    None => None,
                };
                found.map(|threshold| Open::Edit {
                    value: text::number(threshold.value),
                    was: Some(text::number(threshold.value)),
                    threshold: Box::new(threshold),
                    faults: Faults::default(),
                })
            }
            Some("delete-thresholds") => {
                let ids = params.text("ids").unwrap_or_default();
                let ids: Vec<ThresholdId> =
                    ids.split(',').filter_map(|id| id.parse().ok()).take(MOST).collect();
                (!ids.is_empty()).then_some(Open::Delete(ids))
            }
            _ => None,
        })
    }

    pub async fn draw(&self, app: &App, around: &Around<'_>) -> Result<Markup, Error> {
        Ok(match self {
            Open::New { typed, faults } => {
                let hint = hint::draw(app, around.guild, typed).await?;
                New { typed, faults, hint, around }.draw()
            }
            Open::Edit { threshold, value, was, faults } => {
                edit(threshold, (value, was.as_deref()), faults, around)
            }
            Open::Delete(ids) => delete(ids, around),
        })
    }
}

struct New<'a> {
    typed: &'a Typed,
    faults: &'a Faults,
    hint: Markup,
    around: &'a Around<'a>,
}

impl New<'_> {
    fn draw(&self) -> Markup {
        let dialog =
            Dialog { id: "threshold-dialog", title: "Create threshold", open: true, close: self.around.here };
        let body = html! {
            p class="mb-4 text-muted" { "Fires once for each post that reaches the value from now on; of followers, once for each account." }
            (self.group())
            (self.metric())
            div class="mt-4 grid gap-4 sm:grid-cols-2" {
                div { (value(&self.typed.value, self.faults)) }
                div { (self.platform()) }
            }
            div class="mt-4" { (self.hint) }
        };
        let foot = html! { button class="btn btn-primary" { (icon("plus")) "Create threshold" } };
        dialog.form(self.around.base, self.around.csrf, body, foot)
    }

    fn group(&self) -> Markup {
        let error = self.faults.of("group_id");
        let field =
            Field { id: "threshold-group", label: "Group", error: error.as_deref(), ..Field::default() };
        field.with(html! {
            select.select.w-full #threshold-group name="group_id" required aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] {
                (group_options(self.around.groups, &self.typed.group_id, "Choose a group"))
            }
        })
    }

    fn metric(&self) -> Markup {
        let (chosen, error) = (self.typed.metric().unwrap_or(Metric::Views), self.faults.of("metric"));
        html! {
            div.field {
                span.field-label #threshold-metric-label { "Metric" }
                div class="seg flex-wrap" role="radiogroup" aria-labelledby="threshold-metric-label" aria-describedby=[error.as_ref().map(|_| "threshold-metric-error")] {
                    @for each in Metric::ALL {
                        label class="grow" {
                            input.sr-only type="radio" name="metric" value=(each.as_str()) checked[each == chosen] aria-invalid=[error.as_ref().map(|_| "true")];
                            (icon_sm(each.icon())) (each.word())
                        }
                    }
                }
                @if let Some(error) = error { p #threshold-metric-error .field-error { (icon_sm("circle-alert")) (error) } }
            }
        }
    }

    fn platform(&self) -> Markup {
        let error = self.faults.of("platform");
        let field = Field {
            id: "threshold-platform",
            label: "Platform",
            error: error.as_deref(),
            ..Field::default()
        };
        let mut options = vec![(Reach::All.as_str(), Reach::All.name())];
        options.extend(Platform::ALL.iter().map(|each| (each.as_str(), each.name())));
        field.select("platform", &options, &self.typed.platform)
    }
}

fn value(typed: &str, faults: &Faults) -> Markup {
    let error = faults.of("value");
    let field = Field {
        id: "threshold-value",
        label: "Value",
        hint: Some("1 to 1,000,000,000,000"),
        error: error.as_deref(),
    };
    let more = [("inputmode", "numeric"), ("autocomplete", "off"), ("required", ""), ("maxlength", "20")];
    field.input("text", "value", typed, &more)
}

fn edit(
    threshold: &Threshold,
    (typed, before): (&str, Option<&str>),
    faults: &Faults,
    around: &Around<'_>,
) -> Markup {
    let dialog = Dialog { id: "threshold-dialog", title: "Change threshold", open: true, close: around.here };
    let body = html! {
        p class="mb-4 text-muted" { (label(threshold)) ". What is above the new value already stays silent." }
        (value(typed, faults))
        (was("value", before))
    };
    let action = super::one(around.guild, threshold.group_id, threshold.id);
    dialog.form(&action, around.csrf, body, html! { button class="btn btn-primary" { "Save" } })
}

fn delete(ids: &[ThresholdId], around: &Around<'_>) -> Markup {
    let thresholds = text::count(ids.len() as i64, "threshold", "thresholds");
    let title = format!("Delete {thresholds}?");
    let dialog = Dialog { id: "delete-dialog", title: &title, open: true, close: around.here };
    let body = html! {
        p { "They fire no more. What they fired stays in the history, and for 30 days they can be restored through the API; Undo brings them back at once." }
        input type="hidden" name="action" value="delete";
        input type="hidden" name="sure" value="on";
        @for id in ids { input type="hidden" name="ids[]" value=(id); }
    };
    let foot = html! { button class="btn btn-error" { (icon("trash-2")) "Delete " (thresholds) } };
    dialog.form(&format!("{}/bulk", around.base), around.csrf, body, foot)
}
