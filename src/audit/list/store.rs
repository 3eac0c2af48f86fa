//! SQL of the list of entries: one static text per access path and direction.

use super::filter::{Filter, Position};
use crate::audit::ActorType;
use crate::db::{Exec, Query, Result};
use crate::http::keyset::Direction;
use crate::ids::{AuditId, GuildId, PaymentId};
use crate::time::Ms;

/// An entry as it was written.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EntryRow {
    pub id: AuditId,
    pub at: Ms,
    pub actor_type: ActorType,
    pub actor_id: String,
    pub actor_name: String,
    pub action: String,
    pub target_type: String,
    pub target_id: String,
    pub target_label: String,
    pub changes: String,
    pub request_id: Option<String>,
}

/// A page: entries of one access path beyond a position, and not beyond `$4`.
macro_rules! page {
    ($path:literal, $beyond:literal, $order:literal) => {
        concat!(
            "SELECT id, at, actor_type, actor_id, actor_name, action, target_type, target_id, target_label,
               changes, request_id
             FROM audit_log WHERE guild_id = $1 AND ",
            $path,
            " AND ",
            $beyond,
            "
             ORDER BY at ",
            $order,
            ", id ",
            $order,
            " LIMIT $7"
        )
    };
}

macro_rules! older {
    ($path:literal) => {
        page!($path, "at >= $4 AND (at, id) < ($5, $6)", "DESC")
    };
}

macro_rules! newer {
    ($path:literal) => {
        page!($path, "at < $4 AND (at, id) > ($5, $6)", "ASC")
    };
}

const ALL: [&str; 2] = [older!("$2 IS NULL AND $3 IS NULL"), newer!("$2 IS NULL AND $3 IS NULL")];
const ACTOR: [&str; 2] = [older!("actor_id = $2 AND $3 IS NULL"), newer!("actor_id = $2 AND $3 IS NULL")];
const ACTION: [&str; 2] = [older!("$2 IS NULL AND action = $3"), newer!("$2 IS NULL AND action = $3")];
const BOTH: [&str; 2] = [older!("actor_id = $2 AND action = $3"), newer!("actor_id = $2 AND action = $3")];

/// Up to `limit` entries next to the position, always the newest first.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    from: &Position,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    let [older, newer] = match (&filter.actor, &filter.action) {
        (None, None) => ALL,
        (Some(_), None) => ACTOR,
        (None, Some(_)) => ACTION,
        (Some(_), Some(_)) => BOTH,
    };
    let (first, end) = filter.bounds();
    let (sql, bound) = match from.direction {
        Direction::Next => (older, first),
        Direction::Previous => (newer, end),
    };
    let query: Query<'_> = db.q(sql).bind(guild).bind(filter.actor.clone()).bind(filter.action.clone());
    let mut rows: Vec<EntryRow> = query.bind(bound).bind(from.at).bind(from.id).bind(limit).all().await?;
    if from.direction == Direction::Previous {
        rows.reverse();
    }
    Ok(rows)
}

/// Up to `limit` entries of a payment, the newest first.
pub async fn of_payment(
    mut db: impl Exec,
    guild: GuildId,
    payment: PaymentId,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    db.q("SELECT id, at, actor_type, actor_id, actor_name, action, target_type, target_id, target_label,
            changes, request_id
          FROM audit_log WHERE guild_id = $1 AND target_type = 'payment' AND target_id = $2
          ORDER BY at DESC, id DESC LIMIT $3")
        .bind(guild)
        .bind(payment.to_string())
        .bind(limit)
        .all()
        .await
}

/// Somebody who did something, with the name of the last time.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct ActorRow {
    pub actor_id: String,
    pub actor_type: ActorType,
    pub actor_name: String,
}

/// Who did something in a guild. Steps from one actor to the next and reads no entry in between.
pub async fn actors(mut db: impl Exec, guild: GuildId, limit: i64) -> Result<Vec<ActorRow>> {
    db.q("WITH RECURSIVE found (actor_id) AS (
            SELECT (SELECT actor_id FROM audit_log WHERE guild_id = $1 ORDER BY actor_id LIMIT 1)
            UNION ALL
            SELECT (SELECT e.actor_id FROM audit_log e WHERE e.guild_id = $1 AND e.actor_id > found.actor_id
                    ORDER BY e.actor_id LIMIT 1)
            FROM found WHERE found.actor_id IS NOT NULL)
          SELECT e.actor_id, e.actor_type, e.actor_name FROM found JOIN audit_log e ON e.id =
            (SELECT l.id FROM audit_log l WHERE l.guild_id = $1 AND l.actor_id = found.actor_id
             ORDER BY l.at DESC, l.id DESC LIMIT 1)
          LIMIT $2")
        .bind(guild)
        .bind(limit)
        .all()
        .await
}

/// What was done in a guild, as [`actors`].
pub async fn actions(mut db: impl Exec, guild: GuildId, limit: i64) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .q("WITH RECURSIVE found (action) AS (
              SELECT (SELECT action FROM audit_log WHERE guild_id = $1 ORDER BY action LIMIT 1)
              UNION ALL
              SELECT (SELECT e.action FROM audit_log e WHERE e.guild_id = $1 AND e.action > found.action
                      ORDER BY e.action LIMIT 1)
              FROM found WHERE found.action IS NOT NULL)
            SELECT action FROM found WHERE action IS NOT NULL LIMIT $2")
        .bind(guild)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(action,)| action).collect())
}
