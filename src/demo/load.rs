//! Puts the sample data into the database, by the product's own functions and in one transaction:
//! killed in the middle, the next start begins again.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::people::FIRST;
use super::world::bonus::ROUNDS;
use super::world::{Account, Guild, Status, World};
use super::{alerts, bonus, history, imports, store};
use crate::db::{Db, Error, Result, Tx};
use crate::guilds;
use crate::ids::{AccountId, BrandId, GroupId};
use crate::time::{HOUR, Ms};
use crate::tracking::accounts::reports::{self, Report};
use crate::tracking::accounts::{self, NewAccount};
use crate::tracking::groups::{self, NewGroup};
use crate::tracking::marks::Reading;
use crate::tracking::posts::{self, NewPost};
use crate::tracking::snapshots::{self, Snapshot};
use crate::tracking::{Counts, Label, Platform, Username, brands};

/// The same every time: two people who talk about their demos see the same names.
pub(super) const SEED: u64 = 20_261_115;
/// How much of the last days comes in one call.
const CALL: i64 = 12 * HOUR;

/// Fills an empty database. True when it was empty.
pub async fn once(db: &Db, now: Ms) -> Result<bool> {
    let mut tx = db.begin().await?;
    if store::is_filled(&mut tx).await? {
        return Ok(false);
    }
    fill(&mut tx, &World::small(SEED, now)).await?;
    tx.commit().await?;
    Ok(true)
}

pub async fn fill(tx: &mut Tx, world: &World) -> Result<()> {
    for guild in &world.guilds {
        let now = world.uptime.last_seen_at;
        let made = fill_guild(tx, guild).await?;
        let (earlier, later) = readings(guild, now.plus(-alerts::SINCE))?;
        snapshots::record(tx, guild.id, &earlier, guild.added_at).await?;
        store::set_up(tx, guild, now).await?;
        alerts::thresholds(tx, guild, &made.groups, now.plus(-alerts::SINCE)).await?;
        for (at, readings) in later {
            snapshots::record(tx, guild.id, &readings, at).await?;
        }
        history::write(tx, guild, &made, world.uptime.last_seen_at).await?;
        if guild.id == FIRST {
            let (dice, now) = (&mut Dice::new(SEED), world.uptime.last_seen_at);
            bonus::fill(tx, guild.id, &made.groups, ROUNDS, dice, now).await?;
        }
        alerts::settle(tx, guild).await?;
        imports::write(tx, guild, world.uptime.last_seen_at).await?;
    }
    store::uptime(tx, &world.uptime).await
}

/// The ids that the parts of a guild got, in their order.
pub struct Made {
    pub brands: Vec<BrandId>,
    pub groups: Vec<GroupId>,
    pub accounts: Vec<AccountId>,
}

pub(super) async fn fill_guild(tx: &mut Tx, guild: &Guild) -> Result<Made> {
    let channel = |c: &super::world::Channel| guilds::store::Channel {
        id: c.id,
        name: c.name.to_owned(),
        bot_can_post: c.bot_can_post,
    };
    let report = guilds::store::Report {
        name: guild.name.to_owned(),
        icon_url: None,
        channels: guild.channels.iter().map(channel).collect(),
    };
    guilds::store::put(tx, guild.id, &report, guild.added_at).await?;

    let mut brand_ids = Vec::new();
    for brand in &guild.brands {
        brand_ids.push(brands::insert(tx, guild.id, &label(brand.label)?, guild.added_at).await?);
    }
    let mut group_ids = Vec::new();
    for group in &guild.groups {
        let brand = *brand_ids.get(group.brand).ok_or(Error::RowNotFound)?;
        let label = label(group.label)?;
        let new = NewGroup { guild: guild.id, brand, label: &label, channel: group.channel };
        group_ids.push(groups::insert(tx, &new, guild.added_at).await?);
    }
    let accounts = fill_accounts(tx, guild, &group_ids).await?;
    add_posts(tx, guild).await?;
    Ok(Made { brands: brand_ids, groups: group_ids, accounts })
}

async fn fill_accounts(tx: &mut Tx, guild: &Guild, groups: &[GroupId]) -> Result<Vec<AccountId>> {
    // Those that were added at one time go together.
    let mut by_time = BTreeMap::<Ms, Vec<(usize, &Account)>>::new();
    for numbered in guild.accounts.iter().enumerate() {
        by_time.entry(numbered.1.added_at).or_default().push(numbered);
    }
    let mut made = BTreeMap::new();
    for (at, together) in by_time {
        let mut names = Vec::new();
        for (_, account) in &together {
            let group = *groups.get(account.group).ok_or(Error::RowNotFound)?;
            let username = username(&account.username)?;
            names.push((group, platform(account)?, username, label(&account.display_name)?));
        }
        let rows: Vec<NewAccount<'_>> = names
            .iter()
            .map(|(group, platform, username, name)| NewAccount {
                group: *group,
                platform: *platform,
                username,
                display_name: Some(name),
            })
            .collect();
        let ids = accounts::insert_all(tx, guild.id, &rows, at).await?;
        made.extend(together.iter().map(|(index, _)| *index).zip(ids));
    }
    let mut seen = Vec::new();
    for account in &guild.accounts {
        seen.extend(reports_of(account)?);
    }
    reports::record(tx, guild.id, &seen, guild.added_at).await?;
    let paused = guild.accounts.iter().filter(|account| account.status == Status::Paused);
    for account in paused {
        store::pause(tx, guild.id, platform(account)?, &username(&account.username)?).await?;
    }
    Ok(made.into_values().collect())
}

