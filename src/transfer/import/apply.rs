//! Does what a plan says, a thousand rows at a time, inside the caller's transaction.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::progress::Run;
use super::rules::{Kind, Known, Missing, MissingBrand, Place, Plan, Planned};
use crate::audit::{Acting, Target, record_all};
use crate::db::Tx;
use crate::http::Error;
use crate::ids::{BrandId, GroupId};
use crate::tracking::accounts::changes::Add;
use crate::tracking::accounts::changes::many::{self, Labels, Left, Rewrite, Rewritten};
use crate::tracking::{brands, groups};

/// Rows between two looks at whether to go on.
const PART: usize = 1_000;

/// What an import did: how many, and what takes it back.
#[derive(Debug, Default)]
pub struct Applied {
    pub created: usize,
    pub updated: usize,
    pub back: Back,
}

/// All that is needed to take it back.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Back {
    pub added: Vec<Left>,
    pub rewritten: Vec<Rewritten>,
    pub groups: Vec<GroupId>,
    pub brands: Vec<BrandId>,
}

/// Why a run did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error("cancelled")]
    Cancelled,
    #[error("{0}")]
    Failed(#[from] Error),
}

impl From<crate::db::Error> for Stopped {
    fn from(error: crate::db::Error) -> Stopped {
        Stopped::Failed(error.into())
    }
}

/// Applies every row of the plan, which has no faults.
pub async fn apply(
    tx: &mut Tx,
    acting: &Acting,
    plan: &Plan,
    known: &Known,
    run: &Run,
) -> Result<Applied, Stopped> {
    let made = make(tx, acting, &plan.missing).await?;
    let mut labels: Labels = known.groups.values().map(|group| (group.id, group.label.clone())).collect();
    labels.extend(
        made.groups
            .iter()
            .zip(&plan.missing.groups)
            .map(|(id, group)| (*id, group.label.as_str().to_owned())),
    );
    let place = |row: &Planned| match row.place {
        Place::There(id) => Some(id),
        Place::Made(at) => made.groups.get(at).copied(),
    };
    let of = |kind| plan.rows.iter().filter(move |row| row.kind == kind);
    let mut done = of(Kind::Unchanged).count();
    let adds: Vec<Add> = of(Kind::New)
        .filter_map(|row| {
            let line = &row.line;
            let (username, display_name) = (line.username.clone(), line.display_name.clone());
            Some(Add { platform: line.platform, username, group: place(row)?, display_name })
        })
        .collect();
    let rewrites: Vec<Rewrite> = of(Kind::Changed)
        .filter_map(|row| {
            let group = if row.moves { Some(place(row)?) } else { None };
            let display_name = row.line.display_name.clone().filter(|_| row.renames);
            Some(Rewrite { id: row.account?, group, display_name })
        })
        .collect();
    let mut applied = Applied { created: adds.len(), updated: rewrites.len(), back: Back::default() };
    let mut deleted = many::deleted(tx, acting).await?;
    for part in adds.chunks(PART) {
        step(run, &mut done, 0)?;
        applied.back.added.extend(many::add_all(tx, acting, part, &labels, &mut deleted).await?);
        step(run, &mut done, part.len())?;
    }
    for part in rewrites.chunks(PART) {
        step(run, &mut done, 0)?;
        applied.back.rewritten.extend(many::rewrite_all(tx, acting, part, &labels).await?);
        step(run, &mut done, part.len())?;
    }
    (applied.back.groups, applied.back.brands) = (made.groups, made.brands);
    Ok(applied)
}

fn step(run: &Run, done: &mut usize, rows: usize) -> Result<(), Stopped> {
    *done += rows;
    run.done(*done);
    if run.is_cancelled() { Err(Stopped::Cancelled) } else { Ok(()) }
}

struct Made {
    brands: Vec<BrandId>,
    groups: Vec<GroupId>,
}

/// Makes the brands and groups that are missing, each with its entry.
async fn make(tx: &mut Tx, acting: &Acting, missing: &Missing) -> Result<Made, Error> {
    let new: Vec<_> = missing.brands.iter().map(|label| (BrandId::new(acting.now), label.clone())).collect();
    brands::store::insert_all(tx, acting.guild_id, &new, acting.now).await?;
    let told = new
        .iter()
        .map(|(id, label)| acting.entry("brand.created", Target::new("brand", id, label.as_str()), None));
    record_all(tx, told.collect()).await?;
    let by_place: HashMap<usize, BrandId> = new.iter().map(|(id, _)| *id).enumerate().collect();
    let of = |brand| match brand {
        MissingBrand::There(id) => Some(id),
        MissingBrand::Made(at) => by_place.get(&at).copied(),
    };
    let groups = missing
        .groups
        .iter()
        .filter_map(|group| Some((GroupId::new(acting.now), of(group.brand)?, group.label.clone())));
    let groups: Vec<_> = groups.collect();
    groups::store::insert_all(tx, acting.guild_id, &groups, acting.now).await?;
    let told = groups
        .iter()
        .map(|(id, _, label)| acting.entry("group.created", Target::new("group", id, label.as_str()), None));
    record_all(tx, told.collect()).await?;
    Ok(Made {
        brands: new.into_iter().map(|(id, _)| id).collect(),
        groups: groups.into_iter().map(|(id, ..)| id).collect(),
    })
}
