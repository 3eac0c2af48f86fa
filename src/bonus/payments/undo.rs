//! Taking a change of payments back: paid-by and dates are as they were.

use super::{Changed, Paid, Step, store, write};
use crate::audit::Acting;
use crate::bonus::rounds;
use crate::db::Tx;
use crate::http::error::MOST_FIELDS;
use crate::http::{Code, Error, FieldError};
use crate::ids::{ChangeId, RoundId};
use crate::undo;

const KIND: &str = "payments";

pub(super) async fn keep(tx: &mut Tx, acting: &Acting, steps: &[Step]) -> Result<ChangeId, Error> {
    undo::keep(tx, acting.guild_id, KIND, &steps, acting.now).await
}

/// Takes a change back, all of it or nothing; the caller holds the guild's lock. 409 `changed_since` names
/// the payments that were changed again meanwhile; 404 when the change is unknown, or another round's.
pub async fn undo(tx: &mut Tx, acting: &Acting, round: RoundId, change: ChangeId) -> Result<Changed, Error> {
    let round = rounds::found(tx, acting.guild_id, round).await?;
    let steps: Vec<Step> = undo::find(tx, acting.guild_id, KIND, change, acting.now).await?;
    let all = store::of_round(tx, round.id).await?;
    let mut rows = Vec::with_capacity(steps.len());
    for step in &steps {
        rows.push(all.iter().find(|row| row.id == step.id).cloned().ok_or(Code::NotFound)?);
    }
    let since: Vec<_> = rows.iter().zip(&steps).filter(|(row, step)| row.paid() != step.is).collect();
    if !since.is_empty() {
        let mut error = Error::new(Code::ChangedSince);
        let named = |(row, _): (&store::Row, &Step)| {
            FieldError::new(
                format!("#/payments/{}", row.id),
                format!("{} was changed again", row.group_label),
            )
        };
        error.problem.errors = since.into_iter().map(named).take(MOST_FIELDS).collect();
        return Err(error);
    }
    let back: Vec<Step> =
        steps.into_iter().map(|Step { id, was, is }| Step { id, was: is, is: was }).collect();
    write(tx, acting, &round, &rows, &back).await?;
    undo::used(tx, change).await?;
    let total_cents = rows.iter().fold(0_i64, |sum, row| sum.saturating_add(row.amount_cents));
    Ok(Changed { count: rows.len(), only: None, total_cents, change: None })
}

impl store::Row {
    pub(super) fn paid(&self) -> Option<Paid> {
        let (at, by_id, by) = (self.paid_at?, self.paid_by_id.clone()?, self.paid_by.clone()?);
        self.paid.then_some(Paid { at, by_id, by })
    }
}
