//! What pages say of taking back, the same in every feature.

use super::{GONE, Undone};
use crate::http::{Code, Error, Flash, Params};
use crate::ids::ChangeId;
use crate::web::text;

/// The change of `?change=`; 422 when it is none, or anything else is asked.
pub fn asked(mut params: Params) -> Result<ChangeId, Error> {
    let change = params.get("change", "the id of a change");
    let change = change.ok_or_else(|| Error::field("#/change", "must be the id of a change"))?;
    params.finish()?;
    Ok(change)
}

/// What a change says: with Undo, by `{base}/undo`, when it changed anything.
pub fn offered(said: impl Into<String>, base: &str, change: Option<ChangeId>) -> Flash {
    match change {
        Some(change) => Flash::good(said).with_undo(format!("{base}/undo?change={change}")),
        None => Flash::unchanged("Nothing to change: it was so already."),
    }
}

/// That there is nothing to take back any more, said on the page; any other error stays one.
pub fn gone(error: Error) -> Result<Flash, Error> {
    if error.code() == Code::NotFound { Ok(Flash::bad(GONE)) } else { Err(error) }
}

impl Undone {
    /// `one` and `many` are what was changed since: `account was`, `accounts were`.
    pub fn said(self, one: &str, many: &str) -> Flash {
        match (self.count, self.kept) {
            (_, 0) => Flash::good("Undone."),
            (0, _) => Flash::bad("Not undone: it was changed again meanwhile."),
            (_, kept) => {
                let kept = text::count(i64::try_from(kept).unwrap_or(i64::MAX), one, many);
                Flash::good(format!("Undone; {kept} changed again meanwhile and left alone."))
            }
        }
    }
}
