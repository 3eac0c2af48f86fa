//! SQL of the outbox.

use uuid::Uuid;

use super::{Outcome, Reason};
use crate::db::{Db, Result};
use crate::ids::{AlertId, ChannelId, GuildId};
use crate::time::Ms;

/// A message whose turn it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Waiting {
    pub id: AlertId,
    pub guild_id: GuildId,
    /// When it fired.
    pub at: Ms,
    pub tries: i64,
    pub message: String,
    pub detail: String,
    pub group_label: String,
    pub post_url: Option<String>,
    /// The group's own channel, or the guild's.
    pub channel_id: Option<ChannelId>,
}

/// Whether anything waits for its turn.
pub async fn any(db: &Db, now: Ms) -> Result<bool> {
    let found: Option<(AlertId,)> = db
        .q("SELECT id FROM alerts WHERE delivery = 'pending' AND next_try_at <= $1 LIMIT 1")
        .bind(now)
        .opt()
        .await?;
    Ok(found.is_some())
}

/// Takes up to `limit` of what waits; nobody else takes them before `until`.
pub async fn take(db: &Db, turn: Uuid, now: Ms, until: Ms, limit: i64) -> Result<Vec<Waiting>> {
    db.w("UPDATE alerts SET turn = $1, next_try_at = $3
          WHERE delivery = 'pending' AND next_try_at <= $2 AND id IN
            (SELECT id FROM alerts WHERE delivery = 'pending' AND next_try_at <= $2
             ORDER BY next_try_at, id LIMIT $4)")
        .bind(turn)
        .bind(now)
        .bind(until)
        .bind(limit)
        .exec()
        .await?;
    db.q("SELECT l.id, l.guild_id, l.at, l.tries, l.message, l.detail, g.label AS group_label, l.post_url,
            COALESCE(c.id, s.notification_channel_id) AS channel_id
          FROM alerts l JOIN account_groups g ON g.id = l.group_id JOIN guilds s ON s.id = l.guild_id
          LEFT JOIN channels c ON c.guild_id = l.guild_id AND c.id = g.discord_channel_id
          WHERE l.delivery = 'pending' AND l.next_try_at = $2 AND l.turn = $1 ORDER BY l.at, l.id")
        .bind(turn)
        .bind(until)
        .all()
        .await
}

/// Writes what became of it, unless the turn was lost meanwhile. Whether it was written.
pub async fn finish(
    db: &Db,
    id: AlertId,
    turn: Uuid,
    channel: Option<ChannelId>,
    outcome: Outcome,
    now: Ms,
) -> Result<bool> {
    let (delivery, reason, next, tried) = match outcome {
        Outcome::Sent => ("sent", None, now, true),
        Outcome::Later { at, tried: true } => ("pending", Some(Reason::Down), at, true),
        Outcome::Later { at, tried: false } => ("pending", Some(Reason::TooFast), at, false),
        Outcome::Failed(reason) => ("failed", Some(reason), now, true),
        Outcome::Off(reason) => ("off", Some(reason), now, false),
    };
    let written = db
        .w("UPDATE alerts SET delivery = $3, reason = $4, next_try_at = $5, tries = tries + $6,
              channel_id = $7, turn = NULL, sent_at = $8
            WHERE id = $1 AND turn = $2 AND delivery = 'pending'")
        .bind(id)
        .bind(turn)
        .bind(delivery)
        .bind(reason)
        .bind(next)
        .bind(i64::from(tried))
        .bind(channel)
        .bind((outcome == Outcome::Sent).then_some(now))
        .exec()
        .await?;
    Ok(written > 0)
}
