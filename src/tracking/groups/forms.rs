//! What the forms for groups do, on the brands page and on a group's own.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::changes::{self, Draft, Edit};
use super::dialog::GroupDialog;
use super::store::{self, Group};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::audit::Acting;
use crate::db::Tx;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildAccess, GuildScope};
use crate::http::{Code, Error, FieldError, Flash, Form, Path, RequestId, render};
use crate::ids::{BrandId, ChannelId, GroupId, GuildId};
use crate::tracking::brands::dialog::Open;
use crate::tracking::came_from::CameFrom;
use crate::tracking::change::restorable_since;
use crate::tracking::{Label, brands, change};
use crate::web::meanwhile::Meanwhile;

/// A group as it was typed and chosen.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GroupForm {
    pub label: String,
    pub brand_id: String,
    /// Empty: none of its own.
    pub discord_channel_id: String,
    pub was_label: Option<String>,
    pub was_brand_id: Option<String>,
    pub was_discord_channel_id: Option<String>,
}

impl GroupForm {
    pub fn of(group: &Group) -> GroupForm {
        let (label, brand_id) = (group.label.clone(), group.brand_id.to_string());
        let channel = group.discord_channel_id.map(|id| id.to_string()).unwrap_or_default();
        GroupForm {
            was_label: Some(label.clone()),
            was_brand_id: Some(brand_id.clone()),
            was_discord_channel_id: Some(channel.clone()),
            label,
            brand_id,
            discord_channel_id: channel,
        }
    }

    /// What others changed since the form was drawn stays; 422 for what both changed.
    async fn settle(&mut self, tx: &mut Tx, acting: &Acting, id: GroupId) -> Result<(), Error> {
        let group = living(tx, acting, id).await?;
        let now = GroupForm::of(&group);
        let channel = match (&group.channel, group.discord_channel_id) {
            (Some(name), _) => format!("#{name}"),
            (None, Some(id)) => id.to_string(),
            (None, None) => "None of its own".to_owned(),
        };
        let mut meanwhile = Meanwhile::default();
        meanwhile.settle(("label", "label"), &mut self.was_label, &mut self.label, &now.label, &now.label);
        let (was, typed) = (&mut self.was_brand_id, &mut self.brand_id);
        meanwhile.settle(("brand_id", "brand"), was, typed, &now.brand_id, &group.brand_label);
        let (was, typed) = (&mut self.was_discord_channel_id, &mut self.discord_channel_id);
        let names = ("discord_channel_id", "channel");
        meanwhile.settle(names, was, typed, &now.discord_channel_id, &channel);
        acting.refuse_clashes(tx, "group", id, meanwhile).await
    }

    /// What was typed and chosen, or all that is wrong with it.
    fn read(&self) -> Result<Draft, Error> {
        let mut faults = Vec::new();
        let label = Label::parse(&self.label).map_err(|refused| FieldError::new("#/label", refused.0));
        let brand = self.brand_id.parse::<BrandId>();
        let brand = brand.map_err(|_| FieldError::new("#/brand_id", "must be chosen"));
        let channel = match self.discord_channel_id.as_str() {
            "" => Ok(None),
            id => id.parse::<ChannelId>().map(Some),
        };
        let channel = channel.map_err(|_| FieldError::new("#/discord_channel_id", "must be a channel"));
        faults.extend(label.clone().err());
        faults.extend(brand.clone().err());
        faults.extend(channel.clone().err());
        match (label, brand, channel) {
            (Ok(label), Ok(brand_id), Ok(channel_id)) => Ok(Draft { label, brand_id, channel_id }),
            _ => Err(Error::fields(faults)),
        }
    }
}

/// `POST /guilds/{guild_id}/groups`
pub async fn create(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<GroupForm>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = change::begin(&app, guild).await?;
    let done = async { changes::create(&mut tx, &acting, &form.read()?).await }.await;
    match change::committed(&app, tx, guild, done).await {
        Ok(group) => {
            let flash = Flash::good(format!("Group “{}” created in “{}”.", group.label, group.brand_label));
            Ok(flash.redirect(&app.secrets, request.session.session_id, &brands::href(guild)))
        }
        Err(error) => again(&app, &scope, &request, &headers, None, form, error).await,
    }
}

