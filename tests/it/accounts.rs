//! Accounts: added, edited, moved, paused, deleted and taken back, by the API and on the pages.

mod bulk;
mod changes;
mod list;
mod once;
mod pages;

use serde_json::{Value, json};

use crate::support::{Actor, FIRST};

/// The API of the first guild's accounts.
fn api() -> String {
    format!("/api/v1/guilds/{FIRST}/accounts")
}

/// The account of this username, as the list has it.
async fn find(actor: &Actor, username: &str) -> Value {
    let items = actor.get(&format!("{}?q={username}&limit=100", api())).await.ok().json()["items"].clone();
    let items = items.as_array().cloned().unwrap_or_default();
    items.into_iter().find(|item| item["username"] == username).unwrap_or(Value::Null)
}

/// The id of the group of an account.
async fn group_of(actor: &Actor, username: &str) -> String {
    find(actor, username).await["group"]["id"].as_str().expect("a group").to_owned()
}

fn new(username: &str, group: &str) -> Value {
    json!({"platform": "tiktok", "username": username, "group_id": group})
}
