//! SQL of what somebody should look at.

use crate::bonus::Week;
use crate::db::{Exec, Result};
use crate::ids::GuildId;

#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    pub unpaid: i64,
    pub unpaid_cents: i64,
    /// The oldest week that is over and whose round is pending.
    pub waiting: Option<Week>,
    pub this_week: bool,
    pub has_any: bool,
}

pub async fn find(mut db: impl Exec, guild: GuildId, this_week: Week) -> Result<Found> {
    db.q("SELECT p.unpaid, p.unpaid_cents,
            (SELECT MIN(week) FROM bonus_rounds WHERE guild_id = $1 AND week < $2 AND evaluated_at IS NULL) AS waiting,
            EXISTS (SELECT 1 FROM bonus_rounds WHERE guild_id = $1 AND week = $2) AS this_week,
            EXISTS (SELECT 1 FROM bonus_rounds WHERE guild_id = $1) AS has_any
          FROM (SELECT COUNT(*) AS unpaid, CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) AS unpaid_cents
                FROM bonus_payments WHERE guild_id = $1 AND NOT paid) p")
        .bind(guild)
        .bind(this_week)
        .one()
        .await
}
