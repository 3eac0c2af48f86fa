//! What can be done to a group, each with its audit entry; the same for the pages and the API.

use super::store::{self, Group};
use super::{NewGroup, insert};
use crate::audit::{Acting, Changes, Target};
use crate::bonus;
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::{BrandId, ChannelId, GroupId};
use crate::tracking::change::{gone, restorable_since};
use crate::tracking::{Label, MOST_PLACES, brands};

/// A group to be made.
pub struct Draft {
    pub label: Label,
    pub brand_id: BrandId,
    pub channel_id: Option<ChannelId>,
}

/// What of a group shall change; `None` leaves it as it is.
#[derive(Default)]
pub struct Edit {
    pub label: Option<Label>,
    pub brand_id: Option<BrandId>,
    pub channel_id: Option<Option<ChannelId>>,
}

pub async fn create(tx: &mut Tx, acting: &Acting, draft: &Draft) -> Result<Group, Error> {
    brand_label(tx, acting, draft.brand_id).await?;
    if let Some(channel) = draft.channel_id {
        channel_name(tx, acting, channel).await?;
    }
    if store::is_taken(tx, draft.brand_id, &draft.label.folded()).await? {
        return Err(Error::field("#/label", "is used by another group of this brand"));
    }
    refuse_full(tx, acting).await?;
    let new = NewGroup {
        guild: acting.guild_id,
        brand: draft.brand_id,
        label: &draft.label,
        channel: draft.channel_id,
    };
    let id = insert(tx, &new, acting.now).await?;
    acting.did(tx, "group.created", target(id, draft.label.as_str())).await?;
    found(tx, acting, id).await
}

pub async fn update(tx: &mut Tx, acting: &Acting, id: GroupId, edit: Edit) -> Result<Group, Error> {
    let group = found(tx, acting, id).await?;
    let moves = edit.brand_id.filter(|brand| *brand != group.brand_id);
    let brand_label = match moves {
        Some(brand) => brand_label(tx, acting, brand).await?,
        None => group.brand_label.clone(),
    };
    let channel_id = edit.channel_id.unwrap_or(group.discord_channel_id);
    let mut changes = Changes::new();
    if channel_id != group.discord_channel_id {
        let new = match channel_id {
            Some(channel) => Some(channel_name(tx, acting, channel).await?),
            None => None,
        };
        changes = channel_change(&group, channel_id, new);
    }
    let label = match edit.label {
        Some(label) => label,
        None => Label::parse(&group.label).map_err(Error::internal)?,
    };
    let renamed = label.folded() != group.label_folded;
    let brand = moves.unwrap_or(group.brand_id);
    if (renamed || moves.is_some()) && store::is_taken(tx, brand, &label.folded()).await? {
        return Err(match renamed {
            true => Error::field("#/label", "is used by another group of this brand"),
            false => Error::field("#/brand_id", "has a group of this label already"),
        });
    }
    let changes = changes.field("label", group.label.as_str(), label.as_str()).field(
        "brand",
        group.brand_label.as_str(),
        brand_label.as_str(),
    );
    if changes.is_empty() {
        return Ok(group);
    }
    let new = NewGroup { guild: acting.guild_id, brand, label: &label, channel: channel_id };
    store::update(tx, id, &new, acting.now).await?;
    acting.changed(tx, "group.updated", target(id, label.as_str()), changes).await?;
    found(tx, acting, id).await
}

/// Gives the group as it was.
pub async fn delete(tx: &mut Tx, acting: &Acting, id: GroupId) -> Result<Group, Error> {
    let group = found(tx, acting, id).await?;
    if group.account_count > 0 {
        return Err(Error::because(
            Code::NotEmpty,
            "This group still has accounts. Move or delete them first.",
        ));
    }
    if bonus::has_payments(tx, acting.guild_id, id).await? {
        let detail = "This group has bonus payments, so it must stay.";
        return Err(Error::because(Code::NotEmpty, detail));
    }
    store::delete(tx, acting.guild_id, id, acting.now, &acting.actor.name).await?;
    acting.did(tx, "group.deleted", target(id, &group.label)).await?;
    Ok(group)
}

/// Takes a deletion back; a group that is there stays as it is.
pub async fn restore(tx: &mut Tx, acting: &Acting, id: GroupId) -> Result<Group, Error> {
    if let Some(group) = store::find(&mut *tx, acting.guild_id, id).await? {
        return Ok(group);
    }
    let deleted = store::deleted(tx, acting.guild_id, id, restorable_since(acting.now)).await?;
    let deleted = deleted.ok_or(Code::NotFound)?;
    if deleted.brand_is_deleted {
        return Err(Error::because(Code::Conflict, "The brand of this group is deleted. Restore it first."));
    }
    if store::is_taken(tx, deleted.brand_id, &deleted.label_folded).await? {
        let detail = "Another group has taken this label meanwhile. Rename that one, then restore this.";
        return Err(Error::because(Code::Conflict, detail));
    }
    refuse_full(tx, acting).await?;
    store::restore(tx, acting.guild_id, id, acting.now).await?;
    acting.did(tx, "group.restored", target(id, &deleted.label)).await?;
    found(tx, acting, id).await
}

async fn found(tx: &mut Tx, acting: &Acting, id: GroupId) -> Result<Group, Error> {
    Ok(store::find(&mut *tx, acting.guild_id, id).await?.ok_or(Code::NotFound)?)
}

/// 409 when the guild has as many groups as it may have; the caller holds the guild's lock.
async fn refuse_full(tx: &mut Tx, acting: &Acting) -> Result<(), Error> {
    if store::count(tx, acting.guild_id).await? < MOST_PLACES as i64 {
        return Ok(());
    }
    Err(Error::because(
        Code::Conflict,
        "This server has 1,000 groups, and more are not possible. Delete one first.",
    ))
}

/// The label of a brand that a group shall belong to. One of another guild is as good as none.
async fn brand_label(tx: &mut Tx, acting: &Acting, brand: BrandId) -> Result<String, Error> {
    match brands::store::find(&mut *tx, acting.guild_id, brand).await? {
        Some(brand) => Ok(brand.label),
        None => Err(gone("#/brand_id")),
    }
}

async fn channel_name(tx: &mut Tx, acting: &Acting, channel: ChannelId) -> Result<String, Error> {
    match store::channel(tx, acting.guild_id, channel).await? {
        Some(name) => Ok(name),
        None => Err(gone("#/discord_channel_id")),
    }
}

/// The channels by name. Discord lets two have the same one: then the ids tell them apart.
fn channel_change(group: &Group, id: Option<ChannelId>, name: Option<String>) -> Changes {
    let old_id = group.discord_channel_id;
    if group.channel == name {
        let text = |id: Option<ChannelId>| id.map(|id| id.to_string());
        return Changes::new().field("channel", text(old_id), text(id));
    }
    let old = match &group.channel {
        Some(name) => Some(format!("#{name}")),
        None => old_id.map(|id| id.to_string()),
    };
    Changes::new().field("channel", old, name.map(|name| format!("#{name}")))
}

fn target(id: GroupId, label: &str) -> Target {
    Target::new("group", id, label)
}
