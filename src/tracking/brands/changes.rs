//! What can be done to a brand, each with its audit entry; the same for the page and the API.

use super::store::{self, Brand};
use crate::audit::{Acting, Changes, Target};
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::BrandId;
use crate::tracking::change::restorable_since;
use crate::tracking::{Label, MOST_PLACES};

const TAKEN: &str = "is used by another brand of this server";

pub async fn create(tx: &mut Tx, acting: &Acting, label: &Label) -> Result<Brand, Error> {
    refuse_taken(tx, acting, label).await?;
    refuse_full(tx, acting).await?;
    let id = super::insert(tx, acting.guild_id, label, acting.now).await?;
    acting.did(tx, "brand.created", target(id, label.as_str())).await?;
    found(tx, acting, id).await
}

pub async fn rename(tx: &mut Tx, acting: &Acting, id: BrandId, label: &Label) -> Result<Brand, Error> {
    let brand = found(tx, acting, id).await?;
    let changes = Changes::new().field("label", brand.label.as_str(), label.as_str());
    if changes.is_empty() {
        return Ok(brand);
    }
    if label.folded() != brand.label_folded {
        refuse_taken(tx, acting, label).await?;
    }
    store::rename(tx, acting.guild_id, id, label, acting.now).await?;
    acting.changed(tx, "brand.renamed", target(id, label.as_str()), changes).await?;
    found(tx, acting, id).await
}

/// Gives the brand as it was.
pub async fn delete(tx: &mut Tx, acting: &Acting, id: BrandId) -> Result<Brand, Error> {
    let brand = found(tx, acting, id).await?;
    if brand.group_count > 0 {
        return Err(Error::because(
            Code::NotEmpty,
            "This brand still has groups. Move or delete them first.",
        ));
    }
    store::delete(tx, acting.guild_id, id, acting.now, &acting.actor.name).await?;
    acting.did(tx, "brand.deleted", target(id, &brand.label)).await?;
    Ok(brand)
}

/// Takes a deletion back; a brand that is there stays as it is.
pub async fn restore(tx: &mut Tx, acting: &Acting, id: BrandId) -> Result<Brand, Error> {
    if let Some(brand) = store::find(&mut *tx, acting.guild_id, id).await? {
        return Ok(brand);
    }
    let deleted = store::deleted(tx, acting.guild_id, id, restorable_since(acting.now)).await?;
    let (label, label_folded) = deleted.ok_or(Code::NotFound)?;
    if store::is_taken(tx, acting.guild_id, &label_folded).await? {
        let detail = "Another brand has taken this label meanwhile. Rename that one, then restore this.";
        return Err(Error::because(Code::Conflict, detail));
    }
    refuse_full(tx, acting).await?;
    store::restore(tx, acting.guild_id, id, acting.now).await?;
    acting.did(tx, "brand.restored", target(id, &label)).await?;
    found(tx, acting, id).await
}

async fn found(tx: &mut Tx, acting: &Acting, id: BrandId) -> Result<Brand, Error> {
    Ok(store::find(&mut *tx, acting.guild_id, id).await?.ok_or(Code::NotFound)?)
}

async fn refuse_taken(tx: &mut Tx, acting: &Acting, label: &Label) -> Result<(), Error> {
    match store::is_taken(tx, acting.guild_id, &label.folded()).await? {
        true => Err(Error::field("#/label", TAKEN)),
        false => Ok(()),
    }
}

/// 409 when the guild has as many brands as it may have; the caller holds the guild's lock.
async fn refuse_full(tx: &mut Tx, acting: &Acting) -> Result<(), Error> {
    if store::count(tx, acting.guild_id).await? < MOST_PLACES as i64 {
        return Ok(());
    }
    Err(Error::because(
        Code::Conflict,
        "This server has 1,000 brands, and more are not possible. Delete one first.",
    ))
}

fn target(id: BrandId, label: &str) -> Target {
    Target::new("brand", id, label)
}
