//! What a key of a guild may be.

use std::ops::RangeInclusive;

use super::Scope;
use crate::http::FieldError;
use crate::tracking::Label;

/// Keys that a guild may have at once.
pub const MOST_KEYS: i64 = 50;
/// How long a key may live.
pub const DAYS: RangeInclusive<i64> = 1..=365;
const MOST_CHARS: usize = 80;

/// What lists show a key as.
pub fn name(text: &str) -> Result<Label, &'static str> {
    let name = Label::parse(text).ok().filter(|name| name.as_str().chars().count() <= MOST_CHARS);
    name.ok_or("must have 1 to 80 characters, none of them a control")
}

/// A key that somebody asks for.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub scopes: Vec<Scope>,
    pub expires_in_days: i64,
}

impl Draft {
    /// Its name, or every fault.
    pub fn check(&self) -> Result<Label, Vec<FieldError>> {
        let mut faults = Vec::new();
        if self.scopes.is_empty() {
            faults.push(FieldError::new("#/scopes", "must have at least one scope"));
        }
        if !DAYS.contains(&self.expires_in_days) {
            faults.push(FieldError::new("#/expires_in_days", "must be 1 to 365 days"));
        }
        match name(&self.name) {
            Ok(name) if faults.is_empty() => Ok(name),
            Ok(_) => Err(faults),
            Err(refused) => {
                faults.insert(0, FieldError::new("#/name", refused));
                Err(faults)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named() {
        let draft = |name: &str, scopes: &[Scope], expires_in_days| {
            let draft = Draft { name: name.to_owned(), scopes: scopes.to_vec(), expires_in_days };
            draft
                .check()
                .map(|_| ())
                .map_err(|all| all.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>())
        };
        assert_eq!(draft("Sheet", &[Scope::TrackingRead], 365), Ok(()));
        assert_eq!(
            draft(" ", &[], 0),
            Err(["#/name", "#/scopes", "#/expires_in_days"].map(str::to_owned).to_vec())
        );
        assert_eq!(draft(&"n".repeat(81), &[Scope::BonusRead], 366).unwrap_err().len(), 2);
    }
}
