//! Bonus rounds as JSON.

mod json;
mod leaderboard;
mod payments;
mod rounds;

use crate::http::{Access, Routes};

pub fn routes() -> Routes {
    const ROUNDS: &str = "/api/v1/guilds/{guild_id}/bonus/rounds";
    const ROUND: &str = "/api/v1/guilds/{guild_id}/bonus/rounds/{round_id}";
    const PAYMENTS: &str = "/api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments";
    const PAYMENT: &str = "/api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}";
    const UNDO: &str = "/api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments/undo";
    Routes::new()
        .get(ROUNDS, Access::Viewer, rounds::list)
        .describe(rounds::list_operation())
        .post(ROUNDS, Access::Admin, rounds::create)
        .describe(rounds::create_operation())
        .get(ROUND, Access::Viewer, rounds::one)
        .describe(rounds::one_operation())
        .delete(ROUND, Access::Admin, rounds::delete)
        .describe(rounds::delete_operation())
        .post("/api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/evaluate", Access::Admin, rounds::evaluate)
        .describe(rounds::evaluate_operation())
        .get("/api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/results", Access::Viewer, rounds::results)
        .describe(rounds::results_operation())
        .patch(PAYMENTS, Access::Admin, payments::bulk)
        .describe(payments::bulk_operation())
        .patch(PAYMENT, Access::Admin, payments::one)
        .describe(payments::one_operation())
        .post(UNDO, Access::Admin, payments::undo)
        .describe(payments::undo_operation())
        .get("/api/v1/guilds/{guild_id}/bonus/leaderboard", Access::Viewer, leaderboard::leaderboard)
        .describe(leaderboard::leaderboard_operation())
}
