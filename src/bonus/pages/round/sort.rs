//! The order of a round's results.

use std::cmp::Ordering;

use crate::bonus::rounds::Target;
use crate::http::Params;
use crate::ids::GroupId;
use crate::web::table;

/// What the results are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Name,
    Actual,
    Difference,
    Percent,
    /// Of payments: what is to be paid yet stands first.
    Paid,
    Amount,
}

impl By {
    pub const ALL: [By; 6] = [By::Name, By::Actual, By::Difference, By::Percent, By::Paid, By::Amount];

    pub fn as_str(self) -> &'static str {
        match self {
            By::Name => "name",
            By::Actual => "actual",
            By::Difference => "difference",
            By::Percent => "percent",
            By::Paid => "paid",
            By::Amount => "amount",
        }
    }

    /// Names begin with A, numbers with the greatest.
    fn begins(self) -> table::Sort {
        if matches!(self, By::Name | By::Paid) { table::Sort::Ascending } else { table::Sort::Descending }
    }

    fn compare(self, a: &Target, b: &Target) -> Ordering {
        match self {
            By::Name => name(a).cmp(&name(b)),
            By::Actual => a.actual().cmp(&b.actual()),
            By::Difference => a.delta().cmp(&b.delta()),
            // As fractions: two that differ by less than a tenth of a per cent are not equal.
            By::Percent => share(a, b).cmp(&share(b, a)),
            By::Paid => (a.paid, a.paid_at).cmp(&(b.paid, b.paid_at)),
            By::Amount => a.amount_cents.cmp(&b.amount_cents),
        }
    }
}

fn name(target: &Target) -> (String, GroupId) {
    (target.group_label.to_lowercase(), target.group_id)
}

fn share(a: &Target, b: &Target) -> i128 {
    i128::from(a.actual()) * i128::from(b.target_views)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    by: By,
    ascending: bool,
}

impl Default for Sort {
    fn default() -> Sort {
        Sort { by: By::Name, ascending: true }
    }
}

impl Sort {
    /// `sort=actual`, or `sort=-actual` for the other way round.
    pub fn read(params: &mut Params) -> Sort {
        let Some(text) = params.text("sort") else { return Sort::default() };
        let (turned, word) = match text.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, text.as_str()),
        };
        match By::ALL.into_iter().find(|by| by.as_str() == word) {
            Some(by) => Sort { by, ascending: (by.begins() == table::Sort::Ascending) != turned },
            None => {
                params.fault("sort", "must be name, actual, difference, percent, paid or amount".into());
                Sort::default()
            }
        }
    }

    /// How a column stands now.
    pub fn of(self, by: By) -> table::Sort {
        match (self.by == by, self.ascending) {
            (false, _) => table::Sort::None,
            (true, true) => table::Sort::Ascending,
            (true, false) => table::Sort::Descending,
        }
    }

    /// What the header of a column adds to the address: its order, or the other way round.
    pub fn next(self, by: By) -> String {
        let is_first = self.by == by && self.of(by) == by.begins();
        match (by, is_first) {
            (By::Name, false) => String::new(),
            (by, true) => format!("sort=-{}", by.as_str()),
            (by, false) => format!("sort={}", by.as_str()),
        }
    }

    pub fn sorted(self, targets: &[Target]) -> Vec<&Target> {
        let mut all: Vec<&Target> = targets.iter().collect();
        // Equals stand by name, whichever way.
        all.sort_by_key(|target| name(target));
        all.sort_by(|a, b| if self.ascending { self.by.compare(a, b) } else { self.by.compare(b, a) });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of the results.
    fn next(query: &str) -> [String; 4] {
        let sort = Sort::read(&mut Params::parse(query));
        [By::Name, By::Actual, By::Difference, By::Percent].map(|by| sort.next(by))
    }

    #[test]
    fn a_header_sorts_and_then_turns_the_order_round() {
        assert_eq!(next(""), ["sort=-name", "sort=actual", "sort=difference", "sort=percent"]);
        assert_eq!(next("sort=actual"), ["", "sort=-actual", "sort=difference", "sort=percent"]);
        assert_eq!(next("sort=-actual"), ["", "sort=actual", "sort=difference", "sort=percent"]);
        let sort = Sort::read(&mut Params::parse("sort=-percent"));
        assert_eq!(sort.of(By::Percent), table::Sort::Ascending);
        assert_eq!(sort.of(By::Name), table::Sort::None);
        let mut wrong = Params::parse("sort=luck");
        assert_eq!((Sort::read(&mut wrong), wrong.ignored()), (Sort::default(), vec!["sort"]));
    }
}
