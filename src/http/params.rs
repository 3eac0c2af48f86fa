//! Query parameters: read by name, so that every fault names its parameter.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::error::MOST_FIELDS;
use super::{Error, FieldError};

/// The parameters of a request and what was wrong with them so far.
///
/// The API ends with [`Params::finish`], which refuses what is wrong or unknown; a page ends with
/// [`Params::ignored`], which drops it and says so.
#[derive(Clone, Debug, Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    faults: Vec<FieldError>,
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Params::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Params {
    pub fn parse(query: &str) -> Params {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Params { pairs: pairs.map(|(n, v)| (n.into_owned(), v.into_owned())).collect(), ..Params::default() }
    }

    /// The text of a parameter, trimmed; empty counts as not given, as forms send it.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let mut all = self.pairs.iter().filter(|(found, _)| found == name).map(|(_, value)| value.trim());
        let given = all.next();
        if all.next().is_some() {
            self.fault(name, "must be given once".into());
            return None;
        }
        let text = given.filter(|value| !value.is_empty())?.to_owned();
        // No name of ours holds one, and PostgreSQL takes no NUL.
        if text.contains(char::is_control) {
            self.fault(name, "must not contain control characters".into());
            return None;
        }
        Some(text)
    }

    /// A parameter of a type; `allowed` completes the sentence "must be ...".
    pub fn get<T: FromStr>(&mut self, name: &'static str, allowed: &'static str) -> Option<T> {
        let text = self.text(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(name, format!("must be {allowed}"));
        }
        value
    }

    /// `limit`: 1 to 100, 25 by default.
    pub fn limit(&mut self) -> i64 {
        let limit: Option<i64> = self.get("limit", "a whole number from 1 to 100");
        match limit {
            Some(limit) if !(1..=100).contains(&limit) => {
                self.fault("limit", "must be a whole number from 1 to 100".into());
                limit.clamp(1, 100)
            }
            Some(limit) => limit,
            None => 25,
        }
    }

    pub fn fault(&mut self, name: &'static str, detail: String) {
        self.faults.push(FieldError::new(format!("#/{name}"), detail));
    }

    /// 422 when a parameter was wrong or is unknown.
    pub fn finish(mut self) -> Result<(), Error> {
        for (name, _) in &self.pairs {
            if self.faults.len() >= MOST_FIELDS {
                break;
            }
            if !self.known.contains(&name.as_str()) {
                let name: String = name.chars().take(40).collect();
                self.faults.push(FieldError::new(format!("#/{name}"), "is not a known parameter"));
            }
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Error::fields(self.faults)) }
    }

    /// Names of the parameters that could not be used.
    pub fn ignored(&self) -> Vec<&str> {
        self.faults.iter().map(|fault| fault.pointer.trim_start_matches("#/")).collect()
    }
}

/// The fault of a range that ends before it begins: a page leaves out both ends.
pub const REVERSED: &str = "must not be before `from`";
/// The fault of a brand that the chosen group is not of: a page keeps the group.
pub const OTHER_BRAND: &str = "must be the brand of the group";

/// Faults of two parameters together, and what a page says of them.
const TOGETHER: &[(&str, &str)] = &[
    (REVERSED, "The first day is after the last day; both were left out."),
    (OTHER_BRAND, "The group is of another brand; the brand was left out."),
];

/// What a page says when a cursor is older than the secret, or of other filters.
const RESTARTED: &str = "That page of the list is no longer there; this is the first one.";

impl Params {
    /// One of these sentences for each parameter that could not be used, and one more when a list had to
    /// begin again.
    pub fn notes(&self, told: &[(&str, &'static str)], restarted: bool) -> Vec<&'static str> {
        let together = |detail: &str| TOGETHER.iter().find(|(fault, _)| *fault == detail);
        let (both, alone): (Vec<_>, Vec<_>) =
            self.faults.iter().partition(|fault| together(&fault.detail).is_some());
        let is_alone = |name: &str| alone.iter().any(|fault| fault.pointer.trim_start_matches("#/") == name);
        let told = told.iter().filter(|(name, _)| is_alone(name)).map(|(_, note)| *note);
        let both = both.into_iter().filter_map(|fault| together(&fault.detail)).map(|(_, note)| *note);
        told.chain(both).chain(restarted.then_some(RESTARTED)).collect()
    }
}

/// Parameters as a query string, `?` included when there are any.
pub fn query<const N: usize>(pairs: [(&str, Option<String>); N]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            query.append_pair(name, &value);
        }
    }
    match query.finish() {
        text if text.is_empty() => text,
        text => format!("?{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_the_parameter() {
        let mut params = Params::parse("limit=101&days=x&q=&other=1");
        assert_eq!(params.limit(), 100);
        assert_eq!(params.get::<i64>("days", "7, 30 or 90"), None);
        assert_eq!(params.text("q"), None);
        assert_eq!(params.ignored(), ["limit", "days"]);
        let error = params.finish().unwrap_err();
        let pointers: Vec<_> = error.problem.errors.iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(pointers, ["#/limit", "#/days", "#/other"]);
    }

    #[test]
    fn a_fault_of_two_parameters_has_one_note() {
        let mut params = Params::parse("");
        params.fault("to", REVERSED.into());
        params.fault("q", "is too long".into());
        let notes = params.notes(&[("to", "The last day is no date."), ("q", "Too long.")], false);
        assert_eq!(notes, ["Too long.", "The first day is after the last day; both were left out."]);
    }

    #[test]
    fn texts_are_trimmed_and_hold_no_control_characters() {
        let mut params = Params::parse("q=++mira+&w=+&n=a%00b");
        assert_eq!(params.text("q").as_deref(), Some("mira"));
        assert_eq!(params.text("w"), None);
        assert_eq!(params.text("n"), None);
        assert_eq!(params.ignored(), ["n"]);
        let mut twice = Params::parse("limit=5&limit=6");
        assert_eq!((twice.limit(), twice.ignored()), (25, vec!["limit"]));
    }

    #[test]
    fn a_flood_of_faults_is_answered_shortly() {
        let query: String = (0..5_000).map(|n| format!("{n}{}=&", "%00".repeat(100))).collect();
        let errors = Params::parse(&query).finish().unwrap_err().problem.errors;
        assert_eq!(errors.len(), MOST_FIELDS);
        assert!(serde_json::to_vec(&errors).unwrap().len() < 8 * 1024);
    }

    #[test]
    fn what_is_right_passes() {
        let mut params = Params::parse("limit=7");
        assert_eq!(params.limit(), 7);
        assert!(params.finish().is_ok());
    }
}
