//! SQL of the thresholds.

use crate::alerts::list::{Filter, Position};
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::db::{Batch, Db, Exec, Query, Result, Tx};
use crate::http::keyset::Direction;
use crate::ids::{GroupId, GuildId, ThresholdId};
use crate::time::Ms;
use crate::tracking::fold::containing;

/// A threshold with its group.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Threshold {
    pub id: ThresholdId,
    pub group_id: GroupId,
    pub group_label: String,
    pub group_folded: String,
    pub brand_label: String,
    pub metric: Metric,
    #[sqlx(try_from = "String")]
    pub platform: Reach,
    pub value: i64,
    pub enabled: bool,
    pub last_triggered_at: Option<Ms>,
    pub created_at: Ms,
    pub deleted_at: Option<Ms>,
    /// The group's own switch: while it is off none of its thresholds fires.
    pub group_is_on: bool,
}

macro_rules! group_is_on {
    () => {
        "COALESCE((SELECT s.threshold_alerts FROM alert_settings s WHERE s.group_id = t.group_id), TRUE)"
    };
}

/// Thresholds of groups that are there, as `t`, with group `g` and brand `b`.
macro_rules! rows {
    ($($rest:expr),+) => {
        concat!(
            "SELECT t.id, t.group_id, g.label AS group_label, g.label_folded AS group_folded,
               b.label AS brand_label, t.metric, t.platform, t.value, t.enabled, t.last_triggered_at,
               t.created_at, t.deleted_at,
               ", group_is_on!(), " AS group_is_on ",
            $($rest),+
        )
    };
}

macro_rules! from {
    () => {
        "FROM thresholds t JOIN account_groups g ON g.id = t.group_id AND g.deleted_at IS NULL
             JOIN brands b ON b.id = g.brand_id"
    };
}

/// The filters; `$1` is the guild.
macro_rules! matching {
    () => {
        concat!(
            " WHERE t.guild_id = $1 AND t.deleted_at IS NULL AND ($2 IS NULL OR t.group_id = $2)
          AND ($3 IS NULL OR t.metric = $3) AND ($4 IS NULL OR t.platform = $4)
          AND ($5 IS NULL OR t.enabled = $5)
          AND ($6 IS NULL OR g.label_folded LIKE $6 ESCAPE '!' OR b.label_folded LIKE $6 ESCAPE '!')
          AND ($7 IS NULL OR (t.enabled = TRUE AND ",
            group_is_on!(),
            " = TRUE) = $7)"
        )
    };
}

const FORWARDS: &str = rows!(
    from!(),
    matching!(),
    " AND (g.label_folded, t.id) > ($8, $9) ORDER BY g.label_folded, t.id LIMIT $10"
);
const BACKWARDS: &str = rows!(
    from!(),
    matching!(),
    " AND (g.label_folded, t.id) < ($8, $9) ORDER BY g.label_folded DESC, t.id DESC LIMIT $10"
);

/// Up to `limit` thresholds next to the position, always in the order of the list.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    filter: &Filter,
    from: &Position,
    limit: i64,
) -> Result<Vec<Threshold>> {
    let back = from.direction == Direction::Previous;
    let query = bind(db.q(if back { BACKWARDS } else { FORWARDS }), guild, filter);
    let mut rows: Vec<Threshold> =
        query.bind(from.group_folded.clone()).bind(from.id).bind(limit).all().await?;
    if back {
        rows.reverse();
    }
    Ok(rows)
}

/// Number of thresholds that match.
pub async fn count(mut db: impl Exec, guild: GuildId, filter: &Filter) -> Result<i64> {
    const SQL: &str = concat!("SELECT COUNT(*) ", from!(), matching!());
    bind(db.q(SQL), guild, filter).scalar().await
}

fn bind<'q>(query: Query<'q>, guild: GuildId, filter: &Filter) -> Query<'q> {
    query
        .bind(guild)
        .bind(filter.group_id)
        .bind(filter.metric.map(|metric| metric.as_str().to_owned()))
        .bind(filter.platform.map(|platform| platform.as_str().to_owned()))
        .bind(filter.enabled)
        .bind(filter.folded().map(|text| containing(&text)))
        .bind(filter.active)
}

/// Thresholds of the guild that can fire.
pub async fn active_count(mut db: impl Exec, guild: GuildId) -> Result<i64> {
    db.q(concat!(
        "SELECT COUNT(*) FROM thresholds t
         JOIN account_groups g ON g.id = t.group_id AND g.deleted_at IS NULL
         WHERE t.guild_id = $1 AND t.deleted_at IS NULL AND t.enabled = TRUE AND ",
        group_is_on!(),
        " = TRUE"
    ))
    .bind(guild)
    .scalar()
    .await
}

/// All of a group; there is one at most for each metric and platform.
pub async fn of_group(mut db: impl Exec, guild: GuildId, group: GroupId) -> Result<Vec<Threshold>> {
    const SQL: &str =
        rows!(from!(), " WHERE t.guild_id = $1 AND t.group_id = $2 AND t.deleted_at IS NULL ORDER BY t.id");
    db.q(SQL).bind(guild).bind(group).all().await
}

