//! Bonus rounds: a week's targets for account groups, who achieved, and who has been paid.

mod api;
pub mod leaderboard;
pub mod money;
mod pages;
pub mod payments;
pub mod rounds;
pub mod rules;
mod streaks;
mod views;
mod week;

pub use rounds::evaluate::{evaluate_due, watch};
pub use week::Week;

use crate::http::Routes;

/// The routes of rounds, payments and the leaderboard.
pub fn routes() -> Routes {
    api::routes().merge(pages::routes())
}
