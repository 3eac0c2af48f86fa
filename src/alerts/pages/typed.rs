//! The fields of a threshold as they were typed. Pure.

use serde::Deserialize;

use crate::alerts::changes::{Draft, value_fault};
use crate::alerts::metric::Metric;
use crate::alerts::rules::{Reach, VALUE};
use crate::http::{Error, FieldError, Params};
use crate::ids::GroupId;
use crate::web::typed;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    pub group_id: String,
    pub metric: String,
    pub platform: String,
    pub value: String,
    /// Turn the threshold alerts of the group on as well.
    pub turn_on: Option<String>,
}

impl Typed {
    /// What an address says of them; whatever is wrong counts as nothing typed.
    pub fn read(params: &mut Params) -> Typed {
        let mut text = |name| params.text(name).unwrap_or_default();
        Typed {
            group_id: text("group_id"),
            metric: text("metric"),
            platform: text("platform"),
            value: text("value"),
            turn_on: params.text("turn_on"),
        }
    }

    pub fn group(&self) -> Option<GroupId> {
        self.group_id.parse().ok()
    }

    /// Views are what most thresholds are about.
    pub fn metric(&self) -> Option<Metric> {
        if self.metric.is_empty() { Some(Metric::Views) } else { self.metric.parse().ok() }
    }

    pub fn platform(&self) -> Option<Reach> {
        if self.platform.is_empty() { Some(Reach::All) } else { self.platform.parse().ok() }
    }

    pub fn value(&self) -> Option<i64> {
        value(&self.value)
    }

    /// What was typed and chosen, or all that is wrong with it.
    pub fn draft(&self) -> Result<Draft, Error> {
        let mut faults = Vec::new();
        let mut must = |is_there: bool, field: &str, detail: &'static str| {
            if !is_there {
                faults.push(FieldError::new(format!("#/{field}"), detail));
            }
        };
        must(self.group().is_some(), "group_id", "must be one of the groups");
        must(self.metric().is_some(), "metric", "must be one of the metrics");
        must(self.platform().is_some(), "platform", "must be one of the platforms");
        if self.value().is_none() {
            faults.push(value_fault());
        }
        match (self.group(), self.metric(), self.platform(), self.value()) {
            (Some(group), Some(metric), Some(platform), Some(value)) => {
                Ok(Draft { group, metric, platform, value })
            }
            _ => Err(Error::fields(faults)),
        }
    }
}

/// A whole number in range.
pub fn value(text: &str) -> Option<i64> {
    typed::whole(text).filter(|value| VALUE.contains(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_whole_number_in_range() {
        let right = [
            ("1", 1),
            ("1,500", 1_500),
            (" 100000 ", 100_000),
            ("1,000,000,000,000", 1_000_000_000_000),
            ("1 500", 1_500),
        ];
        for (text, number) in right {
            assert_eq!(value(text), Some(number), "{text}");
        }
        let wrong = ["", "0", "-5", "+5", "1.5", "1,5", "15,00", ",500", "1,", "1e3", "ten", "1000000000001"];
        for text in wrong {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(value("99999999999999999999"), None);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let typed = Typed { metric: "posts".into(), platform: "myspace".into(), ..Typed::default() };
        let pointers: Vec<_> =
            typed.draft().unwrap_err().problem.errors.into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["#/group_id", "#/metric", "#/platform", "#/value"]);
    }
}
