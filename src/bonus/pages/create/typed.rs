//! The form as it was typed, and what of it can be made into a draft.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::bonus::rules::{Draft, MOST_CENTS, NewTarget};
use crate::bonus::{Week, money};
use crate::http::{Error, FieldError};
use crate::ids::GroupId;
use crate::time::{Day, Ms};
use crate::tracking::accounts::list::GroupChoice;
use crate::web::form::Faults;
use crate::web::{text, typed};

/// The week is that of a typed date.
pub const OTHER: &str = "other";
/// What the name of a group's own target begins with; its id follows.
pub const TARGET: &str = "target-";

const VIEWS: &str = "must be a whole number of views such as 10000, 10,000 or 10 000";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// Which button was pressed.
    pub step: String,
    /// A Sunday, or [`OTHER`].
    pub week: String,
    pub date: String,
    pub amount: String,
    /// The target of every chosen group without one of its own.
    pub views: String,
    pub groups: Vec<String>,
    /// Ticked when the week is over and that is wanted.
    pub past: Option<String>,
    #[serde(flatten)]
    pub own: BTreeMap<String, String>,
}

impl Typed {
    /// This week, unless it has a round.
    pub fn new(used: &[Week], now: Ms) -> Typed {
        let present = Week::containing(now.day());
        let week = if used.contains(&present) { String::new() } else { present.to_string() };
        Typed { week, ..Typed::default() }
    }

    /// 422 for a field that no form of ours has.
    pub fn known_fields(&self) -> Result<(), Error> {
        let known = |name: &str| name.strip_prefix(TARGET).is_some_and(|id| id.parse::<GroupId>().is_ok());
        match self.own.keys().any(|name| !known(name)) {
            true => Err(Error::field("#", "has a field that is not known")),
            false => Ok(()),
        }
    }

    pub fn has(&self, group: GroupId) -> bool {
        let id = group.to_string();
        self.groups.contains(&id)
    }

    /// The target that was typed for this group alone; empty: the default.
    pub fn own(&self, group: GroupId) -> &str {
        self.own.get(&field(group)).map(|text| text.trim()).unwrap_or_default()
    }

    /// The day that says the week.
    fn day(&self) -> Option<Day> {
        Day::parse(if self.week == OTHER { self.date.trim() } else { &self.week })
    }

    /// The week that was chosen, whatever else is wrong.
    pub fn week(&self) -> Option<Week> {
        self.day().map(Week::containing)
    }

    /// What was typed, or all that is wrong with it by the names of the fields.
    pub fn draft(&self, groups: &[GroupChoice], now: Ms) -> Result<Draft, Faults> {
        let mut faults = Vec::new();
        let mut fault = |name: &str, detail: &str| faults.push((name.to_owned(), detail.to_owned()));
        let day = self.day();
        if day.is_none() {
            let date = self.week == OTHER;
            fault("week", if date { "must be a date such as 2026-11-15" } else { "must be chosen" });
        }
        let amount = money::cents(&self.amount);
        if amount.is_none() {
            fault("amount", money::fault(&self.amount));
        }
        let default = typed::whole(&self.views);
        if default.is_none() && !self.views.trim().is_empty() {
            fault("views", VIEWS);
        }
        let known: HashMap<String, GroupId> =
            groups.iter().map(|group| (group.id.to_string(), group.id)).collect();
        let mut targets = Vec::with_capacity(self.groups.len());
        // Those that are targets of the draft, which numbers them.
        let mut chosen = Vec::with_capacity(self.groups.len());
        for id in &self.groups {
            let Some(group) = known.get(id).copied() else {
                fault("groups", "must be groups of this server; one that was chosen is not there any more");
                continue;
            };
            let target = match (self.own(group), default) {
                ("", Some(views)) => Some(views),
                ("", None) => None,
                (own, _) => {
                    let own = typed::whole(own);
                    if own.is_none() {
                        fault(&field(group), VIEWS);
                    }
                    own
                }
            };
            // What is missing was named above; the rest is checked all the same.
            targets.push(NewTarget { group, views: target.unwrap_or(1) });
            chosen.push(id.as_str());
        }
        let by_default = targets.iter().any(|target| self.own(target.group).is_empty());
        if by_default && self.views.trim().is_empty() {
            fault("views", "must be given: not every chosen group has a target of its own");
        }
        let blank = |text: &String| text.trim().is_empty();
        if self.groups.is_empty() && blank(&self.views) && self.own.values().all(blank) {
            fault("views", "must be given, unless each chosen group gets a target of its own");
        }
        // The week of a date is the one that contains it; nothing else here depends on it.
        let week_start = self.week().unwrap_or(Week::containing(now.day())).first();
        let draft = Draft { week_start, amount_cents: amount.unwrap_or(1), targets };
        let more = draft.check(now).err().unwrap_or_default();
        faults.extend(more.iter().map(|fault| self.named(&chosen, fault)));
        if faults.is_empty() { Ok(draft) } else { Err(Faults::new(faults)) }
    }

