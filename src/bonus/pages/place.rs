//! Where a round stands open: on its own page, or in the list of rounds. Its links stay there.

use std::str::FromStr;

use crate::http::back;

/// A tab of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    #[default]
    Targets,
    Payments,
    Results,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Targets, Part::Payments, Part::Results];

    pub fn as_str(self) -> &'static str {
        match self {
            Part::Targets => "targets",
            Part::Payments => "payments",
            Part::Results => "results",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Part::Targets => "Targets",
            Part::Payments => "Payments",
            Part::Results => "Results",
        }
    }
}

impl FromStr for Part {
    type Err = ();
    fn from_str(text: &str) -> Result<Part, ()> {
        Part::ALL.into_iter().find(|part| part.as_str() == text).ok_or(())
    }
}

/// The address of an open round without what belongs to the round, and the parameter that names its tab.
#[derive(Clone, Debug)]
pub struct Place {
    base: String,
    parameter: &'static str,
}

impl Place {
    /// On its own page.
    pub fn own(base: String) -> Place {
        Place { base, parameter: "tab" }
    }

    /// In the list, whose address opens it.
    pub fn in_list(base: String) -> Place {
        Place { base, parameter: "part" }
    }

    pub fn is_own(&self) -> bool {
        self.parameter == "tab"
    }

    /// The round at that tab.
    pub fn part(&self, part: Part) -> String {
        let base = &self.base;
        match part {
            Part::Targets => base.clone(),
            other => back::with(base, &format!("{}={}", self.parameter, other.as_str())),
        }
    }

    /// That tab with something more in the address, as `sort=actual`.
    pub fn part_with(&self, part: Part, more: &str) -> String {
        let address = self.part(part);
        if more.is_empty() { address } else { back::with(&address, more) }
    }

    /// That tab with a dialog over it.
    pub fn dialog(&self, part: Part, dialog: &str) -> String {
        self.part_with(part, &format!("dialog={dialog}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_round_stay_where_it_stands() {
        let own = Place::own("/r/1".into());
        assert_eq!(own.part(Part::Targets), "/r/1");
        assert_eq!(own.part_with(Part::Results, "sort=actual"), "/r/1?tab=results&sort=actual");
        assert_eq!(own.dialog(Part::Targets, "delete"), "/r/1?dialog=delete");
        let list = Place::in_list("/bonus?open=1".into());
        assert_eq!(list.part(Part::Payments), "/bonus?open=1&part=payments");
        assert!(own.is_own() && !list.is_own());
    }
}