/// Followers over time, and the end of an account that is gone.
fn reports_of(account: &Account) -> Result<Vec<Report>> {
    let (platform, username) = (platform(account)?, username(&account.username)?);
    let report = |collected_at, followers, status| Report {
        platform,
        username: username.clone(),
        collected_at,
        followers,
        status: Some(status),
        display_name: None,
    };
    let mut all: Vec<_> = account
        .followers
        .iter()
        .map(|(at, followers)| report(*at, Some(*followers), accounts::Status::Active))
        .collect();
    if account.status == Status::Unavailable {
        all.push(report(account.status_at, None, accounts::Status::Unavailable));
    }
    Ok(all)
}

async fn add_posts(tx: &mut Tx, guild: &Guild) -> Result<()> {
    let mut new = Vec::new();
    for post in &guild.posts {
        let account = guild.accounts.get(post.account).ok_or(Error::RowNotFound)?;
        let platform = platform(account)?;
        new.push(NewPost {
            platform,
            external_id: post.external_id.clone(),
            username: username(&account.username)?,
            url: post.url.clone(),
            posted_at: post.posted_at,
        });
    }
    // In the order of publication, as the bot would have found them: ids sort by it.
    new.sort_by_key(|post| post.posted_at);
    posts::add(tx, guild.id, &new, guild.added_at).await?;
    Ok(())
}

pub(super) type Readings = Vec<Snapshot>;

/// What was collected before that time, and after it in calls of half a day with the time of each.
pub(super) fn readings(guild: &Guild, since: Ms) -> Result<(Readings, BTreeMap<Ms, Readings>)> {
    let (mut earlier, mut later) = (Vec::new(), BTreeMap::<Ms, Readings>::new());
    for post in &guild.posts {
        let account = guild.accounts.get(post.account).ok_or(Error::RowNotFound)?;
        let platform = platform(account)?;
        for s in &post.snapshots {
            let counts = Counts::new(s.views, s.likes, s.comments, s.shares);
            let reading = Reading { at: s.at, counts };
            let snapshot = Snapshot { platform, external_id: post.external_id.clone(), reading };
            match s.at < since {
                true => earlier.push(snapshot),
                false => {
                    let half = s.at.since(since) / CALL;
                    later.entry(since.plus((half + 1) * CALL - 1)).or_default().push(snapshot);
                }
            }
        }
    }
    // The last call is under way.
    if let Some((at, last)) = later.pop_last() {
        let newest = last.iter().map(|snapshot| snapshot.reading.at).max();
        later.insert(newest.unwrap_or(at), last);
    }
    Ok((earlier, later))
}

pub(super) fn platform(account: &Account) -> Result<Platform> {
    account.platform.parse().map_err(|error| Error::Encode(Box::new(error)))
}

fn username(text: &str) -> Result<Username> {
    Username::parse(text).map_err(|error| Error::Encode(Box::new(error)))
}

fn label(text: &str) -> Result<Label> {
    Label::parse(text).map_err(|error| Error::Encode(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;
    use crate::demo::bot::Known;

    const NOW: Ms = Ms(1_795_600_000_000);

    #[tokio::test]
    async fn the_database_is_filled_once_and_adds_up() {
        for test in both_engines().await {
            assert!(once(&test.db, NOW).await.unwrap());
            assert!(!once(&test.db, NOW.plus(1_000)).await.unwrap());
            let sums = store::tests::sums(&test.db).await;
            assert_eq!((sums.accounts, sums.groups, sums.posts), (300, 24, 6_000));
            assert!(sums.unavailable > 3 && sums.paused > 3);
            assert!(sums.account_views > 0);
            assert_eq!(sums.account_views, sums.group_views);
            assert_eq!(sums.account_views, sums.guild_views);
        }
    }

    #[tokio::test]
    async fn the_bot_is_told_what_is_active_and_recent() {
        for test in both_engines().await {
            once(&test.db, NOW).await.unwrap();
            let known = Known::read(&test.db, NOW).await.unwrap();
            assert_eq!(known.guilds.len(), 2);
            let first = known.guilds.iter().find(|guild| guild.id == FIRST).unwrap();
            assert!((150..200).contains(&first.accounts.len()), "{}", first.accounts.len());
            assert!((100..=500).contains(&first.posts.len()), "{}", first.posts.len());
            assert!(first.posts.iter().any(|post| post.views > 0));
            assert!(first.channels.len() == 4 && known.uptime_seconds > 0);
        }
    }
}
