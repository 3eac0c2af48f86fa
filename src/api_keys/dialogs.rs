//! The dialogs of the page of API keys: `?dialog=new-key`, `?dialog=revoke&id=...`.

use maud::{Markup, html};

use super::forms::KeyForm;
use super::{Listed, Scope, href};
use crate::ids::GuildId;
use crate::web::dialog::Dialog;
use crate::web::form::{Faults, Field};

/// What may be chosen; the product's own words for each resource.
const RESOURCES: [(&str, &str, &str); 7] = [
    ("tracking", "Tracking", "Brands, groups, accounts, posts, analytics, settings"),
    ("bonus", "Bonus rounds", "Rounds, results, payments"),
    ("alerts", "Alerts", "Thresholds and what fired"),
    ("imports", "Imports", "Uploads of accounts"),
    ("exports", "Exports", "Downloads of accounts"),
    ("status", "Bot status", "Whether the bot is online"),
    ("audit", "Activity", "The audit log"),
];
const LIVES: [(&str, &str); 4] =
    [("30", "30 days"), ("90", "90 days"), ("180", "180 days"), ("365", "a year")];

/// A key to be made, as it was typed.
#[derive(Debug, Default)]
pub struct NewKeyDialog {
    pub form: KeyForm,
    pub faults: Faults,
}

impl NewKeyDialog {
    pub fn draw(&self, guild: GuildId, csrf: &str) -> Markup {
        let base = href(guild);
        let body = html! { (self.name()) (self.scopes()) (self.life()) };
        let foot = html! { button class="btn btn-primary" { "Create key" } };
        Dialog { id: "new-key", title: "New API key", open: true, close: &base }.form(&base, csrf, body, foot)
    }

    fn name(&self) -> Markup {
        let error = self.faults.of("name");
        let hint = Some("What uses it, so that you know later which one to revoke.");
        let field = Field { id: "key-name", label: "Name", hint, error: error.as_deref() };
        let attributes = [("maxlength", "80"), ("required", ""), ("autocomplete", "off"), ("autofocus", "")];
        field.input("text", "name", &self.form.name, &attributes)
    }

    fn scopes(&self) -> Markup {
        let error = self.faults.of("scopes");
        html! {
            fieldset.field {
                legend class="mb-1 font-semibold" { "What it may do" }
                p class="field-hint mt-0!" { "Never more than you may do yourself at that moment." }
                @if let Some(error) = &error { p class="field-error" role="alert" { (error) } }
                table class="dtable mt-2" {
                    thead { tr { th scope="col" { "Part" } th scope="col" { "Read" } th scope="col" { "Change" } } }
                    tbody {
                        @for (resource, name, what) in RESOURCES {
                            tr {
                                th scope="row" class="font-medium!" { (name) p class="text-small font-normal text-muted" { (what) } }
                                @for (verb, word) in [("read", "Read"), ("write", "Change")] { td { (self.choice(&format!("{resource}:{verb}"), &format!("{word}: {name}"))) } }
                            }
                        }
                    }
                }
                label class="mt-3 flex min-h-8 cursor-pointer items-center gap-3" {
                    (self.choice("ingest:write", "Send callbacks"))
                    span { "Send signed callbacks, as the bot does" }
                }
            }
        }
    }

    /// A box, where there is such a scope.
    fn choice(&self, scope: &str, label: &str) -> Markup {
        let chosen = self.form.scopes.iter().any(|given| given == scope);
        let known = scope.parse::<Scope>().is_ok();
        html! { @if known { input.checkbox type="checkbox" name="scopes[]" value=(scope) checked[chosen] aria-label=(label); } }
    }

    fn life(&self) -> Markup {
        let error = self.faults.of("expires_in_days");
        let field = Field {
            id: "key-life",
            label: "Ends after",
            hint: Some("Make a new one before, and change over."),
            error: error.as_deref(),
        };
        let chosen = if self.form.expires_in_days.is_empty() { "90" } else { &self.form.expires_in_days };
        field.select("expires_in_days", &LIVES, chosen)
    }
}

/// Asks before a key is revoked.
pub fn revoke(guild: GuildId, key: &Listed, csrf: &str) -> Markup {
    let base = href(guild);
    let title = format!("Revoke “{}”?", key.name);
    let body = html! {
        p { "Whatever uses " code class="font-mono" { "tdk_" (key.prefix) "…" } " is refused from that moment on. This cannot be taken back." }
    };
    let foot = html! { button class="btn btn-error" { "Revoke key" } };
    let dialog = Dialog { id: "revoke-key", title: &title, open: true, close: &base };
    dialog.form(&format!("{base}/{}/revoke", key.id), csrf, body, foot)
}
