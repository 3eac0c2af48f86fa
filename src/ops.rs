//! What operators and their tools ask: is it alive, is it ready, and the numbers.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde_json::json;

use crate::app::App;
use crate::crypto::same;
use crate::http::{Access, Code, Error, Routes, render};

pub fn routes() -> Routes {
    Routes::new().get("/healthz", Access::Public, healthz).get("/readyz", Access::Public, readyz).get(
        "/metrics",
        Access::Operator,
        metrics_page,
    )
}

async fn healthz() -> &'static str {
    "ok"
}

/// 503 with the name of the part that is not ready.
async fn readyz(State(app): State<App>) -> Result<Response, Error> {
    let stopping = app.stopping.is_cancelled();
    let database = app.db.ping().await;
    let failing = match (&database, stopping) {
        (_, true) => "shutting_down",
        (Err(_), _) => "database",
        _ => return render::json(&json!({ "ready": true })),
    };
    if let Err(error) = database {
        tracing::warn!(%error, "not ready");
    }
    let mut response = render::json(&json!({ "ready": false, "failing": failing }))?;
    *response.status_mut() = axum::http::StatusCode::SERVICE_UNAVAILABLE;
    // Answered here and whole: the edge would replace the body of an error without a problem.
    response.extensions_mut().insert(render::Dressed);
    Ok(response)
}

/// The recorder of this process; metrics are global by their nature.
pub fn recorder() -> &'static PrometheusHandle {
    static HANDLE: LazyLock<PrometheusHandle> = LazyLock::new(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // Another recorder can only be there if a program that embeds us set its own.
        let _ = metrics::set_global_recorder(recorder);
        handle
    });
    &HANDLE
}

async fn metrics_page(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    let Some(token) = &app.config.metrics.token else { return Err(Code::NotFound.into()) };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    if !same(given.as_bytes(), token.as_bytes()) {
        return Err(Code::Unauthenticated.into());
    }
    let handle = recorder();
    handle.run_upkeep();
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], handle.render()).into_response())
}
