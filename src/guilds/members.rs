//! Who may see a guild: roles from Discord's permission bits, kept per user.

pub(crate) mod store;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::revocations;
use crate::db::{Result, Tx};
use crate::ids::{GuildId, UserId};
use crate::live::Ended;
use crate::time::Ms;

const ADMINISTRATOR: u64 = 0x8;
const MANAGE_GUILD: u64 = 0x20;

/// What somebody may do in a guild. An admin may all that a viewer may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type, Serialize, JsonSchema)]
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
    /// Rises with every change in the guild.
    pub version: i64,
    /// When the bot last named this guild in a heartbeat.
    pub bot_seen_at: Option<Ms>,
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
    store::remove(tx, user, &lost).await?;
    revocations::add_all(tx, lost.iter().map(|guild| Ended::Membership(user, *guild)), now).await?;
    store::upsert(tx, user, &changed).await?;
    Ok(lost)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