/// One that is there or can still be restored.
pub async fn find(
    mut db: impl Exec,
    guild: GuildId,
    group: GroupId,
    id: ThresholdId,
) -> Result<Option<Threshold>> {
    const SQL: &str = rows!(from!(), " WHERE t.id = $1 AND t.guild_id = $2 AND t.group_id = $3");
    db.q(SQL).bind(id).bind(guild).bind(group).opt().await
}

/// Those of the guild among these, deleted ones too.
pub async fn present(tx: &mut Tx, guild: GuildId, ids: &[ThresholdId]) -> Result<Vec<Threshold>> {
    let find = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: concat!(
            ") ",
            rows!(
                "FROM asked CROSS JOIN thresholds t
                 JOIN account_groups g ON g.id = t.group_id AND g.deleted_at IS NULL
                 JOIN brands b ON b.id = g.brand_id
                 WHERE t.id = asked.id AND t.guild_id = asked.guild_id"
            )
        ),
    };
    find.all(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(guild)).await
}

/// The threshold that stands for the same already.
pub async fn twin(
    mut db: impl Exec,
    guild: GuildId,
    group: GroupId,
    metric: Metric,
    platform: Reach,
) -> Result<Option<Threshold>> {
    const SQL: &str = rows!(
        from!(),
        " WHERE t.guild_id = $1 AND t.group_id = $2 AND t.metric = $3 AND t.platform = $4
          AND t.deleted_at IS NULL"
    );
    db.q(SQL).bind(guild).bind(group).bind(metric).bind(platform.as_str()).opt().await
}

/// A threshold to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    pub group: GroupId,
    pub metric: Metric,
    pub platform: Reach,
    pub value: i64,
}

pub async fn insert(tx: &mut Tx, guild: GuildId, id: ThresholdId, draft: &Draft, now: Ms) -> Result<()> {
    tx.q("INSERT INTO thresholds (id, guild_id, group_id, metric, platform, value, enabled, armed_at, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, TRUE, $7, $7)")
        .bind(id)
        .bind(guild)
        .bind(draft.group)
        .bind(draft.metric)
        .bind(draft.platform.as_str())
        .bind(draft.value)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// Gives it another value, from which on it watches anew.
pub async fn set_value(tx: &mut Tx, id: ThresholdId, value: i64, now: Ms) -> Result<()> {
    tx.q("UPDATE thresholds SET value = $2, armed_at = $3 WHERE id = $1")
        .bind(id)
        .bind(value)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// Turns them on, from which moment on they watch anew, or off.
pub async fn set_enabled(tx: &mut Tx, ids: &[ThresholdId], enabled: bool, now: Ms) -> Result<()> {
    let update = Batch {
        head: "WITH chosen (id, enabled, at) AS (VALUES ",
        casts: &["UUID", "BOOLEAN", "BIGINT"],
        tail: ") UPDATE thresholds SET enabled = chosen.enabled,
                   armed_at = CASE WHEN chosen.enabled = TRUE THEN chosen.at ELSE armed_at END
               FROM chosen WHERE thresholds.id = chosen.id",
    };
    update.exec(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(enabled).bind(now)).await?;
    Ok(())
}

/// Deletes them, or with `None` brings them back: they watch anew from `now` on.
pub async fn set_deleted(tx: &mut Tx, ids: &[ThresholdId], at: Option<Ms>, now: Ms) -> Result<()> {
    let update = Batch {
        head: "WITH chosen (id, at, now) AS (VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT"],
        tail: ") UPDATE thresholds SET deleted_at = chosen.at, armed_at = chosen.now
               FROM chosen WHERE thresholds.id = chosen.id",
    };
    update.exec(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(at).bind(now)).await?;
    Ok(())
}

/// Removes what was deleted before then; what it fired stays.
pub async fn forget(db: &Db, before: Ms) -> Result<u64> {
    db.w("DELETE FROM thresholds WHERE deleted_at <= $1").bind(before).exec().await
}

/// Those among these deleted ones whose metric and platform another one of their group has by now.
pub async fn with_twins(tx: &mut Tx, guild: GuildId, deleted: &[Threshold]) -> Result<Vec<ThresholdId>> {
    let find = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") SELECT d.id FROM asked CROSS JOIN thresholds d JOIN thresholds t
                   ON t.group_id = d.group_id AND t.metric = d.metric AND t.platform = d.platform
               WHERE d.id = asked.id AND d.guild_id = asked.guild_id AND t.deleted_at IS NULL",
    };
    let found: Vec<(ThresholdId,)> =
        find.all(&mut &mut *tx, deleted, |q, one| q.bind(one.id).bind(guild)).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// One of the guild that is there, whatever its group.
pub async fn one(mut db: impl Exec, guild: GuildId, id: ThresholdId) -> Result<Option<Threshold>> {
    const SQL: &str = rows!(from!(), " WHERE t.id = $1 AND t.guild_id = $2 AND t.deleted_at IS NULL");
    db.q(SQL).bind(id).bind(guild).opt().await
}
