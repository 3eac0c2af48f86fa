//! Deleting a round, while nothing of it is paid.

use super::{audited, found};
use crate::audit::{Acting, Changes};
use crate::bonus::rounds::store;
use crate::bonus::streaks;
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::RoundId;

/// Deletes a round with its targets and payments; streaks are counted without it from then on.
/// The caller holds the guild's lock. 409 `round_paid` when a payment is paid.
pub async fn delete(tx: &mut Tx, acting: &Acting, id: RoundId) -> Result<(), Error> {
    let round = found(tx, acting.guild_id, id).await?;
    if round.total_paid_cents > 0 {
        return Err(Code::RoundPaid.into());
    }
    store::delete(tx, acting.guild_id, id).await?;
    streaks::renew(tx, acting.guild_id, round.week).await?;
    let changes = Changes::new().field("bonus_amount_cents", Some(round.bonus_amount_cents), None).field(
        "targets",
        Some(round.target_count),
        None,
    );
    acting.changed(tx, "round.deleted", audited(id, round.week), changes).await?;
    Ok(())
}
