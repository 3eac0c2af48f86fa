//! Who acts, where and when: what every change of a guild's data is recorded with.

use super::{Actor, Changes, Entry, Target, record};
use crate::db::{Result, Tx};
use crate::ids::GuildId;
use crate::time::Ms;

/// Somebody changing something in a guild at a moment.
#[derive(Clone, Debug)]
pub struct Acting {
    pub guild_id: GuildId,
    pub actor: Actor,
    pub now: Ms,
    pub request_id: Option<String>,
}

impl Acting {
    /// Records that `action` was done to `target`.
    pub async fn did(&self, tx: &mut Tx, action: &'static str, target: Target) -> Result<()> {
        record(tx, self.entry(action, target, None)).await.map(drop)
    }

    /// Records what an action changed; false, and no entry, when that is nothing.
    pub async fn changed(
        &self,
        tx: &mut Tx,
        action: &'static str,
        target: Target,
        changes: Changes,
    ) -> Result<bool> {
        record(tx, self.entry(action, target, Some(changes))).await
    }

    /// An entry by this actor, for [`super::record_all`].
    pub fn entry(&self, action: &'static str, target: Target, changes: Option<Changes>) -> Entry {
        Entry {
            at: self.now,
            guild_id: Some(self.guild_id),
            user_id: None,
            actor: self.actor.clone(),
            action,
            target,
            changes,
            request_id: self.request_id.clone(),
        }
    }
}
