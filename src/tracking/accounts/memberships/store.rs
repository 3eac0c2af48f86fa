//! SQL of the membership history.

use crate::db::{Batch, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Day;

#[derive(sqlx::FromRow)]
pub struct Membership {
    pub account_id: AccountId,
    pub from_day: Day,
    pub group_id: GroupId,
}

pub async fn of(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<Membership>> {
    let find = Batch {
        head: "SELECT account_id, from_day, group_id FROM account_memberships WHERE account_id IN (VALUES ",
        casts: &["UUID"],
        tail: ")",
    };
    find.all(&mut &mut *tx, accounts, |q, account| q.bind(*account)).await
}

pub async fn put(tx: &mut Tx, rows: &[(AccountId, GroupId)], from: Day) -> Result<()> {
    let put = Batch {
        head: "INSERT INTO account_memberships (account_id, from_day, group_id) VALUES ",
        casts: &["UUID", "BIGINT", "UUID"],
        tail: " ON CONFLICT (account_id, from_day) DO UPDATE SET group_id = excluded.group_id",
    };
    put.exec(&mut &mut *tx, rows, |q, (account, group)| q.bind(*account).bind(from).bind(*group)).await?;
    Ok(())
}

pub async fn forget_later(tx: &mut Tx, rows: &[(AccountId, GroupId)], day: Day) -> Result<()> {
    let forget = Batch {
        head: "WITH moved (account_id, day) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") DELETE FROM account_memberships WHERE EXISTS (SELECT 1 FROM moved
               WHERE moved.account_id = account_memberships.account_id
                 AND account_memberships.from_day > moved.day)
               AND account_id IN (SELECT account_id FROM moved)",
    };
    forget.exec(&mut &mut *tx, rows, |q, (account, _)| q.bind(*account).bind(day)).await?;
    Ok(())
}

/// Writes the present group of accounts where both are of this guild and alive; how many were.
pub async fn set_present(tx: &mut Tx, guild: GuildId, rows: &[(AccountId, GroupId)]) -> Result<u64> {
    let set = Batch {
        head: "WITH moved (account_id, group_id, guild_id) AS (VALUES ",
        casts: &["UUID", "UUID", "BIGINT"],
        tail: ") UPDATE accounts SET group_id = moved.group_id
               FROM moved JOIN account_groups g
                 ON g.id = moved.group_id AND g.guild_id = moved.guild_id AND g.deleted_at IS NULL
               WHERE accounts.id = moved.account_id AND accounts.guild_id = moved.guild_id
                 AND accounts.deleted_at IS NULL",
    };
    set.exec(&mut &mut *tx, rows, |q, (account, group)| q.bind(*account).bind(*group).bind(guild)).await
}
