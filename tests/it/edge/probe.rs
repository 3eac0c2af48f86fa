//! Routes that only these tests add, for what no route of the product does on purpose.

use serde::Deserialize;
use tracking_dashboard::http::{Access, Error, Json, Routes, render};

use crate::support::{Options, TestApp, apps_with};

/// In every text that must stay inside.
pub const INSIDE: &str = "zq7inside";

/// A body with the usual kinds of fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[expect(dead_code, reason = "only its type is of interest")]
    name: String,
    #[expect(dead_code, reason = "only its type is of interest")]
    amount_cents: Option<i64>,
}

fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/probe/panic", Access::Public, panics)
        .get("/probe/panic", Access::Public, panics)
        .get("/api/v1/probe/broken", Access::Public, broken)
        .get("/probe/broken", Access::Public, broken)
        .get("/api/v1/probe/database", Access::Public, database)
        .get("/api/v1/probe/slow", Access::Public, slow)
        .get("/probe/slow", Access::Public, slow)
        .post("/api/v1/probe/json", Access::Public, takes)
}

/// The usual apps with these routes.
pub async fn probed(variables: &[(&'static str, &'static str)]) -> Vec<TestApp> {
    apps_with(|| Options { variables: variables.to_vec(), more: routes() }).await
}

async fn panics() -> &'static str {
    panic!("{INSIDE} of the panic")
}

async fn broken() -> Result<&'static str, Error> {
    Err(Error::internal(format!("{INSIDE} of a failure")))
}

async fn database() -> Result<&'static str, Error> {
    Err(Error::from(sqlx::Error::Protocol(format!("SELECT {INSIDE}"))))
}

async fn slow() -> &'static str {
    std::future::pending().await
}

async fn takes(Json(_): Json<Sample>) -> Result<axum::response::Response, Error> {
    render::json(&serde_json::json!({ "taken": true }))
}
