//! Ending sessions: the rows, the word to every instance, and the owner's security entries, all in
//! one transaction.

use super::revocations;
use super::store::own as store;
use crate::audit::{self, Actor, Entry, Target};
use crate::db::{Result, Tx};
use crate::ids::{SessionId, UserId};
use crate::live::Ended;
use crate::time::Ms;

pub use store::EndedSession;

/// Which of a user's sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    One(SessionId),
    AllBut(SessionId),
    All,
}

/// Why sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    Logout,
    /// Chosen on the page of active sessions.
    Revoked,
    /// The same browser logged in again.
    Replaced,
    /// Unused for longest of more than a person may have.
    TooMany,
    /// A superseded token was used by somebody else.
    ReuseDetected,
    /// By the command line.
    Operator,
}

impl Why {
    /// What is stored with the session.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Logout => "logout",
            Why::Revoked => "revoked",
            Why::Replaced => "replaced",
            Why::TooMany => "too_many",
            Why::ReuseDetected => "reuse_detected",
            Why::Operator => "operator",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Why::Logout => "session.logout",
            Why::Revoked => "session.revoked",
            Why::Replaced => "session.replaced",
            Why::TooMany => "session.too_many",
            Why::ReuseDetected => "session.reuse_detected",
            Why::Operator => "session.ended_by_operator",
        }
    }
}

/// Who ends sessions, and over what.
pub struct Ending {
    pub why: Why,
    pub actor: Actor,
    pub request_id: Option<String>,
    pub now: Ms,
}

/// Ends sessions of a user inside the caller's transaction; which ones those were. The caller calls
/// `app.live.end` for each after the commit.
pub async fn end_sessions(
    tx: &mut Tx,
    user: UserId,
    which: Which,
    ending: &Ending,
) -> Result<Vec<EndedSession>> {
    let ended = store::revoke(tx, user, which, ending.why.as_str(), ending.now).await?;
    revocations::add_all(tx, ended.iter().map(|session| Ended::Session(session.id)), ending.now).await?;
    tell(tx, &ended, ending).await?;
    Ok(ended)
}

/// Ends the sessions of everybody inside the caller's transaction; how many there were. One row ends
/// all streams: of thousands, instances could miss those that others' rows overtake.
pub async fn end_everybodys(tx: &mut Tx, ending: &Ending) -> Result<usize> {
    let ended = store::revoke_everybodys(tx, ending.why.as_str(), ending.now).await?;
    revocations::add(tx, Ended::Everyone, ending.now).await?;
    tell(tx, &ended, ending).await?;
    Ok(ended.len())
}

/// The entries that their owners see.
async fn tell(tx: &mut Tx, ended: &[EndedSession], ending: &Ending) -> Result<()> {
    let entries = ended.iter().map(|session| Entry {
        at: ending.now,
        guild_id: None,
        user_id: Some(session.user_id),
        actor: ending.actor.clone(),
        action: ending.why.action(),
        target: Target::new("session", session.id, session.user_agent.clone()),
        changes: None,
        request_id: ending.request_id.clone(),
    });
    audit::record_all(tx, entries.collect()).await?;
    Ok(())
}
