//! Bonus rounds: a week's targets for account groups, who achieved, and who has been paid.

mod api;
mod attention;
pub mod leaderboard;
pub mod money;
mod of_group;
mod pages;
pub mod payments;
pub mod rounds;
pub mod rules;
mod streaks;
mod week;

pub use attention::attention;
pub use of_group::{OfGroup, of_group};
pub use pages::{href, nav, panel_of_group, round_href};
pub(crate) use payments::store::any_of_group as has_payments;
pub use rounds::evaluate::{evaluate_due, watch};
pub use week::Week;

use crate::audit::Actor;
use crate::http::Routes;

/// The id of what the server does by itself.
const ITSELF: &str = "bonus";

/// The server, which evaluates rounds by itself.
pub fn itself() -> Actor {
    Actor::system(ITSELF, "Bonus rounds")
}

/// The routes of rounds, payments and the leaderboard.
pub fn routes() -> Routes {
    api::routes().merge(pages::routes())
}

#[cfg(test)]
mod model_test;
