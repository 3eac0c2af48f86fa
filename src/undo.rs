//! Taking back: what a change overwrote is kept for an hour, in the transaction of the change.
//! Each feature says what it keeps and how it puts it back.

pub mod pages;
mod store;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::{Db, Result, Tx};
use crate::http::{Code, Error};
use crate::ids::{ChangeId, GuildId};
use crate::time::{HOUR, Ms};

const KEPT: i64 = HOUR;

/// Why a change cannot be taken back when nothing of it is kept.
const GONE: &str = "This was undone already, or is more than an hour ago.";

/// What was taken back, and what was changed since and stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undone {
    pub count: usize,
    pub kept: usize,
}

/// Keeps what was before. `kind` names what the feature can put back from it.
pub async fn keep(
    tx: &mut Tx,
    guild: GuildId,
    kind: &'static str,
    before: &impl Serialize,
    now: Ms,
) -> Result<ChangeId, Error> {
    let id = ChangeId::new(now);
    let before = serde_json::to_string(before).map_err(Error::internal)?;
    store::insert(tx, id, guild, kind, before, now.plus(KEPT)).await?;
    Ok(id)
}

/// What was before that change. 404 when it is unknown, over, taken back already, or another guild's.
pub async fn find<T: DeserializeOwned>(
    tx: &mut Tx,
    guild: GuildId,
    kind: &'static str,
    id: ChangeId,
    now: Ms,
) -> Result<T, Error> {
    let before = store::find(tx, id, guild, kind, now).await?;
    let before = before.ok_or_else(|| Error::because(Code::NotFound, GONE))?;
    serde_json::from_str(&before).map_err(Error::internal)
}

/// The change was taken back: not a second time.
pub async fn used(tx: &mut Tx, id: ChangeId) -> Result<()> {
    store::delete(tx, id).await
}

/// Drops what can no longer be taken back. Returns how many.
pub async fn forget_old(db: &Db, now: Ms) -> Result<u64> {
    store::delete_expired(db, now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    #[tokio::test]
    async fn a_change_is_taken_back_once_in_its_guild_and_within_the_hour() {
        for test in both_engines().await {
            let (guild, other) = (GuildId::new(1), GuildId::new(2));
            let mut tx = test.db.begin().await.unwrap();
            for id in [guild, other] {
                tx.q("INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'x', 0, 0)")
                    .bind(id)
                    .exec()
                    .await
                    .unwrap();
            }
            let id = keep(&mut tx, guild, "pause", &vec![1, 2], Ms(0)).await.unwrap();
            let mut get = async |guild, kind, id, now| {
                find::<Vec<i64>>(&mut tx, guild, kind, id, Ms(now)).await.map_err(|error| error.code())
            };
            assert_eq!(get(other, "pause", id, 1).await, Err(Code::NotFound));
            assert_eq!(get(guild, "move", id, 1).await, Err(Code::NotFound));
            assert_eq!(get(guild, "pause", id, HOUR).await, Err(Code::NotFound));
            assert_eq!(get(guild, "pause", id, HOUR - 1).await, Ok(vec![1, 2]));
            used(&mut tx, id).await.unwrap();
            let again = find::<Vec<i64>>(&mut tx, guild, "pause", id, Ms(1)).await;
            assert_eq!(again.map_err(|error| error.code()), Err(Code::NotFound));
            keep(&mut tx, guild, "pause", &0, Ms(0)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(forget_old(&test.db, Ms(HOUR - 1)).await.unwrap(), 0);
            assert_eq!(forget_old(&test.db, Ms(HOUR)).await.unwrap(), 1);
        }
    }
}
