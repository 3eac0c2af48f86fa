//! The pages of bonus rounds without scripts: the list, a round, its results and the leaderboard.

mod forms;
mod list;
mod round;

use serde_json::Value;

use crate::bonus::{LAST_WEEK, Stage, THIS_WEEK, WEEK_BEFORE, id};
use crate::support::{Actor, FIRST, TestApp};

pub fn page() -> String {
    format!("/guilds/{FIRST}/bonus")
}

pub fn round_page(round: &Value) -> String {
    format!("{}/rounds/{}", page(), id(round))
}

/// Two evaluated rounds and a pending one: Alpha achieves, Beta nearly, Gamma misses.
pub struct Played<'a> {
    pub stage: Stage<'a>,
    pub viewer: Actor,
    pub pending: Value,
    pub last: Value,
    pub before: Value,
}

pub async fn played(app: &TestApp) -> Played<'_> {
    let stage = Stage::of(app, &["Alpha", "Beta <b>", "Gamma"]).await;
    for (group, views) in [(0, 12_000), (1, 9_600), (2, 100)] {
        stage.gain(group, "2026-11-10", views).await;
    }
    stage.gain(0, "2026-11-03", 5_000).await;
    stage.gain(1, "2026-11-16", 700).await;
    let targets = [(0, 10_000), (1, 10_000), (2, 10_000)];
    let before = stage.made(WEEK_BEFORE, 2_500, &[(0, 4_000), (2, 4_000)]).await;
    let last = stage.made(LAST_WEEK, 4_995, &targets).await;
    let pending = stage.made(THIS_WEEK, 5_000, &[(0, 1_000), (1, 500)]).await;
    Played { viewer: app.viewer().await, stage, pending, last, before }
}

/// Where these stand in the page, one after the other.
pub fn in_order(body: &str, parts: &[&str]) -> bool {
    let mut rest = body;
    parts.iter().all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}
