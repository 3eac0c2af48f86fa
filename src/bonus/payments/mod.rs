//! Payments: marked as paid or unpaid one by one or many at once, noted, and taken back. Each change is
//! made by an admin and leaves an entry with before and after.

mod notes;
pub mod store;
mod undo;

pub use notes::{Clashing, MOST_NOTES, write_notes};
pub use undo::undo;

use serde::{Deserialize, Serialize};

use super::rounds::{self, Round};
use crate::audit::{Acting, Changes, Target as Audited, record_all};
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::{ChangeId, PaymentId, RoundId};
use crate::time::Ms;
use store::Row;

/// Whether a payment is paid, since when and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub at: Ms,
    pub by_id: String,
    /// With the name of that day.
    pub by: String,
}

/// Which payments of a round.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    All,
    These(&'a [PaymentId]),
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Payments that are other than before; the rest was so already.
    pub count: usize,
    /// The group that is paid, when one payment was asked for.
    pub only: Option<String>,
    /// The sum of what changed.
    pub total_cents: i64,
    /// By which it can be taken back for an hour, when there is anything to.
    pub change: Option<ChangeId>,
}

/// A payment's state around a change: what is no longer as the change left it was changed since.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Step {
    id: PaymentId,
    was: Option<Paid>,
    is: Option<Paid>,
}

/// Marks payments of a round as paid or unpaid, all or none; the caller holds the guild's lock. 404, and
/// nothing is changed, when one of them is not the round's; 409 while the round is pending.
pub async fn set_paid(
    tx: &mut Tx,
    acting: &Acting,
    round: RoundId,
    which: Which<'_>,
    paid: bool,
) -> Result<Changed, Error> {
    let round = rounds::found(tx, acting.guild_id, round).await?;
    if round.is_pending() {
        return Err(Code::RoundNotEvaluated.into());
    }
    let rows = chosen(tx, &round, which).await?;
    let only = if let [one] = rows.as_slice() { Some(one.group_label.clone()) } else { None };
    let paid =
        paid.then(|| Paid { at: acting.now, by_id: acting.actor.id.clone(), by: acting.actor.name.clone() });
    let changing: Vec<Row> = rows.into_iter().filter(|row| row.paid != paid.is_some()).collect();
    let step = |row: &Row| Step { id: row.id, was: row.paid(), is: paid.clone() };
    let steps: Vec<Step> = changing.iter().map(step).collect();
    let change = match steps.is_empty() {
        true => None,
        false => Some(undo::keep(tx, acting, &steps).await?),
    };
    write(tx, acting, &round, &changing, &steps).await?;
    let total_cents = changing.iter().fold(0_i64, |sum, row| sum.saturating_add(row.amount_cents));
    Ok(Changed { count: changing.len(), only, total_cents, change })
}

/// The chosen payments of the round; 404 unless all of them are its own.
async fn chosen(tx: &mut Tx, round: &Round, which: Which<'_>) -> Result<Vec<Row>, Error> {
    let rows = store::of_round(tx, round.id).await?;
    let Which::These(ids) = which else { return Ok(rows) };
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let chosen: Vec<Row> = rows.into_iter().filter(|row| ids.binary_search(&row.id).is_ok()).collect();
    if chosen.len() == ids.len() { Ok(chosen) } else { Err(Code::NotFound.into()) }
}

/// Writes the steps, each with its entry. `rows` are the payments as they were, in the same order.
async fn write(
    tx: &mut Tx,
    acting: &Acting,
    round: &Round,
    rows: &[Row],
    steps: &[Step],
) -> Result<(), Error> {
    let states: Vec<_> = steps.iter().map(|step| (step.id, step.is.clone())).collect();
    store::set_paid(tx, &states).await?;
    let told = rows.iter().zip(steps).map(|(row, step)| {
        let (was, is) = (step.was.as_ref(), step.is.as_ref());
        let changes = Changes::new()
            .field("paid", was.is_some(), is.is_some())
            .field("paid_at", was.map(|paid| paid.at), is.map(|paid| paid.at))
            .field("paid_by", was.map(|paid| &paid.by), is.map(|paid| &paid.by));
        let action = if is.is_some() { "payment.paid" } else { "payment.unpaid" };
        acting.entry(action, audited(row, round), Some(changes))
    });
    record_all(tx, told.collect()).await?;
    Ok(())
}

/// How the audit log names a payment.
fn audited(row: &Row, round: &Round) -> Audited {
    Audited::new("payment", row.id, format!("{}, {}", row.group_label, round.week.name()))
}
