//! SQL of the account groups.

use super::NewGroup;
use crate::db::{Batch, Db, Exec, Result, Tx};
use crate::ids::{BrandId, ChannelId, GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::Label;
use crate::tracking::by_label::After;

/// A group with its brand and what belongs to it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Group {
    pub id: GroupId,
    pub label: String,
    pub label_folded: String,
    pub slug: String,
    pub brand_id: BrandId,
    pub brand_label: String,
    pub discord_channel_id: Option<ChannelId>,
    /// Empty as well when the bot tells of no such channel any more.
    pub channel: Option<String>,
    pub account_count: i64,
}

pub async fn insert(tx: &mut Tx, id: GroupId, group: &NewGroup<'_>, now: Ms) -> Result<u64> {
    tx.q("INSERT INTO account_groups
              (id, guild_id, brand_id, label, label_folded, slug, discord_channel_id, created_at)
          SELECT $1, b.guild_id, b.id, $4, $5, $6, $7, $8
          FROM brands b WHERE b.id = $3 AND b.guild_id = $2 AND b.deleted_at IS NULL")
        .bind(id)
        .bind(group.guild)
        .bind(group.brand)
        .bind(group.label.as_str().to_owned())
        .bind(group.label.folded())
        .bind(group.label.slug())
        .bind(group.channel)
        .bind(now)
        .exec()
        .await
}

/// Groups of the guild `$1` that are there; accounts are counted for the chosen rows alone.
macro_rules! groups {
    ($choice:literal) => {
        concat!(
            "SELECT g.id, g.label, g.label_folded, g.slug, g.brand_id, b.label AS brand_label,
               g.discord_channel_id, c.name AS channel,
               (SELECT COUNT(*) FROM accounts a
                WHERE a.group_id = g.id AND a.deleted_at IS NULL) AS account_count
             FROM (SELECT * FROM account_groups WHERE guild_id = $1 AND deleted_at IS NULL AND ",
            $choice,
            ") g JOIN brands b ON b.id = g.brand_id
             LEFT JOIN channels c ON c.guild_id = g.guild_id AND c.id = g.discord_channel_id
             ORDER BY g.label_folded, g.id"
        )
    };
}

pub async fn find(mut db: impl Exec, guild: GuildId, id: GroupId) -> Result<Option<Group>> {
    db.q(groups!("id = $2")).bind(guild).bind(id).opt().await
}

/// Up to `limit` groups after a position, of one brand if it is given.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    brand: Option<BrandId>,
    after: &After<GroupId>,
    limit: i64,
) -> Result<Vec<Group>> {
    db.q(groups!(
        "($2 IS NULL OR brand_id = $2) AND (label_folded, id) > ($3, $4) ORDER BY label_folded, id LIMIT $5"
    ))
    .bind(guild)
    .bind(brand)
    .bind(after.label_folded.clone())
    .bind(after.id)
    .bind(limit)
    .all()
    .await
}

pub async fn is_taken(tx: &mut Tx, brand: BrandId, label_folded: &str) -> Result<bool> {
    let found: Option<(GroupId,)> = tx
        .q("SELECT id FROM account_groups
            WHERE brand_id = $1 AND label_folded = $2 AND deleted_at IS NULL")
        .bind(brand)
        .bind(label_folded.to_owned())
        .opt()
        .await?;
    Ok(found.is_some())
}

pub async fn update(tx: &mut Tx, id: GroupId, group: &NewGroup<'_>, now: Ms) -> Result<()> {
    tx.q("UPDATE account_groups
          SET brand_id = $3, label = $4, label_folded = $5, slug = $6, discord_channel_id = $7, edited_at = $8
          WHERE guild_id = $1 AND id = $2 AND deleted_at IS NULL")
        .bind(group.guild)
        .bind(id)
        .bind(group.brand)
        .bind(group.label.as_str().to_owned())
        .bind(group.label.folded())
        .bind(group.label.slug())
        .bind(group.channel)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// The name of a channel that the bot told of.
pub async fn channel(tx: &mut Tx, guild: GuildId, id: ChannelId) -> Result<Option<String>> {
    let found: Option<(String,)> =
        tx.q("SELECT name FROM channels WHERE guild_id = $1 AND id = $2").bind(guild).bind(id).opt().await?;
    Ok(found.map(|(name,)| name))
}

pub async fn delete(tx: &mut Tx, guild: GuildId, id: GroupId, now: Ms, by: &str) -> Result<()> {
    tx.q("UPDATE account_groups SET deleted_at = $3, deleted_by = $4
          WHERE guild_id = $1 AND id = $2 AND deleted_at IS NULL")
        .bind(guild)
        .bind(id)
        .bind(now)
        .bind(by.to_owned())
        .exec()
        .await?;
    Ok(())
}

/// A group that can still be restored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Deleted {
    pub label: String,
    pub label_folded: String,
    pub brand_id: BrandId,
    pub brand_is_deleted: bool,
}

pub async fn deleted(tx: &mut Tx, guild: GuildId, id: GroupId, since: Ms) -> Result<Option<Deleted>> {
    tx.q("SELECT g.label, g.label_folded, g.brand_id, b.deleted_at IS NOT NULL AS brand_is_deleted
          FROM account_groups g JOIN brands b ON b.id = g.brand_id
          WHERE g.guild_id = $1 AND g.id = $2 AND g.deleted_at > $3")
        .bind(guild)
        .bind(id)
        .bind(since)
        .opt()
        .await
}

pub async fn restore(tx: &mut Tx, guild: GuildId, id: GroupId, now: Ms) -> Result<()> {
    tx.q("UPDATE account_groups SET deleted_at = NULL, deleted_by = NULL, edited_at = $3
          WHERE guild_id = $1 AND id = $2")
        .bind(guild)
        .bind(id)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// Removes what was deleted before `before` and left no trace. Groups with a history stay: their days
/// count on in the sums of the guild, and accounts that moved away were once theirs.
pub async fn forget(db: &Db, before: Ms) -> Result<u64> {
    db.w("DELETE FROM account_groups WHERE deleted_at <= $1
          AND NOT EXISTS (SELECT 1 FROM group_days d WHERE d.group_id = account_groups.id)
          AND NOT EXISTS (SELECT 1 FROM account_memberships m WHERE m.group_id = account_groups.id)
          AND NOT EXISTS (SELECT 1 FROM bonus_targets t WHERE t.group_id = account_groups.id)")
        .bind(before)
        .exec()
        .await
}

/// Of these groups, those of the guild that are there.
pub async fn living(tx: &mut Tx, guild: GuildId, ids: &[GroupId]) -> Result<Vec<GroupId>> {
    let find = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") SELECT g.id FROM asked CROSS JOIN account_groups g
               WHERE g.id = asked.id AND g.guild_id = asked.guild_id AND g.deleted_at IS NULL",
    };
    let found: Vec<(GroupId,)> = find.all(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(guild)).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// How many there are.
pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<i64> {
    tx.q("SELECT COUNT(*) FROM account_groups WHERE guild_id = $1 AND deleted_at IS NULL")
        .bind(guild)
        .scalar()
        .await
}

/// Every group that is there: id, brand, label, and the label folded.
pub async fn all(db: &mut impl Exec, guild: GuildId) -> Result<Vec<(GroupId, BrandId, String, String)>> {
    db.q("SELECT id, brand_id, label, label_folded FROM account_groups
          WHERE guild_id = $1 AND deleted_at IS NULL")
        .bind(guild)
        .all()
        .await
}

/// As [`insert`], for many; the brands must be the guild's.
pub async fn insert_all(
    tx: &mut Tx,
    guild: GuildId,
    groups: &[(GroupId, BrandId, Label)],
    now: Ms,
) -> Result<()> {
    let insert = Batch {
        head: "INSERT INTO account_groups (id, guild_id, brand_id, label, label_folded, slug, created_at) VALUES ",
        casts: &["UUID", "BIGINT", "UUID", "TEXT", "TEXT", "TEXT", "BIGINT"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, groups, |q, (id, brand, label)| {
            let q = q.bind(*id).bind(guild).bind(*brand).bind(label.as_str().to_owned());
            q.bind(label.folded()).bind(label.slug()).bind(now)
        })
        .await?;
    Ok(())
}

/// Holds for a group that is there, which nobody has changed or set something for.
macro_rules! nobody_edited {
    ($rest:literal) => {
        concat!(
            "account_groups.deleted_at IS NULL AND account_groups.edited_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM bonus_targets t WHERE t.group_id = account_groups.id)
             AND NOT EXISTS (SELECT 1 FROM thresholds t WHERE t.group_id = account_groups.id AND t.deleted_at IS NULL)
             AND NOT EXISTS (SELECT 1 FROM alert_settings s WHERE s.group_id = account_groups.id) ",
            $rest
        )
    };
}

/// Deletes those of these groups that have no account, and that nobody has edited. Returns which.
pub async fn delete_empty(
    tx: &mut Tx,
    guild: GuildId,
    ids: &[GroupId],
    now: Ms,
    by: &str,
) -> Result<Vec<(GroupId, BrandId, String)>> {
    let delete = Batch {
        head: "WITH chosen (id, guild_id, at, who) AS (VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT", "TEXT"],
        tail: concat!(
            ") UPDATE account_groups SET deleted_at = chosen.at, deleted_by = chosen.who FROM chosen
               WHERE account_groups.id = chosen.id AND account_groups.guild_id = chosen.guild_id AND ",
            nobody_edited!(
                "AND NOT EXISTS (SELECT 1 FROM accounts a
                                 WHERE a.group_id = account_groups.id AND a.deleted_at IS NULL)
                 RETURNING account_groups.id, account_groups.brand_id, account_groups.label"
            )
        ),
    };
    delete.all(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(guild).bind(now).bind(by.to_owned())).await
}

/// Those of these groups that would go, were they empty.
pub async fn in_use_and_unedited(
    db: &mut impl Exec,
    guild: GuildId,
    ids: &[GroupId],
) -> Result<Vec<(GroupId, String)>> {
    let find = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: concat!(
            ") SELECT account_groups.id, account_groups.label FROM asked CROSS JOIN account_groups
               WHERE account_groups.id = asked.id AND account_groups.guild_id = asked.guild_id AND ",
            nobody_edited!(
                "AND EXISTS (SELECT 1 FROM accounts a
                             WHERE a.group_id = account_groups.id AND a.deleted_at IS NULL)
                 ORDER BY account_groups.label_folded"
            )
        ),
    };
    find.all(db, ids, |q, id| q.bind(*id).bind(guild)).await
}
