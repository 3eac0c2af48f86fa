//! SQL of the changes of a whole file.

use super::{NewName, Status};
use crate::db::{Batch, Exec, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::Platform;

/// An account found by its name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Named {
    pub id: AccountId,
    pub platform: Platform,
    pub username: String,
    pub username_folded: String,
    pub display_name: String,
    pub display_name_at: Option<Ms>,
    pub status: Status,
    pub group_id: GroupId,
}

/// The accounts among (platform, folded username) that the guild tracks.
pub async fn named(db: &mut impl Exec, guild: GuildId, names: &[(Platform, String)]) -> Result<Vec<Named>> {
    let find = Batch {
        head: "WITH asked (guild_id, platform, username) AS (VALUES ",
        casts: &["BIGINT", "TEXT", "TEXT"],
        tail: ") SELECT a.id, a.platform, a.username, a.username_folded, a.display_name, a.display_name_at,
                        a.status, a.group_id
               FROM asked CROSS JOIN accounts a
               WHERE a.guild_id = asked.guild_id AND a.platform = asked.platform
                 AND a.username_folded = asked.username AND a.deleted_at IS NULL",
    };
    find.all(db, names, |q, (platform, name)| q.bind(guild).bind(*platform).bind(name.clone())).await
}

/// The guild's accounts that were deleted after `since`, the last ones last.
pub async fn deleted(tx: &mut Tx, guild: GuildId, since: Ms) -> Result<Vec<Named>> {
    tx.q("SELECT id, platform, username, username_folded, display_name, display_name_at, status, group_id
          FROM accounts WHERE guild_id = $1 AND deleted_at > $2 ORDER BY deleted_at, id")
        .bind(guild)
        .bind(since)
        .all()
        .await
}

pub async fn set_display_names(tx: &mut Tx, names: &[NewName]) -> Result<()> {
    let update = Batch {
        head: "WITH chosen (id, display_name, search, at) AS (VALUES ",
        casts: &["UUID", "TEXT", "TEXT", "BIGINT"],
        tail: ") UPDATE accounts SET display_name = chosen.display_name, search = chosen.search,
                 display_name_at = chosen.at FROM chosen WHERE accounts.id = chosen.id",
    };
    update
        .exec(&mut &mut *tx, names, |q, name| {
            q.bind(name.id).bind(name.display_name.clone()).bind(name.search.clone()).bind(name.at)
        })
        .await?;
    Ok(())
}
