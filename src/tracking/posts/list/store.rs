//! SQL of the posts list; the texts of its pages are in `store/paths.rs`.

mod paths;

use self::paths::Path;
use super::filter::{Position, PostFilter, Sort, When};
use crate::db::{Exec, Query, Result};
use crate::http::keyset::Direction;
use crate::ids::{AccountId, GroupId, GuildId, PostId};
use crate::time::{Day, Ms};

/// One post with its account and the group that this has now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PostRow {
    pub id: PostId,
    pub url: String,
    pub platform: String,
    pub posted_at: Ms,
    pub views: i64,
    pub likes: i64,
    pub comments: i64,
    pub shares: i64,
    pub last_checked_at: Option<Ms>,
    pub account_id: AccountId,
    pub username: String,
    pub group_id: GroupId,
    pub group_label: String,
}

impl PostRow {
    pub fn sorted_by(&self, sort: Sort) -> i64 {
        match sort {
            Sort::PostedAt => self.posted_at.0,
            Sort::Views => self.views,
            Sort::Likes => self.likes,
        }
    }
}

/// Far before and after every post; still a day and a time of the calendar.
const FIRST: Ms = Ms(i64::MIN);
const LAST: Ms = Ms(i64::MAX);

/// Up to `limit` posts next to the position, always the greatest first.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    filter: &PostFilter,
    from: &Position,
    limit: i64,
) -> Result<Vec<PostRow>> {
    let query = db.q(paths::sql(filter, from.direction));
    let query = query.bind(guild).bind(from.value).bind(from.id).bind(limit);
    let query = match Path::of(filter) {
        Path::Range => of_platform(bound(query, filter, from.direction), filter),
        Path::Days => range(days(query, filter), filter),
        path => {
            let query = query.bind(platform(filter)).bind(filter.group_id).bind(filter.brand_id);
            let query = match filter.sort {
                Sort::PostedAt => bound(query, filter, from.direction),
                _ => range(query, filter),
            };
            if path == Path::Account { query.bind(filter.account_id) } else { query }
        }
    };
    let mut rows: Vec<PostRow> = query.all().await?;
    if from.direction == Direction::Previous {
        rows.reverse();
    }
    Ok(rows)
}

fn platform(filter: &PostFilter) -> Option<String> {
    filter.platform.map(|platform| platform.as_str().to_owned())
}

fn of_platform<'q>(query: Query<'q>, filter: &PostFilter) -> Query<'q> {
    match platform(filter) {
        Some(platform) => query.bind(platform),
        None => query,
    }
}

/// The end of the range of time that lies ahead; behind lies the position.
fn bound<'q>(query: Query<'q>, filter: &PostFilter, direction: Direction) -> Query<'q> {
    query.bind(match direction {
        Direction::Next => filter.from.map_or(FIRST, When::first),
        Direction::Previous => filter.to.map_or(LAST, When::after),
    })
}

fn days<'q>(query: Query<'q>, filter: &PostFilter) -> Query<'q> {
    query
        .bind(filter.from.map_or(FIRST.day(), When::day))
        .bind(filter.to.map_or(LAST.day(), When::day))
        .bind(platform(filter))
}

/// Whether every time is in the range, else its ends. Of whole days the arms are enough, but not of accounts.
fn range<'q>(query: Query<'q>, filter: &PostFilter) -> Query<'q> {
    let whole = |end: Option<When>| matches!(end, None | Some(When::Day(_)));
    let open = match Path::of(filter) {
        Path::Days => whole(filter.from) && whole(filter.to),
        _ => filter.from.is_none() && filter.to.is_none(),
    };
    query.bind(open).bind(filter.from.map_or(FIRST, When::first)).bind(filter.to.map_or(LAST, When::after))
}

/// Number of posts that match, where the rollups tell: not for parts of days, brands, groups and
/// accounts, and not where posts of deleted accounts are hidden or gone.
pub async fn count(mut db: impl Exec, guild: GuildId, filter: &PostFilter) -> Result<Option<i64>> {
    let (count, hidden): (i64, i64) = db
        .q("SELECT CAST(COALESCE(SUM(posts), 0) AS BIGINT),
              (SELECT COUNT(*) FROM (SELECT 1 FROM accounts d WHERE d.guild_id = $1 AND d.deleted_at IS NOT NULL LIMIT 1) h)
              + (SELECT COUNT(*) FROM guilds g WHERE g.id = $1 AND g.posts_removed)
            FROM guild_days WHERE guild_id = $1 AND day >= $2 AND day <= $3 AND ($4 IS NULL OR platform = $4)")
        .bind(guild)
        .bind(filter.from.map_or(FIRST.day(), When::day))
        .bind(filter.to.map_or(Day(i64::MAX), When::day))
        .bind(platform(filter))
        .one()
        .await?;
    let of_accounts = filter.brand_id.is_some() || filter.group_id.is_some() || filter.account_id.is_some();
    let instant = |end: Option<When>| matches!(end, Some(When::At(_)));
    let known = hidden == 0 && !of_accounts && !instant(filter.from) && !instant(filter.to);
    Ok(known.then_some(count))
}

#[cfg(test)]
pub async fn delete_account(db: &crate::db::Db, id: AccountId) {
    db.w("UPDATE accounts SET deleted_at = 1 WHERE id = $1").bind(id).exec().await.unwrap();
}
