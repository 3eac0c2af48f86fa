//! The dialog for a new group, and for label, brand and channel of one that is there.

use maud::{Markup, html};

use super::forms::GroupForm;
use super::store::Group;
use crate::app::App;
use crate::guilds::store::{Channel, channels};
use crate::http::Error;
use crate::ids::{BrandId, GroupId, GuildId};
use crate::tracking::brands;
use crate::web::dialog::Dialog;
use crate::web::form::{Faults, Field};
use crate::web::meanwhile::was;

/// What is typed and chosen, and what can be chosen from.
pub struct GroupDialog {
    pub id: Option<GroupId>,
    pub typed: GroupForm,
    pub faults: Faults,
    pub brands: Vec<(BrandId, String)>,
    pub channels: Vec<Channel>,
}

impl GroupDialog {
    pub async fn new(app: &App, guild: GuildId, typed: GroupForm) -> Result<GroupDialog, Error> {
        Ok(GroupDialog {
            id: None,
            typed,
            faults: Faults::default(),
            brands: brands::store::labels(&app.db, guild).await?,
            channels: channels(&app.db, guild).await?,
        })
    }

    pub async fn edit(app: &App, guild: GuildId, group: &Group) -> Result<GroupDialog, Error> {
        Ok(GroupDialog { id: Some(group.id), ..GroupDialog::new(app, guild, GroupForm::of(group)).await? })
    }

    pub fn draw(&self, guild: GuildId, csrf: &str, close: &str) -> Markup {
        let (title, action, button) = match self.id {
            None => ("New group", format!("/guilds/{guild}/groups"), "Create group"),
            Some(id) => ("Edit group", super::href(guild, id), "Save"),
        };
        let foot = html! { button class="btn btn-primary" { (button) } };
        let body = html! {
            (self.label())
            (self.brand())
            (self.channel())
            (was("label", self.typed.was_label.as_deref()))
            (was("brand_id", self.typed.was_brand_id.as_deref()))
            (was("discord_channel_id", self.typed.was_discord_channel_id.as_deref()))
        };
        Dialog { id: "group-dialog", title, open: true, close }.form(&action, csrf, body, foot)
    }

    fn label(&self) -> Markup {
        let fault = self.faults.of("label");
        let field = Field { id: "group-label", label: "Name", hint: None, error: fault.as_deref() };
        let attributes = [("maxlength", "100"), ("required", ""), ("autocomplete", "off"), ("autofocus", "")];
        field.input("text", "label", &self.typed.label, &attributes)
    }

    fn brand(&self) -> Markup {
        let fault = self.faults.of("brand_id");
        let field = Field { id: "group-brand", label: "Brand", hint: None, error: fault.as_deref() };
        let ids: Vec<String> = self.brands.iter().map(|(id, _)| id.to_string()).collect();
        let labels = self.brands.iter().map(|(_, label)| label.as_str());
        let options: Vec<_> = ids.iter().map(String::as_str).zip(labels).collect();
        field.select("brand_id", &options, &self.typed.brand_id)
    }

    fn channel(&self) -> Markup {
        let fault = self.faults.of("discord_channel_id");
        let field = Field {
            id: "group-channel",
            label: "Discord channel",
            hint: Some(
                "Where the bot posts what concerns this group. Without one it uses the notification channel of the server.",
            ),
            error: fault.as_deref(),
        };
        let name = |channel: &Channel| match channel.bot_can_post {
            true => format!("#{}", channel.name),
            false => format!("#{} (the bot cannot post there)", channel.name),
        };
        let chosen = &self.typed.discord_channel_id;
        let mut known: Vec<(String, String)> =
            self.channels.iter().map(|channel| (channel.id.to_string(), name(channel))).collect();
        if !chosen.is_empty() && !known.iter().any(|(id, _)| id == chosen) {
            known.push((chosen.clone(), "A channel that is no longer there".to_owned()));
        }
        let mut options = vec![("", "None of its own")];
        options.extend(known.iter().map(|(id, name)| (id.as_str(), name.as_str())));
        field.select("discord_channel_id", &options, chosen)
    }
}
