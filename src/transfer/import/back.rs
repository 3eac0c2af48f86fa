//! Taking an import back: its accounts, then the brands and groups that nobody uses. What stays since later
//! imports changed or use it is kept in mind, and goes with the last of them.

use std::collections::HashSet;

use super::apply::Back;
use super::store::{self, Kind};
use super::view::{Kept, KeptBrand, KeptGroup, Undone};
use crate::audit::{Acting, Target, record_all};
use crate::db::{Exec, Tx};
use crate::http::Error;
use crate::ids::{BrandId, GroupId, GuildId, ImportId};
use crate::tracking::accounts::changes::many::{self, Step, Steps};
use crate::tracking::{brands, groups};

/// Accounts that are taken back at once.
const PART: usize = 1_000;

/// What imports left that were taken back, by what is there still.
#[derive(Debug, Default)]
pub struct Remains {
    pub accounts: usize,
    pub groups: Vec<KeptGroup>,
    pub brands: Vec<KeptBrand>,
}

pub async fn remains(db: &mut impl Exec, guild: GuildId) -> Result<Remains, Error> {
    let left = left(db, guild).await?;
    let accounts = by_account(left.steps).len();
    if left.groups.is_empty() && left.brands.is_empty() {
        return Ok(Remains { accounts, ..Remains::default() });
    }
    let (mut groups, mut brands) = there(db, guild).await?;
    groups.retain(|group| left.groups.contains(&group.id));
    brands.retain(|brand| left.brands.contains(&brand.id));
    Ok(Remains { accounts, groups, brands })
}

/// Groups and brands of the guild.
pub async fn there(db: &mut impl Exec, guild: GuildId) -> Result<(Vec<KeptGroup>, Vec<KeptBrand>), Error> {
    let groups = groups::store::all(db, guild).await?.into_iter();
    let brands = brands::store::all(db, guild).await?.into_iter();
    Ok((
        groups.map(|(id, _, label, _)| KeptGroup { id, label }).collect(),
        brands.map(|(id, label, _)| KeptBrand { id, label }).collect(),
    ))
}

/// All that imports left which were taken back.
async fn left(db: &mut impl Exec, guild: GuildId) -> Result<Back, Error> {
    let mut all = Back::default();
    for left in store::left_by_undone(db, guild).await? {
        let left: Back = serde_json::from_slice(&left).map_err(Error::internal)?;
        all.groups.extend(left.groups);
        all.brands.extend(left.brands);
        all.steps.extend(left.steps);
    }
    Ok(all)
}

fn by_account(steps: Vec<Step>) -> Steps {
    let mut by = Steps::new();
    for step in steps {
        by.entry(step.id()).or_default().push(step);
    }
    by
}

pub async fn take_back(tx: &mut Tx, acting: &Acting, id: ImportId, back: Back) -> Result<Undone, Error> {
    let mut undone = Undone::new(acting);
    let mut rest = left(&mut &mut *tx, acting.guild_id).await?;
    let mut steps = by_account(std::mem::take(&mut rest.steps));
    let added = back.added.chunks(PART).map(|part| (part, &[][..]));
    for (added, rewritten) in added.chain(back.rewritten.chunks(PART).map(|part| (&[][..], part))) {
        let part = many::take_back(tx, acting, added, rewritten, &mut steps).await?;
        undone.removed += part.removed;
        undone.restored += part.restored;
        undone.kept.extend(part.kept.into_iter().map(|(id, name)| Kept { id, name }));
    }
    let kept: HashSet<_> = undone.kept.iter().map(|kept| kept.id).collect();
    let own = back.added.into_iter().map(Step::Added).chain(back.rewritten.into_iter().map(Step::Rewritten));
    rest.steps = steps.into_values().flatten().chain(own.filter(|step| kept.contains(&step.id()))).collect();
    clear_away(tx, acting, &mut undone, (back.groups, back.brands), &mut rest).await?;
    // What is left goes on with this one.
    store::drop_left_by_undone(tx, acting.guild_id).await?;
    if rest.groups.is_empty() && rest.brands.is_empty() && rest.steps.is_empty() {
        store::drop_file(tx, id, Kind::Undo).await?;
    } else {
        store::put_file(tx, id, Kind::Undo, serde_json::to_vec(&rest).map_err(Error::internal)?).await?;
    }
    Ok(undone)
}

/// Deletes the brands and groups that it made, or that are left of others, and nobody uses. One that others use
/// stays, and goes when those were an import, too, that is taken back.
async fn clear_away(
    tx: &mut Tx,
    acting: &Acting,
    undone: &mut Undone,
    (own_groups, own_brands): (Vec<GroupId>, Vec<BrandId>),
    rest: &mut Back,
) -> Result<(), Error> {
    let (guild, now, by) = (acting.guild_id, acting.now, acting.actor.name.as_str());
    rest.groups.extend(&own_groups);
    rest.brands.extend(&own_brands);
    let groups = groups::store::delete_empty(tx, guild, &rest.groups, now, by).await?;
    let told =
        groups.iter().map(|(id, label)| acting.entry("group.deleted", Target::new("group", id, label), None));
    record_all(tx, told.collect()).await?;
    let brands = brands::store::delete_empty(tx, guild, &rest.brands, now, by).await?;
    let told =
        brands.iter().map(|(id, label)| acting.entry("brand.deleted", Target::new("brand", id, label), None));
    record_all(tx, told.collect()).await?;
    (undone.removed_groups, undone.removed_brands) = (groups.len(), brands.len());
    let (groups, brands) = there(&mut &mut *tx, guild).await?;
    rest.groups.retain(|id| groups.iter().any(|group| group.id == *id));
    rest.brands.retain(|id| brands.iter().any(|brand| brand.id == *id));
    undone.kept_groups = groups.into_iter().filter(|group| own_groups.contains(&group.id)).collect();
    undone.kept_brands = brands.into_iter().filter(|brand| own_brands.contains(&brand.id)).collect();
    Ok(())
}
