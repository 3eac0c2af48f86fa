//! A guild's keys as JSON.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::changes;
use super::grants::SessionOnly;
use super::keys::{self, Made};
use super::rules::Draft;
use super::{Listed, Scope};
use crate::app::App;
use crate::guilds::{Admin, GuildScope};
use crate::http::replay::Answer;
use crate::http::{Code, Error, JsonOnce, Operation, Params, Path, RequestId, render};
use crate::ids::{ApiKeyId, GuildId, UserId};
use crate::time::{DAY, Ms};
use crate::tracking::change;

/// A key; its text was shown when it was made and is kept nowhere.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ApiKey")]
struct KeyJson {
    id: ApiKeyId,
    name: String,
    /// The first letters after `tdk_`.
    prefix: String,
    scopes: Vec<Scope>,
    /// Null for a key made on the command line.
    created_by: Option<Creator>,
    created_at: Ms,
    expires_at: Option<Ms>,
    /// Noted at most once a minute.
    last_used_at: Option<Ms>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Creator {
    id: UserId,
    name: String,
}

impl From<Listed> for KeyJson {
    fn from(key: Listed) -> KeyJson {
        let created_by = key.created_by.zip(key.created_by_name).map(|(id, name)| Creator { id, name });
        KeyJson {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes.split_whitespace().filter_map(|scope| scope.parse().ok()).collect(),
            created_by,
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
        }
    }
}

pub fn list_operation() -> Operation {
    Operation::new("API keys", "Keys of a guild that are not revoked").list::<KeyJson>().strict()
}

/// `GET /api/v1/guilds/{guild_id}/api-keys`: all at once; a guild has at most fifty.
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    params: Params,
) -> Result<Response, Error> {
    params.finish()?;
    let keys = keys::list(&app.db, Some(scope.guild_id())).await?;
    let items: Vec<KeyJson> = keys.into_iter().map(KeyJson::from).collect();
    render::json(&json!({ "items": items, "next_cursor": null }))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewApiKey")]
pub struct CreateBody {
    #[schemars(length(min = 1, max = 80))]
    name: String,
    #[schemars(length(min = 1))]
    scopes: Vec<Scope>,
    #[schemars(range(min = 1, max = 365))]
    expires_in_days: i64,
}

/// A key that was just made; its texts are shown this once.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ApiKeyMade")]
struct MadeJson {
    #[serde(flatten)]
    listed: KeyJson,
    key: String,
    /// For keys that sign callbacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    signing_secret: Option<String>,
}

pub fn create_operation() -> Operation {
    Operation::new("API keys", "Make a key")
        .text(
            "It never may more than the administrator who made it may at that moment. A request that is sent \
             again with its Idempotency-Key makes no second key, and is not told the first one again: 409.",
        )
        .body::<CreateBody>()
        .idempotent()
        .created::<MadeJson>()
}

/// `POST /api/v1/guilds/{guild_id}/api-keys`
pub async fn create(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    request_id: RequestId,
    JsonOnce { value, once }: JsonOnce<CreateBody>,
) -> Result<Response, Error> {
    let creator = scope.session().ok_or(Code::Forbidden)?;
    let acting = scope.acting(&app, &request_id);
    let draft = Draft { name: value.name, scopes: value.scopes, expires_in_days: value.expires_in_days };
    let mut tx = change::begin(&app, scope.guild_id()).await?;
    if once.earlier(&mut tx, acting.now).await?.is_some() {
        let detail = "This request made a key before, and it was shown then. Revoke that one if it is lost.";
        return Err(Error::because(Code::Conflict, detail));
    }
    let made = changes::create(&mut tx, &app.secrets, &acting, creator.user_id, &draft).await?;
    // That the request was made is kept, and nothing of what it answers.
    once.keep(&mut tx, StatusCode::CREATED, &json!({}), acting.now).await?;
    change::commit(&app, tx, scope.guild_id()).await?;
    let created_by = Some(Creator { id: creator.user_id, name: creator.display_name.clone() });
    let answer = Answer::new(StatusCode::CREATED, &made_json(made, draft, created_by, acting.now))?;
    Ok(answer.into_response())
}

fn made_json(made: Made, mut draft: Draft, created_by: Option<Creator>, now: Ms) -> MadeJson {
    draft.scopes.sort_unstable();
    draft.scopes.dedup();
    let listed = KeyJson {
        id: made.id,
        name: draft.name.trim().to_owned(),
        prefix: keys::prefix(&made.key),
        scopes: draft.scopes,
        created_by,
        created_at: now,
        expires_at: Some(now.plus(draft.expires_in_days.saturating_mul(DAY))),
        last_used_at: None,
    };
    MadeJson { listed, key: made.key, signing_secret: made.signing_secret }
}

pub fn revoke_operation() -> Operation {
    Operation::new("API keys", "Revoke a key at once")
}

/// `DELETE /api/v1/guilds/{guild_id}/api-keys/{key_id}`
pub async fn revoke(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    Path((_, id)): Path<(GuildId, ApiKeyId)>,
    request_id: RequestId,
) -> Result<Response, Error> {
    changes::revoke(&app, &scope.acting(&app, &request_id), id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
