//! SQL of the changes to accounts.

use super::Status;
use crate::db::{Batch, Exec, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::Platform;

/// An account as a change finds it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Present {
    pub id: AccountId,
    pub platform: Platform,
    pub username: String,
    pub username_folded: String,
    pub display_name: String,
    /// When the bot said the display name, or that people did.
    pub display_name_at: Option<Ms>,
    pub status: Status,
    pub group_id: GroupId,
    pub group_label: String,
    /// The group or its brand was deleted.
    pub group_gone: bool,
    pub deleted_at: Option<Ms>,
}

/// The guild's accounts among these, deleted ones too.
pub async fn present(tx: &mut Tx, guild: GuildId, ids: &[AccountId]) -> Result<Vec<Present>> {
    let find = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") SELECT a.id, a.platform, a.username, a.username_folded, a.display_name,
                        a.display_name_at, a.status, a.group_id, g.label AS group_label, a.deleted_at,
                        (g.deleted_at IS NOT NULL OR b.deleted_at IS NOT NULL) AS group_gone
               FROM asked CROSS JOIN accounts a JOIN account_groups g ON g.id = a.group_id
               JOIN brands b ON b.id = g.brand_id
               WHERE a.id = asked.id AND a.guild_id = asked.guild_id",
    };
    find.all(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(guild)).await
}

/// The account of this name that was deleted last.
pub async fn deleted_namesake(
    tx: &mut Tx,
    guild: GuildId,
    platform: Platform,
    username_folded: &str,
) -> Result<Option<AccountId>> {
    let found: Option<(AccountId,)> = tx
        .q("SELECT id FROM accounts WHERE guild_id = $1 AND platform = $2 AND username_folded = $3
              AND deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT 1")
        .bind(guild)
        .bind(platform)
        .bind(username_folded.to_owned())
        .opt()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// The label of a group of the guild that is alive.
pub async fn group(tx: &mut Tx, guild: GuildId, id: GroupId) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .q("SELECT label FROM account_groups WHERE id = $1 AND guild_id = $2 AND deleted_at IS NULL")
        .bind(id)
        .bind(guild)
        .opt()
        .await?;
    Ok(found.map(|(label,)| label))
}

pub async fn set_status(tx: &mut Tx, ids: &[AccountId], status: Status) -> Result<()> {
    let update = Batch {
        head: "WITH chosen (id, status) AS (VALUES ",
        casts: &["UUID", "TEXT"],
        tail: ") UPDATE accounts SET status = chosen.status FROM chosen WHERE accounts.id = chosen.id",
    };
    update.exec(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(status)).await?;
    Ok(())
}

/// `None` brings them back.
pub async fn set_deleted(tx: &mut Tx, ids: &[AccountId], at: Option<Ms>) -> Result<()> {
    let update = Batch {
        head: "WITH chosen (id, at) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") UPDATE accounts SET deleted_at = chosen.at FROM chosen WHERE accounts.id = chosen.id",
    };
    update.exec(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(at)).await?;
    Ok(())
}

/// Names as an edit leaves them; `display_name_at` is when the bot said the display name.
pub struct Names {
    pub username: String,
    pub username_folded: String,
    pub display_name: String,
    pub search: String,
    pub display_name_at: Option<Ms>,
}

pub async fn set_names(tx: &mut Tx, id: AccountId, names: &Names) -> Result<()> {
    tx.q("UPDATE accounts SET username = $2, username_folded = $3, display_name = $4, search = $5,
              display_name_at = $6 WHERE id = $1")
        .bind(id)
        .bind(names.username.clone())
        .bind(names.username_folded.clone())
        .bind(names.display_name.clone())
        .bind(names.search.clone())
        .bind(names.display_name_at)
        .exec()
        .await?;
    Ok(())
}

/// An account that can be taken back.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DeletedRow {
    pub id: AccountId,
    pub platform: String,
    pub username: String,
    pub display_name: String,
    pub group_label: String,
    pub deleted_at: Ms,
}

/// Deleted since then, the last first.
pub async fn deleted(mut db: impl Exec, guild: GuildId, since: Ms, limit: i64) -> Result<Vec<DeletedRow>> {
    db.q("SELECT a.id, a.platform, a.username, a.display_name, g.label AS group_label, a.deleted_at
          FROM accounts a JOIN account_groups g ON g.id = a.group_id
          WHERE a.guild_id = $1 AND a.deleted_at > $2 ORDER BY a.deleted_at DESC, a.id LIMIT $3")
        .bind(guild)
        .bind(since)
        .bind(limit)
        .all()
        .await
}

/// Accounts that are removed at once: their posts and days go with them, while the writer waits.
const REMOVED: i64 = 20;

/// Removes some of the accounts that were deleted before then, with their posts; what they gained stays in
/// the sums of their groups and their guild. Returns how many; fewer than asked for when all are gone.
pub async fn forget(tx: &mut Tx, before: Ms) -> Result<u64> {
    tx.q("UPDATE guilds SET posts_removed = TRUE WHERE posts_removed = FALSE AND EXISTS
              (SELECT 1 FROM accounts a WHERE a.guild_id = guilds.id AND a.deleted_at <= $1)")
        .bind(before)
        .exec()
        .await?;
    tx.q("DELETE FROM accounts WHERE id IN
              (SELECT id FROM accounts WHERE deleted_at <= $1 ORDER BY deleted_at, id LIMIT $2)")
        .bind(before)
        .bind(REMOVED)
        .exec()
        .await
}
