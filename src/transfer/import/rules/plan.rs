//! Held against what the guild has: each row is new, changes something, changes nothing, or is wrong.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fault, Line, Mend};
use crate::ids::{AccountId, BrandId, GroupId};
use crate::tracking::{Label, MOST_PLACES, Platform};
use crate::transfer::import::columns::Column;

/// What the guild has of what the rows name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// By their folded labels.
    pub brands: HashMap<String, (BrandId, String)>,
    pub groups: HashMap<(BrandId, String), KnownGroup>,
    pub accounts: HashMap<(Platform, String), KnownAccount>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownGroup {
    pub id: GroupId,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    pub id: AccountId,
    pub display_name: String,
    pub group: GroupId,
    pub group_label: String,
    pub brand_label: String,
}

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "ImportChange")]
pub enum Kind {
    New,
    Changed,
    Unchanged,
    Wrong,
}

/// The group that a row wants: one that is there, or one to be made, by its place in [`Missing::groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    There(GroupId),
    Made(usize),
}

/// What an account is before the import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ImportBefore")]
pub struct Before {
    pub brand: String,
    pub group: String,
    pub display_name: String,
}

/// A row that is not wrong.
#[derive(Clone, Debug)]
pub struct Planned {
    pub line: Line,
    pub kind: Kind,
    pub place: Place,
    pub account: Option<AccountId>,
    /// Of a row that changes something.
    pub before: Option<Before>,
    /// Whether the group is another one, and the display name.
    pub moves: bool,
    pub renames: bool,
}

/// Brands and groups that rows name and the guild does not have, each once.
#[derive(Clone, Debug, Default)]
pub struct Missing {
    pub brands: Vec<Label>,
    pub groups: Vec<MissingGroup>,
}

#[derive(Clone, Debug)]
pub struct MissingGroup {
    pub brand: MissingBrand,
    pub brand_label: String,
    pub label: Label,
}

/// The brand of a group to be made: one that is there, or by its place in [`Missing::brands`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MissingBrand {
    There(BrandId),
    Made(usize),
}

/// What the lines of a file come to.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub rows: Vec<Planned>,
    pub faults: Vec<Fault>,
    pub missing: Missing,
}

impl Plan {
    pub fn count(&self, kind: Kind) -> usize {
        self.rows.iter().filter(|row| row.kind == kind).count()
    }
}

/// Holds the lines, in the order of the file, against what the guild has.
pub fn plan(lines: Vec<Line>, known: &Known, create_missing: bool) -> Plan {
    let mut planning = Planning { known, create_missing, plan: Plan::default(), made: Made::default() };
    let mut first: HashMap<(Platform, String), usize> = HashMap::new();
    for line in lines {
        let name = (line.platform, line.username_folded.clone());
        let row = *first.entry(name).or_insert(line.row);
        if row != line.row {
            let told = format!("is the same account as in row {row}");
            let value = line.username.as_str();
            planning.plan.faults.push(Fault::new(line.row, Column::Username, value, Mend::Duplicate, told));
            continue;
        }
        planning.add(line);
    }
    planning.plan
}

/// Places of what is to be made, by what makes two of them one.
#[derive(Default)]
struct Made {
    brands: BTreeMap<String, usize>,
    groups: HashMap<(MissingBrand, String), usize>,
}

struct Planning<'k> {
    known: &'k Known,
    create_missing: bool,
    plan: Plan,
    made: Made,
}

