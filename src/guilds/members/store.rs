//! SQL of memberships. Guilds that the bot does not serve are kept but never shown.

use super::{Membership, Role};
use crate::db::{Batch, Db, Exec, Result, Tx};
use crate::ids::{GuildId, UserId};

#[derive(sqlx::FromRow)]
pub struct Known {
    pub guild_id: GuildId,
    pub role: Role,
}

/// The guild for this user: `None` when it does not exist for them.
pub async fn find(db: &Db, user: UserId, guild: GuildId) -> Result<Option<Membership>> {
    db.q("SELECT g.id AS guild_id, g.name, g.icon_url, m.role, g.version, g.bot_seen_at
          FROM guild_members m JOIN guilds g ON g.id = m.guild_id
          WHERE m.user_id = $1 AND m.guild_id = $2")
        .bind(user)
        .bind(guild)
        .opt()
        .await
}

/// The guilds of this user, by name.
pub async fn list(db: &Db, user: UserId) -> Result<Vec<Membership>> {
    db.q("SELECT g.id AS guild_id, g.name, g.icon_url, m.role, g.version, g.bot_seen_at
          FROM guild_members m JOIN guilds g ON g.id = m.guild_id
          WHERE m.user_id = $1 ORDER BY g.name, g.id")
        .bind(user)
        .all()
        .await
}

#[derive(sqlx::FromRow)]
pub struct Served {
    pub name: String,
    pub icon_url: Option<String>,
    pub version: i64,
}

/// A guild that the bot serves, whoever asks.
pub async fn served(db: &Db, guild: GuildId) -> Result<Option<Served>> {
    db.q("SELECT name, icon_url, version FROM guilds WHERE id = $1").bind(guild).opt().await
}

pub async fn roles(mut tx: impl Exec, user: UserId) -> Result<Vec<Known>> {
    tx.q("SELECT guild_id, role FROM guild_members WHERE user_id = $1").bind(user).all().await
}

pub async fn remove(tx: &mut Tx, user: UserId, guilds: &[GuildId]) -> Result<()> {
    let remove = Batch {
        head: "WITH lost (user_id, guild_id) AS (VALUES ",
        casts: &["BIGINT", "BIGINT"],
        tail: ") DELETE FROM guild_members WHERE user_id IN (SELECT user_id FROM lost)
                 AND guild_id IN (SELECT guild_id FROM lost)",
    };
    remove.exec(&mut &mut *tx, guilds, |q, guild| q.bind(user).bind(*guild)).await?;
    Ok(())
}

pub async fn upsert(tx: &mut Tx, user: UserId, guilds: &[(GuildId, Role)]) -> Result<()> {
    let upsert = Batch {
        head: "INSERT INTO guild_members (user_id, guild_id, role) VALUES ",
        casts: &["BIGINT", "BIGINT", "TEXT"],
        tail: " ON CONFLICT (user_id, guild_id) DO UPDATE SET role = excluded.role",
    };
    upsert.exec(&mut &mut *tx, guilds, |q, (guild, role)| q.bind(user).bind(*guild).bind(*role)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::replace;
    use super::*;
    use crate::db::record::recorded;
    use crate::db::testing::both_engines;
    use crate::time::Ms;

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
            let seen = list(&test.db, user).await.unwrap();
            assert_eq!(seen.iter().map(|m| (m.guild_id, m.role)).collect::<Vec<_>>(), [(b, Role::Admin)]);
            let found = find(&test.db, user, b).await.unwrap().unwrap();
            assert_eq!((found.name.as_str(), found.role), ("b", Role::Admin));
            assert!(find(&test.db, user, c).await.unwrap().is_none());
            assert_eq!(replaced(vec![]).await.len(), 2);
            let rows: i64 = test.db.q("SELECT COUNT(*) FROM revocations").scalar().await.unwrap();
            assert_eq!(rows, 3);

            let all: Vec<_> = (1..=200).map(|id| (GuildId::new(id), Role::Viewer)).collect();
            let (_, statements) = recorded(replaced(all)).await;
            assert!(statements.len() <= 4, "the first login of somebody in 200: {statements:?}");
            let (lost, statements) = recorded(replaced(vec![])).await;
            assert!(lost.len() == 200 && statements.len() <= 4, "{statements:?}");
            assert!(list(&test.db, user).await.unwrap().is_empty());
        }
    }
}
