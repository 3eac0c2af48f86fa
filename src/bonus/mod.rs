//! Bonus rounds: a week's targets for account groups, who achieved, and who has been paid.

mod api;
pub mod leaderboard;
pub mod money;
pub mod payments;
pub mod rounds;
pub mod rules;
mod streaks;
mod week;

pub(crate) use payments::store::any_of_group as has_payments;
pub use rounds::evaluate::{evaluate_due, watch};
pub use week::Week;

use crate::http::Routes;

/// The routes of rounds, payments and the leaderboard.
pub fn routes() -> Routes {
    api::routes()
}

#[cfg(test)]
mod model_test;
