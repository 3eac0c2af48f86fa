//! The API's description: OpenAPI 3.1 from the operations that stand beside the routes, and the page that shows it.

mod document;
mod example;
mod fields;
mod pages;

use std::sync::LazyLock;

use axum::response::Response;
use schemars::JsonSchema;
use serde_json::Value;

use crate::http::{Access, Error, Operation, Routes, render};

pub use document::{document, name};
pub use example::example;

/// The description of every route of the product. It is the same as long as the program runs.
pub fn description() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| document(&crate::router::route_table()));
    &DOCUMENT
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/docs", Access::Public, pages::docs)
        .get("/api/v1/openapi.json", Access::Public, openapi)
        .describe(operation())
}

/// The description is described, too.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is of interest")]
struct OpenApi {
    openapi: String,
    info: Value,
    servers: Value,
    security: Value,
    tags: Value,
    paths: Value,
    components: Value,
}

fn operation() -> Operation {
    Operation::new("This description", "The API in OpenAPI 3.1").ok::<OpenApi>()
}

/// `GET /api/v1/openapi.json`
async fn openapi() -> Result<Response, Error> {
    render::json(description())
}
