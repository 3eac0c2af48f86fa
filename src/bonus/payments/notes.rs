//! Notes of a payment. They stand alone: writing them never changes whether it is paid.

use serde::Serialize;

use super::{audited, store};
use crate::audit::{Acting, Changes};
use crate::bonus::rounds;
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::{PaymentId, RoundId};
use crate::tracking::names::is_trick;
use crate::web::meanwhile::{Clash, Outcome, outcome};

/// Characters of a note.
pub const MOST_NOTES: usize = 500;

/// Other notes that somebody wrote meanwhile; nothing was saved.
#[derive(Debug, Serialize)]
pub struct Clashing {
    pub notes: String,
    /// As beside a field, of "This ...".
    pub detail: String,
}

/// Writes the notes of a payment; the caller holds the guild's lock. 422 when they are too long. `was` is what
/// whoever writes them saw: when they are others by now, they stay.
pub async fn write_notes(
    tx: &mut Tx,
    acting: &Acting,
    round: RoundId,
    payment: PaymentId,
    notes: &str,
    was: Option<&str>,
) -> Result<Option<Clashing>, Error> {
    let notes = check(notes)?;
    let round = rounds::found(tx, acting.guild_id, round).await?;
    let rows = store::of_round(tx, round.id).await?;
    let row = rows.iter().find(|row| row.id == payment).ok_or(Code::NotFound)?;
    let was = was.map(|was| was.replace("\r\n", "\n"));
    match outcome(was.as_deref(), &row.notes, &notes) {
        Outcome::Keep => return Ok(None),
        Outcome::Take => {}
        Outcome::Clash => {
            let clash = Clash { field: "notes", audited: "notes", now: row.notes.clone() };
            let target = audited(row, &round);
            let detail = acting.clash(tx, (target.kind, &target.id), &clash).await?;
            return Ok(Some(Clashing { notes: row.notes.clone(), detail: format!("This {detail}.") }));
        }
    }
    store::set_notes(tx, payment, notes.clone()).await?;
    let changes = Changes::new().field("notes", row.notes.as_str(), notes.as_str());
    acting.changed(tx, "payment.updated", audited(row, &round), changes).await?;
    Ok(None)
}

/// Lines end in `\n` (a browser sends `\r\n`); other control characters mean nothing in a note.
fn check(notes: &str) -> Result<String, Error> {
    // What would reorder or hide the text around it has no place in the audit log either.
    let notes = notes.replace("\r\n", "\n").replace(is_trick, "");
    if notes.chars().count() > MOST_NOTES {
        return Err(Error::field("#/notes", "must have at most 500 characters"));
    }
    if notes.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        return Err(Error::field("#/notes", "must hold no control characters"));
    }
    Ok(notes.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_have_five_hundred_characters_of_text() {
        assert_eq!(check(" two\r\nlines ").unwrap(), "two\nlines");
        assert_eq!(check(&"é".repeat(500)).unwrap().chars().count(), 500);
        assert!(check(&"é".repeat(501)).is_err());
        assert!(check("a\0b").is_err());
        assert_eq!(check("a\u{202e}b\u{200b}").unwrap(), "ab");
    }
}
