//! SQL of the windows.

use super::Windows;
use crate::db::{Batch, Db, Exec, Query, Result, Tx};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::time::Day;
use crate::tracking::Platform;

/// What an account adds in a group.
type OfAccount = ((AccountId, GroupId), (Platform, Windows));

pub async fn until(mut db: impl Exec, guild: GuildId) -> Result<Option<Day>> {
    let row: Option<(Day,)> =
        db.q("SELECT until FROM guild_windows WHERE guild_id = $1").bind(guild).opt().await?;
    Ok(row.map(|(until,)| until))
}

pub async fn set_until(tx: &mut Tx, guild: GuildId, until: Day) -> Result<()> {
    tx.q("INSERT INTO guild_windows (guild_id, until) VALUES ($1, $2)
          ON CONFLICT (guild_id) DO UPDATE SET until = excluded.until")
        .bind(guild)
        .bind(until)
        .exec()
        .await?;
    Ok(())
}

/// Guilds whose windows end before `today`.
pub async fn behind(db: &Db, today: Day) -> Result<Vec<GuildId>> {
    let rows: Vec<(GuildId,)> = db
        .q("SELECT guild_id FROM guild_windows WHERE until < $1 ORDER BY guild_id")
        .bind(today)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(guild,)| guild).collect())
}

/// The last day on which views were gained.
pub async fn last_day(tx: &mut Tx, guild: GuildId) -> Result<Option<Day>> {
    let row: Option<(Day,)> = tx
        .q("SELECT day FROM guild_days WHERE guild_id = $1 AND views > 0 ORDER BY day DESC LIMIT 1")
        .bind(guild)
        .opt()
        .await?;
    Ok(row.map(|(day,)| day))
}

pub async fn add_to_accounts(tx: &mut Tx, guild: GuildId, rows: &[OfAccount]) -> Result<()> {
    let add = Batch {
        head: "INSERT INTO account_windows AS t (guild_id, account_id, group_id, platform, views_7, views_14,
                 views_30, views_60, views_90, views_180) VALUES ",
        casts: &[
            "BIGINT", "UUID", "UUID", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
        ],
        tail: " ON CONFLICT (guild_id, account_id, group_id) DO UPDATE SET views_7 = t.views_7 + excluded.views_7,
              views_14 = t.views_14 + excluded.views_14, views_30 = t.views_30 + excluded.views_30,
              views_60 = t.views_60 + excluded.views_60, views_90 = t.views_90 + excluded.views_90,
              views_180 = t.views_180 + excluded.views_180",
    };
    add.exec(&mut &mut *tx, rows, |q, ((account, group), (platform, windows))| {
        sums(q.bind(guild).bind(*account).bind(*group).bind(*platform), windows)
    })
    .await?;
    let emptied: Vec<_> = rows.iter().filter(|(_, (_, windows))| takes_away(windows)).collect();
    let drop = Batch {
        head: "WITH touched (guild_id, account_id, group_id) AS (VALUES ",
        casts: &["BIGINT", "UUID", "UUID"],
        tail: ") DELETE FROM account_windows WHERE (guild_id, account_id, group_id) IN
                 (SELECT guild_id, account_id, group_id FROM touched) AND views_180 = 0",
    };
    drop.exec(&mut &mut *tx, &emptied, |q, ((account, group), _)| q.bind(guild).bind(*account).bind(*group))
        .await?;
    Ok(())
}

pub async fn add_to_groups(
    tx: &mut Tx,
    guild: GuildId,
    rows: &[((GroupId, Platform), Windows)],
) -> Result<()> {
    let add = Batch {
        head: "INSERT INTO group_windows AS t (guild_id, group_id, platform, views_7, views_14, views_30, views_60,
                 views_90, views_180) VALUES ",
        casts: &["BIGINT", "UUID", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"],
        tail: " ON CONFLICT (guild_id, group_id, platform) DO UPDATE SET views_7 = t.views_7 + excluded.views_7,
              views_14 = t.views_14 + excluded.views_14, views_30 = t.views_30 + excluded.views_30,
              views_60 = t.views_60 + excluded.views_60, views_90 = t.views_90 + excluded.views_90,
              views_180 = t.views_180 + excluded.views_180",
    };
    add.exec(&mut &mut *tx, rows, |q, ((group, platform), windows)| {
        sums(q.bind(guild).bind(*group).bind(*platform), windows)
    })
    .await?;
    let emptied: Vec<_> = rows.iter().filter(|(_, windows)| takes_away(windows)).collect();
    let drop = Batch {
        head: "WITH touched (guild_id, group_id, platform) AS (VALUES ",
        casts: &["BIGINT", "UUID", "TEXT"],
        tail: ") DELETE FROM group_windows WHERE (guild_id, group_id, platform) IN
                 (SELECT guild_id, group_id, platform FROM touched) AND views_180 = 0",
    };
    drop.exec(&mut &mut *tx, &emptied, |q, ((group, platform), _)| {
        q.bind(guild).bind(*group).bind(*platform)
    })
    .await?;
    Ok(())
}

