//! SQL of the posts' metrics.

use super::Written;
use crate::alerts::PostRise;
use crate::db::{Batch, Query, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId, PostId};
use crate::time::{Day, Ms};
use crate::tracking::marks::{self, Mark, Reading};
use crate::tracking::{Counts, Platform};

/// A post with its earliest and its latest reading.
#[derive(sqlx::FromRow)]
pub struct Post {
    pub id: PostId,
    pub account_id: AccountId,
    /// The group that its account is in now.
    group_id: GroupId,
    pub platform: Platform,
    pub external_id: String,
    /// When its first snapshot came in.
    pub seen_at: Option<Ms>,
    counts_from_first: bool,
    first_at: Option<Ms>,
    first_views: i64,
    first_likes: i64,
    first_comments: i64,
    first_shares: i64,
    pub last_checked_at: Option<Ms>,
    #[sqlx(flatten)]
    counts: Counts,
}

impl Post {
    /// Where the gains of this post start.
    pub fn base(&self) -> Counts {
        if self.counts_from_first { self.first_counts() } else { Counts::ZERO }
    }

    /// Whether nothing was collected of it yet.
    pub fn is_new(&self) -> bool {
        self.first_at.is_none()
    }

    /// What rose, or started lower than was thought: the greatest values were `before` and are `after`.
    pub fn rise(&self, base_before: Counts, before: Option<Mark>, after: Mark) -> Option<PostRise> {
        let (before, after, base) = (before.map(|mark| mark.counts), after.counts, self.base());
        (before != Some(after) || base_before != base).then_some(PostRise {
            post: self.id,
            account: self.account_id,
            group: self.group_id,
            platform: self.platform,
            base_before,
            before,
            base,
            after,
            seen_at: self.seen_at,
        })
    }

    pub fn see(&mut self, reading: Reading) {
        let first = self.first_at.map(|at| Reading { at, counts: self.first_counts() });
        let first = marks::earlier(first, reading);
        self.first_at = Some(first.at);
        let Counts { views, likes, comments, shares } = first.counts;
        (self.first_views, self.first_likes) = (views, likes);
        (self.first_comments, self.first_shares) = (comments, shares);
        let last = self.last_checked_at.map(|at| Reading { at, counts: self.counts });
        let last = marks::later(last, reading);
        (self.last_checked_at, self.counts) = (Some(last.at), last.counts);
    }

    fn first_counts(&self) -> Counts {
        Counts::new(self.first_views, self.first_likes, self.first_comments, self.first_shares)
    }
}

pub async fn find(tx: &mut Tx, guild: GuildId, keys: &[(Platform, String)]) -> Result<Vec<Post>> {
    let find = Batch {
        head: "WITH asked (guild_id, platform, external_id) AS (VALUES ",
        casts: &["BIGINT", "TEXT", "TEXT"],
        tail: ") SELECT p.id, p.account_id, a.group_id, p.platform, p.external_id, p.seen_at, p.counts_from_first, p.first_at,
                        p.first_views, p.first_likes, p.first_comments, p.first_shares,
                        p.last_checked_at, p.views, p.likes, p.comments, p.shares
               FROM asked CROSS JOIN posts p JOIN accounts a ON a.id = p.account_id
               WHERE p.guild_id = asked.guild_id AND p.platform = asked.platform
                 AND p.external_id = asked.external_id AND a.deleted_at IS NULL",
    };
    find.all(&mut &mut *tx, keys, |q, (platform, id)| q.bind(guild).bind(*platform).bind(id.clone())).await
}

#[derive(sqlx::FromRow)]
pub struct MarkRow {
    pub post_id: PostId,
    pub day: Day,
    #[sqlx(flatten)]
    pub counts: Counts,
}

/// The marks of each post from its day on, and the last one before.
pub async fn marks(tx: &mut Tx, from: &[(PostId, Day)]) -> Result<Vec<MarkRow>> {
    let marks = Batch {
        head: "WITH touched (post_id, day) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") SELECT d.post_id, d.day, d.views, d.likes, d.comments, d.shares
               FROM touched CROSS JOIN post_days d
               WHERE d.post_id = touched.post_id AND d.day >= COALESCE(
                   (SELECT MAX(b.day) FROM post_days b WHERE b.post_id = touched.post_id AND b.day < touched.day),
                   touched.day)",
    };
    marks.all(&mut &mut *tx, from, |q, (post, day)| q.bind(*post).bind(*day)).await
}

pub async fn write(tx: &mut Tx, written: &Written) -> Result<()> {
    let posts = Batch {
        head: "WITH seen (id, first_at, first_views, first_likes, first_comments, first_shares,
                          at, views, likes, comments, shares, seen_at) AS (VALUES ",
        casts: &[
            "UUID", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
            "BIGINT", "BIGINT",
        ],
        tail: ") UPDATE posts SET first_at = seen.first_at, first_views = seen.first_views,
                   first_likes = seen.first_likes, first_comments = seen.first_comments,
                   first_shares = seen.first_shares, last_checked_at = seen.at, views = seen.views,
                   likes = seen.likes, comments = seen.comments, shares = seen.shares, seen_at = seen.seen_at
               FROM seen WHERE posts.id = seen.id",
    };
    posts
        .exec(&mut &mut *tx, &written.posts, |q, post| {
            let q = counts(q.bind(post.id).bind(post.first_at), post.first_counts());
            counts(q.bind(post.last_checked_at), post.counts).bind(post.seen_at)
        })
        .await?;
    let marks = Batch {
        head: "INSERT INTO post_days (post_id, day, views, likes, comments, shares) VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: " ON CONFLICT (post_id, day) DO UPDATE SET views = excluded.views, likes = excluded.likes,
              comments = excluded.comments, shares = excluded.shares",
    };
    marks
        .exec(&mut &mut *tx, &written.marks, |q, (post, mark)| {
            counts(q.bind(*post).bind(mark.day), mark.counts)
        })
        .await?;
    let gone = Batch {
        head: "WITH gone (post_id, day) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") DELETE FROM post_days WHERE (post_id, day) IN (SELECT post_id, day FROM gone)",
    };
    gone.exec(&mut &mut *tx, &written.gone, |q, (post, day)| q.bind(*post).bind(*day)).await?;
    Ok(())
}

fn counts(query: Query<'_>, counts: Counts) -> Query<'_> {
    let Counts { views, likes, comments, shares } = counts;
    query.bind(views).bind(likes).bind(comments).bind(shares)
}