impl Planning<'_> {
    fn add(&mut self, line: Line) {
        let Some(place) = self.place(&line) else { return };
        let known = self.known.accounts.get(&(line.platform, line.username_folded.clone()));
        let row = match known {
            None => Planned {
                kind: Kind::New,
                place,
                account: None,
                before: None,
                moves: true,
                renames: false,
                line,
            },
            Some(account) => {
                let moves = place != Place::There(account.group);
                let wanted = line.display_name.as_ref().map(Label::as_str);
                let renames = wanted.is_some_and(|wanted| wanted != account.display_name);
                let kind = if moves || renames { Kind::Changed } else { Kind::Unchanged };
                let before = (kind == Kind::Changed).then(|| Before {
                    brand: account.brand_label.clone(),
                    group: account.group_label.clone(),
                    display_name: account.display_name.clone(),
                });
                Planned { kind, place, account: Some(account.id), before, moves, renames, line }
            }
        };
        self.plan.rows.push(row);
    }

    /// The group that the line names; a fault and `None` when it is not there and must not be made.
    fn place(&mut self, line: &Line) -> Option<Place> {
        let brand = match self.known.brands.get(&line.brand.folded()) {
            Some((id, _)) => MissingBrand::There(*id),
            None => MissingBrand::Made(self.missing_brand(&line.brand)),
        };
        if let MissingBrand::There(id) = brand
            && let Some(group) = self.known.groups.get(&(id, line.group.folded()))
        {
            return Some(Place::There(group.id));
        }
        let place = self.missing_group(brand, line);
        if self.create_missing {
            return self.fits(brand, place, line).then_some(Place::Made(place));
        }
        let (column, value, told) = match brand {
            MissingBrand::There(_) => {
                (Column::Group, &line.group, format!("is no group of the brand {}", line.brand.as_str()))
            }
            MissingBrand::Made(_) => (Column::Brand, &line.brand, "is no brand of this server".to_owned()),
        };
        self.plan.faults.push(Fault::new(line.row, column, value.as_str(), Mend::CreateMissing, told));
        None
    }

    /// Whether the guild has room for what the line wants made; a fault if not.
    fn fits(&mut self, brand: MissingBrand, group: usize, line: &Line) -> bool {
        let brand = match brand {
            MissingBrand::There(_) => None,
            MissingBrand::Made(place) => Some(place),
        };
        let (column, value, told) =
            if brand.is_some_and(|place| self.known.brands.len() + place >= MOST_PLACES) {
                (Column::Brand, &line.brand, "would be one brand more than the 1,000 that a server may have")
            } else if self.known.groups.len() + group >= MOST_PLACES {
                (Column::Group, &line.group, "would be one group more than the 1,000 that a server may have")
            } else {
                return true;
            };
        self.plan.faults.push(Fault::new(line.row, column, value.as_str(), Mend::TooMany, told));
        false
    }

    fn missing_brand(&mut self, label: &Label) -> usize {
        let brands = &mut self.plan.missing.brands;
        *self.made.brands.entry(label.folded()).or_insert_with(|| {
            brands.push(label.clone());
            brands.len() - 1
        })
    }

    fn missing_group(&mut self, brand: MissingBrand, line: &Line) -> usize {
        let groups = &mut self.plan.missing.groups;
        *self.made.groups.entry((brand, line.group.folded())).or_insert_with(|| {
            let brand_label = line.brand.as_str().to_owned();
            groups.push(MissingGroup { brand, brand_label, label: line.group.clone() });
            groups.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ms;
    use crate::tracking::Username;

    fn line(row: usize, username: &str, brand: &str, group: &str, display_name: &str) -> Line {
        let username = Username::parse(username).unwrap();
        Line {
            row,
            platform: Platform::TikTok,
            username_folded: username.folded(),
            username,
            brand: Label::parse(brand).unwrap(),
            group: Label::parse(group).unwrap(),
            display_name: Label::parse(display_name).ok(),
        }
    }

    /// Acme with Launch and Second; mira is in Launch.
    fn known() -> Known {
        let (brand, launch, second) = (BrandId::new(Ms(1)), GroupId::new(Ms(1)), GroupId::new(Ms(1)));
        let group = |id, label: &str| KnownGroup { id, label: label.to_owned() };
        let mira = KnownAccount {
            id: AccountId::new(Ms(1)),
            display_name: "Mira".into(),
            group: launch,
            group_label: "Launch".into(),
            brand_label: "Acme".into(),
        };
        Known {
            brands: HashMap::from([("acme".into(), (brand, "Acme".into()))]),
            groups: HashMap::from([
                ((brand, "launch".into()), group(launch, "Launch")),
                ((brand, "second".into()), group(second, "Second")),
            ]),
            accounts: HashMap::from([((Platform::TikTok, "mira".into()), mira)]),
        }
    }

    fn kinds(plan: &Plan) -> Vec<Kind> {
        plan.rows.iter().map(|row| row.kind).collect()
    }

    #[test]
    fn rows_are_new_changed_or_unchanged() {
        let one =
            |display_name, group| plan(vec![line(2, "MIRA", "ACME", group, display_name)], &known(), false);
        assert_eq!(kinds(&one("", "launch")), [Kind::Unchanged]);
        assert_eq!(kinds(&one("Mira", "Launch")), [Kind::Unchanged]);
        assert_eq!(kinds(&one("Mira H.", "Launch")), [Kind::Changed]);
        let moved = one("", "Second");
        assert_eq!(kinds(&moved), [Kind::Changed]);
        assert!(moved.rows[0].moves && !moved.rows[0].renames);
        assert_eq!(moved.rows[0].before.as_ref().unwrap().group, "Launch");
        assert_eq!(kinds(&plan(vec![line(2, "noa", "Acme", "Launch", "")], &known(), false)), [Kind::New]);
    }

    #[test]
    fn what_is_missing_is_wrong_or_made_once() {
        let lines = || {
            vec![
                line(2, "a", "New", "One", ""),
                line(3, "b", "NEW", "one", ""),
                line(4, "c", "Acme", "Third", ""),
                line(5, "d", "Acme", "Launch", ""),
            ]
        };
        let refused = plan(lines(), &known(), false);
        assert_eq!(refused.rows.len(), 1);
        let told: Vec<_> = refused.faults.iter().map(|fault| (fault.row, fault.message.as_str())).collect();
        assert_eq!(
            told,
            [
                (2, "is no brand of this server"),
                (3, "is no brand of this server"),
                (4, "is no group of the brand Acme")
            ]
        );
        let made = plan(lines(), &known(), true);
        assert!(made.faults.is_empty());
        assert_eq!(made.count(Kind::New), 4);
        let labels: Vec<_> = made.missing.groups.iter().map(|group| group.label.as_str()).collect();
        assert_eq!((made.missing.brands.len(), labels), (1, vec!["One", "Third"]));
        assert_eq!(made.rows[0].place, made.rows[1].place);
    }

    #[test]
    fn groups_and_brands_beyond_the_most_of_a_server_are_wrong() {
        // One brand and two groups are there.
        let of_its_own = |row| line(row, &format!("a{row}"), &format!("Brand {row}"), "One", "");
        let of_acme = |row| line(row, &format!("a{row}"), "Acme", &format!("Group {row}"), "");
        let all: [Vec<Line>; 2] = [(0..998).map(of_its_own).collect(), (0..998).map(of_acme).collect()];
        for lines in all {
            assert!(plan(lines.clone(), &known(), true).faults.is_empty(), "1,000 groups fit");
            let more = [lines, vec![of_its_own(998), of_acme(999)]].concat();
            let faults = plan(more, &known(), true).faults;
            let told: Vec<_> = faults.iter().map(|f| (f.row, f.column.as_str(), f.mend)).collect();
            assert_eq!(told, [(998, "group", Some(Mend::TooMany)), (999, "group", Some(Mend::TooMany))]);
        }
        let brand = |n| (format!("brand {n}"), (BrandId::new(Ms(1)), format!("Brand {n}")));
        let known = Known { brands: (0..MOST_PLACES).map(brand).collect(), ..Known::default() };
        let faults = plan(vec![line(2, "a", "Acme", "One", "")], &known, true).faults;
        assert_eq!((faults[0].column.as_str(), faults[0].mend), ("brand", Some(Mend::TooMany)));
        assert!(plan(vec![line(2, "a", "Brand 0", "One", "")], &known, true).faults.is_empty());
    }

    #[test]
    fn the_same_account_twice_names_the_other_row() {
        let lines = vec![line(2, "noa", "Acme", "Launch", ""), line(9, "NOA", "Acme", "Second", "")];
        let plan = plan(lines, &known(), false);
        assert_eq!(plan.rows.len(), 1);
        assert_eq!(
            (plan.faults[0].row, plan.faults[0].message.as_str()),
            (9, "is the same account as in row 2")
        );
    }
}
