//! Making a round.

use std::collections::HashSet;

use super::evaluate::evaluate_found;
use super::store::{self, NewRound};
use super::{Round, audited, found};
use crate::audit::{Acting, Changes};
use crate::bonus::Week;
use crate::bonus::rules::{Draft, MOST_TARGETS};
use crate::db::{Tx, is_unique_violation};
use crate::http::{Code, Error, FieldError};
use crate::ids::{GroupId, RoundId};
use crate::tracking::groups;

/// Makes a round; that of a week that is over is evaluated at once. The caller holds the guild's lock.
/// 422 that names every fault; 409 `round_exists` when the week has a round.
pub async fn create(tx: &mut Tx, acting: &Acting, draft: &Draft) -> Result<Round, Error> {
    let week = match (draft.check(acting.now), unknown(tx, acting, draft).await?) {
        (Ok(week), unknown) if unknown.is_empty() => week,
        (checked, unknown) => {
            return Err(Error::fields(checked.err().into_iter().flatten().chain(unknown).collect()));
        }
    };
    let id = insert(tx, acting, draft, week).await?;
    let changes = Changes::new().field("bonus_amount_cents", None, Some(draft.amount_cents)).field(
        "targets",
        None,
        Some(draft.targets.len()),
    );
    acting.changed(tx, "round.created", audited(id, week), changes).await?;
    let round = found(tx, acting.guild_id, id).await?;
    if week.is_over(acting.now) { evaluate_found(tx, acting, &round).await } else { Ok(round) }
}

/// A fault for each target whose group is not there.
async fn unknown(tx: &mut Tx, acting: &Acting, draft: &Draft) -> Result<Vec<FieldError>, Error> {
    let groups: Vec<GroupId> = draft.targets.iter().take(MOST_TARGETS).map(|target| target.group).collect();
    let living: HashSet<GroupId> =
        groups::store::living(tx, acting.guild_id, &groups).await?.into_iter().collect();
    let unknown = groups.iter().enumerate().filter(|(_, group)| !living.contains(group));
    let fault =
        |index| FieldError::new(format!("#/targets/{index}/group_id"), "is not a group of this server");
    Ok(unknown.map(|(index, _)| fault(index)).collect())
}

async fn insert(tx: &mut Tx, acting: &Acting, draft: &Draft, week: Week) -> Result<RoundId, Error> {
    let id = RoundId::new(acting.now);
    if store::of_week(&mut &mut *tx, acting.guild_id, week).await?.is_some() {
        return Err(Code::RoundExists.into());
    }
    let (amount_cents, targets) = (draft.amount_cents, draft.targets.as_slice());
    let round = NewRound { id, week, amount_cents, targets, by: &acting.actor };
    match store::insert(tx, acting.guild_id, &round, acting.now).await {
        Err(error) if is_unique_violation(&error) => Err(Code::RoundExists.into()),
        done => Ok(done.map(|()| id)?),
    }
}
