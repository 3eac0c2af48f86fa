//! What is tracked: brands, account groups, accounts, posts, and what their metrics gained.

pub mod accounts;
pub mod brands;
pub mod counts;
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

use crate::http::Routes;

pub fn routes() -> Routes {
    Routes::new().merge(accounts::routes()).merge(posts::routes())
}
