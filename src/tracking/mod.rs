//! What is tracked: brands, account groups, accounts, posts, and what their metrics gained.

pub mod accounts;
pub mod brands;
pub mod by_label;
pub mod came_from;
pub mod change;
pub mod choose;
pub mod counts;
mod find;
pub mod fold;
pub mod gains;
pub mod groups;
pub mod marks;
pub mod names;
pub mod period;
pub mod platform;
pub mod posts;
pub mod rollups;
pub mod snapshots;

#[cfg(test)]
mod model_test;

pub use counts::Counts;
pub use names::{Label, Username};
pub use platform::Platform;

use crate::app::App;
use crate::db;
use crate::http::Routes;

/// Brands that a guild has at once at most, and groups: a menu shows all of them.
pub const MOST_PLACES: usize = 1_000;

pub fn routes() -> Routes {
    Routes::new()
        .merge(accounts::routes())
        .merge(brands::routes())
        .merge(groups::routes())
        .merge(posts::routes())
        .merge(find::routes())
}

/// Removes what can no longer be restored and nothing refers to. Returns how many rows.
pub async fn forget_old(app: &App) -> db::Result<u64> {
    let before = change::restorable_since(app.clock.now());
    let accounts = accounts::changes::forget_old(&app.db, before).await?;
    let groups = groups::store::forget(&app.db, before).await?;
    Ok(accounts + groups + brands::store::forget(&app.db, before).await?)
}
