//! Accounts out of a file: preview, confirmation, job, and back.

mod files;
mod identity;
mod jobs;
mod kept;
mod lease;
mod leftovers;
mod live;
mod places;
mod preview;
mod undo;

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tracking_dashboard::audit::{self, Acting};
use tracking_dashboard::http::cookies::CSRF;
use tracking_dashboard::ids::{GuildId, ImportId, UserId};
use tracking_dashboard::time::Clock;
use tracking_dashboard::transfer::import::preview as import;

use crate::support::{Actor, Answer, FIRST, TestApp, eventually};

pub const HEADER: &str = "platform,username,brand,group,display_name\n";
const SOON: Duration = Duration::from_secs(20);

pub fn api() -> String {
    format!("/api/v1/guilds/{FIRST}/accounts/imports")
}

fn acting(app: &TestApp, guild: GuildId) -> Acting {
    let actor = audit::Actor::user(UserId::new(1), "Somebody");
    Acting { guild_id: guild, actor, now: app.clock.now(), request_id: None }
}

/// A preview of these rows, which nobody has touched.
pub async fn preview(app: &TestApp, guild: GuildId, rows: &str) -> ImportId {
    let acting = acting(app, guild);
    let draft = import::Draft {
        filename: "accounts.csv".into(),
        content: format!("{HEADER}{rows}").into_bytes(),
        columns: Default::default(),
        create_missing: Some(true),
    };
    let ready = import::judge(&app.app, &acting, draft).await.unwrap();
    let mut tx = app.app.db.begin().await.unwrap();
    let preview = import::keep(&mut tx, &acting, ready).await.unwrap();
    tx.commit().await.unwrap();
    preview.import.id
}

/// A form with one file and these fields, as a script sends it.
pub fn form(actor: &Actor, filename: &str, content: &[u8], fields: &[(&str, &str)]) -> RequestBuilder {
    let request = actor.request(Method::POST, &api()).header("x-csrf-token", actor.cookie(CSRF));
    request
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(parts(filename, content, fields))
}

pub fn parts(filename: &str, content: &[u8], fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let head =
        format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{filename}\"\r\n\r\n");
    body.extend(head.bytes());
    body.extend(content);
    body.extend(b"\r\n--edge--\r\n");
    body
}

pub async fn send(actor: &Actor, content: &[u8], fields: &[(&str, &str)]) -> Answer {
    actor.send(form(actor, "accounts.csv", content, fields)).await
}

/// Uploads these rows under our own header.
pub async fn upload(actor: &Actor, rows: &str) -> Value {
    send(actor, format!("{HEADER}{rows}").as_bytes(), &[]).await.expect(201).json()
}

pub fn id(import: &Value) -> &str {
    import["id"].as_str().expect("an import")
}

pub async fn act(actor: &Actor, import: &Value, verb: &str) -> Answer {
    actor.post_json(&format!("{}/{}/{verb}", api(), id(import)), &serde_json::json!({})).await
}

/// The import once it is at its end.
pub async fn ended(actor: &Actor, import: &Value) -> Value {
    let path = format!("{}/{}", api(), id(import));
    eventually("the import ends", SOON, async || {
        let import = actor.get(&path).await.ok().json();
        (!matches!(import["state"].as_str(), Some("queued" | "running"))).then_some(import)
    })
    .await
}

/// Uploads, confirms, and waits for the end.
pub async fn import(actor: &Actor, rows: &str) -> Value {
    let import = upload(actor, rows).await;
    act(actor, &import, "confirm").await.expect(202);
    ended(actor, &import).await
}

pub async fn count(app: &TestApp, sql: &'static str) -> i64 {
    app.db.q(sql).scalar().await.unwrap()
}

pub const ALIVE: &str = "SELECT COUNT(*) FROM accounts WHERE deleted_at IS NULL";

pub async fn state(actor: &Actor, import: &Value) -> String {
    let import = actor.get(&format!("{}/{}", api(), id(import))).await.ok().json();
    import["state"].as_str().unwrap().to_owned()
}

/// An id as a literal of SQL.
pub fn raw(app: &TestApp, import: &Value) -> String {
    let id = id(import);
    if app.db.is_sqlite() { format!("X'{}'", id.replace('-', "")) } else { format!("'{id}'") }
}
