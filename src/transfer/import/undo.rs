//! Taking an import back: its accounts, then the brands and groups that nobody uses or has edited. What stays since
//! later imports changed or use it is kept in mind, and goes with the last of them.

use std::collections::{BTreeSet, HashSet};

use uuid::Uuid;

use super::apply::Back;
use super::store::leftovers::{self, Kind, Leftover};
use super::store::{self, Kind as File};
use super::view::{Kept, KeptBrand, KeptGroup, Undone};
use crate::audit::{Acting, Target, record_all};
use crate::db::{Exec, Tx};
use crate::http::Error;
use crate::ids::{AccountId, BrandId, GroupId, GuildId, ImportId};
use crate::tracking::accounts::changes::many::{self, Left, Rewritten, Step, Steps};
use crate::tracking::{brands, groups};

/// Accounts that are taken back at once.
const PART: usize = 1_000;
/// Groups and brands that are looked at before an undo: the last ones.
const FORESEEN: i64 = 500;

/// What imports left that were taken back, and the undo of another may take along.
#[derive(Debug, Default)]
pub struct Remains {
    pub accounts: usize,
    pub groups: Vec<KeptGroup>,
    pub brands: Vec<KeptBrand>,
}

pub async fn remains(db: &mut impl Exec, guild: GuildId) -> Result<Remains, Error> {
    let accounts = leftovers::count(db, guild, Kind::Account).await?;
    let groups = leftovers::last(db, guild, Kind::Group, FORESEEN).await?;
    let groups: Vec<GroupId> = groups.into_iter().map(GroupId).collect();
    let brands = leftovers::last(db, guild, Kind::Brand, FORESEEN).await?;
    let brands: Vec<BrandId> = brands.into_iter().map(BrandId).collect();
    let groups = groups::store::in_use_and_unedited(db, guild, &groups).await?.into_iter();
    let brands = brands::store::in_use_and_unedited(db, guild, &brands).await?.into_iter();
    Ok(Remains {
        accounts: usize::try_from(accounts).unwrap_or_default(),
        groups: groups.map(|(id, label)| KeptGroup { id, label }).collect(),
        brands: brands.map(|(id, label)| KeptBrand { id, label }).collect(),
    })
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

pub async fn undo(tx: &mut Tx, acting: &Acting, id: ImportId, back: Back) -> Result<Undone, Error> {
    let mut undone = Undone::new(acting);
    let mut emptier = BTreeSet::new();
    let added = back.added.chunks(PART).map(|part| (part, &[][..]));
    for (added, rewritten) in added.chain(back.rewritten.chunks(PART).map(|part| (&[][..], part))) {
        emptier.extend(accounts_back(tx, acting, added, rewritten, &mut undone).await?);
    }
    clear_away(tx, acting, &mut undone, &back, emptier).await?;
    store::drop_file(tx, id, File::Undo).await?;
    Ok(undone)
}

/// Takes a part of the accounts back, with what earlier undos left of them. Returns the groups that they left.
async fn accounts_back(
    tx: &mut Tx,
    acting: &Acting,
    added: &[Left],
    rewritten: &[Rewritten],
    undone: &mut Undone,
) -> Result<BTreeSet<GroupId>, Error> {
    let ids = added.iter().map(|left| left.id.0).chain(rewritten.iter().map(|one| one.id.0));
    let mut steps = Steps::new();
    for (id, left) in leftovers::take(tx, acting.guild_id, &ids.collect::<Vec<_>>()).await? {
        steps.insert(AccountId(id), serde_json::from_str(&left).map_err(Error::internal)?);
    }
    let part = many::undo(tx, acting, added, rewritten, &mut steps).await?;
    let kept: HashSet<_> = part.kept.iter().map(|(id, _)| *id).collect();
    let own = added.iter().cloned().map(Step::Added).chain(rewritten.iter().cloned().map(Step::Rewritten));
    for step in own.filter(|step| kept.contains(&step.id())) {
        steps.entry(step.id()).or_default().push(step);
    }
    steps.retain(|_, steps| !steps.is_empty());
    let left =
        steps.iter().map(|(id, steps)| Ok((id.0, serde_json::to_string(steps).map_err(Error::internal)?)));
    let left: Vec<Leftover> = left.collect::<Result<_, Error>>()?;
    leftovers::put(tx, acting.guild_id, Kind::Account, &left, acting.now).await?;
    undone.removed += part.removed;
    undone.restored += part.restored;
    undone.kept.extend(part.kept.into_iter().map(|(id, name)| Kept { id, name }));
    Ok(part.left)
}

/// Deletes the groups and brands that it made, and nobody uses or has edited; and those that earlier undos left,
/// if it was this one that took the last account or group out of them. One that others use stays, and goes when
/// those were an import, too, that is taken back.
async fn clear_away(
    tx: &mut Tx,
    acting: &Acting,
    undone: &mut Undone,
    made: &Back,
    emptier: BTreeSet<GroupId>,
) -> Result<(), Error> {
    let (guild, now, by) = (acting.guild_id, acting.now, acting.actor.name.as_str());
    let ids: Vec<Uuid> = emptier.iter().map(|id| id.0).collect();
    let left = leftovers::take(tx, guild, &ids).await?.into_iter().map(|(id, _)| GroupId(id));
    let mine: BTreeSet<GroupId> = made.groups.iter().copied().chain(left).collect();
    let gone = groups::store::delete_empty(tx, guild, &Vec::from_iter(mine.clone()), now, by).await?;
    let told = gone
        .iter()
        .map(|(id, _, label)| acting.entry("group.deleted", Target::new("group", id, label), None));
    record_all(tx, told.collect()).await?;
    undone.removed_groups = gone.len();

    let emptier: BTreeSet<Uuid> = gone.iter().map(|(_, brand, _)| brand.0).collect();
    let left =
        leftovers::take(tx, guild, &Vec::from_iter(emptier)).await?.into_iter().map(|(id, _)| BrandId(id));
    let mine_too: BTreeSet<BrandId> = made.brands.iter().copied().chain(left).collect();
    let gone = brands::store::delete_empty(tx, guild, &Vec::from_iter(mine_too.clone()), now, by).await?;
    let told =
        gone.iter().map(|(id, label)| acting.entry("brand.deleted", Target::new("brand", id, label), None));
    record_all(tx, told.collect()).await?;
    undone.removed_brands = gone.len();

    let (mut groups, mut brands) = there(&mut &mut *tx, guild).await?;
    groups.retain(|group| mine.contains(&group.id));
    brands.retain(|brand| mine_too.contains(&brand.id));
    let left: Vec<Leftover> = groups.iter().map(|group| (group.id.0, "[]".to_owned())).collect();
    leftovers::put(tx, guild, Kind::Group, &left, now).await?;
    let left: Vec<Leftover> = brands.iter().map(|brand| (brand.id.0, "[]".to_owned())).collect();
    leftovers::put(tx, guild, Kind::Brand, &left, now).await?;
    let (own, own_too) = (BTreeSet::from_iter(&made.groups), BTreeSet::from_iter(&made.brands));
    undone.kept_groups = groups.into_iter().filter(|group| own.contains(&group.id)).collect();
    undone.kept_brands = brands.into_iter().filter(|brand| own_too.contains(&brand.id)).collect();
    Ok(())
}
