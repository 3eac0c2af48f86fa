//! SQL of the accounts.

use super::Known;
use crate::db::{Batch, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::Platform;

pub struct NewRow {
    pub id: AccountId,
    pub group: GroupId,
    pub platform: Platform,
    pub username: String,
    pub username_folded: String,
    pub display_name: String,
    pub search: String,
}

pub async fn insert(tx: &mut Tx, guild: GuildId, rows: &[NewRow], now: Ms) -> Result<()> {
    let insert = Batch {
        head:
            "INSERT INTO accounts (id, guild_id, group_id, platform, username, username_folded, display_name,
                                     search, status, created_at) VALUES ",
        casts: &["UUID", "BIGINT", "UUID", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, rows, |q, row| {
            q.bind(row.id)
                .bind(guild)
                .bind(row.group)
                .bind(row.platform)
                .bind(row.username.clone())
                .bind(row.username_folded.clone())
                .bind(row.display_name.clone())
                .bind(row.search.clone())
                .bind(super::Status::Active)
                .bind(now)
        })
        .await?;
    Ok(())
}

pub async fn find(tx: &mut Tx, guild: GuildId, names: &[(Platform, String)]) -> Result<Vec<Known>> {
    let find = Batch {
        head: "WITH asked (guild_id, platform, username) AS (VALUES ",
        casts: &["BIGINT", "TEXT", "TEXT"],
        tail: ") SELECT a.id, a.platform, a.username, a.username_folded, a.created_at, a.group_id, a.status,
                        a.status_at
               FROM asked CROSS JOIN accounts a
               WHERE a.guild_id = asked.guild_id AND a.platform = asked.platform
                 AND a.username_folded = asked.username AND a.deleted_at IS NULL",
    };
    find.all(&mut &mut *tx, names, |q, (platform, name)| q.bind(guild).bind(*platform).bind(name.clone()))
        .await
}

pub async fn checked(tx: &mut Tx, at: &[(AccountId, Ms)]) -> Result<()> {
    let update = Batch {
        head: "WITH seen (id, at) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") UPDATE accounts SET last_checked_at = seen.at FROM seen
               WHERE accounts.id = seen.id
                 AND (accounts.last_checked_at IS NULL OR accounts.last_checked_at < seen.at)",
    };
    update.exec(&mut &mut *tx, at, |q, (id, at)| q.bind(*id).bind(*at)).await?;
    Ok(())
}
