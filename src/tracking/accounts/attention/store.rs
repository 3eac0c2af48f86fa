//! SQL of the accounts that somebody should look at; an index holds just these.

use crate::db::{Exec, Result};
use crate::ids::GuildId;
use crate::time::Ms;

#[derive(Clone, Copy, Debug, PartialEq, sqlx::FromRow)]
pub struct Counts {
    pub unavailable: i64,
    pub stale: i64,
}

/// Accounts never checked count from when they were added.
pub async fn counts(mut db: impl Exec, guild: GuildId, stale_before: Ms) -> Result<Counts> {
    db.q("SELECT
            (SELECT COUNT(*) FROM accounts
             WHERE guild_id = $1 AND status = 'unavailable' AND deleted_at IS NULL) AS unavailable,
            (SELECT COUNT(*) FROM accounts WHERE guild_id = $1 AND status = 'active' AND deleted_at IS NULL
               AND COALESCE(last_checked_at, created_at) < $2) AS stale")
        .bind(guild)
        .bind(stale_before)
        .one()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;
    use crate::ids::{AccountId, BrandId, GroupId};

    #[tokio::test]
    async fn only_what_is_live_and_late_counts() {
        const GUILD: GuildId = GuildId::new(1_180_000_000_000_000_001);
        for test in both_engines().await {
            let (brand, group) = (BrandId::new(Ms(1)), GroupId::new(Ms(1)));
            let mut tx = test.db.begin().await.unwrap();
            tx.q("INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'g', 0, 0)")
                .bind(GUILD)
                .exec()
                .await
                .unwrap();
            tx.q("INSERT INTO brands (id, guild_id, label, label_folded, slug, created_at) VALUES ($1, $2, 'b', 'b', 'b', 0)")
                .bind(brand).bind(GUILD).exec().await.unwrap();
            tx.q("INSERT INTO account_groups (id, guild_id, brand_id, label, label_folded, slug, created_at)
                  VALUES ($1, $2, $3, 'g', 'g', 'g', 0)")
                .bind(group)
                .bind(GUILD)
                .bind(brand)
                .exec()
                .await
                .unwrap();
            let late = [
                ("active", Some(Ms(999)), None),
                ("active", Some(Ms(1_000)), None),
                ("active", None, None),
                ("active", Some(Ms(1)), Some(Ms(2))),
                ("paused", Some(Ms(1)), None),
                ("unavailable", Some(Ms(1)), None),
                ("unavailable", Some(Ms(5_000)), None),
                ("unavailable", Some(Ms(1)), Some(Ms(2))),
            ];
            for (number, (status, checked, deleted)) in late.into_iter().enumerate() {
                tx.q("INSERT INTO accounts (id, guild_id, group_id, platform, username, username_folded, display_name,
                        search, status, last_checked_at, created_at, deleted_at)
                      VALUES ($1, $2, $3, 'x', $4, $4, $4, $4, $5, $6, 10, $7)")
                    .bind(AccountId::new(Ms(1))).bind(GUILD).bind(group).bind(format!("u{number}"))
                    .bind(status.to_owned()).bind(checked).bind(deleted).exec().await.unwrap();
            }
            tx.commit().await.unwrap();
            assert_eq!(
                counts(&test.db, GUILD, Ms(1_000)).await.unwrap(),
                Counts { unavailable: 2, stale: 2 }
            );
            let other = GuildId::new(1_180_000_000_000_000_002);
            assert_eq!(
                counts(&test.db, other, Ms(1_000)).await.unwrap(),
                Counts { unavailable: 0, stale: 0 }
            );
        }
    }
}
