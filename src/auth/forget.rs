//! What is dropped once nobody can use it any more: dead sessions, Discord's tokens of those who
//! have neither session nor key, and old rows of ended rights. The privacy page says so.

use super::store::forget as store;
use crate::app::App;
use crate::db::Result;
use crate::time::DAY;

/// A revoked session answers for a while why it ended.
const REVOKED: i64 = 7 * DAY;
/// Every instance reads ended rights within seconds.
const ENDED: i64 = DAY;

/// Returns how many rows were dropped.
pub async fn forget_old(app: &App) -> Result<u64> {
    let now = app.clock.now();
    let sessions = store::sessions(&app.db, now, now.plus(-REVOKED)).await?;
    let tokens = store::discord_tokens(&app.db, now).await?;
    Ok(sessions + tokens + store::revocations(&app.db, now.plus(-ENDED)).await?)
}
