//! SQL that reads the tables as they ended.

use super::World;
use super::model::Tables;
use crate::db::{Db, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::{Day, Ms};
use crate::tracking::rollups::windows::{self, Windows};
use crate::tracking::{Counts, Platform};

pub async fn guild(tx: &mut Tx, guild: GuildId) {
    tx.q("INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'Guild', 0, 0)")
        .bind(guild)
        .exec()
        .await
        .unwrap();
}

#[derive(sqlx::FromRow)]
struct Sums {
    day: Day,
    posts: i64,
    #[sqlx(flatten)]
    counts: Counts,
}

#[derive(sqlx::FromRow)]
struct PostRow {
    external_id: String,
    posted_at: Ms,
    url: String,
    last_checked_at: Option<Ms>,
    #[sqlx(flatten)]
    counts: Counts,
}

#[derive(sqlx::FromRow)]
struct MarkRow {
    external_id: String,
    day: Day,
    #[sqlx(flatten)]
    counts: Counts,
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    account_id: AccountId,
    group_id: GroupId,
    #[sqlx(flatten)]
    sums: Sums,
}

#[derive(sqlx::FromRow)]
struct GroupRow {
    group_id: GroupId,
    platform: Platform,
    #[sqlx(flatten)]
    sums: Sums,
}

#[derive(sqlx::FromRow)]
struct GuildRow {
    platform: Platform,
    #[sqlx(flatten)]
    sums: Sums,
}

#[derive(sqlx::FromRow)]
struct WindowRow {
    views_7: i64,
    views_14: i64,
    views_30: i64,
    views_60: i64,
    views_90: i64,
    views_180: i64,
}

impl WindowRow {
    fn all(self) -> Windows {
        [self.views_7, self.views_14, self.views_30, self.views_60, self.views_90, self.views_180]
    }
}

#[derive(sqlx::FromRow)]
struct AccountWindowRow {
    account_id: AccountId,
    group_id: GroupId,
    #[sqlx(flatten)]
    windows: WindowRow,
}

#[derive(sqlx::FromRow)]
struct GroupWindowRow {
    group_id: GroupId,
    platform: Platform,
    #[sqlx(flatten)]
    windows: WindowRow,
}

async fn windows(db: &Db, guild: GuildId, tables: &mut Tables) {
    tables.until = windows::until(db, guild).await.unwrap();
    let accounts: Vec<AccountWindowRow> =
        db.q("SELECT * FROM account_windows WHERE guild_id = $1").bind(guild).all().await.unwrap();
    let all = accounts.into_iter().map(|row| ((row.account_id, row.group_id), row.windows.all()));
    tables.account_windows = all.collect();
    let groups: Vec<GroupWindowRow> =
        db.q("SELECT * FROM group_windows WHERE guild_id = $1").bind(guild).all().await.unwrap();
    let all = groups.into_iter().map(|row| ((row.group_id, row.platform), row.windows.all()));
    tables.group_windows = all.collect();
}

pub async fn tables(db: &Db, world: &World) -> Tables {
    let mut tables = Tables::default();
    let posts: Vec<PostRow> = db
        .q("SELECT external_id, posted_at, url, last_checked_at, views, likes, comments, shares
            FROM posts WHERE guild_id = $1")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    for row in posts {
        let post = (row.posted_at, row.url, row.last_checked_at, row.counts);
        tables.posts.insert(row.external_id, post);
    }
    let marks: Vec<MarkRow> = db
        .q("SELECT p.external_id, d.day, d.views, d.likes, d.comments, d.shares
            FROM post_days d JOIN posts p ON p.id = d.post_id WHERE p.guild_id = $1")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    tables.post_days = marks.into_iter().map(|row| ((row.external_id, row.day), row.counts)).collect();
    let accounts: Vec<AccountRow> = db
        .q("SELECT d.account_id, d.group_id, d.day, d.posts, d.views, d.likes, d.comments, d.shares
            FROM account_days d JOIN accounts a ON a.id = d.account_id WHERE a.guild_id = $1")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    for AccountRow { account_id, group_id, sums } in accounts {
        tables.account_days.insert((account_id, sums.day), (group_id, sums.posts, sums.counts));
    }
    let groups: Vec<GroupRow> = db
        .q("SELECT group_id, platform, day, posts, views, likes, comments, shares
            FROM group_days WHERE guild_id = $1")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    for GroupRow { group_id, platform, sums } in groups {
        tables.group_days.insert((sums.day, group_id, platform), (sums.posts, sums.counts));
    }
    let guild: Vec<GuildRow> = db
        .q("SELECT platform, day, posts, views, likes, comments, shares FROM guild_days WHERE guild_id = $1")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    for GuildRow { platform, sums } in guild {
        tables.guild_days.insert((sums.day, platform), (sums.posts, sums.counts));
    }
    let checked: Vec<(AccountId, Option<Ms>)> = db
        .q("SELECT id, last_checked_at FROM accounts WHERE guild_id = $1")
        .bind(world.guild)
        .all()
        .await
        .unwrap();
    tables.checked = checked.into_iter().collect();
    windows(db, world.guild, &mut tables).await;
    tables
}
