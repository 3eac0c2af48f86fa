//! Brands and groups: made, changed, deleted and taken back, by the API and on the pages.

mod brands;
mod forms;
mod groups;
mod lists;
mod retention;

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::ids::GuildId;

use crate::support::{Actor, Answer, TestApp};

/// The API of a guild's brands or groups.
fn api(guild: GuildId, things: &str) -> String {
    format!("/api/v1/guilds/{guild}/{things}")
}

/// A thing that the API makes of this body.
async fn made(actor: &Actor, guild: GuildId, things: &str, body: &Value) -> Value {
    actor.post_json(&api(guild, things), body).await.expect(201).json()
}

async fn brand(actor: &Actor, guild: GuildId, label: &str) -> String {
    id(&made(actor, guild, "brands", &json!({"label": label})).await)
}

async fn group(actor: &Actor, guild: GuildId, brand: &str, label: &str) -> String {
    id(&made(actor, guild, "groups", &json!({"label": label, "brand_id": brand})).await)
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("an id").to_owned()
}

/// The list of brands or groups, whole.
async fn all(actor: &Actor, guild: GuildId, things: &str) -> Vec<Value> {
    let list = actor.get(&format!("{}?limit=100", api(guild, things))).await.ok().json();
    list["items"].as_array().cloned().unwrap_or_default()
}

async fn patch(actor: &Actor, guild: GuildId, thing: &str, body: &Value) -> Answer {
    actor.send_json(Method::PATCH, &api(guild, thing), body).await
}

async fn delete(actor: &Actor, guild: GuildId, thing: &str) -> Answer {
    actor.send_json(Method::DELETE, &api(guild, thing), &json!({})).await
}

async fn restore(actor: &Actor, guild: GuildId, thing: &str) -> Answer {
    actor.post_json(&format!("{}/restore", api(guild, thing)), &json!({})).await
}

/// Actions and changes of a thing's audit entries, the oldest first.
async fn audited(app: &TestApp, id: &str) -> Vec<(String, Value)> {
    let sql = "SELECT action, changes FROM audit_log WHERE target_id = $1 ORDER BY id";
    let rows: Vec<(String, String)> = app.db.q(sql).bind(id.to_owned()).all().await.unwrap();
    rows.into_iter().map(|(action, changes)| (action, serde_json::from_str(&changes).unwrap())).collect()
}
