//! Entries as JSON.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::ActorType;
use super::list::{self, EntryRow, Filter};
use crate::api_keys::Scope;
use crate::api_keys::grants::AuditRead;
use crate::app::App;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Operation, Params, render};
use crate::ids::AuditId;
use crate::time::Ms;

/// An entry of the audit log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AuditEntry")]
pub struct EntryJson {
    id: AuditId,
    at: Ms,
    actor: ActorJson,
    action: String,
    target: TargetJson,
    /// What each field was and became.
    #[schemars(with = "BTreeMap<String, Change>")]
    changes: Map<String, Value>,
    request_id: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct ActorJson {
    r#type: ActorType,
    id: String,
    name: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct TargetJson {
    r#type: String,
    id: String,
    label: String,
}

#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Change {
    old: Value,
    new: Value,
}

#[derive(Serialize)]
struct List {
    items: Vec<EntryJson>,
    next_cursor: Option<String>,
}

impl From<EntryRow> for EntryJson {
    fn from(row: EntryRow) -> EntryJson {
        EntryJson {
            id: row.id,
            at: row.at,
            actor: ActorJson { r#type: row.actor_type, id: row.actor_id, name: row.actor_name },
            action: row.action,
            target: TargetJson { r#type: row.target_type, id: row.target_id, label: row.target_label },
            changes: serde_json::from_str(&row.changes).unwrap_or_default(),
            request_id: row.request_id,
        }
    }
}

pub fn list_operation() -> Operation {
    Operation::new("Audit", "Who changed what, the newest first")
        .text("`from` and `to` are dates, both inclusive and in UTC, or instants.")
        .scope(Scope::AuditRead)
        .query::<String>("actor", "Only by this person or key: the id of an actor.")
        .query::<String>("action", "Only this action, as `brand.renamed`.")
        .query::<String>("from", "Nothing before: `2026-11-15` or `2026-11-15T12:00:00Z`.")
        .query::<String>("to", "Nothing after, in the same forms.")
        .pages::<EntryJson>()
}

/// `GET /api/v1/guilds/{guild_id}/audit`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, AuditRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let filter = Filter::read(&mut params);
    let limit = params.limit();
    let cursor = params.text("cursor");
    params.finish()?;
    let from = filter.position(&app.secrets, scope.guild_id(), cursor.as_deref())?;
    let page = list::page(&app, scope.guild_id(), &filter, &from, limit).await?;
    let items = page.rows.into_iter().map(EntryJson::from).collect();
    render::json(&List { items, next_cursor: page.next })
}
