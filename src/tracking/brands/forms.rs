//! What the forms of the brands page do.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::changes;
use super::dialog::{BrandDialog, Open};
use super::pages::show;
use super::store::{self, Brand};
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::audit::Acting;
use crate::db::Tx;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildAccess, GuildScope};
use crate::http::{Code, Error, Flash, Form, Path, RequestId, render};
use crate::ids::{BrandId, GuildId};
use crate::tracking::came_from::CameFrom;
use crate::tracking::change::restorable_since;
use crate::tracking::{Label, change};
use crate::web::meanwhile::Meanwhile;

/// A brand as it was typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrandForm {
    pub label: String,
    pub was_label: Option<String>,
}

impl BrandForm {
    pub fn of(brand: &Brand) -> BrandForm {
        BrandForm { label: brand.label.clone(), was_label: Some(brand.label.clone()) }
    }

    /// 422 when somebody else renamed it since the form was drawn.
    async fn settle(&mut self, tx: &mut Tx, acting: &Acting, id: BrandId) -> Result<(), Error> {
        let now = living(tx, acting, id).await?.label;
        let mut meanwhile = Meanwhile::default();
        meanwhile.settle(("label", "label"), &mut self.was_label, &mut self.label, &now, &now);
        acting.refuse_clashes(tx, "brand", id, meanwhile).await
    }
}

/// `POST /guilds/{guild_id}/brands`
pub async fn create(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<BrandForm>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = change::begin(&app, guild).await?;
    let done = async { changes::create(&mut tx, &acting, &label(&form)?).await }.await;
    match change::committed(&app, tx, guild, done).await {
        Ok(brand) => {
            let flash = Flash::good(format!("Brand “{}” created.", brand.label));
            Ok(flash.redirect(&app.secrets, request.session.session_id, &super::href(guild)))
        }
        Err(error) => again(&app, &scope, &request, &headers, None, form, error).await,
    }
}

/// `POST /guilds/{guild_id}/brands/{brand_id}`
pub async fn rename(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, BrandId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(mut form): Form<BrandForm>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = change::begin(&app, guild).await?;
    let done = async {
        form.settle(&mut tx, &acting, id).await?;
        changes::rename(&mut tx, &acting, id, &label(&form)?).await
    }
    .await;
    match change::committed(&app, tx, guild, done).await {
        Ok(brand) => {
            let to = CameFrom::read(&app, guild, &headers).href();
            let flash = Flash::good(format!("Brand “{}” saved.", brand.label));
            Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
        }
        Err(error) => again(&app, &scope, &request, &headers, Some(id), form, error).await,
    }
}

/// `POST /guilds/{guild_id}/brands/{brand_id}/delete`
pub async fn delete(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, BrandId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = change::begin(&app, guild).await?;
    let done = async {
        living(&mut tx, &acting, id).await?;
        changes::delete(&mut tx, &acting, id).await
    }
    .await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(brand) => Flash::good(format!("Brand “{}” deleted.", brand.label))
            .with_undo(format!("{}/{id}/restore", super::href(guild))),
        Err(error) => Flash::conflict(error)?,
    };
    let to = CameFrom::read(&app, guild, &headers).href();
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// `POST /guilds/{guild_id}/brands/{brand_id}/restore`
pub async fn restore(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, BrandId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = change::begin(&app, guild).await?;
    let done = changes::restore(&mut tx, &scope.acting(&app, &request_id), id).await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(brand) => Flash::good(format!("Brand “{}” restored.", brand.label)),
        Err(error) => Flash::conflict(error)?,
    };
    let to = CameFrom::read(&app, guild, &headers).href();
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

fn label(form: &BrandForm) -> Result<Label, Error> {
    Label::parse(&form.label).map_err(|refused| Error::field("#/label", refused.0))
}

/// 409 that says so when somebody deleted it meanwhile.
async fn living(tx: &mut Tx, acting: &Acting, id: BrandId) -> Result<Brand, Error> {
    if let Some(brand) = store::find(&mut *tx, acting.guild_id, id).await? {
        return Ok(brand);
    }
    let deleted = store::deleted(tx, acting.guild_id, id, restorable_since(acting.now)).await?;
    Err(deleted.map_or(Code::NotFound.into(), |_| change::deleted_meanwhile("brand")))
}

/// The page with its dialog, as it was typed and with what is wrong.
async fn again(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    headers: &HeaderMap,
    id: Option<BrandId>,
    form: BrandForm,
    error: Error,
) -> Result<Response, Error> {
    let came_from = CameFrom::read(app, access.guild_id(), headers);
    let error = match Flash::conflict(error) {
        Ok(flash) => {
            return Ok(flash.redirect(&app.secrets, request.session.session_id, &came_from.href()));
        }
        Err(error) => error,
    };
    let dialog = BrandDialog { id, typed: form, faults: error.into_faults()? };
    let page = show(app, access, request, &came_from.query, Some(Open::Brand(dialog))).await?;
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
}
