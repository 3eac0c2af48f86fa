//! What the bot reports of accounts: followers, status, display name. The latest `collected_at`
//! wins, whatever the order of arrival.

mod followers;
mod store;

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Known, Status, find};
use crate::alerts::{self, StatusChange};
use crate::db::{Lock, Result, Tx};
use crate::ids::{AccountId, GuildId};
use crate::time::{Day, Ms};
use crate::tracking::names::search_text;
use crate::tracking::{Label, Platform, Username};

/// One report; what it leaves out stays as it is.
#[derive(Clone, Debug)]
pub struct Report {
    pub platform: Platform,
    pub username: Username,
    pub collected_at: Ms,
    pub followers: Option<i64>,
    /// Never `Paused`: that is for people to say.
    pub status: Option<Status>,
    pub display_name: Option<Label>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct UnknownAccount {
    pub platform: Platform,
    pub username: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reported {
    pub accepted: usize,
    pub unknown_accounts: Vec<UnknownAccount>,
}

/// Applies reports of accounts that the guild tracks, and names those that it does not. A state that
/// changes and followers that pass a threshold fire.
pub async fn record(tx: &mut Tx, guild: GuildId, reports: &[Report], now: Ms) -> Result<Reported> {
    tx.lock(Lock::Guild(guild)).await?;
    let names: Vec<_> = reports.iter().map(|r| (r.platform, r.username.folded())).collect();
    let known = find(tx, guild, &distinct(&names)).await?;
    let (mut merged, mut unknown) = (BTreeMap::<AccountId, Merged>::new(), Unknown::default());
    let mut accepted = 0;
    for (report, name) in reports.iter().zip(names) {
        match known.get(&name) {
            Some(account) => {
                merged.entry(account.id).or_default().add(account, report);
                accepted += 1;
            }
            None => unknown.add(report.platform, report.username.as_str(), name.1),
        }
    }
    let known: BTreeMap<AccountId, &Known> = known.values().map(|known| (known.id, known)).collect();
    store::apply(tx, &merged).await?;
    let changes: Vec<_> = merged.iter().filter_map(|(id, m)| m.changes_status(known.get(id)?)).collect();
    alerts::statuses(tx, guild, &changes, now).await?;
    let rises = followers::rise(tx, &merged, &known, now).await?;
    alerts::followers(tx, guild, &rises, now).await?;
    if accepted > 0 {
        tx.mark_changed(guild);
    }
    Ok(Reported { accepted, unknown_accounts: unknown.names })
}

/// Each thing once, in the order of its first appearance.
pub(in crate::tracking) fn distinct<T: Clone + Eq + std::hash::Hash>(all: &[T]) -> Vec<T> {
    let mut seen = HashSet::new();
    all.iter().filter(|one| seen.insert(*one)).cloned().collect()
}

/// Accounts that nobody tracks, each once and as it was first written.
#[derive(Default)]
pub(in crate::tracking) struct Unknown {
    seen: HashSet<(Platform, String)>,
    pub names: Vec<UnknownAccount>,
}

impl Unknown {
    pub fn add(&mut self, platform: Platform, username: &str, folded: String) {
        if self.seen.insert((platform, folded)) {
            self.names.push(UnknownAccount { platform, username: username.to_owned() });
        }
    }
}

/// What the reports of one account in one call come to.
#[derive(Default)]
struct Merged {
    checked_at: Option<Ms>,
    /// The latest of each day; the greatest where several share its time.
    followers: BTreeMap<Day, (Ms, i64)>,
    /// The earliest, the least where several share its time, and the greatest.
    extremes: Option<((Ms, i64), i64)>,
    /// At one time `unavailable` outweighs `active`, so that the order does not matter.
    status: Option<(Ms, bool)>,
    /// With the search text it makes.
    display_name: Option<(Ms, String, String)>,
}

impl Merged {
    fn add(&mut self, account: &Known, report: &Report) {
        let at = report.collected_at;
        self.checked_at = self.checked_at.max(Some(at));
        if let Some(followers) = report.followers {
            let of_day = self.followers.entry(at.day()).or_insert((at, followers));
            *of_day = (*of_day).max((at, followers));
            let (first, most) = self.extremes.unwrap_or(((at, followers), followers));
            self.extremes = Some((first.min((at, followers)), most.max(followers)));
        }
        if let Some(status @ (Status::Active | Status::Unavailable)) = report.status {
            self.status = self.status.max(Some((at, status == Status::Unavailable)));
        }
        if let Some(name) = &report.display_name {
            let search = search_text(&account.username, name.as_str());
            let reported = Some((at, name.as_str().to_owned(), search));
            if self.display_name < reported {
                self.display_name = reported;
            }
        }
    }

    /// Whether the account becomes unavailable or comes back, by the rule that [`store::apply`] follows.
    fn changes_status(&self, known: &Known) -> Option<StatusChange> {
        let (at, unavailable) = self.status?;
        let is_news = known.status_at.is_none_or(|then| then < at || (then == at && unavailable));
        let was_unavailable = known.status == Status::Unavailable;
        let changes = known.status != Status::Paused && is_news && unavailable != was_unavailable;
        changes.then(|| StatusChange {
            account: known.id,
            username: known.username.clone(),
            group: known.group_id,
            platform: known.platform,
            unavailable,
        })
    }
}
