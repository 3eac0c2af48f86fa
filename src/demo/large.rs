//! `--size large`: writes a whole database beside the one it becomes, in sets of rows. A start that is
//! interrupted leaves a file that the next one throws away.

mod rules;
mod store;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::store as demo_store;
use super::world::Large;
use super::{alerts, bonus, dice::Dice, load};
use crate::db::{Db, Error, Result, Tx};
use crate::start::StartError;
use crate::time::Ms;
use crate::tracking::rollups::windows;
use crate::tracking::{Platform, Username, accounts};
use crate::web::text;
use rules::{Day, PostRow};

const ACCOUNTS: usize = 10_000;
const POSTS: usize = 1_000_000;
/// Posts after which it says how far it is.
const STEP: i64 = 100_000;
/// Bonus rounds, as far as there are accounts for them; each asks about as many groups as in the small demo,
/// so that what differs between the two is the number of rounds.
const ROUNDS: i64 = 200;
const GROUPS_OF_A_ROUND: usize = 16;
/// Rows that are gathered before they are written.
const GATHERED: usize = 20_000;

/// Makes the large demo's database unless it is there.
pub async fn ensure(database: &Path, now: Ms) -> Result<(), StartError> {
    make(database, || Large::new(load::SEED, now, ACCOUNTS, POSTS)).await
}

async fn make(database: &Path, large: impl FnOnce() -> Large) -> Result<(), StartError> {
    if database.exists() {
        match demo_store::size(database).await? {
            Some(demo_store::Size::Large) => return Ok(()),
            Some(demo_store::Size::Small) => {
                let text = format!(
                    "{} holds the small demo: name another folder with --data for the large one",
                    database.display()
                );
                return Err(StartError::Other(text));
            }
            // A start that did not come to its end.
            None => remove(database)?,
        }
    }
    let part = database.with_extension("part");
    remove(&part)?;
    let db = Db::scratch(&part).await?;
    db.migrate().await?;
    eprintln!("making the large demo, for about half a minute");
    let mut tx = db.begin().await?;
    fill(&mut tx, large(), |done| eprintln!("{} posts", text::number(done))).await?;
    tx.commit().await?;
    db.close().await;
    fs::File::open(&part)?.sync_all()?;
    fs::rename(&part, database)?;
    remove(&part)?;
    Ok(())
}

/// Removes a database with what SQLite and the migrations keep beside it.
fn remove(database: &Path) -> io::Result<()> {
    for ending in ["", "-wal", "-shm", "-journal", ".lock"] {
        let mut path = database.as_os_str().to_owned();
        path.push(ending);
        match fs::remove_file(PathBuf::from(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Everything of the large demo. Guild, groups and accounts go the product's own way; posts and their
/// sums are computed by the same rules and written as they come to be.
pub async fn fill(tx: &mut Tx, mut large: Large, progress: impl Fn(i64)) -> Result<()> {
    let made = load::fill_guild(tx, &large.guild).await?;
    demo_store::set_up(tx, &large.guild, large.uptime.last_seen_at).await?;
    let since = large.uptime.last_seen_at.plus(-alerts::SINCE);
    alerts::thresholds(tx, &large.guild, &made.groups, since).await?;
    demo_store::uptime(tx, &large.uptime).await?;
    let guild = large.guild.id;
    let known: HashMap<(Platform, String), store::Account> = store::accounts(tx, guild)
        .await?
        .into_iter()
        .map(|account| ((account.platform, account.username_folded.clone()), account))
        .collect();

    let (mut posts, mut days) = (Vec::<(Platform, PostRow)>::new(), Vec::<(store::Account, Day)>::new());
    let (mut checked, mut done, mut said) = (Vec::new(), 0_i64, 0);
    for (account, made) in large.accounts() {
        let platform = load::platform(account)?;
        let username = Username::parse(&account.username).map_err(|error| Error::Encode(Box::new(error)))?;
        let account = known.get(&(platform, username.folded())).ok_or(Error::RowNotFound)?;
        let mut sums = BTreeMap::new();
        let rows: Vec<PostRow> = made
            .into_iter()
            .map(|post| rules::row(post, account.id, account.created_at, &mut sums))
            .collect();
        checked.extend(rows.iter().filter_map(|row| row.last_at()).max().map(|at| (account.id, at)));
        done += rows.len() as i64;
        posts.extend(rows.into_iter().map(|row| (platform, row)));
        days.extend(sums.into_values().filter(|day| !day.is_zero()).map(|day| (account.clone(), day)));
        if posts.len() >= GATHERED {
            store::posts(tx, guild, &posts).await?;
            store::account_days(tx, &days).await?;
            (posts, days) = (Vec::new(), Vec::new());
        }
        if done / STEP > said {
            said = done / STEP;
            progress(done);
        }
    }
    store::posts(tx, guild, &posts).await?;
    store::account_days(tx, &days).await?;
    store::sum_up(tx, guild).await?;
    windows::rebuild(tx, guild, None).await?;
    accounts::checked(tx, &checked).await?;
    let (groups, now) = (
        made.groups
            .iter()
            .step_by((made.groups.len() / GROUPS_OF_A_ROUND).max(1))
            .copied()
            .collect::<Vec<_>>(),
        large.uptime.last_seen_at,
    );
    let rounds = ROUNDS.min(large.guild.accounts.len() as i64 / 3);
    bonus::fill(tx, guild, &groups, rounds, &mut Dice::new(load::SEED), now).await?;
    alerts::settle(tx, &large.guild).await
}

#[cfg(test)]
mod tests;
