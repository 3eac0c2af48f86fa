//! The numbers of a period, read in a fixed number of statements.

use super::store::{self, AccountRow, GroupRow, PlatformSums};
use super::{Filter, rules};
use crate::db::{Db, Result};
use crate::ids::GuildId;
use crate::time::Day;
use crate::tracking::period::{DayRow, Period, Totals};
use crate::tracking::rollups::windows;

/// Rows of the two lists.
const TOP: i64 = 10;

/// What a platform gained in the period and in the one before.
#[derive(Clone, Debug, Default)]
pub struct PlatformRow {
    pub platform: String,
    pub totals: Totals,
    pub previous: Totals,
}

/// What the page, the API and the CSV are drawn from.
pub struct Report {
    pub period: Period,
    pub today: Day,
    pub totals: Totals,
    pub previous: Totals,
    /// The whole period before was tracked.
    pub earlier: bool,
    /// Tracked today, and at the end of the period before.
    pub accounts: i64,
    pub accounts_before: i64,
    /// At the end of each day of the period.
    pub accounts_by_day: Vec<Option<i64>>,
    /// Both periods; days without any data have no row.
    pub days: Vec<DayRow>,
    pub platforms: Vec<PlatformRow>,
    pub top_accounts: Vec<AccountRow>,
    pub top_groups: Vec<GroupRow>,
}

pub async fn report(db: &Db, guild: GuildId, filter: &Filter, period: Period, today: Day) -> Result<Report> {
    let (first, before) = (period.first(today), period.first_before(today));
    let ends = (today, windows::until(db, guild).await?);
    let days = store::days(db, guild, filter, before, today).await?;
    let accounts = store::accounts(db, guild, filter).await?.accounts;
    let changes = store::accounts_changed(db, guild, filter, first).await?;
    Ok(Report {
        period,
        today,
        totals: Totals::of(&days, first, today),
        previous: Totals::of(&days, before, first.plus(-1)),
        earlier: store::has_data_by(db, guild, filter, before).await?,
        accounts,
        accounts_before: accounts - changes.iter().map(|(_, change)| change).sum::<i64>(),
        accounts_by_day: rules::run_back(accounts, &changes, first, today),
        platforms: by_platform(store::platforms(db, guild, filter, period, today).await?),
        top_accounts: store::top_accounts(db, guild, filter, period, ends, TOP).await?,
        top_groups: store::top_groups(db, guild, filter, period, ends, TOP).await?,
        days,
    })
}

/// One row for each platform, the one with most views first.
fn by_platform(sums: Vec<PlatformSums>) -> Vec<PlatformRow> {
    let row = |sums: &[PlatformSums]| {
        let of = |is_now| sums.iter().find(|row| row.is_now == is_now).map(|row| row.gained);
        PlatformRow {
            platform: sums.first().map(|row| row.platform.clone()).unwrap_or_default(),
            totals: of(1).unwrap_or_default(),
            previous: of(0).unwrap_or_default(),
        }
    };
    let mut rows: Vec<_> = sums.chunk_by(|a, b| a.platform == b.platform).map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.totals.views));
    rows
}

impl Report {
    pub fn first(&self) -> Day {
        self.period.first(self.today)
    }

    /// One row for each day of the period; nothing collected is nothing gained.
    pub fn each_day(&self) -> impl Iterator<Item = DayRow> {
        (0..self.period.days()).map(|offset| {
            let day = self.first().plus(offset);
            let found = self.days.iter().find(|row| row.day == day).cloned();
            found.unwrap_or(DayRow { day, posts: 0, views: 0, likes: 0, comments: 0, shares: 0 })
        })
    }
}
