//! Pages of sums on the large demo, against the same pages of the small one.

use anyhow::Result;

use super::{
    load::Target,
    table::{Line, apart, median, milliseconds, steady},
};
use crate::{demo::Demo, visitor::Visitor};

const TIMES: usize = 50;
const TURNS: usize = 6;
const PAGES: [(&str, &str); 2] = [("overview", ""), ("analytics, 90 days", "/analytics?days=90")];

pub async fn measure(large: &Demo, small: &Demo, guild: &str) -> Result<Vec<Line>> {
    let cookies = [Visitor::log_in(&large.url).await?.cookie(), Visitor::log_in(&small.url).await?.cookie()];
    let mut lines = Vec::new();
    for (name, path) in PAGES {
        let path = format!("/guilds/{guild}{path}");
        let (of_large, of_small) =
            (Target::new(&large.url, &path, &cookies[0]), Target::new(&small.url, &path, &cookies[1]));
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
