//! Pages of sums and of bonus rounds on the large demo, against the same pages of the small one.

use anyhow::{Context, Result};

use super::{
    load::Target,
    table::{Line, apart, median, milliseconds, steady},
};
use crate::{demo::Demo, visitor::Visitor};

const TIMES: usize = 50;
const TURNS: usize = 6;
/// `{round}` is the newest evaluated round.
const PAGES: [(&str, &str); 6] = [
    ("overview", ""),
    ("analytics, 90 days", "/analytics?days=90"),
    ("bonus rounds", "/bonus"),
    ("a round's targets", "/bonus/rounds/{round}"),
    ("a round's results", "/bonus/rounds/{round}?tab=results"),
    ("leaderboard of 12 weeks", "/bonus?tab=leaderboard"),
];

pub async fn measure(large: &Demo, small: &Demo, guild: &str) -> Result<Vec<Line>> {
    let visitors = [Visitor::log_in(&large.url).await?, Visitor::log_in(&small.url).await?];
    let cookies = visitors.each_ref().map(Visitor::cookie);
    let [of_large, of_small] = &visitors;
    let rounds = [newest_round(of_large, guild).await?, newest_round(of_small, guild).await?];
    let mut lines = Vec::new();
    for (name, path) in PAGES {
        let path = |round: &str| format!("/guilds/{guild}{}", path.replace("{round}", round));
        let of_large = Target::new(&large.url, &path(&rounds[0]), &cookies[0]);
        let of_small = Target::new(&small.url, &path(&rounds[1]), &cookies[1]);
        let ((large, small), noise) = steady(async || {
            let mut all: [Vec<f64>; 3] = Default::default();
            for _ in 0..TURNS {
                for (target, times) in [&of_small, &of_large, &of_small].into_iter().zip(&mut all) {
                    times.extend(target.times(TIMES).await?.into_iter().map(milliseconds));
                }
            }
            let [one, large, other] = all.map(median);
            Ok(((large, f64::midpoint(one, other)), apart(one, other)))
        })
        .await?;
        let ratio = large / small;
        let measured = format!("{large:.2} ms, small demo {small:.2} ms: {ratio:.2}");
        lines.push(Line::new(name, measured, "1.3 times", ratio <= 1.3).with_noise(noise));
    }
    Ok(lines)
}

async fn newest_round(visitor: &Visitor, guild: &str) -> Result<String> {
    let path = format!("/api/v1/guilds/{guild}/bonus/rounds?state=evaluated&limit=1");
    let list: serde_json::Value = serde_json::from_slice(&visitor.get(&path, "identity").await?)?;
    Ok(list["items"][0]["id"].as_str().context("no round is evaluated")?.to_owned())
}
