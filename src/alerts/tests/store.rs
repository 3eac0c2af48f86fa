//! SQL that sets up and reads what fired.

use super::world::{Fired, World};
use crate::db::Tx;
use crate::ids::{GuildId, ThresholdId};
use crate::time::Ms;

pub async fn guild(tx: &mut Tx, guild: GuildId) {
    tx.q("INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'Guild', 0, 0)")
        .bind(guild)
        .exec()
        .await
        .unwrap();
}

/// Thresholds with what they fired for: posts by their id at the platform, accounts by their name.
pub async fn fired(tx: &mut Tx, world: &World) -> Fired {
    let rows: Vec<(ThresholdId, String)> = tx
        .q("SELECT l.threshold_id, COALESCE(p.external_id, a.username)
            FROM alerts l JOIN accounts a ON a.id = l.account_id LEFT JOIN posts p ON p.id = l.subject_id
            WHERE l.guild_id = $1 AND l.kind = 'threshold'")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    let count = rows.len();
    let set: Fired = rows.into_iter().collect();
    assert_eq!(set.len(), count, "nothing fires twice");
    set
}

pub async fn messages(tx: &mut Tx, world: &World) -> Vec<String> {
    let rows: Vec<(String,)> = tx
        .q("SELECT message FROM alerts WHERE guild_id = $1 ORDER BY at, id")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    rows.into_iter().map(|(message,)| message).collect()
}

pub async fn last_triggered(tx: &mut Tx, threshold: ThresholdId) -> Option<Ms> {
    let sql = "SELECT last_triggered_at FROM thresholds WHERE id = $1";
    tx.q(sql).bind(threshold).one::<(Option<Ms>,)>().await.unwrap().0
}
