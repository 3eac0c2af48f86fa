//! Which column of a file is which of ours.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tracking::fold::fold;

/// What a file says of an account, in the order in which we write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ImportColumn")]
pub enum Column {
    Platform,
    Username,
    Brand,
    Group,
    DisplayName,
}

impl Column {
    pub const ALL: [Column; 5] =
        [Column::Platform, Column::Username, Column::Brand, Column::Group, Column::DisplayName];

    pub fn as_str(self) -> &'static str {
        match self {
            Column::Platform => "platform",
            Column::Username => "username",
            Column::Brand => "brand",
            Column::Group => "group",
            Column::DisplayName => "display_name",
        }
    }

    /// What else people call it.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Column::Platform => &["network", "site", "social network", "channel type"],
            Column::Username => &[
                "handle",
                "account",
                "account name",
                "user",
                "user name",
                "profile",
                "url",
                "link",
                "profile url",
            ],
            Column::Brand => &["client", "customer", "brand name"],
            Column::Group => &["account group", "group name", "team", "campaign"],
            Column::DisplayName => &["name", "full name", "display", "title"],
        }
    }

    /// The column of this name, whatever its case and what stands between the words.
    fn named(header: &str) -> Option<(Column, bool)> {
        let name = plain(header);
        let exact = Column::ALL.into_iter().find(|column| plain(column.as_str()) == name);
        let alias = || Column::ALL.into_iter().find(|column| column.aliases().contains(&name.as_str()));
        exact.map(|column| (column, true)).or_else(|| alias().map(|column| (column, false)))
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Column {
    type Err = ();

    fn from_str(text: &str) -> Result<Column, ()> {
        Column::ALL.into_iter().find(|column| column.as_str() == text).ok_or(())
    }
}

/// What tells headers apart.
const LONGEST: usize = 100;

fn plain(header: &str) -> String {
    let folded = fold(&header.trim().chars().take(LONGEST).collect::<String>());
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A column of the file and what it is taken for; `None`: nothing of ours, it is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mapped {
    pub header: String,
    pub column: Option<Column>,
}

/// What people chose where a header was not known: theirs to ours, or to nothing.
pub type Chosen = BTreeMap<String, Option<Column>>;

/// Columns that a choice may name: a file has no more.
pub const MOST_CHOSEN: usize = 200;

/// Why a choice of columns cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmappable {
    #[error("is no column of the file")]
    Unknown(String),
    #[error("is chosen for two columns")]
    Twice(String),
}

/// What each header is: as it was chosen, else by its name; a name of ours wins over another word for it.
pub fn map(headers: &[&str], chosen: &Chosen) -> Result<Vec<Mapped>, Unmappable> {
    let names: Vec<String> = headers.iter().map(|header| plain(header)).collect();
    let known: HashSet<&str> = names.iter().map(String::as_str).collect();
    let (mut by_name, mut taken) = (HashMap::new(), HashSet::new());
    for (theirs, column) in chosen {
        let name = plain(theirs);
        if !known.contains(name.as_str()) {
            return Err(Unmappable::Unknown(theirs.clone()));
        }
        let first_of_column = column.is_none_or(|column| taken.insert(column));
        if !first_of_column || by_name.insert(name, *column).is_some() {
            return Err(Unmappable::Twice(theirs.clone()));
        }
    }
    let mut mapped: Vec<Mapped> = headers
        .iter()
        .zip(&names)
        .map(|(header, name)| Mapped {
            header: header.trim().to_owned(),
            column: by_name.get(name).copied().flatten(),
        })
        .collect();
    for wants_exact in [true, false] {
        for at in 0..mapped.len() {
            let Some((column, exact)) =
                Column::named(headers[at]).filter(|_| !by_name.contains_key(&names[at]))
            else {
                continue;
            };
            let free = mapped[at].column.is_none() && !mapped.iter().any(|one| one.column == Some(column));
            if exact == wants_exact && free {
                mapped[at].column = Some(column);
            }
        }
    }
    Ok(mapped)
}

/// The header that comes twice, of those that are names at all.
pub fn repeated<'h>(headers: &[&'h str]) -> Option<&'h str> {
    let names: Vec<String> = headers.iter().map(|header| plain(header)).collect();
    let mut seen = HashSet::new();
    let twice = names.iter().position(|name| !name.is_empty() && !seen.insert(name))?;
    Some(headers[twice].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(headers: &[&str], chosen: &Chosen) -> Vec<Option<Column>> {
        map(headers, chosen).unwrap().into_iter().map(|one| one.column).collect()
    }

    #[test]
    fn headers_are_known_whatever_their_case_and_by_other_words() {
        use Column::{Brand, DisplayName, Group, Platform, Username};
        let none = Chosen::new();
        assert_eq!(
            mapped(&["Platform", " USERNAME ", "brand", "Group", "Display name"], &none),
            [Platform, Username, Brand, Group, DisplayName].map(Some)
        );
        assert_eq!(
            mapped(&["Network", "Account_Name", "Client", "Account group", "notes"], &none),
            [Some(Platform), Some(Username), Some(Brand), Some(Group), None]
        );
        assert_eq!(mapped(&["handle", "username"], &none), [None, Some(Username)], "ours wins");
        assert_eq!(repeated(&["a", "User name", "user_name"]), Some("user_name"));
        assert_eq!(repeated(&["a", "", "", "b"]), None);
    }

    #[test]
    fn a_choice_wins_and_must_make_sense() {
        let chosen = |pairs: &[(&str, Option<Column>)]| -> Chosen {
            pairs.iter().map(|(theirs, ours)| ((*theirs).to_owned(), *ours)).collect()
        };
        let one = chosen(&[("wer", Some(Column::Username)), ("Group", None)]);
        assert_eq!(mapped(&["Wer", "username", "group"], &one), [Some(Column::Username), None, None]);
        assert_eq!(map(&["a"], &chosen(&[("b", None)])), Err(Unmappable::Unknown("b".into())));
        let twice = chosen(&[("a", Some(Column::Brand)), ("b", Some(Column::Brand))]);
        assert_eq!(map(&["a", "b"], &twice), Err(Unmappable::Twice("b".into())));
        let same = chosen(&[("A!", None), ("a", None)]);
        assert_eq!(map(&["a", "b"], &same), Err(Unmappable::Twice("a".into())), "one header, named twice");
    }
}