/// `POST /guilds/{guild_id}/groups/{group_id}`
pub async fn update(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, GroupId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(mut form): Form<GroupForm>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = change::begin(&app, guild).await?;
    let done = async {
        form.settle(&mut tx, &acting, id).await?;
        let Draft { label, brand_id, channel_id } = form.read()?;
        let edit = Edit { label: Some(label), brand_id: Some(brand_id), channel_id: Some(channel_id) };
        changes::update(&mut tx, &acting, id, edit).await
    }
    .await;
    match change::committed(&app, tx, guild, done).await {
        Ok(group) => {
            let to = CameFrom::read(&app, guild, &headers).href();
            let flash = Flash::good(format!("Group “{}” saved.", group.label));
            Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
        }
        Err(error) => again(&app, &scope, &request, &headers, Some(id), form, error).await,
    }
}

/// `POST /guilds/{guild_id}/groups/{group_id}/delete`
pub async fn delete(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, GroupId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let came_from = CameFrom::read(&app, guild, &headers);
    let mut tx = change::begin(&app, guild).await?;
    let done = async {
        living(&mut tx, &acting, id).await?;
        changes::delete(&mut tx, &acting, id).await
    }
    .await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(group) => Flash::good(format!("Group “{}” deleted.", group.label))
            .with_undo(format!("{}/restore", super::href(guild, id))),
        Err(error) => Flash::conflict(error)?,
    };
    let to = page_after(&app, guild, Some(id), &came_from).await?;
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// `POST /guilds/{guild_id}/groups/{group_id}/restore`
pub async fn restore(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, GroupId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = change::begin(&app, guild).await?;
    let done = changes::restore(&mut tx, &scope.acting(&app, &request_id), id).await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(group) => Flash::good(format!("Group “{}” restored.", group.label)),
        Err(error) => Flash::conflict(error)?,
    };
    let to = CameFrom::read(&app, guild, &headers).href();
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// 409 that says so when somebody deleted it meanwhile.
async fn living(tx: &mut Tx, acting: &Acting, id: GroupId) -> Result<Group, Error> {
    if let Some(group) = store::find(&mut *tx, acting.guild_id, id).await? {
        return Ok(group);
    }
    let deleted = store::deleted(tx, acting.guild_id, id, restorable_since(acting.now)).await?;
    Err(deleted.map_or(Code::NotFound.into(), |_| change::deleted_meanwhile("group")))
}

/// Where the form came from; a group's own page is gone with it.
async fn page_after(
    app: &App,
    guild: GuildId,
    id: Option<GroupId>,
    came_from: &CameFrom,
) -> Result<String, Error> {
    let own = id.filter(|id| came_from.group == Some(*id));
    Ok(match own {
        Some(id) if store::find(&app.db, guild, id).await?.is_none() => brands::href(guild),
        _ => came_from.href(),
    })
}

/// The page that the form came from with its dialog, as it was typed and with what is wrong.
async fn again(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    headers: &HeaderMap,
    id: Option<GroupId>,
    form: GroupForm,
    error: Error,
) -> Result<Response, Error> {
    let guild = access.guild_id();
    let came_from = CameFrom::read(app, guild, headers);
    let error = match Flash::conflict(error) {
        Ok(flash) => {
            let to = page_after(app, guild, id, &came_from).await?;
            return Ok(flash.redirect(&app.secrets, request.session.session_id, &to));
        }
        Err(error) => error,
    };
    let faults = error.into_faults()?;
    let dialog = Open::Group(GroupDialog { id, faults, ..GroupDialog::new(app, guild, form).await? });
    let page = match came_from.group {
        Some(group) => super::page::show(app, access, request, group, &came_from.query, Some(dialog)).await?,
        None => brands::pages::show(app, access, request, &came_from.query, Some(dialog)).await?,
    };
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
}
