//! `cargo xtask lint`: the house rules that clippy cannot say.
use anyhow::Result;
pub fn run() -> Result<()> {
    Ok(())
}
