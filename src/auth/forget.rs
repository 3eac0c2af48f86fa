//! What is dropped once nobody can use it any more: dead sessions, Discord's tokens of those who
//! have neither session nor key, old security entries, and old rows of ended rights. The privacy page
//! says so.

use super::rules::ABSOLUTE;
use super::store::forget as store;
use crate::app::App;
use crate::db::Result;
use crate::time::{DAY, Ms};

/// A revoked session answers for a while why it ended.
const REVOKED: i64 = 7 * DAY;
/// Every instance reads ended rights within seconds.
const ENDED: i64 = DAY;

/// Security entries that go in one statement: nobody waits long for SQLite's only writer.
const PART: u64 = 1_000;

/// Returns how many rows were dropped.
pub async fn forget_old(app: &App) -> Result<u64> {
    let now = app.clock.now();
    let entries = forget_security_entries(app, now.plus(-ABSOLUTE)).await?;
    let sessions = store::sessions(&app.db, now, now.plus(-REVOKED)).await?;
    let tokens = store::discord_tokens(&app.db, now).await?;
    let revocations = store::revocations(&app.db, now.plus(-ENDED)).await?;
    Ok(entries + sessions + tokens + revocations)
}

/// They tell of a device, a browser and the like, so they are kept no longer than a session is.
async fn forget_security_entries(app: &App, before: Ms) -> Result<u64> {
    let mut all = 0;
    loop {
        let part = store::security_entries(&app.db, before, PART as i64).await?;
        all += part;
        if part < PART {
            return Ok(all);
        }
    }
}
