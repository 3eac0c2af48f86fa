//! The dialogs in which an account is added or edited.

use maud::{Markup, html};

use super::super::list::GroupChoice;
use super::forms::Typed;
use crate::tracking::Platform;
use crate::tracking::choose::group_options;
use crate::web::dialog::Dialog;
use crate::web::form::{Faults, Field};
use crate::web::icons::icon;
use crate::web::meanwhile::was;

pub const NEW: &str = "new-account";
pub const EDIT: &str = "edit-account";

/// What a dialog is drawn from: the typed fields, what is wrong with them, and where it is.
pub struct Form<'a> {
    pub typed: &'a Typed,
    pub faults: &'a Faults,
    pub groups: &'a [GroupChoice],
    pub csrf: &'a str,
    pub open: bool,
    /// Where the form goes to.
    pub action: &'a str,
    /// The page without the dialog.
    pub close: &'a str,
}

impl Form<'_> {
    pub fn new_account(&self) -> Markup {
        let dialog = Dialog { id: NEW, title: "Add an account", open: self.open, close: self.close };
        let error = self.faults.of("platform");
        let platform =
            Field { id: "new-platform", label: "Platform", error: error.as_deref(), ..Field::default() };
        let platforms = Platform::ALL.map(|each| (each.as_str(), each.name()));
        let body = html! {
            (platform.select("platform", &platforms, &self.typed.platform))
            (self.username("new-username", "As on the platform. The address of the profile does too."))
            (self.group("new-group"))
            (self.display_name("new-display-name", "Left empty, the bot fills it in."))
        };
        dialog.form(
            self.action,
            self.csrf,
            body,
            html! { button class="btn btn-primary" { (icon("plus")) "Add account" } },
        )
    }

    pub fn edit_account(&self) -> Markup {
        let dialog = Dialog { id: EDIT, title: "Edit account", open: self.open, close: self.close };
        let body = html! {
            (self.username("edit-username", "Change it here when the creator changed it there."))
            (self.group("edit-group"))
            p class="field-hint mt-1" { "What it gains from today (UTC) on counts for the chosen group." }
            (self.display_name("edit-display-name", "Left empty, the bot's own word for it is shown."))
            (was("username", self.typed.was_username.as_deref()))
            (was("display_name", self.typed.was_display_name.as_deref()))
            (was("group_id", self.typed.was_group_id.as_deref()))
        };
        dialog.form(self.action, self.csrf, body, html! { button class="btn btn-primary" { "Save" } })
    }

    fn username(&self, id: &str, hint: &str) -> Markup {
        let error = self.faults.of("username");
        let field = Field { id, label: "Username", hint: Some(hint), error: error.as_deref() };
        let more = [
            ("required", ""),
            ("autocomplete", "off"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("maxlength", "300"),
        ];
        field.input("text", "username", &self.typed.username, &more)
    }

    fn display_name(&self, id: &str, hint: &str) -> Markup {
        let error = self.faults.of("display_name");
        let field = Field { id, label: "Display name (optional)", hint: Some(hint), error: error.as_deref() };
        field.input(
            "text",
            "display_name",
            &self.typed.display_name,
            &[("maxlength", "100"), ("autocomplete", "off")],
        )
    }

    fn group(&self, id: &str) -> Markup {
        let error = self.faults.of("group_id");
        let field = Field { id, label: "Group", error: error.as_deref(), ..Field::default() };
        field.with(html! {
            select.select.w-full id=(id) name="group_id" required aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] {
                (group_options(self.groups, &self.typed.group_id, "Choose a group"))
            }
        })
    }
}
