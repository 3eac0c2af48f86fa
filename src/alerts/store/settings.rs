//! SQL of the switches of the groups.

use crate::alerts::settings::Settings;
use crate::db::{Exec, Result, Tx};
use crate::ids::{GroupId, GuildId};

/// The switches of a group of the guild; `None` when no such group is there.
pub async fn load(mut db: impl Exec, guild: GuildId, group: GroupId) -> Result<Option<Settings>> {
    db.q("SELECT g.label AS group_label, COALESCE(s.streak_alerts, TRUE) AS streak_alerts,
            COALESCE(s.threshold_alerts, TRUE) AS threshold_alerts,
            COALESCE(s.status_alerts, TRUE) AS status_alerts, s.updated_at
          FROM account_groups g LEFT JOIN alert_settings s ON s.group_id = g.id
          WHERE g.id = $1 AND g.guild_id = $2 AND g.deleted_at IS NULL")
        .bind(group)
        .bind(guild)
        .opt()
        .await
}

pub async fn save(tx: &mut Tx, group: GroupId, settings: &Settings) -> Result<()> {
    tx.q("INSERT INTO alert_settings (group_id, streak_alerts, threshold_alerts, status_alerts, updated_at)
          VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (group_id) DO UPDATE SET streak_alerts = excluded.streak_alerts,
              threshold_alerts = excluded.threshold_alerts, status_alerts = excluded.status_alerts,
              updated_at = excluded.updated_at")
        .bind(group)
        .bind(settings.streak_alerts)
        .bind(settings.threshold_alerts)
        .bind(settings.status_alerts)
        .bind(settings.updated_at)
        .exec()
        .await?;
    Ok(())
}
