//! What fired, through the API.

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::GroupOfAlert;
use crate::alerts::feed::{self, Alert, Filter};
use crate::alerts::{Delivery, Kind};
use crate::api_keys::Scope;
use crate::api_keys::grants::AlertsRead;
use crate::app::App;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Operation, Params, render};
use crate::ids::{AlertId, GroupId};
use crate::time::Ms;

/// What fired.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Alert")]
pub struct AlertJson {
    id: AlertId,
    at: Ms,
    #[schemars(with = "Fired")]
    kind: Kind,
    group: GroupOfAlert,
    message: String,
    post_url: Option<String>,
    delivery: Delivery,
}

/// The kinds of what fires; a test does not.
#[derive(JsonSchema)]
#[schemars(inline, rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is of interest")]
enum Fired {
    Threshold,
    Streak,
    Status,
}

impl From<Alert> for AlertJson {
    fn from(alert: Alert) -> AlertJson {
        let Alert { id, at, kind, group_id, group_label, message, post_url, delivery, .. } = alert;
        let group = GroupOfAlert { id: group_id, label: group_label };
        AlertJson { id, at, kind, group, message, post_url, delivery }
    }
}

#[derive(Serialize)]
struct List {
    items: Vec<AlertJson>,
    next_cursor: Option<String>,
}

pub fn list_operation() -> Operation {
    Operation::new("Alerts", "What fired, the newest first")
        .scope(Scope::AlertsRead)
        .query::<GroupId>("group_id", "Only of this group.")
        .query::<Fired>("kind", "Only of this kind.")
        .query::<Delivery>("delivery", "Only what became this of its message.")
        .pages::<AlertJson>()
}

/// `GET /api/v1/guilds/{guild_id}/alerts`
pub async fn list(
    State(app): State<App>,
    scope: GuildScope<Viewer, AlertsRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let filter = Filter::read(&mut params, false);
    let (limit, cursor) = (params.limit(), params.text("cursor"));
    params.finish()?;
    let from = filter.position(&app.secrets, scope.guild_id(), cursor.as_deref())?;
    let page = feed::page(&app, scope.guild_id(), &filter, &from, limit).await?;
    let items = page.rows.into_iter().map(AlertJson::from).collect();
    render::json(&List { items, next_cursor: page.next })
}
