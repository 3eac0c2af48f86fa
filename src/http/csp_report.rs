//! Where browsers report what the content security policy refused: a sample goes to the log.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;

use super::{Access, Routes, body};
use crate::app::App;
use crate::time::MINUTE;

const LARGEST: usize = 16 * 1024;
/// Reports logged in a minute; all are counted.
const LOGGED: u32 = 10;

pub fn routes() -> Routes {
    Routes::new().post("/csp-report", Access::Public, report)
}

async fn report(State(app): State<App>, body: Body) -> StatusCode {
    metrics::counter!("csp_reports_total").increment(1);
    let Ok(bytes) = body::read(body, LARGEST).await else { return StatusCode::NO_CONTENT };
    if may_log(app.clock.now().0 / MINUTE) {
        // Written by whoever sends it: kept short and on one line.
        let text: String =
            String::from_utf8_lossy(&bytes).chars().filter(|c| !c.is_control()).take(1_000).collect();
        tracing::warn!(report = text, "content security policy");
    }
    StatusCode::NO_CONTENT
}

fn may_log(minute: i64) -> bool {
    static MINUTE_OF: AtomicI64 = AtomicI64::new(0);
    static COUNT: AtomicU32 = AtomicU32::new(0);
    if MINUTE_OF.swap(minute, Ordering::Relaxed) != minute {
        COUNT.store(0, Ordering::Relaxed);
    }
    COUNT.fetch_add(1, Ordering::Relaxed) < LOGGED
}
