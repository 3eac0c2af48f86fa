//! What the forms of the page of API keys do.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::dialogs::NewKeyDialog;
use super::grants::SessionOnly;
use super::pages::{self, Shown};
use super::rules::Draft;
use super::{Scope, changes};
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildScope};
use crate::http::{Code, Error, Flash, Form, Path, RequestId, render};
use crate::ids::{ApiKeyId, GuildId};
use crate::tracking::change;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyForm {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub scopes: Vec<String>,
    #[serde(default)]
    pub expires_in_days: String,
}

impl KeyForm {
    /// What is no scope was never offered, and is left out; what is no number is out of range.
    fn draft(&self) -> Draft {
        Draft {
            name: self.name.clone(),
            scopes: self.scopes.iter().filter_map(|scope| scope.parse::<Scope>().ok()).collect(),
            expires_in_days: self.expires_in_days.trim().parse().unwrap_or(0),
        }
    }
}

/// `POST /guilds/{guild_id}/settings/api-keys`: the answer is the page with the key, this once.
pub async fn create(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    request: PageRequest,
    request_id: RequestId,
    Form(form): Form<KeyForm>,
) -> Result<Response, Error> {
    let creator = scope.session().ok_or(Code::Forbidden)?;
    let acting = scope.acting(&app, &request_id);
    let draft = form.draft();
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    match changes::create(&mut tx, &app.secrets, &acting, creator.user_id, &draft).await {
        Ok(made) => {
            change::commit(&app, tx, scope.guild_id()).await?;
            let page = pages::draw(&app, &scope, &request, Shown::Made(&draft.name, &made)).await?;
            Ok(render::html_as(StatusCode::CREATED, page))
        }
        Err(error) if error.code() == Code::Conflict => {
            let flash = Flash::conflict(error)?;
            Ok(flash.redirect(&app.secrets, request.session.session_id, &super::href(scope.guild_id())))
        }
        Err(error) => {
            let dialog = NewKeyDialog { form, faults: error.into_faults()? };
            let page = pages::draw(&app, &scope, &request, Shown::New(dialog)).await?;
            Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// `POST /guilds/{guild_id}/settings/api-keys/{key_id}/revoke`
pub async fn revoke(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, ApiKeyId)>,
    request: PageRequest,
    request_id: RequestId,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    changes::revoke(&app, &scope.acting(&app, &request_id), id).await?;
    let flash = Flash::good("The key is revoked. It is refused from now on.");
    Ok(flash.redirect(&app.secrets, request.session.session_id, &super::href(guild)))
}
