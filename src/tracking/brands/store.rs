//! SQL of the brands.

use crate::db::{Batch, Db, Exec, Result, Tx};
use crate::ids::{BrandId, GuildId};
use crate::time::Ms;
use crate::tracking::by_label::After;
use crate::tracking::{Label, MOST_PLACES};

/// A brand with what belongs to it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Brand {
    pub id: BrandId,
    pub label: String,
    pub label_folded: String,
    pub slug: String,
    pub group_count: i64,
    pub account_count: i64,
}

pub async fn insert(tx: &mut Tx, id: BrandId, guild: GuildId, label: &Label, now: Ms) -> Result<()> {
    tx.q("INSERT INTO brands (id, guild_id, label, label_folded, slug, created_at)
          VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(guild)
        .bind(label.as_str().to_owned())
        .bind(label.folded())
        .bind(label.slug())
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// Brands of the guild `$1` that are there; the counts are made for the chosen rows alone.
macro_rules! brands {
    ($choice:literal) => {
        concat!(
            "SELECT b.id, b.label, b.label_folded, b.slug,
               (SELECT COUNT(*) FROM account_groups g
                WHERE g.brand_id = b.id AND g.deleted_at IS NULL) AS group_count,
               (SELECT COUNT(*) FROM account_groups g JOIN accounts a ON a.group_id = g.id
                WHERE g.brand_id = b.id AND g.deleted_at IS NULL AND a.deleted_at IS NULL) AS account_count
             FROM (SELECT * FROM brands WHERE guild_id = $1 AND deleted_at IS NULL AND ",
            $choice,
            ") b ORDER BY b.label_folded, b.id"
        )
    };
}

pub async fn find(mut db: impl Exec, guild: GuildId, id: BrandId) -> Result<Option<Brand>> {
    db.q(brands!("id = $2")).bind(guild).bind(id).opt().await
}

/// Up to `limit` brands after a position.
pub async fn page(
    mut db: impl Exec,
    guild: GuildId,
    after: &After<BrandId>,
    limit: i64,
) -> Result<Vec<Brand>> {
    db.q(brands!("(label_folded, id) > ($2, $3) ORDER BY label_folded, id LIMIT $4"))
        .bind(guild)
        .bind(after.label_folded.clone())
        .bind(after.id)
        .bind(limit)
        .all()
        .await
}

/// The brands from `first` to `last`, both included.
pub async fn between(
    mut db: impl Exec,
    guild: GuildId,
    first: &After<BrandId>,
    last: &After<BrandId>,
) -> Result<Vec<Brand>> {
    db.q(brands!("(label_folded, id) >= ($2, $3) AND (label_folded, id) <= ($4, $5)"))
        .bind(guild)
        .bind(first.label_folded.clone())
        .bind(first.id)
        .bind(last.label_folded.clone())
        .bind(last.id)
        .all()
        .await
}

/// Id and label of each brand, as a menu shows them.
pub async fn labels(mut db: impl Exec, guild: GuildId) -> Result<Vec<(BrandId, String)>> {
    db.q("SELECT id, label FROM brands WHERE guild_id = $1 AND deleted_at IS NULL
          ORDER BY label_folded LIMIT $2")
        .bind(guild)
        .bind(MOST_PLACES as i64)
        .all()
        .await
}

pub async fn is_taken(tx: &mut Tx, guild: GuildId, label_folded: &str) -> Result<bool> {
    let found: Option<(BrandId,)> = tx
        .q("SELECT id FROM brands WHERE guild_id = $1 AND label_folded = $2 AND deleted_at IS NULL")
        .bind(guild)
        .bind(label_folded.to_owned())
        .opt()
        .await?;
    Ok(found.is_some())
}

pub async fn rename(tx: &mut Tx, guild: GuildId, id: BrandId, label: &Label, now: Ms) -> Result<()> {
    tx.q("UPDATE brands SET label = $3, label_folded = $4, slug = $5, edited_at = $6
          WHERE guild_id = $1 AND id = $2 AND deleted_at IS NULL")
        .bind(guild)
        .bind(id)
        .bind(label.as_str().to_owned())
        .bind(label.folded())
        .bind(label.slug())
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, guild: GuildId, id: BrandId, now: Ms, by: &str) -> Result<()> {
    tx.q("UPDATE brands SET deleted_at = $3, deleted_by = $4
          WHERE guild_id = $1 AND id = $2 AND deleted_at IS NULL")
        .bind(guild)
        .bind(id)
        .bind(now)
        .bind(by.to_owned())
        .exec()
        .await?;
    Ok(())
}

/// Label, also folded, of a brand that was deleted after `since`.
pub async fn deleted(
    tx: &mut Tx,
    guild: GuildId,
    id: BrandId,
    since: Ms,
) -> Result<Option<(String, String)>> {
    tx.q("SELECT label, label_folded FROM brands WHERE guild_id = $1 AND id = $2 AND deleted_at > $3")
        .bind(guild)
        .bind(id)
        .bind(since)
        .opt()
        .await
}

pub async fn restore(tx: &mut Tx, guild: GuildId, id: BrandId, now: Ms) -> Result<()> {
    tx.q("UPDATE brands SET deleted_at = NULL, deleted_by = NULL, edited_at = $3
          WHERE guild_id = $1 AND id = $2")
        .bind(guild)
        .bind(id)
        .bind(now)
        .exec()
        .await?;
    Ok(())
}

/// Removes what was deleted before `before` and has no group any more, deleted ones included.
pub async fn forget(db: &Db, before: Ms) -> Result<u64> {
    db.w("DELETE FROM brands WHERE deleted_at <= $1
          AND NOT EXISTS (SELECT 1 FROM account_groups g WHERE g.brand_id = brands.id)")
        .bind(before)
        .exec()
        .await
}

/// How many there are.
pub async fn count(tx: &mut Tx, guild: GuildId) -> Result<i64> {
    tx.q("SELECT COUNT(*) FROM brands WHERE guild_id = $1 AND deleted_at IS NULL").bind(guild).scalar().await
}

/// Every brand that is there: id, label, and the label folded.
pub async fn all(db: &mut impl Exec, guild: GuildId) -> Result<Vec<(BrandId, String, String)>> {
    db.q("SELECT id, label, label_folded FROM brands WHERE guild_id = $1 AND deleted_at IS NULL")
        .bind(guild)
        .all()
        .await
}

/// As [`insert`], for many.
pub async fn insert_all(tx: &mut Tx, guild: GuildId, brands: &[(BrandId, Label)], now: Ms) -> Result<()> {
    let insert = Batch {
        head: "INSERT INTO brands (id, guild_id, label, label_folded, slug, created_at) VALUES ",
        casts: &["UUID", "BIGINT", "TEXT", "TEXT", "TEXT", "BIGINT"],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, brands, |q, (id, label)| {
            let q = q.bind(*id).bind(guild).bind(label.as_str().to_owned());
            q.bind(label.folded()).bind(label.slug()).bind(now)
        })
        .await?;
    Ok(())
}

/// Deletes those of these brands that have no group, and that nobody has edited. Returns which.
pub async fn delete_empty(
    tx: &mut Tx,
    guild: GuildId,
    ids: &[BrandId],
    now: Ms,
    by: &str,
) -> Result<Vec<(BrandId, String)>> {
    let delete = Batch {
        head: "WITH chosen (id, guild_id, at, who) AS (VALUES ",
        casts: &["UUID", "BIGINT", "BIGINT", "TEXT"],
        tail: ") UPDATE brands SET deleted_at = chosen.at, deleted_by = chosen.who FROM chosen
               WHERE brands.id = chosen.id AND brands.guild_id = chosen.guild_id AND brands.deleted_at IS NULL
                 AND brands.edited_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM account_groups g WHERE g.brand_id = brands.id AND g.deleted_at IS NULL)
               RETURNING brands.id, brands.label",
    };
    delete.all(&mut &mut *tx, ids, |q, id| q.bind(*id).bind(guild).bind(now).bind(by.to_owned())).await
}

/// Those of these brands that would go, were they empty.
pub async fn in_use_and_unedited(
    db: &mut impl Exec,
    guild: GuildId,
    ids: &[BrandId],
) -> Result<Vec<(BrandId, String)>> {
    let find = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") SELECT b.id, b.label FROM asked CROSS JOIN brands b
               WHERE b.id = asked.id AND b.guild_id = asked.guild_id AND b.deleted_at IS NULL AND b.edited_at IS NULL
                 AND EXISTS (SELECT 1 FROM account_groups g JOIN accounts a ON a.group_id = g.id
                             WHERE g.brand_id = b.id AND g.deleted_at IS NULL AND a.deleted_at IS NULL)
               ORDER BY b.label_folded",
    };
    find.all(db, ids, |q, id| q.bind(*id).bind(guild)).await
}
