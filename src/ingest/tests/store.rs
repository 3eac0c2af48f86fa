//! SQL of the tests: what they set up and look at.

use crate::db::{Db, Tx};
use crate::ids::GuildId;
use crate::time::Ms;

pub async fn guild(tx: &mut Tx, guild: GuildId) {
    tx.q("INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'Guild', 0, 0)
          ON CONFLICT (id) DO NOTHING")
        .bind(guild)
        .exec()
        .await
        .unwrap();
}

/// Posts and views of the guild's rollup, and rows of marks.
pub async fn sums(db: &Db) -> (i64, i64, i64) {
    let (posts, views): (i64, i64) = db
        .q("SELECT CAST(COALESCE(SUM(posts), 0) AS BIGINT), CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM guild_days")
        .one()
        .await
        .unwrap();
    (posts, views, db.q("SELECT COUNT(*) FROM post_days").scalar().await.unwrap())
}

#[derive(Debug, PartialEq, sqlx::FromRow)]
pub struct Account {
    pub status: String,
    pub followers: Option<i64>,
    pub display_name: String,
    pub search: String,
    pub last_checked_at: Option<Ms>,
}

pub async fn account(db: &Db, folded: &str) -> Account {
    db.q("SELECT status, followers, display_name, search, last_checked_at FROM accounts WHERE username_folded = $1")
        .bind(folded.to_owned())
        .one()
        .await
        .unwrap()
}

pub async fn followers(db: &Db) -> Vec<(i64, i64)> {
    db.q("SELECT day, followers FROM follower_days ORDER BY day").all().await.unwrap()
}

pub async fn pause(db: &Db) {
    db.w("UPDATE accounts SET status = 'paused'").exec().await.unwrap();
}

pub async fn delete_accounts(db: &Db) {
    db.w("UPDATE accounts SET deleted_at = 1").exec().await.unwrap();
}

pub async fn channels(db: &Db) -> Vec<(String, String)> {
    db.q("SELECT g.name, c.name FROM channels c JOIN guilds g ON g.id = c.guild_id ORDER BY c.id")
        .all()
        .await
        .unwrap()
}

pub async fn replays(db: &Db) -> i64 {
    db.q("SELECT COUNT(*) FROM replays").scalar().await.unwrap()
}
