//! SQL of finding by name: one statement for each kind, over the guild's index, and a handful of rows.
//! What begins with the words comes before what only contains them.

use crate::db::{Exec, Query, Result};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::tracking::fold::{beginning, containing};

/// Rows of one kind.
const MOST: i64 = 5;

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BrandHit {
    pub label: String,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct GroupHit {
    pub id: GroupId,
    pub label: String,
    pub brand: String,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AccountHit {
    pub id: AccountId,
    pub platform: String,
    pub username: String,
    pub display_name: String,
    pub group_label: String,
}

pub async fn brands(mut db: impl Exec, guild: GuildId, words: &str) -> Result<Vec<BrandHit>> {
    let query = db.q("SELECT label FROM brands
        WHERE guild_id = $1 AND deleted_at IS NULL AND label_folded LIKE $2 ESCAPE '!'
        ORDER BY CASE WHEN label_folded LIKE $3 ESCAPE '!' THEN 0 ELSE 1 END, label_folded LIMIT $4");
    bind(query, guild, words).all().await
}

pub async fn groups(mut db: impl Exec, guild: GuildId, words: &str) -> Result<Vec<GroupHit>> {
    let query = db.q("SELECT g.id, g.label, b.label AS brand
        FROM account_groups g JOIN brands b ON b.id = g.brand_id
        WHERE g.guild_id = $1 AND g.deleted_at IS NULL AND g.label_folded LIKE $2 ESCAPE '!'
        ORDER BY CASE WHEN g.label_folded LIKE $3 ESCAPE '!' THEN 0 ELSE 1 END, g.label_folded, g.id LIMIT $4");
    bind(query, guild, words).all().await
}

pub async fn accounts(mut db: impl Exec, guild: GuildId, words: &str) -> Result<Vec<AccountHit>> {
    let query = db.q("SELECT a.id, a.platform, a.username, a.display_name, g.label AS group_label
        FROM (SELECT id, platform, username, username_folded, display_name, group_id,
                CASE WHEN username_folded LIKE $3 ESCAPE '!' THEN 0 ELSE 1 END AS rank
              FROM accounts
              WHERE guild_id = $1 AND deleted_at IS NULL AND search LIKE $2 ESCAPE '!'
              ORDER BY rank, username_folded, id LIMIT $4) a
        JOIN account_groups g ON g.id = a.group_id
        ORDER BY a.rank, a.username_folded, a.id");
    bind(query, guild, words).all().await
}

fn bind<'q>(query: Query<'q>, guild: GuildId, words: &str) -> Query<'q> {
    query.bind(guild).bind(containing(words)).bind(beginning(words)).bind(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Tx;
    use crate::db::testing::both_engines;
    use crate::time::Ms;
    use crate::tracking::accounts::NewAccount;
    use crate::tracking::groups::NewGroup;
    use crate::tracking::{Label, Platform, Username};

    const HERE: GuildId = GuildId::new(1);
    const ELSEWHERE: GuildId = GuildId::new(2);

    async fn fill(tx: &mut Tx, guild: GuildId, brand: &str, group: &str, usernames: &[String]) {
        let sql = "INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'g', 0, 0)
                   ON CONFLICT (id) DO NOTHING";
        tx.q(sql).bind(guild).exec().await.unwrap();
        let label = |text| Label::parse(text).unwrap();
        let brand = crate::tracking::brands::insert(tx, guild, &label(brand), Ms(5)).await.unwrap();
        let group = NewGroup { guild, brand, label: &label(group), channel: None };
        let group = crate::tracking::groups::insert(tx, &group, Ms(5)).await.unwrap();
        for name in usernames {
            let username = Username::parse(name).unwrap();
            let new =
                NewAccount { group, platform: Platform::TikTok, username: &username, display_name: None };
            crate::tracking::accounts::insert(tx, guild, &new, Ms(5)).await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_begins_with_the_words_comes_first_and_no_other_guild_is_looked_through() {
        for test in both_engines().await {
            let mut tx = test.db.begin().await.unwrap();
            let names = ["a_mira", "mira9", "mira1", "x%y", "xzy"].map(str::to_owned);
            fill(&mut tx, HERE, "The Harbor", "Old harbor", &names).await;
            fill(&mut tx, HERE, "Harbor", "Harbor", &[]).await;
            fill(&mut tx, ELSEWHERE, "Harbor two", "Harbor two", &["mira2".to_owned()]).await;
            tx.commit().await.unwrap();
            let usernames = async |words| -> Vec<String> {
                accounts(&test.db, HERE, words).await.unwrap().into_iter().map(|hit| hit.username).collect()
            };
            assert_eq!(usernames("mira").await, ["mira1", "mira9", "a_mira"]);
            assert_eq!(usernames("x%").await, ["x%y"], "a percent sign is a character");
            assert_eq!(usernames("nobody").await, Vec::<String>::new());
            let found = brands(&test.db, HERE, "harbor").await.unwrap();
            assert_eq!(
                found.iter().map(|hit| hit.label.as_str()).collect::<Vec<_>>(),
                ["Harbor", "The Harbor"]
            );
            let found = groups(&test.db, HERE, "harbor").await.unwrap();
            let found: Vec<_> = found.iter().map(|hit| (hit.label.as_str(), hit.brand.as_str())).collect();
            assert_eq!(found, [("Harbor", "Harbor"), ("Old harbor", "The Harbor")]);
        }
    }

    #[tokio::test]
    async fn many_matches_are_a_handful() {
        for test in both_engines().await {
            let mut tx = test.db.begin().await.unwrap();
            let names: Vec<_> = (0..30).map(|n| format!("mira{n:02}")).collect();
            fill(&mut tx, HERE, "Harbor", "Boats", &names).await;
            tx.commit().await.unwrap();
            assert_eq!(accounts(&test.db, HERE, "mira").await.unwrap().len(), 5);
        }
    }
}
