//! What the forms for groups do, on the brands page and on a group's own.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::changes::{self, Draft, Edit};
use super::dialog::GroupDialog;
use super::store;
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildAccess, GuildScope};
use crate::http::{Code, Error, FieldError, Flash, Form, Path, RequestId, render};
use crate::ids::{BrandId, ChannelId, GroupId, GuildId};
use crate::tracking::brands::dialog::Open;
use crate::tracking::came_from::CameFrom;
use crate::tracking::{Label, brands, change};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupForm {
    #[serde(default)]
    label: String,
    #[serde(default)]
    brand_id: String,
    /// Empty: none of its own.
    #[serde(default)]
    discord_channel_id: String,
}

impl GroupForm {
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
    Form(form): Form<GroupForm>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = change::begin(&app, guild).await?;
    let done = async {
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
    let guild = scope.guild_id();
    let came_from = CameFrom::read(&app, guild, &headers);
    let mut tx = change::begin(&app, guild).await?;
    let done = changes::delete(&mut tx, &scope.acting(&app, &request_id), id).await;
    let (flash, to) = match change::committed(&app, tx, guild, done).await {
        Ok(group) => {
            let flash = Flash::good(format!("Group “{}” deleted.", group.label));
            // Its own page is gone with it.
            let to = if came_from.group == Some(id) { brands::href(guild) } else { came_from.href() };
            (flash.with_undo(format!("{}/restore", super::href(guild, id))), to)
        }
        Err(error) => (Flash::conflict(error)?, came_from.href()),
    };
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
    if let Some(id) = id {
        store::find(&app.db, guild, id).await?.ok_or(Code::NotFound)?;
    }
    let faults = error.into_faults()?;
    let new = GroupDialog::new(app, guild, form.brand_id).await?;
    let (label, channel_id) = (form.label, form.discord_channel_id);
    let dialog = Open::Group(GroupDialog { id, label, channel_id, faults, ..new });
    let came_from = CameFrom::read(app, guild, headers);
    let page = match came_from.group {
        Some(group) => super::page::show(app, access, request, group, &came_from.query, Some(dialog)).await?,
        None => brands::pages::show(app, access, request, &came_from.query, Some(dialog)).await?,
    };
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
}
