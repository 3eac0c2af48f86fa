//! SQL of what fired.

use crate::alerts::delivery::Reason;
use crate::alerts::feed::{Filter, Position};
use crate::alerts::metric::Metric;
use crate::alerts::{Delivery, Kind};
use crate::db::{Exec, Result, Tx};
use crate::http::keyset::Direction;
use crate::ids::{AccountId, AlertId, GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::Platform;

/// An alert with its group and what became of its message.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Alert {
    pub id: AlertId,
    pub at: Ms,
    pub kind: Kind,
    pub group_id: GroupId,
    pub group_label: String,
    pub brand_label: String,
    pub account_id: Option<AccountId>,
    pub metric: Option<Metric>,
    pub platform: Option<Platform>,
    pub message: String,
    pub detail: String,
    pub post_url: Option<String>,
    pub delivery: Delivery,
    pub reason: Option<Reason>,
    /// The name of the channel that was tried last, while the bot knows it.
    pub channel: Option<String>,
    pub tries: i64,
    pub next_try_at: Ms,
}

/// A page of one access path beyond a position; tests of the delivery only where they are wanted (`$5`).
macro_rules! page {
    ($path:literal, $beyond:literal, $order:literal) => {
        concat!(
            "SELECT l.id, l.at, l.kind, l.group_id, g.label AS group_label, b.label AS brand_label,
               l.account_id, l.metric, l.platform, l.message, l.detail, l.post_url, l.delivery, l.reason,
               c.name AS channel, l.tries, l.next_try_at
             FROM alerts l JOIN account_groups g ON g.id = l.group_id JOIN brands b ON b.id = g.brand_id
             LEFT JOIN channels c ON c.guild_id = l.guild_id AND c.id = l.channel_id
             WHERE l.guild_id = $1 AND ",
            $path,
            " AND ($3 IS NULL OR l.kind = $3) AND ($4 IS NULL OR l.delivery = $4)
             AND ($5 = TRUE OR l.kind <> 'test') AND (l.at, l.id) ",
            $beyond,
            " ($6, $7) ORDER BY l.at ",
            $order,
            ", l.id ",
            $order,
            " LIMIT $8"
        )
    };
}

const ALL: [&str; 2] = [page!("$2 IS NULL", "<", "DESC"), page!("$2 IS NULL", ">", "ASC")];
const OF_GROUP: [&str; 2] = [page!("l.group_id = $2", "<", "DESC"), page!("l.group_id = $2", ">", "ASC")];

/// Up to `limit` alerts next to the position, always the newest first.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    from: &Position,
    limit: i64,
) -> Result<Vec<Alert>> {
    let [older, newer] = if filter.group_id.is_some() { OF_GROUP } else { ALL };
    let back = from.direction == Direction::Previous;
    let mut rows: Vec<Alert> = db
        .q(if back { newer } else { older })
        .bind(guild)
        .bind(filter.group_id)
        .bind(filter.kind.map(|kind| kind.as_str().to_owned()))
        .bind(filter.delivery.map(|delivery| delivery.as_str().to_owned()))
        .bind(filter.tests)
        .bind(from.at)
        .bind(from.id)
        .bind(limit)
        .all()
        .await?;
    if back {
        rows.reverse();
    }
    Ok(rows)
}

/// Alerts since then whose message Discord did not take.
pub async fn failed_since(mut db: impl Exec, guild: GuildId, since: Ms) -> Result<i64> {
    db.q("SELECT COUNT(*) FROM alerts WHERE guild_id = $1 AND delivery = 'failed' AND at >= $2")
        .bind(guild)
        .bind(since)
        .scalar()
        .await
}

/// Test messages of a guild since then.
pub async fn tests_since(tx: &mut Tx, guild: GuildId, since: Ms) -> Result<i64> {
    tx.q("SELECT COUNT(*) FROM alerts WHERE guild_id = $1 AND at > $2 AND kind = 'test'")
        .bind(guild)
        .bind(since)
        .scalar()
        .await
}
