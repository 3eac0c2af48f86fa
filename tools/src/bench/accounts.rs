//! The list of accounts, signed in, against the same statement with nothing around it.

use std::time::Duration;

use anyhow::{Result, ensure};
use chrono::Utc;
use serde_json::Value;

use super::{
    bare::Bare,
    load::Target,
    table::{Line, apart, median, steady},
};
use crate::{demo::Demo, visitor::Visitor};

const CONNECTIONS: usize = 32;
const TURNS: usize = 5;
const TURN: Duration = Duration::from_millis(1_500);
const DAY: i64 = 86_400_000;

/// Answers a second, each the median of the turns.
struct Rates {
    sqlx: f64,
    rusqlite: f64,
    api: f64,
    page: f64,
}

pub async fn measure(demo: &Demo, guild: &str) -> Result<Vec<Line>> {
    let visitor = Visitor::log_in(&demo.url).await?;
    let bare = Bare::start(&demo.database(), guild.parse()?, today())?;
    let list = format!("/api/v1/guilds/{guild}/accounts?limit=50");
    let at = |path: &str| Target::new(&demo.url, path, &visitor.cookie());
    let (api, page) = (at(&list), at(&format!("/guilds/{guild}/accounts")));
    let floor = |path| Target::new(&bare.url, path, "");
    let (sqlx, rusqlite) = (floor("/sqlx"), floor("/rusqlite"));
    for path in ["/sqlx", "/rusqlite"] {
        same(&visitor.get(&list, "identity").await?, &body(&bare.url, path).await?)?;
    }
    let (rates, noise) = steady(async || {
        let mut all: [Vec<f64>; 5] = Default::default();
        // In turns, so that what disturbs the machine disturbs all of them; the first floor twice.
        for _ in 0..TURNS {
            for (target, rates) in [&sqlx, &api, &rusqlite, &page, &sqlx].into_iter().zip(&mut all) {
                rates.push(target.rate(CONNECTIONS, TURN).await?);
            }
        }
        let [one, api, rusqlite, page, other] = all.map(median);
        Ok((Rates { sqlx: f64::midpoint(one, other), rusqlite, api, page }, apart(one, other)))
    })
    .await?;
    let Rates { sqlx, rusqlite, api, page } = rates;
    let share = |rate: f64| format!("{rate:.0}/s, {:.0} % of bare sqlx", 100.0 * rate / sqlx);
    let bare = format!("{sqlx:.0}/s; rusqlite inline {rusqlite:.0}/s");
    Ok(vec![
        Line::new("accounts, bare sqlx", bare, "", true),
        Line::new("accounts, API, signed in", share(api), "60 % of bare sqlx", api >= 0.6 * sqlx)
            .with_noise(noise),
        Line::new("accounts, page, signed in", share(page), "", true).with_noise(noise),
    ])
}

/// The same answer while it is kept: the session and the right are still read.
pub async fn measure_kept(demo: &Demo, guild: &str) -> Result<Line> {
    let visitor = Visitor::log_in(&demo.url).await?;
    let bare = Bare::start(&demo.database(), guild.parse()?, today())?;
    let list = format!("/api/v1/guilds/{guild}/accounts?limit=50");
    let api = Target::new(&demo.url, &list, &visitor.cookie());
    let floor = Target::new(&bare.url, "/rusqlite", "");
    same(&visitor.get(&list, "identity").await?, &body(&bare.url, "/rusqlite").await?)?;
    let ((api, floor), noise) = steady(async || {
        let mut all: [Vec<f64>; 3] = Default::default();
        for _ in 0..TURNS {
            for (target, rates) in [&floor, &api, &floor].into_iter().zip(&mut all) {
                rates.push(target.rate(CONNECTIONS, TURN).await?);
            }
        }
        let [one, api, other] = all.map(median);
        Ok(((api, f64::midpoint(one, other)), apart(one, other)))
    })
    .await?;
    let found = format!("{api:.0}/s, {:.2} of rusqlite inline ({floor:.0}/s)", api / floor);
    Ok(Line::new("accounts, API, kept", found, "1.0 of rusqlite", api >= floor).with_noise(noise))
}

async fn body(url: &str, path: &str) -> Result<Vec<u8>> {
    Ok(reqwest::get(format!("{url}{path}")).await?.bytes().await?.to_vec())
}

/// Both answer with the same accounts and the same sums.
fn same(ours: &[u8], bare: &[u8]) -> Result<()> {
    let (ours, bare): (Value, Value) = (serde_json::from_slice(ours)?, serde_json::from_slice(bare)?);
    let told = |value: &Value| {
        let rows = value["items"].as_array().cloned().unwrap_or_default();
        let fields = ["id", "username", "followers", "views_7d", "posts_7d", "last_checked_at", "created_at"];
        rows.iter().map(|row| fields.map(|field| row[field].clone())).collect::<Vec<_>>()
    };
    ensure!(told(&ours).len() == 50, "not 50 accounts");
    ensure!(told(&ours) == told(&bare), "the bare handler answers with something else");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a client of its own, with the machine's clock")]
fn today() -> i64 {
    Utc::now().timestamp_millis().div_euclid(DAY)
}
