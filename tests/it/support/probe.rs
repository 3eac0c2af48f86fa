//! Routes that only tests add, for what no route of the product does on purpose.

use serde::Deserialize;
use tracking_dashboard::http::{Access, Error, Json, Routes, render};

/// A body with the usual kinds of fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[expect(dead_code, reason = "only its type is of interest")]
    name: String,
    #[expect(dead_code, reason = "only its type is of interest")]
    amount_cents: Option<i64>,
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/probe/panic", Access::Public, panics)
        .get("/probe/panic", Access::Public, panics)
        .get("/api/v1/probe/broken", Access::Public, broken)
        .post("/api/v1/probe/json", Access::Public, takes)
}

async fn panics() -> &'static str {
    panic!("secret-of-the-panic")
}

async fn broken() -> Result<&'static str, Error> {
    Err(Error::internal("secret-of-the-database"))
}

async fn takes(Json(_): Json<Sample>) -> Result<axum::response::Response, Error> {
    render::json(&serde_json::json!({ "taken": true }))
}
