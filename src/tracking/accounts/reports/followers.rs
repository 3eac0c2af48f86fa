//! The earliest and the greatest followers of each account: what thresholds compare. The history holds
//! one number a day, which is not enough.

use std::collections::BTreeMap;

use super::{Known, Merged, store};
use crate::alerts::FollowersRise;
use crate::alerts::rules::{Height, Rise};
use crate::db::{Result, Tx};
use crate::ids::AccountId;
use crate::time::Ms;

/// What was ever reported of an account's followers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Mark {
    pub account_id: AccountId,
    pub first_at: Ms,
    pub first: i64,
    pub most: i64,
    /// When the first report came in; unknown for those of long ago.
    pub seen_at: Option<Ms>,
}

impl Mark {
    fn height(self) -> Height {
        Height { base: self.first, most: Some(self.most) }
    }

    /// With the earliest and the greatest of a call.
    fn with(self, first: (Ms, i64), most: i64) -> Mark {
        let (first_at, first) = first.min((self.first_at, self.first));
        Mark { first_at, first, most: most.max(self.most), ..self }
    }
}

/// Moves the marks on; returns the accounts whose marks changed.
pub async fn rise(
    tx: &mut Tx,
    merged: &BTreeMap<AccountId, Merged>,
    known: &BTreeMap<AccountId, &Known>,
    now: Ms,
) -> Result<Vec<FollowersRise>> {
    let ids: Vec<_> = merged.iter().filter(|(_, m)| m.extremes.is_some()).map(|(id, _)| *id).collect();
    let before = store::marks(tx, &ids).await?;
    let before: BTreeMap<AccountId, Mark> = before.into_iter().map(|mark| (mark.account_id, mark)).collect();
    let (mut written, mut rises) = (Vec::new(), Vec::new());
    for (id, one) in merged {
        let (Some((first, most)), Some(account)) = (one.extremes, known.get(id)) else { continue };
        let old = before.get(id).copied();
        let fresh = Mark { account_id: *id, first_at: first.0, first: first.1, most, seen_at: Some(now) };
        let new = old.map_or(fresh, |old| old.with(first, most));
        if old == Some(new) {
            continue;
        }
        let nothing = Height { base: 0, most: None };
        rises.push(FollowersRise {
            account: *id,
            username: account.username.clone(),
            group: account.group_id,
            platform: account.platform,
            rise: Rise {
                before: old.map_or(nothing, Mark::height),
                after: new.height(),
                seen_at: new.seen_at,
            },
        });
        written.push(new);
    }
    store::write_marks(tx, &written).await?;
    Ok(rises)
}
