//! SQL of the accounts' reports.

use std::collections::BTreeMap;

use super::followers::Mark;
use super::{Merged, Status};
use crate::db::{Batch, Result, Tx};
use crate::ids::AccountId;

/// Each part is written only where it is newer than what is there (at the same time: greater).
pub async fn apply(tx: &mut Tx, merged: &BTreeMap<AccountId, Merged>) -> Result<()> {
    let checked: Vec<_> = merged.iter().filter_map(|(id, m)| Some((*id, m.checked_at?))).collect();
    super::super::checked(tx, &checked).await?;
    followers(tx, merged).await?;
    statuses(tx, merged).await?;
    display_names(tx, merged).await
}

async fn followers(tx: &mut Tx, merged: &BTreeMap<AccountId, Merged>) -> Result<()> {
    let days = Batch {
        head: "INSERT INTO follower_days AS t (account_id, day, followers, collected_at) VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT", "BIGINT"],
        tail: " ON CONFLICT (account_id, day) DO UPDATE
               SET followers = excluded.followers, collected_at = excluded.collected_at
               WHERE t.collected_at < excluded.collected_at
                  OR (t.collected_at = excluded.collected_at AND t.followers < excluded.followers)",
    };
    let rows: Vec<_> = merged
        .iter()
        .flat_map(|(id, m)| m.followers.iter().map(move |(day, (at, n))| (*id, *day, *at, *n)))
        .collect();
    days.exec(&mut &mut *tx, &rows, |q, (id, day, at, n)| q.bind(*id).bind(*day).bind(*n).bind(*at)).await?;
    let latest = Batch {
        head: "WITH seen (id, followers, at) AS (VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT"],
        tail: ") UPDATE accounts SET followers = seen.followers, followers_at = seen.at FROM seen
               WHERE accounts.id = seen.id AND (accounts.followers_at IS NULL OR accounts.followers_at < seen.at
                  OR (accounts.followers_at = seen.at AND accounts.followers < seen.followers))",
    };
    let rows: Vec<_> = merged
        .iter()
        .filter_map(|(id, m)| m.followers.last_key_value().map(|(_, (at, n))| (*id, *at, *n)))
        .collect();
    latest.exec(&mut &mut *tx, &rows, |q, (id, at, n)| q.bind(*id).bind(*n).bind(*at)).await?;
    Ok(())
}

async fn statuses(tx: &mut Tx, merged: &BTreeMap<AccountId, Merged>) -> Result<()> {
    let update = Batch {
        head: "WITH seen (id, status, at) AS (VALUES ",
        casts: &["UUID", "TEXT", "BIGINT"],
        tail: ") UPDATE accounts SET status = seen.status, status_at = seen.at FROM seen
               WHERE accounts.id = seen.id AND accounts.status <> 'paused'
                 AND (accounts.status_at IS NULL OR accounts.status_at < seen.at
                  OR (accounts.status_at = seen.at AND seen.status = 'unavailable'))",
    };
    let status = |unavailable| if unavailable { Status::Unavailable } else { Status::Active };
    let rows: Vec<_> =
        merged.iter().filter_map(|(id, m)| m.status.map(|(at, gone)| (*id, status(gone), at))).collect();
    update.exec(&mut &mut *tx, &rows, |q, (id, status, at)| q.bind(*id).bind(*status).bind(*at)).await?;
    Ok(())
}

async fn display_names(tx: &mut Tx, merged: &BTreeMap<AccountId, Merged>) -> Result<()> {
    let update = Batch {
        head: "WITH seen (id, display_name, search, at) AS (VALUES ",
        casts: &["UUID", "TEXT", "TEXT", "BIGINT"],
        tail: ") UPDATE accounts SET display_name = seen.display_name, search = seen.search, display_name_at = seen.at
               FROM seen
               WHERE accounts.id = seen.id AND (accounts.display_name_at IS NULL OR accounts.display_name_at < seen.at
                  OR (accounts.display_name_at = seen.at AND accounts.display_name < seen.display_name))",
    };
    let rows: Vec<_> =
        merged.iter().filter_map(|(id, m)| m.display_name.as_ref().map(|name| (*id, name))).collect();
    update
        .exec(&mut &mut *tx, &rows, |q, (id, (at, name, search))| {
            q.bind(*id).bind(name.clone()).bind(search.clone()).bind(*at)
        })
        .await?;
    Ok(())
}

/// What was ever reported of the followers of these accounts.
pub async fn marks(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<Mark>> {
    let find = Batch {
        head: "WITH asked (id) AS (VALUES ",
        casts: &["UUID"],
        tail: ") SELECT m.account_id, m.first_at, m.first, m.most, m.seen_at
               FROM asked CROSS JOIN follower_marks m WHERE m.account_id = asked.id",
    };
    find.all(&mut &mut *tx, accounts, |q, id| q.bind(*id)).await
}

pub async fn write_marks(tx: &mut Tx, marks: &[Mark]) -> Result<()> {
    let write = Batch {
        head: "INSERT INTO follower_marks (account_id, first_at, first, most, seen_at) VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: " ON CONFLICT (account_id) DO UPDATE SET first_at = excluded.first_at, first = excluded.first,
              most = excluded.most",
    };
    write
        .exec(&mut &mut *tx, marks, |q, mark| {
            q.bind(mark.account_id).bind(mark.first_at).bind(mark.first).bind(mark.most).bind(mark.seen_at)
        })
        .await?;
    Ok(())
}
