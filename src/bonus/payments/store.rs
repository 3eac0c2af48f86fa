//! SQL of the payments.

use super::Paid;
use crate::db::{Batch, Result, Tx};
use crate::ids::{GroupId, GuildId, PaymentId, RoundId};
use crate::time::Ms;

/// A payment as a change finds it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    pub id: PaymentId,
    pub group_label: String,
    pub amount_cents: i64,
    pub paid: bool,
    pub paid_at: Option<Ms>,
    pub paid_by_id: Option<String>,
    pub paid_by: Option<String>,
    pub notes: String,
}

/// The payments of a round; the caller has found the round in its guild.
pub async fn of_round(tx: &mut Tx, round: RoundId) -> Result<Vec<Row>> {
    tx.q("SELECT p.id, g.label AS group_label, p.amount_cents, p.paid, p.paid_at, p.paid_by_id, p.paid_by, p.notes
          FROM bonus_payments p JOIN account_groups g ON g.id = p.group_id
          WHERE p.round_id = $1 ORDER BY g.label_folded, p.id")
        .bind(round)
        .all()
        .await
}

pub async fn set_paid(tx: &mut Tx, states: &[(PaymentId, Option<Paid>)]) -> Result<()> {
    let set = Batch {
        head: "WITH states (id, paid, at, by_id, by_name) AS (VALUES ",
        casts: &["UUID", "BOOLEAN", "BIGINT", "TEXT", "TEXT"],
        tail: ") UPDATE bonus_payments SET paid = states.paid, paid_at = states.at,
                 paid_by_id = states.by_id, paid_by = states.by_name
               FROM states WHERE bonus_payments.id = states.id",
    };
    set.exec(&mut &mut *tx, states, |q, (id, paid)| {
        let by = paid.as_ref();
        let q = q.bind(*id).bind(by.is_some()).bind(by.map(|paid| paid.at));
        q.bind(by.map(|paid| paid.by_id.clone())).bind(by.map(|paid| paid.by.clone()))
    })
    .await?;
    Ok(())
}

pub async fn set_notes(tx: &mut Tx, id: PaymentId, notes: String) -> Result<()> {
    tx.q("UPDATE bonus_payments SET notes = $2 WHERE id = $1").bind(id).bind(notes).exec().await?;
    Ok(())
}

/// Whether a round of the guild owes, or has paid, that group anything.
pub async fn any_of_group(tx: &mut Tx, guild: GuildId, group: GroupId) -> Result<bool> {
    let found: Option<(PaymentId,)> = tx
        .q("SELECT id FROM bonus_payments WHERE guild_id = $1 AND target_id IN
              (SELECT id FROM bonus_targets WHERE group_id = $2) LIMIT 1")
        .bind(guild)
        .bind(group)
        .opt()
        .await?;
    Ok(found.is_some())
}
