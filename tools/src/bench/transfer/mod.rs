//! Accounts in and out: an import of 50,000 rows, and an export of 1,000,000.

mod export;
mod import;

use anyhow::Result;

use super::table::Line;

pub async fn measure(guild: &str) -> Result<Vec<Line>> {
    let mut lines = import::measure(guild).await?;
    lines.extend(export::measure(guild).await?);
    Ok(lines)
}
