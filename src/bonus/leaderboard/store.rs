//! SQL of the leaderboard.

use super::Standing;
use crate::bonus::Week;
use crate::db::{Exec, Result};
use crate::ids::GuildId;

/// Evaluated rounds from that week on, and the week of the oldest.
pub async fn evaluated(
    db: &mut impl Exec,
    guild: GuildId,
    since: Option<Week>,
) -> Result<(i64, Option<Week>)> {
    db.q("SELECT COUNT(*), MIN(week) FROM bonus_rounds
          WHERE guild_id = $1 AND week >= COALESCE($2, week) AND evaluated_at IS NOT NULL")
        .bind(guild)
        .bind(since)
        .one()
        .await
}

/// The groups with an evaluated target from that week on; groups that were deleted since stay.
macro_rules! standings {
    ($since:literal) => {
        concat!(
            "SELECT g.id AS group_id, g.label AS group_label, g.deleted_at IS NOT NULL AS group_is_deleted,
               b.id AS brand_id, b.label AS brand_label, s.rounds, s.achieved,
               COALESCE(p.total, 0) AS total_bonus_cents, COALESCE(p.paid, 0) AS total_paid_cents,
               (SELECT t.streak FROM bonus_targets t
                WHERE t.group_id = s.group_id AND t.week = s.newest) AS current_streak
             FROM (SELECT group_id, COUNT(*) AS rounds, MAX(week) AS newest,
                     CAST(SUM(CASE WHEN achieved THEN 1 ELSE 0 END) AS BIGINT) AS achieved
                   FROM bonus_targets WHERE guild_id = $1 AND achieved IS NOT NULL",
            $since,
            " GROUP BY group_id) s
             LEFT JOIN (SELECT group_id, CAST(SUM(amount_cents) AS BIGINT) AS total,
                     CAST(SUM(CASE WHEN paid THEN amount_cents ELSE 0 END) AS BIGINT) AS paid
                   FROM bonus_payments WHERE guild_id = $1",
            $since,
            " GROUP BY group_id) p ON p.group_id = s.group_id
             JOIN account_groups g ON g.id = s.group_id
             JOIN brands b ON b.id = g.brand_id"
        )
    };
}

pub async fn standings(db: &mut impl Exec, guild: GuildId, since: Option<Week>) -> Result<Vec<Standing>> {
    match since {
        Some(since) => db.q(standings!(" AND week >= $2")).bind(guild).bind(since).all().await,
        None => db.q(standings!("")).bind(guild).all().await,
    }
}
