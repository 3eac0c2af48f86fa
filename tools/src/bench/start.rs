//! Starting on the large demo's database, and what the process holds.

use std::{fs, path::Path, time::Duration};

use anyhow::Result;

use super::table::{Line, apart, median, milliseconds, steady};
use crate::demo::Demo;

const STARTS: usize = 5;
const IDLE: Duration = Duration::from_secs(10);

/// Starts again and again on a folder that is filled.
pub async fn measure(binary: &Path, data: &Path) -> Result<Vec<Line>> {
    let (ready, noise) = steady(async || {
        let mut took = Vec::new();
        for _ in 0..STARTS {
            let demo = Demo::start_binary(binary, data, &["--no-bot"]).await?;
            took.push(milliseconds(demo.took));
            demo.stop().await?;
        }
        let (least, most) =
            (took.iter().fold(f64::MAX, |a, b| a.min(*b)), took.iter().fold(0.0, |a, b| b.max(a)));
        Ok((median(took), apart(least, most)))
    })
    .await?;
    let demo = Demo::start_binary(binary, data, &["--no-bot"]).await?;
    tokio::time::sleep(IDLE).await;
    let idle = demo.memory()?;
    demo.stop().await?;
    let size = fs::metadata(binary)?.len() as f64 / 1e6;
    let line = |what, measured, wanted, reached| Line::new(what, measured, wanted, reached);
    Ok(vec![
        line("start on the large database", format!("{ready:.0} ms"), "300 ms", ready <= 300.0)
            .with_noise(noise),
        line("memory, idle for 10 s", format!("{idle:.1} MB"), "40 MB", idle <= 40.0),
        line("binary", format!("{size:.1} MB"), "30 MB", size <= 30.0),
    ])
}
