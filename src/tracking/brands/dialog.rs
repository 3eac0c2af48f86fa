//! The dialogs of the brands page, each at an address: `?dialog=new-brand`, `?dialog=edit-brand&id=...`.

use maud::{Markup, html};

use super::forms::BrandForm;
use super::store::{self, Brand};
use crate::app::App;
use crate::http::{Error, Params};
use crate::ids::{BrandId, GroupId, GuildId};
use crate::tracking::groups;
use crate::tracking::groups::dialog::GroupDialog;
use crate::tracking::groups::forms::GroupForm;
use crate::web::dialog::Dialog;
use crate::web::form::{Faults, Field};
use crate::web::meanwhile::was;

/// A dialog that is open, as it is drawn.
pub enum Open {
    Brand(BrandDialog),
    Group(GroupDialog),
}

/// A new brand, or another label for one.
pub struct BrandDialog {
    pub id: Option<BrandId>,
    pub typed: BrandForm,
    pub faults: Faults,
}

impl Open {
    /// The dialog that the address asks for; an unknown one, or one of what is gone, is none.
    pub async fn asked(app: &App, guild: GuildId, params: &mut Params) -> Result<Option<Open>, Error> {
        let (name, id) = (params.text("dialog"), params.text("id").unwrap_or_default());
        Ok(match name.as_deref() {
            Some("new-brand") => Some(Open::Brand(BrandDialog::new())),
            Some("edit-brand") => match id.parse::<BrandId>() {
                Ok(id) => store::find(&app.db, guild, id).await?.map(|brand| Open::Brand(brand.into())),
                Err(_) => None,
            },
            Some("new-group") => {
                let typed = GroupForm { brand_id: id, ..GroupForm::default() };
                Some(Open::Group(GroupDialog::new(app, guild, typed).await?))
            }
            Some("edit-group") => match id.parse::<GroupId>() {
                Ok(id) => match groups::store::find(&app.db, guild, id).await? {
                    Some(group) => Some(Open::Group(GroupDialog::edit(app, guild, &group).await?)),
                    None => None,
                },
                Err(_) => None,
            },
            _ => None,
        })
    }

    /// `close` is the address of the page without the dialog.
    pub fn draw(&self, guild: GuildId, csrf: &str, close: &str) -> Markup {
        match self {
            Open::Brand(dialog) => dialog.draw(guild, csrf, close),
            Open::Group(dialog) => dialog.draw(guild, csrf, close),
        }
    }
}

impl From<Brand> for BrandDialog {
    fn from(brand: Brand) -> BrandDialog {
        BrandDialog { id: Some(brand.id), typed: BrandForm::of(&brand), faults: Faults::default() }
    }
}

impl BrandDialog {
    fn new() -> BrandDialog {
        BrandDialog { id: None, typed: BrandForm::default(), faults: Faults::default() }
    }

    fn draw(&self, guild: GuildId, csrf: &str, close: &str) -> Markup {
        let base = super::href(guild);
        let (title, action, button) = match self.id {
            None => ("New brand", base, "Create brand"),
            Some(id) => ("Rename brand", format!("{base}/{id}"), "Save"),
        };
        let fault = self.faults.of("label");
        let label = Field { id: "brand-label", label: "Name", hint: None, error: fault.as_deref() };
        let attributes = [("maxlength", "100"), ("required", ""), ("autocomplete", "off"), ("autofocus", "")];
        let body = html! {
            (label.input("text", "label", &self.typed.label, &attributes))
            (was("label", self.typed.was_label.as_deref()))
        };
        let foot = html! { button class="btn btn-primary" { (button) } };
        Dialog { id: "brand-dialog", title, open: true, close }.form(&action, csrf, body, foot)
    }
}