fn sums<'q>(query: Query<'q>, windows: &Windows) -> Query<'q> {
    windows.iter().fold(query, |query, views| query.bind(*views))
}

fn takes_away(windows: &Windows) -> bool {
    windows.iter().any(|views| *views < 0)
}

/// One window without the days that it leaves behind: those after `$2` minus its days, up to `$3` minus them.
macro_rules! without {
    ($column:literal, $days:literal, $from:literal) => {
        concat!(
            $column,
            " = ",
            $column,
            " - (SELECT CAST(COALESCE(SUM(d.views), 0) AS BIGINT) FROM ",
            $from,
            " AND d.day > $2 - ",
            $days,
            " AND d.day <= $3 - ",
            $days,
            " AND d.day <= $2)"
        )
    };
}

macro_rules! slide {
    ($table:literal, $from:literal) => {
        concat!(
            "UPDATE ",
            $table,
            " AS w SET ",
            without!("views_7", "7", $from),
            ", ",
            without!("views_14", "14", $from),
            ", ",
            without!("views_30", "30", $from),
            ", ",
            without!("views_60", "60", $from),
            ", ",
            without!("views_90", "90", $from),
            ", ",
            without!("views_180", "180", $from),
            " WHERE guild_id = $1"
        )
    };
}

/// Takes out what the windows leave behind when they end with `to` instead of `from`.
pub async fn slide(tx: &mut Tx, guild: GuildId, from: Day, to: Day) -> Result<()> {
    const ACCOUNTS: &str = slide!(
        "account_windows",
        "account_days d WHERE d.account_id = w.account_id AND d.group_id = w.group_id"
    );
    const GROUPS: &str =
        slide!("group_windows", "group_days d WHERE d.group_id = w.group_id AND d.platform = w.platform");
    for sql in [ACCOUNTS, GROUPS] {
        tx.q(sql).bind(guild).bind(from).bind(to).exec().await?;
    }
    Ok(())
}

pub async fn drop_empty(tx: &mut Tx, guild: GuildId) -> Result<()> {
    tx.q("DELETE FROM account_windows WHERE guild_id = $1 AND views_180 = 0").bind(guild).exec().await?;
    tx.q("DELETE FROM group_windows WHERE guild_id = $1 AND views_180 = 0").bind(guild).exec().await?;
    Ok(())
}

pub async fn clear(tx: &mut Tx, guild: GuildId) -> Result<()> {
    tx.q("DELETE FROM account_windows WHERE guild_id = $1").bind(guild).exec().await?;
    tx.q("DELETE FROM group_windows WHERE guild_id = $1").bind(guild).exec().await?;
    Ok(())
}

/// The six sums of days `d` up to `$2`.
macro_rules! windows {
    () => {
        "CAST(SUM(CASE WHEN d.day > $2 - 7 THEN d.views ELSE 0 END) AS BIGINT),
         CAST(SUM(CASE WHEN d.day > $2 - 14 THEN d.views ELSE 0 END) AS BIGINT),
         CAST(SUM(CASE WHEN d.day > $2 - 30 THEN d.views ELSE 0 END) AS BIGINT),
         CAST(SUM(CASE WHEN d.day > $2 - 60 THEN d.views ELSE 0 END) AS BIGINT),
         CAST(SUM(CASE WHEN d.day > $2 - 90 THEN d.views ELSE 0 END) AS BIGINT),
         CAST(SUM(d.views) AS BIGINT)"
    };
}

pub async fn fill_accounts(tx: &mut Tx, guild: GuildId, until: Day) -> Result<()> {
    const SQL: &str = concat!(
        "INSERT INTO account_windows (guild_id, account_id, group_id, platform, views_7, views_14, views_30,
           views_60, views_90, views_180) SELECT a.guild_id, a.id, d.group_id, a.platform, ",
        windows!(),
        " FROM accounts a JOIN account_days d ON d.account_id = a.id
          WHERE a.guild_id = $1 AND d.day > $2 - 180 AND d.day <= $2
          GROUP BY a.guild_id, a.id, d.group_id, a.platform HAVING SUM(d.views) > 0"
    );
    tx.q(SQL).bind(guild).bind(until).exec().await?;
    Ok(())
}

pub async fn fill_groups(tx: &mut Tx, guild: GuildId, until: Day) -> Result<()> {
    const SQL: &str = concat!(
        "INSERT INTO group_windows (guild_id, group_id, platform, views_7, views_14, views_30, views_60,
           views_90, views_180) SELECT g.guild_id, g.id, d.platform, ",
        windows!(),
        " FROM account_groups g JOIN group_days d ON d.group_id = g.id
          WHERE g.guild_id = $1 AND d.day > $2 - 180 AND d.day <= $2
          GROUP BY g.guild_id, g.id, d.platform HAVING SUM(d.views) > 0"
    );
    tx.q(SQL).bind(guild).bind(until).exec().await?;
    Ok(())
}
