//! Firing, in the transaction of what it is about.

use std::collections::{BTreeMap, HashMap};

use super::metric::Metric;
use super::rules::{self, Height, Rise};
use super::store::fire::{self as store, NewAlert, Watching};
use super::words;
use crate::db::{Result, Tx};
use crate::ids::{AccountId, AlertId, GroupId, GuildId, PostId};
use crate::time::Ms;
use crate::tracking::{Counts, Platform};

/// What the snapshots of one call did to a post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PostRise {
    pub post: PostId,
    pub account: AccountId,
    /// The group that its account is in now.
    pub group: GroupId,
    pub platform: Platform,
    pub base_before: Counts,
    pub before: Option<Counts>,
    pub base: Counts,
    pub after: Counts,
    pub seen_at: Option<Ms>,
}

/// What the reports of one call did to an account's followers.
#[derive(Clone, Debug)]
pub(crate) struct FollowersRise {
    pub account: AccountId,
    pub username: String,
    pub group: GroupId,
    pub platform: Platform,
    pub rise: Rise,
}

/// An account that became unavailable, or came back.
#[derive(Clone, Debug)]
pub(crate) struct StatusChange {
    pub account: AccountId,
    pub username: String,
    pub group: GroupId,
    pub platform: Platform,
    pub unavailable: bool,
}

/// The achieved rounds in a row of a group, before and after a round was evaluated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Streak {
    pub group: GroupId,
    pub before: i64,
    pub after: i64,
}

/// The thresholds of a guild, found by what they watch.
struct Watch(HashMap<(GroupId, Metric), Vec<Watching>>);

impl Watch {
    fn of(all: Vec<Watching>) -> Watch {
        let mut by = HashMap::<_, Vec<_>>::new();
        for one in all {
            by.entry((one.group_id, one.metric)).or_default().push(one);
        }
        Watch(by)
    }

    fn firing<'w>(
        &'w self,
        group: GroupId,
        metric: Metric,
        platform: Platform,
        rise: &Rise,
    ) -> impl Iterator<Item = &'w Watching> {
        let (rise, watching) = (*rise, self.0.get(&(group, metric)));
        watching
            .into_iter()
            .flatten()
            .filter(move |one| one.platform.holds(platform) && rules::fires(one.value, one.armed_at, &rise))
    }
}

/// Fires the thresholds that posts passed.
pub(crate) async fn posts(tx: &mut Tx, guild: GuildId, rises: &[PostRise], now: Ms) -> Result<()> {
    if rises.is_empty() {
        return Ok(());
    }
    let watch = Watch::of(store::watching(tx, guild, false).await?);
    let mut fired = Vec::new();
    for post in rises.iter().filter(|_| !watch.0.is_empty()) {
        for metric in Metric::OF_POSTS {
            let most = metric.of(post.after);
            let rise = Rise {
                before: Height {
                    base: metric.of(post.base_before),
                    most: post.before.map(|before| metric.of(before)),
                },
                after: Height { base: metric.of(post.base), most: Some(most) },
                seen_at: post.seen_at,
            };
            let firing = watch.firing(post.group, metric, post.platform, &rise);
            fired.extend(firing.map(|threshold| (post, threshold, most)));
        }
    }
    let ids: Vec<PostId> = fired.iter().map(|(post, ..)| post.post).collect();
    let subjects = store::subjects(tx, &ids).await?;
    let subjects: HashMap<_, _> = subjects.into_iter().map(|subject| (subject.id, subject)).collect();
    let alerts = fired.into_iter().filter_map(|(post, threshold, most)| {
        let subject = subjects.get(&post.post)?;
        let words = words::passed(&subject.username, post.platform, threshold.metric, threshold.value, most);
        let about = About { subject: post.post.0, account: post.account, platform: post.platform };
        Some(NewAlert { post_url: Some(subject.url.clone()), ..about.passed(threshold, words, now) })
    });
    record(tx, guild, alerts.collect(), now).await
}

/// Fires the thresholds that the followers of accounts passed.
pub(crate) async fn followers(tx: &mut Tx, guild: GuildId, rises: &[FollowersRise], now: Ms) -> Result<()> {
    if rises.is_empty() {
        return Ok(());
    }
    let watch = Watch::of(store::watching(tx, guild, true).await?);
    let mut alerts = Vec::new();
    for one in rises {
        let most = one.rise.after.most.unwrap_or_default();
        for threshold in watch.firing(one.group, Metric::Followers, one.platform, &one.rise) {
            let words = words::passed(&one.username, one.platform, Metric::Followers, threshold.value, most);
            let about = About { subject: one.account.0, account: one.account, platform: one.platform };
            alerts.push(about.passed(threshold, words, now));
        }
    }
    record(tx, guild, alerts, now).await
}

/// Tells of accounts that became unavailable or came back.
pub(crate) async fn statuses(tx: &mut Tx, guild: GuildId, changes: &[StatusChange], now: Ms) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let off = store::groups_without(tx, guild, store::Switch::Status).await?;
    let alerts = changes.iter().filter(|change| !off.contains(&change.group)).map(|change| NewAlert {
        account: Some(change.account),
        platform: Some(change.platform),
        ..NewAlert::new(
            change.group,
            super::Kind::Status,
            words::status(&change.username, change.platform, change.unavailable),
            now,
        )
    });
    record(tx, guild, alerts.collect(), now).await
}

/// Tells of streaks at the evaluation of a round, in its transaction. Rounds made for past weeks are
/// not told of: their caller leaves this out.
pub(crate) async fn streaks(tx: &mut Tx, guild: GuildId, ended: &[Streak], now: Ms) -> Result<()> {
    let news: BTreeMap<GroupId, rules::StreakNews> = ended
        .iter()
        .filter_map(|one| Some((one.group, rules::streak_news(one.before, one.after)?)))
        .collect();
    if news.is_empty() {
        return Ok(());
    }
    let off = store::groups_without(tx, guild, store::Switch::Streak).await?;
    let groups = store::labels(tx, guild, &Vec::from_iter(news.keys().copied())).await?;
    let alerts = groups.into_iter().filter(|(group, _)| !off.contains(group)).filter_map(|(group, label)| {
        let words = words::streak(&label, *news.get(&group)?);
        Some(NewAlert::new(group, super::Kind::Streak, words, now))
    });
    record(tx, guild, alerts.collect(), now).await
}

/// Writes a test message into the outbox, whatever the switches say.
pub(super) async fn test(
    tx: &mut Tx,
    guild: GuildId,
    group: GroupId,
    words: words::Words,
    now: Ms,
) -> Result<AlertId> {
    let alert = NewAlert::new(group, super::Kind::Test, words, now);
    let id = alert.id;
    record(tx, guild, vec![alert], now).await?;
    Ok(id)
}

/// What passed a threshold.
struct About {
    subject: uuid::Uuid,
    account: AccountId,
    platform: Platform,
}

impl About {
    fn passed(&self, threshold: &Watching, words: words::Words, now: Ms) -> NewAlert {
        NewAlert {
            threshold: Some(threshold.id),
            subject: Some(self.subject),
            account: Some(self.account),
            metric: Some(threshold.metric),
            platform: Some(self.platform),
            ..NewAlert::new(threshold.group_id, super::Kind::Threshold, words, now)
        }
    }
}

async fn record(tx: &mut Tx, guild: GuildId, alerts: Vec<NewAlert>, now: Ms) -> Result<()> {
    let fired = store::insert(tx, guild, &alerts).await?;
    store::triggered(tx, &fired, now).await
}
