//! What the tables must hold, reckoned by the letter of the rules from the set of snapshots.

use std::collections::{BTreeMap, BTreeSet};

use super::super::marks::Reading;
use super::super::rollups::windows::{SPANS, Windows};
use super::super::{Counts, Platform};
use super::{ACCOUNTS, DAYS, FIRST, POSTS, Step, World};
use crate::ids::{AccountId, GroupId};
use crate::time::{DAY, Day, HOUR, Ms};

/// Rows of one guild, keyed as the tables are.
#[derive(Debug, Default, PartialEq)]
pub struct Tables {
    pub posts: BTreeMap<String, (Ms, String, Option<Ms>, Counts)>,
    pub post_days: BTreeMap<(String, Day), Counts>,
    pub account_days: BTreeMap<(AccountId, Day), (GroupId, i64, Counts)>,
    pub group_days: BTreeMap<(Day, GroupId, Platform), (i64, Counts)>,
    pub guild_days: BTreeMap<(Day, Platform), (i64, Counts)>,
    pub checked: BTreeMap<AccountId, Option<Ms>>,
    /// The day that the windows end with: what it is depends on the order too.
    pub until: Option<Day>,
    pub account_windows: BTreeMap<(AccountId, GroupId), Windows>,
    pub group_windows: BTreeMap<(GroupId, Platform), Windows>,
}

type Metric = fn(&mut Counts) -> &mut i64;
const METRICS: [Metric; 4] = [|c| &mut c.views, |c| &mut c.likes, |c| &mut c.comments, |c| &mut c.shares];

fn value(metric: Metric, mut counts: Counts) -> i64 {
    *metric(&mut counts)
}

/// R(d): the greatest value collected on days up to `day`.
fn height(metric: Metric, set: &[Reading], day: Day) -> Option<i64> {
    set.iter().filter(|r| r.at.day() <= day).map(|r| value(metric, r.counts)).max()
}

fn base(metric: Metric, set: &[Reading], posted_hours: i64) -> i64 {
    // Accounts are added three days before FIRST; 48 hours of grace.
    let tracked = posted_hours >= -(3 * 24) - 48;
    let first = set.iter().map(|r| r.at).min();
    let least = set.iter().filter(|r| Some(r.at) == first).map(|r| value(metric, r.counts)).min();
    if tracked { 0 } else { least.unwrap_or(0) }
}

pub fn expected(world: &World, steps: &[Step]) -> Tables {
    let mut tables = Tables::default();
    let groups = groups(world, steps);
    for account in &world.accounts {
        tables.checked.insert(*account, None);
    }
    for (index, (account, hours)) in POSTS.into_iter().enumerate() {
        let set: Vec<Reading> = steps
            .iter()
            .filter_map(|step| if let Step::Metrics(all) = step { Some(all) } else { None })
            .flatten()
            .filter(|(post, _)| *post == index)
            .map(|(_, reading)| *reading)
            .collect();
        let posted = FIRST.start().plus(hours * HOUR);
        present(&mut tables, index, &set, posted, steps);
        let (id, platform) = (world.accounts[account], ACCOUNTS[account].1);
        let last = set.iter().map(|r| r.at).max();
        let checked = tables.checked.get_mut(&id).unwrap();
        *checked = last.max(*checked);
        let mut add = |day: Day, posts: i64, counts: Counts| {
            if posts == 0 && counts == Counts::ZERO {
                return;
            }
            let group = groups(account, day);
            let row = tables.account_days.entry((id, day)).or_insert((group, 0, Counts::ZERO));
            (row.1, row.2) = (row.1 + posts, row.2.plus(counts));
            let row = tables.group_days.entry((day, group, platform)).or_default();
            (row.0, row.1) = (row.0 + posts, row.1.plus(counts));
            let row = tables.guild_days.entry((day, platform)).or_default();
            (row.0, row.1) = (row.0 + posts, row.1.plus(counts));
        };
        add(posted.day(), 1, Counts::ZERO);
        for day in (0..DAYS).map(|n| FIRST.plus(n)) {
            let (mut gained, mut mark, mut rose) = (Counts::ZERO, Counts::ZERO, false);
            for metric in METRICS {
                let base = base(metric, &set, hours);
                let (now, before) = (height(metric, &set, day), height(metric, &set, day.plus(-1)));
                *metric(&mut gained) = now.unwrap_or(base).max(base) - before.unwrap_or(base).max(base);
                *metric(&mut mark) = now.unwrap_or(0);
                rose |= now > before;
            }
            add(day, 0, gained);
            if rose {
                tables.post_days.insert((format!("p{index}"), day), mark);
            }
        }
    }
    tables
}

/// The windows of the days, when they end with `until`; no window lies beyond what was gained last.
pub fn windows(tables: &mut Tables, until: Option<Day>) {
    let gained = tables.guild_days.iter().filter(|(_, (_, counts))| counts.views > 0);
    assert!(gained.map(|((day, _), _)| *day).max() <= until);
    let Some(until) = until else { return };
    let of = |day: Day, views: i64| SPANS.map(|span| if until.0 - day.0 < span { views } else { 0 });
    let add = |windows: &mut Windows, more: Windows| (0..6).for_each(|n| windows[n] += more[n]);
    for ((account, day), (group, _, counts)) in &tables.account_days {
        add(tables.account_windows.entry((*account, *group)).or_default(), of(*day, counts.views));
    }
    for ((day, group, platform), (_, counts)) in &tables.group_days {
        add(tables.group_windows.entry((*group, *platform)).or_default(), of(*day, counts.views));
    }
    tables.account_windows.retain(|_, windows| *windows != Windows::default());
    tables.group_windows.retain(|_, windows| *windows != Windows::default());
}

fn present(tables: &mut Tables, index: usize, set: &[Reading], posted: Ms, steps: &[Step]) {
    let last = set.iter().map(|r| r.at).max();
    let mut counts = Counts::ZERO;
    for metric in METRICS {
        let latest = set.iter().filter(|r| Some(r.at) == last).map(|r| value(metric, r.counts)).max();
        *metric(&mut counts) = latest.unwrap_or(0);
    }
    let repeated = steps.iter().any(|step| matches!(step, Step::Repeat(post) if *post == index));
    let url = format!("https://example.com/{index}/{}", if repeated { 5 * DAY } else { 0 });
    tables.posts.insert(format!("p{index}"), (posted, url, last, counts));
}

/// Replays the moves alone: a day's group is the one its account was last moved to on or before it,
/// where a move forgets those that were known for later days.
fn groups(world: &World, steps: &[Step]) -> impl Fn(usize, Day) -> GroupId {
    let mut history = vec![BTreeMap::from([(Day(0), world.groups[0])]); world.accounts.len()];
    for step in steps {
        if let Step::Move(account, group, day) = step {
            let later: BTreeSet<Day> = history[*account].range(day.plus(1)..).map(|(day, _)| *day).collect();
            history[*account].retain(|day, _| !later.contains(day));
            history[*account].insert(*day, world.groups[*group]);
        }
    }
    move |account, day| *history[account].range(..=day).next_back().unwrap().1
}
