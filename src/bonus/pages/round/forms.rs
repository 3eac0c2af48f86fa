//! What the forms of a round do: evaluating and deleting it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::bonus::pages::back;
use crate::bonus::rounds::{self, evaluate as evaluating};
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildScope};
use crate::http::{Error, Flash, Path, RequestId};
use crate::ids::{GuildId, RoundId};
use crate::tracking::change;
use crate::web::text;

/// `POST /guilds/{guild_id}/bonus/rounds/{round_id}/evaluate`
pub async fn evaluate(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, RoundId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = change::begin(&app, guild).await?;
    let done = evaluating::evaluate(&mut tx, &scope.acting(&app, &request_id), id).await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(round) => {
            let groups = text::count(round.target_count, "group", "groups");
            let (achieved, total) = (text::number(round.achieved()), text::money(round.total_bonus_cents()));
            Flash::good(format!("Round evaluated: {achieved} of {groups} achieved, {total} to pay."))
        }
        Err(error) => Flash::conflict(error)?,
    };
    let to = back::back(&app, guild, &headers);
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// `POST /guilds/{guild_id}/bonus/rounds/{round_id}/delete`
pub async fn delete(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, RoundId)>,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = change::begin(&app, guild).await?;
    let done = rounds::delete(&mut tx, &scope.acting(&app, &request_id), id).await;
    let (flash, to) = match change::committed(&app, tx, guild, done).await {
        Ok(()) => (Flash::good("Round deleted."), back::to_list(&app, guild, &headers)),
        Err(error) => (Flash::conflict(error)?, back::back(&app, guild, &headers)),
    };
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}
