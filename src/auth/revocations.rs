//! Rights that ended, told to every instance: a row in the same transaction, read twice a second,
//! so that no stream outlives its right by a second.

use std::collections::BTreeSet;
use std::time::Duration;

use super::store::revocations::{self as store, Revocation, What};
use crate::app::App;
use crate::db::{Db, Result, Tx};
use crate::live::Ended;
use crate::time::Ms;

/// Rows get their number before they commit, so a lower number may appear after a higher one; this
/// many are looked at again. One person's servers and sessions, which end together, are half of it.
const LATE: i64 = 500;
const EVERY: Duration = Duration::from_millis(500);

/// Notes inside the caller's transaction that a right ended. After the commit the caller calls
/// `app.live.end` for its own instance; the others read it from the table.
pub(crate) async fn add(tx: &mut Tx, ended: Ended, now: Ms) -> Result<()> {
    add_all(tx, [ended], now).await
}

/// As [`add`], for many in one statement.
pub(crate) async fn add_all(tx: &mut Tx, ended: impl IntoIterator<Item = Ended>, now: Ms) -> Result<()> {
    store::insert(tx, &Vec::from_iter(ended.into_iter().map(row)), now).await
}

fn row(ended: Ended) -> What {
    match ended {
        Ended::Everyone => What::default(),
        Ended::Session(session) => What { session: Some(session), ..What::default() },
        Ended::User(user) => What { user: Some(user), ..What::default() },
        Ended::Membership(user, guild) => What { user: Some(user), guild: Some(guild), ..What::default() },
        Ended::Key(key) => What { key: Some(key), ..What::default() },
    }
}

/// Ends live streams whose right ended on another instance. Runs until it is dropped.
pub async fn watch_revocations(app: App) {
    let mut watch = None;
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = look(&app, &mut watch).await {
            tracing::warn!(%error, "revocations were not read; trying again");
        }
    }
}

async fn look(app: &App, watch: &mut Option<Watch>) -> Result<()> {
    let watch = match watch {
        Some(watch) => watch,
        // What ended before the start has no streams here.
        None => watch.insert(Watch::begin(&app.db).await?),
    };
    for ended in watch.next(&app.db).await? {
        app.live.end(ended);
    }
    Ok(())
}

/// How far the table was read, and which of the last rows were seen.
struct Watch {
    highest: i64,
    seen: BTreeSet<i64>,
}

impl Watch {
    async fn begin(db: &Db) -> Result<Watch> {
        let highest = store::last(db).await?;
        let mut watch = Watch { highest, seen: BTreeSet::new() };
        watch.next(db).await?;
        Ok(watch)
    }

    async fn next(&mut self, db: &Db) -> Result<Vec<Ended>> {
        let rows = store::after(db, self.highest - LATE).await?;
        let mut ended = Vec::new();
        for row in rows {
            self.highest = self.highest.max(row.number);
            if self.seen.insert(row.number) {
                ended.push(what(&row));
            }
        }
        self.seen = self.seen.split_off(&(self.highest - LATE));
        Ok(ended)
    }
}

fn what(row: &Revocation) -> Ended {
    match (row.session_id, row.user_id, row.guild_id) {
        (Some(session), ..) => Ended::Session(session),
        (None, Some(user), Some(guild)) => Ended::Membership(user, guild),
        (None, Some(user), None) => Ended::User(user),
        (None, None, _) => row.key_id.map_or(Ended::Everyone, Ended::Key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;
    use crate::ids::{ApiKeyId, GuildId, SessionId, UserId};

    #[tokio::test]
    async fn every_revocation_is_told_once_and_late_ones_too() {
        for test in both_engines().await {
            let db = &test.db;
            let add = async |ended| {
                let mut tx = db.begin().await.unwrap();
                super::add(&mut tx, ended, Ms(1)).await.unwrap();
                tx.commit().await.unwrap();
            };
            let session = SessionId::new(Ms(1));
            add(Ended::Session(session)).await;
            let mut watch = Watch::begin(db).await.unwrap();
            assert!(watch.next(db).await.unwrap().is_empty(), "what ended before is over");
            let (user, guild) = (UserId::new(7), GuildId::new(8));
            let each = [
                Ended::User(user),
                Ended::Membership(user, guild),
                Ended::Key(ApiKeyId::new(Ms(1))),
                Ended::Everyone,
            ];
            for ended in each {
                add(ended).await;
            }
            assert_eq!(watch.next(db).await.unwrap(), each);
            assert!(watch.next(db).await.unwrap().is_empty());
            // A row with a lower number that commits after a higher one.
            watch.highest += 50;
            add(Ended::Session(session)).await;
            assert_eq!(watch.next(db).await.unwrap(), [Ended::Session(session)]);
        }
    }

    #[tokio::test]
    async fn many_at_once_are_all_told() {
        let test = crate::db::testing::sqlite().await;
        let mut watch = Watch::begin(&test.db).await.unwrap();
        let mut tx = test.db.begin().await.unwrap();
        let users = (0..2_500).map(|user| Ended::User(UserId::new(user)));
        add_all(&mut tx, users, Ms(1)).await.unwrap();
        tx.commit().await.unwrap();
        let mut told = 0;
        for _ in 0..10 {
            told += watch.next(&test.db).await.unwrap().len();
        }
        assert_eq!(told, 2_500);
    }
}
