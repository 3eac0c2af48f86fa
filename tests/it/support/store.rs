//! SQL of the tests: looking into the database where no page and no call shows what they ask.

use std::collections::HashSet;

use tracking_dashboard::db::Db;
use tracking_dashboard::demo::people::FIRST;
use tracking_dashboard::ids::GuildId;
use tracking_dashboard::time::Day;

/// Views that a guild gained from a day on.
pub async fn views_since(db: &Db, guild: GuildId, day: Day) -> i64 {
    db.q("SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM guild_days WHERE guild_id = $1 AND day >= $2")
        .bind(guild)
        .bind(day)
        .scalar()
        .await
        .expect("a sum")
}

/// An account of the sample data, to hang posts on: platform and username.
pub async fn an_account(url: &str) -> (String, String) {
    let db = Db::open(url).await.expect("the database");
    let found: (String, String) = db
        .q("SELECT platform, username FROM accounts WHERE guild_id = $1 AND status = 'active' LIMIT 1")
        .bind(FIRST)
        .one()
        .await
        .expect("an account");
    db.close().await;
    found
}

/// The ids of the posts that start like this, from an SQLite file that is whole.
pub async fn whole_and_posts(url: &str, start: &str) -> HashSet<String> {
    let db = Db::open(url).await.expect("the database");
    let whole: String = db.q("PRAGMA integrity_check").scalar().await.expect("a check");
    assert_eq!(whole, "ok");
    let rows: Vec<(String,)> = db
        .q("SELECT external_id FROM posts WHERE guild_id = $1 AND external_id LIKE $2 ESCAPE '!'")
        .bind(FIRST)
        .bind(format!("{start}%"))
        .all()
        .await
        .expect("posts");
    db.close().await;
    rows.into_iter().map(|(id,)| id).collect()
}
