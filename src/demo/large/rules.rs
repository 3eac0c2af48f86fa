//! A post's row, its days and what they add to its account's, by the rules of marks.

use std::collections::BTreeMap;

use crate::demo::world::Post;
use crate::ids::{AccountId, PostId};
use crate::time::{self, Ms};
use crate::tracking::Counts;
use crate::tracking::marks::{self, Mark, Reading};

pub struct PostRow {
    pub id: PostId,
    pub account: AccountId,
    pub external_id: String,
    pub url: String,
    pub posted_at: Ms,
    pub counts_from_first: bool,
    pub first: Option<Reading>,
    pub last: Option<Reading>,
    pub marks: Vec<Mark>,
    pub created_at: Ms,
}

impl PostRow {
    pub fn last_at(&self) -> Option<Ms> {
        self.last.map(|last| last.at)
    }
}

/// What an account gained on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    pub day: i64,
    pub posts: i64,
    pub counts: Counts,
}

impl Day {
    pub fn is_zero(self) -> bool {
        self == Day { day: self.day, ..Day::default() }
    }
}

/// The row of a post; its gains are added to the sums of its account.
pub fn row(post: Post, account: AccountId, account_created_at: Ms, sums: &mut BTreeMap<i64, Day>) -> PostRow {
    let reading = |s: &crate::demo::world::Snapshot| Reading {
        at: s.at,
        counts: Counts::new(s.views, s.likes, s.comments, s.shares),
    };
    let readings: Vec<Reading> = post.snapshots.iter().map(reading).collect();
    let counts_from_first = marks::counts_from_first(post.posted_at, account_created_at);
    let first = readings.iter().fold(None, |known, reading| Some(marks::earlier(known, *reading)));
    let last = readings.iter().fold(None, |known, reading| Some(marks::later(known, *reading)));
    let base = first.filter(|_| counts_from_first).map_or(Counts::ZERO, |first| first.counts);
    let marks = marks::with(None, &[], &readings);
    let mut of = |day: time::Day, posts, counts| {
        let sum = sums.entry(day.0).or_insert(Day { day: day.0, ..Day::default() });
        sum.posts += posts;
        sum.counts = sum.counts.plus(counts);
    };
    of(post.posted_at.day(), 1, Counts::ZERO);
    for (day, gained) in marks::gains(None, base, &marks) {
        of(day, 0, gained);
    }
    PostRow {
        // Made in one go, so that their ids lie as they are written.
        id: PostId::new(account_created_at),
        account,
        external_id: post.external_id,
        url: post.url,
        posted_at: post.posted_at,
        counts_from_first,
        first,
        last,
        marks,
        created_at: post.posted_at.max(account_created_at),
    }
}
