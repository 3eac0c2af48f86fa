//! Who may see a guild: roles from Discord's permission bits, kept per user.

pub(crate) mod store;

use std::collections::HashMap;

use serde::Serialize;

use crate::auth::revocations;
use crate::db::{Result, Tx};
use crate::ids::{GuildId, UserId};
use crate::live::Ended;
use crate::time::Ms;

const ADMINISTRATOR: u64 = 0x8;
const MANAGE_GUILD: u64 = 0x20;

/// What somebody may do in a guild. An admin may all that a viewer may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Viewer,
    Admin,
}

impl Role {
    /// From Discord's permission bits; `None`: the guild does not exist for them.
    pub fn of(owner: bool, permissions: u64) -> Option<Role> {
        if owner || permissions & ADMINISTRATOR != 0 {
            Some(Role::Admin)
        } else {
            (permissions & MANAGE_GUILD != 0).then_some(Role::Viewer)
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Admin => "admin",
        }
    }
}

/// A guild that the bot serves and the user may see.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Membership {
    pub guild_id: GuildId,
    pub name: String,
    pub icon_url: Option<String>,
    pub role: Role,
}

/// Replaces what is known of a user's guilds inside the caller's transaction. Returns the guilds
/// they lost, which are in the table of revocations by then; the caller ends their live streams
/// after the commit.
pub(crate) async fn replace(
    tx: &mut Tx,
    user: UserId,
    now: Ms,
    guilds: Vec<(GuildId, Role)>,
) -> Result<Vec<GuildId>> {
    let before = store::roles(&mut *tx, user).await?;
    let after: HashMap<GuildId, Role> = guilds.into_iter().collect();
    let lost: Vec<GuildId> =
        before.iter().filter(|old| !after.contains_key(&old.guild_id)).map(|old| old.guild_id).collect();
    let known: HashMap<GuildId, Role> = before.iter().map(|old| (old.guild_id, old.role)).collect();
    let changed: Vec<(GuildId, Role)> =
        after.into_iter().filter(|(guild, role)| known.get(guild) != Some(role)).collect();
    for guild in &lost {
        store::remove(tx, user, *guild).await?;
        revocations::add(tx, Ended::Membership(user, *guild), now).await?;
    }
    // Mostly none: one statement each is enough.
    for (guild, role) in changed {
        store::upsert(tx, user, guild, role).await?;
    }
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    #[test]
    fn the_permission_bits_make_the_role() {
        let table = [
            (false, 0x0, None),
            (false, 0x10, None),
            (false, 0x20, Some(Role::Viewer)),
            (false, 0x8, Some(Role::Admin)),
            (false, 0x28, Some(Role::Admin)),
            (true, 0x0, Some(Role::Admin)),
            (false, u64::MAX ^ 0x28, None),
            (false, 2_147_483_647, Some(Role::Admin)),
        ];
        for (owner, bits, role) in table {
            assert_eq!(Role::of(owner, bits), role, "{owner} {bits:x}");
        }
        assert!(Role::Admin > Role::Viewer);
    }

    #[tokio::test]
    async fn a_lost_guild_is_a_revocation_and_a_kept_one_is_not() {
        for test in both_engines().await {
            let sql = "INSERT INTO users (id, username, display_name, email_verified, guilds_synced_at,
                           guilds_tried_at, created_at) VALUES (9, 'ada', 'Ada', TRUE, 0, 0, 0)";
            test.db.w(sql).exec().await.unwrap();
            let sql = "INSERT INTO guilds (id, name, created_at, updated_at) VALUES (2, 'b', 0, 0)";
            test.db.w(sql).exec().await.unwrap();
            let user = UserId::new(9);
            let [a, b, c] = [1, 2, 3].map(GuildId::new);
            let replaced = async |guilds: Vec<(GuildId, Role)>| {
                let mut tx = test.db.begin().await.unwrap();
                let lost = replace(&mut tx, user, Ms(5), guilds).await.unwrap();
                tx.commit().await.unwrap();
                lost
            };
            assert!(replaced(vec![(a, Role::Admin), (b, Role::Viewer)]).await.is_empty());
            assert_eq!(replaced(vec![(b, Role::Admin), (c, Role::Viewer)]).await, [a]);
            // Guilds without the bot are kept, and shown only once the bot is there.
            let seen = store::list(&test.db, user).await.unwrap();
            assert_eq!(seen.iter().map(|m| (m.guild_id, m.role)).collect::<Vec<_>>(), [(b, Role::Admin)]);
            let found = store::find(&test.db, user, b).await.unwrap().unwrap();
            assert_eq!((found.name.as_str(), found.role), ("b", Role::Admin));
            assert!(store::find(&test.db, user, c).await.unwrap().is_none());
            assert_eq!(replaced(vec![]).await.len(), 2);
            let rows: i64 = test.db.q("SELECT COUNT(*) FROM revocations").scalar().await.unwrap();
            assert_eq!(rows, 3);
        }
    }
}
