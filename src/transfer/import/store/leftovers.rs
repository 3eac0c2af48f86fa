//! SQL of what imports left that were taken back.

use uuid::Uuid;

use crate::db::{Batch, Db, Exec, Result, Tx};
use crate::ids::GuildId;
use crate::time::Ms;

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Kind {
    Account,
    Group,
    Brand,
}

/// Its id, and how it is taken back further, as JSON.
pub type Leftover = (Uuid, String);

/// Takes those of these out that were left.
pub async fn take(tx: &mut Tx, guild: GuildId, ids: &[Uuid]) -> Result<Vec<Leftover>> {
    let take = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") DELETE FROM import_leftovers WHERE id IN (SELECT id FROM asked)
                 AND guild_id IN (SELECT guild_id FROM asked) RETURNING id, steps",
    };
    take.all(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(guild)).await
}

/// Keeps them; none of them may be left by now.
pub async fn put(tx: &mut Tx, guild: GuildId, kind: Kind, left: &[Leftover], now: Ms) -> Result<()> {
    let insert = Batch {
        head: "INSERT INTO import_leftovers (id, guild_id, kind, steps, left_at) VALUES ",
        casts: &["UUID", "BIGINT", "TEXT", "TEXT", "BIGINT"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, left, |q, (id, steps)| {
            q.bind(*id).bind(guild).bind(kind).bind(steps.clone()).bind(now)
        })
        .await?;
    Ok(())
}

pub async fn count(db: &mut impl Exec, guild: GuildId, kind: Kind) -> Result<i64> {
    db.q("SELECT COUNT(*) FROM import_leftovers WHERE guild_id = $1 AND kind = $2")
        .bind(guild)
        .bind(kind)
        .scalar()
        .await
}

/// The last of them.
pub async fn last(db: &mut impl Exec, guild: GuildId, kind: Kind, limit: i64) -> Result<Vec<Uuid>> {
    let found: Vec<(Uuid,)> = db
        .q("SELECT id FROM import_leftovers WHERE guild_id = $1 AND kind = $2 ORDER BY left_at DESC LIMIT $3")
        .bind(guild)
        .bind(kind)
        .bind(limit)
        .all()
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

pub async fn forget(db: &Db, before: Ms) -> Result<u64> {
    db.w("DELETE FROM import_leftovers WHERE left_at <= $1").bind(before).exec().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;
    use crate::ids::new_uuid;

    #[tokio::test]
    async fn what_is_taken_is_gone_and_what_is_of_another_guild_or_not_asked_for_stays() {
        for test in both_engines().await {
            let (ours, theirs) = (GuildId::new(1), GuildId::new(2));
            for guild in [ours, theirs] {
                let sql = "INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'A', 0, 0)";
                test.db.w(sql).bind(guild).exec().await.unwrap();
            }
            let [one, two, other] = [(); 3].map(|()| new_uuid(Ms(5)));
            let mut tx = test.db.begin().await.unwrap();
            let left = [(one, "[1]".to_owned()), (two, "[2]".to_owned())];
            put(&mut tx, ours, Kind::Account, &left, Ms(5)).await.unwrap();
            put(&mut tx, theirs, Kind::Account, &[(other, String::new())], Ms(6)).await.unwrap();
            assert_eq!(take(&mut tx, ours, &[one, other]).await.unwrap(), left[..1]);
            assert_eq!(take(&mut tx, ours, &[one]).await.unwrap(), []);
            tx.commit().await.unwrap();
            let of = async |guild, kind| count(&mut &test.db, guild, kind).await.unwrap();
            assert_eq!(of(ours, Kind::Account).await, 1);
            assert_eq!((of(ours, Kind::Group).await, of(theirs, Kind::Account).await), (0, 1));
            assert_eq!(last(&mut &test.db, ours, Kind::Account, 9).await.unwrap(), [two]);
            assert_eq!(forget(&test.db, Ms(5)).await.unwrap(), 1);
            assert_eq!((of(ours, Kind::Account).await, of(theirs, Kind::Account).await), (0, 1));
        }
    }
}
