//! Taking in the metrics of posts: marks, rollups and present values, in a fixed number of
//! statements per call.

mod store;

use std::collections::{BTreeMap, HashMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::accounts;
use super::accounts::reports::distinct;
use super::marks::{self, Mark, Reading};
use super::rollups::Changes;
use super::{Counts, Platform};
use crate::alerts;
use crate::db::{Lock, Result, Tx};
use crate::ids::{AccountId, GuildId, PostId};
use crate::time::{Day, Ms};

/// The metrics of one post as the bot collected them.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub platform: Platform,
    pub external_id: String,
    pub reading: Reading,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnknownPost {
    pub platform: Platform,
    pub external_id: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Recorded {
    pub accepted: usize,
    pub unknown_posts: Vec<UnknownPost>,
}

/// Takes in snapshots of posts that the guild has, and names those that it has not. Posts of a
/// deleted account count as unknown. What passes a threshold fires.
pub async fn record(tx: &mut Tx, guild: GuildId, snapshots: &[Snapshot], now: Ms) -> Result<Recorded> {
    tx.lock(Lock::Guild(guild)).await?;
    let keys: Vec<_> = snapshots.iter().map(|s| (s.platform, s.external_id.clone())).collect();
    let found = store::find(tx, guild, &distinct(&keys)).await?;
    let index: HashMap<_, _> = found.iter().map(|p| ((p.platform, p.external_id.as_str()), p.id)).collect();

    let mut readings = HashMap::<PostId, Vec<Reading>>::new();
    let (mut unknown, mut unknown_seen, mut accepted) = (Vec::new(), HashSet::new(), 0);
    for (snapshot, key) in snapshots.iter().zip(&keys) {
        match index.get(&(key.0, key.1.as_str())) {
            Some(post) => {
                readings.entry(*post).or_default().push(snapshot.reading);
                accepted += 1;
            }
            None if unknown_seen.insert(key) => {
                unknown.push(UnknownPost { platform: key.0, external_id: key.1.clone() });
            }
            None => {}
        }
    }
    take_in(tx, guild, found, readings, now).await?;
    if accepted > 0 {
        tx.mark_changed(guild);
    }
    Ok(Recorded { accepted, unknown_posts: unknown })
}

async fn take_in(
    tx: &mut Tx,
    guild: GuildId,
    posts: Vec<store::Post>,
    readings: HashMap<PostId, Vec<Reading>>,
    now: Ms,
) -> Result<()> {
    let touched: Vec<(PostId, Day)> = readings
        .iter()
        .filter_map(|(post, readings)| Some((*post, readings.iter().map(|r| r.at.day()).min()?)))
        .collect();
    let mut known = HashMap::<PostId, Vec<Mark>>::new();
    for row in store::marks(tx, &touched).await? {
        known.entry(row.post_id).or_default().push(Mark { day: row.day, counts: row.counts });
    }
    let (mut changes, mut written) = (Changes::default(), Written::default());
    let mut checked = BTreeMap::<AccountId, Ms>::new();
    let first_days: HashMap<PostId, Day> = touched.into_iter().collect();
    for mut post in posts {
        let (Some(readings), Some(from)) = (readings.get(&post.id), first_days.get(&post.id)) else {
            continue;
        };
        let mut marks = known.remove(&post.id).unwrap_or_default();
        marks.sort_unstable_by_key(|mark| mark.day);
        post.seen_at = post.seen_at.or(post.is_new().then_some(now));
        for (day, counts) in advance(&mut post, &marks, *from, readings, &mut written) {
            changes.counts(post.account_id, post.platform, day, counts);
        }
        if let Some(at) = post.last_checked_at {
            let last = checked.entry(post.account_id).or_insert(at);
            *last = at.max(*last);
        }
        written.posts.push(post);
    }
    store::write(tx, &written).await?;
    changes.apply(tx, guild).await?;
    alerts::posts(tx, guild, &written.rises, now).await?;
    accounts::checked(tx, &Vec::from_iter(checked)).await
}

/// Rows to be written at the end of a call.
#[derive(Default)]
struct Written {
    posts: Vec<store::Post>,
    marks: Vec<(PostId, Mark)>,
    gone: Vec<(PostId, Day)>,
    /// What thresholds look at.
    rises: Vec<alerts::PostRise>,
}

/// Brings one post up to date; returns the differences of its gains. `marks` are those from the day
/// `from` on and the last one before.
fn advance(
    post: &mut store::Post,
    marks: &[Mark],
    from: Day,
    readings: &[Reading],
    written: &mut Written,
) -> BTreeMap<Day, Counts> {
    let split = marks.partition_point(|mark| mark.day < from);
    let (earlier, old) = marks.split_at(split);
    let before = earlier.last().copied();
    let new = marks::with(before, old, readings);
    let base_before = post.base();

    let mut gained = BTreeMap::<Day, Counts>::new();
    for (day, counts) in marks::gains(before, post.base(), old) {
        gained.insert(day, Counts::ZERO.minus(counts));
    }
    for reading in readings {
        post.see(*reading);
    }
    for (day, counts) in marks::gains(before, post.base(), &new) {
        let sum = gained.entry(day).or_default();
        *sum = sum.plus(counts);
    }
    let most = new.last().copied().or(before);
    written.rises.extend(most.and_then(|most| post.rise(base_before, marks.last().copied(), most)));
    written.marks.extend(new.iter().filter(|mark| !old.contains(mark)).map(|mark| (post.id, *mark)));
    let kept: HashSet<Day> = new.iter().map(|mark| mark.day).collect();
    written.gone.extend(old.iter().filter(|mark| !kept.contains(&mark.day)).map(|mark| (post.id, mark.day)));
    gained
}