    /// Faults of the draft by the names of the fields that it was typed in.
    pub fn faults_of(&self, faults: &[FieldError]) -> Faults {
        let chosen: Vec<&str> = self.groups.iter().map(String::as_str).collect();
        Faults::new(faults.iter().map(|fault| self.named(&chosen, fault)))
    }

    /// `chosen` are the ids of the groups whose targets the draft has, in its order.
    fn named(&self, chosen: &[&str], fault: &FieldError) -> (String, String) {
        let parts: Vec<&str> = fault.pointer.trim_start_matches("#/").split('/').collect();
        let group = |index: &str| {
            let (index, id) = chosen.iter().enumerate().nth(index.parse().ok()?)?;
            Some((*id, chosen[..index].contains(id)))
        };
        let own =
            |id: &str| self.own.get(&format!("{TARGET}{id}")).is_some_and(|text| !text.trim().is_empty());
        let detail = fault.detail.clone().into_owned();
        match parts.as_slice() {
            ["week_start"] => ("week".to_owned(), detail),
            ["bonus_amount_cents"] => {
                ("amount".to_owned(), format!("must be {} to {}", text::money(1), text::money(MOST_CENTS)))
            }
            ["targets", index, "target_views"] => match group(index).filter(|(id, _)| own(id)) {
                Some((id, _)) => (format!("{TARGET}{id}"), detail),
                None => ("views".to_owned(), detail),
            },
            ["targets", index, "group_id"] => match group(index) {
                Some((id, true)) => {
                    (format!("{TARGET}{id}"), "is chosen twice: each group has one target".to_owned())
                }
                _ => ("groups".to_owned(), "must be groups of this server".to_owned()),
            },
            _ => ("groups".to_owned(), "must be 1 to 500 groups".to_owned()),
        }
    }
}

/// The name of the field for a group's own target.
pub fn field(group: GroupId) -> String {
    format!("{TARGET}{group}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::BrandId;

    fn now() -> Ms {
        Ms::parse("2026-11-18T12:00:00Z").unwrap()
    }

    fn groups(count: usize) -> Vec<GroupChoice> {
        let brand_id = BrandId::new(now());
        let one =
            |n| GroupChoice { brand_id, brand: "B".into(), id: GroupId::new(now()), label: format!("G{n}") };
        (0..count).map(one).collect()
    }

    fn typed(groups: &[GroupChoice]) -> Typed {
        Typed {
            week: "2026-11-15".into(),
            amount: "$49.95".into(),
            views: "10,000".into(),
            groups: groups.iter().map(|group| group.id.to_string()).collect(),
            ..Typed::default()
        }
    }

    #[test]
    fn a_form_is_a_draft_with_targets_of_ones_own() {
        let groups = groups(3);
        let mut typed = typed(&groups[..2]);
        typed.own =
            BTreeMap::from([(field(groups[1].id), " 25 000 ".into()), (field(groups[2].id), "x".into())]);
        let draft = typed.draft(&groups, now()).unwrap();
        assert_eq!((draft.week_start.to_string().as_str(), draft.amount_cents), ("2026-11-15", 4_995));
        let views: Vec<_> = draft.targets.iter().map(|target| target.views).collect();
        assert_eq!(views, [10_000, 25_000], "what was typed for a group that is not chosen says nothing");
        typed.own.insert(field(groups[0].id), "1".into());
        typed.views.clear();
        assert!(typed.draft(&groups, now()).is_ok(), "no default is needed where none is used");
    }

    #[test]
    fn a_date_says_the_week_that_contains_it() {
        let groups = groups(1);
        for (date, week) in [("2026-11-15", "2026-11-15"), ("2026-11-14", "2026-11-08")] {
            let typed = Typed { week: OTHER.into(), date: date.into(), ..typed(&groups) };
            assert_eq!(typed.draft(&groups, now()).unwrap().week_start.to_string(), week);
        }
    }

    #[test]
    fn a_fault_stands_beside_its_group_though_one_before_it_is_gone() {
        let groups = groups(3);
        let mut typed = typed(&groups);
        typed.groups.push(groups[1].id.to_string());
        typed.own.insert(field(groups[2].id), "0".into());
        let faults = typed.draft(&groups[1..], now()).unwrap_err();
        assert!(faults.of("groups").unwrap().contains("one that was chosen is not there any more"));
        assert!(faults.of(&field(groups[1].id)).unwrap().contains("chosen twice"));
        assert!(faults.of(&field(groups[2].id)).unwrap().contains("1 to 1,000,000,000,000"));
        assert_eq!(faults.of("views"), None);
    }

    #[test]
    fn a_round_has_up_to_five_hundred_groups() {
        let groups = groups(501);
        assert!(typed(&groups[..500]).draft(&groups, now()).is_ok());
        for wrong in [&groups[..], &[]] {
            let faults = typed(wrong).draft(&groups, now()).unwrap_err();
            assert_eq!(faults.of("groups").unwrap(), "This must be 1 to 500 groups.");
        }
    }

    #[test]
    fn this_week_is_chosen_unless_it_has_a_round() {
        let present = Week::containing(now().day());
        assert_eq!(Typed::new(&[], now()).week, "2026-11-15");
        assert_eq!(Typed::new(&[present], now()).week, "");
    }
}
