//! Views of the last 7, 30 and 90 days and of as many before them, by account and by group: the
//! best of ten thousand accounts are found without reading their days.
//!
//! A guild's windows end with one day. They are moved on when something is gained on a later day,
//! and by the server's clock where nothing is.

mod store;

use std::collections::BTreeMap;
use std::time::Duration;

use super::AccountRow;
use crate::app::App;
use crate::db::{Db, Exec, Lock, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Day;
use crate::tracking::Platform;

/// Days of each window. A period's views before are the window of twice its days without its own.
pub(in crate::tracking) const SPANS: [i64; 6] = [7, 14, 30, 60, 90, 180];
const EVERY: Duration = Duration::from_secs(30);

/// Views in each of [`SPANS`].
pub(in crate::tracking) type Windows = [i64; SPANS.len()];

/// The day that a guild's windows end with; `None`: nothing was ever gained there.
pub(crate) async fn until(db: impl Exec, guild: GuildId) -> Result<Option<Day>> {
    store::until(db, guild).await
}

/// Adds differences of days, before they are added to the days themselves.
pub(super) async fn add(tx: &mut Tx, guild: GuildId, rows: &[AccountRow]) -> Result<()> {
    let gained = || rows.iter().filter(|row| row.delta.counts.views != 0);
    let Some(last) = gained().map(|row| row.day).max() else { return Ok(()) };
    let until = reach(tx, guild, last).await?;
    let mut accounts = BTreeMap::<(AccountId, GroupId), (Platform, Windows)>::new();
    let mut groups = BTreeMap::<(GroupId, Platform), Windows>::new();
    for row in gained() {
        let windows = windows_of(until, row.day, row.delta.counts.views);
        let account = accounts.entry((row.account, row.group)).or_insert((row.platform, Windows::default()));
        sum(&mut account.1, windows);
        sum(groups.entry((row.group, row.platform)).or_default(), windows);
    }
    accounts.retain(|_, (_, windows)| *windows != Windows::default());
    groups.retain(|_, windows| *windows != Windows::default());
    store::add_to_accounts(tx, guild, &Vec::from_iter(accounts)).await?;
    store::add_to_groups(tx, guild, &Vec::from_iter(groups)).await
}

/// What views of a day add to each window.
fn windows_of(until: Day, day: Day, views: i64) -> Windows {
    SPANS.map(|span| if (until.plus(1 - span)..=until).contains(&day) { views } else { 0 })
}

fn sum(windows: &mut Windows, more: Windows) {
    for (window, more) in windows.iter_mut().zip(more) {
        *window = window.saturating_add(more);
    }
}

/// Moves the windows on so that they reach to `day` at least; returns the day they end with.
async fn reach(tx: &mut Tx, guild: GuildId, day: Day) -> Result<Day> {
    let Some(until) = store::until(&mut *tx, guild).await? else {
        return rebuild(tx, guild, Some(day)).await.map(|until| until.unwrap_or(day));
    };
    if day <= until {
        return Ok(until);
    }
    store::slide(tx, guild, until, day).await?;
    store::drop_empty(tx, guild).await?;
    store::set_until(tx, guild, day).await?;
    Ok(day)
}

/// Makes a guild's windows anew from its days, for whoever wrote days in another way. They end with
/// the last day on which views were gained, or with `least` if that is later.
pub async fn rebuild(tx: &mut Tx, guild: GuildId, least: Option<Day>) -> Result<Option<Day>> {
    let Some(until) = store::last_day(tx, guild).await?.max(least) else { return Ok(None) };
    store::clear(tx, guild).await?;
    store::fill_accounts(tx, guild, until).await?;
    store::fill_groups(tx, guild, until).await?;
    store::set_until(tx, guild, until).await?;
    Ok(Some(until))
}

/// Runs until the server ends: windows of guilds in which nothing is gained end with today too.
pub(crate) async fn watch(app: App) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = move_on(&app.db, app.clock.now().day()).await {
            tracing::warn!(%error, "guilds whose sums of the last days are to be moved on were not found");
        }
    }
}

/// Moves the windows of all guilds on to `today`. One that cannot be moved, as another change is at
/// it for long, holds no other up: its turn comes again with the next tick.
pub(crate) async fn move_on(db: &Db, today: Day) -> Result<()> {
    for guild in store::behind(db, today).await? {
        if let Err(error) = move_one(db, guild, today).await {
            tracing::warn!(%error, %guild, "sums of the last days could not be moved on");
        }
    }
    Ok(())
}

async fn move_one(db: &Db, guild: GuildId, today: Day) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.lock(Lock::Guild(guild)).await?;
    reach(&mut tx, guild, today).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    #[tokio::test]
    async fn a_guild_that_cannot_be_moved_on_holds_no_other_up() {
        for test in both_engines().await {
            let (stuck, next) = (GuildId::new(1), GuildId::new(2));
            let sql =
                "INSERT INTO guilds (id, name, created_at, updated_at) VALUES (1, 'a', 0, 0), (2, 'b', 0, 0)";
            test.db.w(sql).exec().await.unwrap();
            let mut tx = test.db.begin().await.unwrap();
            for guild in [stuck, next] {
                store::set_until(&mut tx, guild, Day(7)).await.unwrap();
            }
            tx.commit().await.unwrap();
            let refusing = if test.db.is_sqlite() {
                "CREATE TRIGGER no BEFORE UPDATE ON guild_windows WHEN new.guild_id = 1
                 BEGIN SELECT RAISE(ABORT, 'no'); END"
            } else {
                "ALTER TABLE guild_windows ADD CONSTRAINT no CHECK (guild_id <> 1 OR until = 7)"
            };
            test.db.script(refusing.to_owned()).await.unwrap();
            move_on(&test.db, Day(8)).await.unwrap();
            assert_eq!(until(&test.db, stuck).await.unwrap(), Some(Day(7)));
            assert_eq!(until(&test.db, next).await.unwrap(), Some(Day(8)));
        }
    }

    #[test]
    fn a_day_counts_in_the_windows_that_hold_it() {
        let until = Day(1_000);
        assert_eq!(windows_of(until, Day(1_000), 5), [5; 6]);
        assert_eq!(windows_of(until, Day(994), 5), [5; 6]);
        assert_eq!(windows_of(until, Day(993), 5), [0, 5, 5, 5, 5, 5]);
        assert_eq!(windows_of(until, until.plus(-179), -5), [0, 0, 0, 0, 0, -5]);
        assert_eq!(windows_of(until, until.plus(-180), 5), [0; 6]);
        assert_eq!(windows_of(until, Day(1_001), 5), [0; 6]);
    }
}
