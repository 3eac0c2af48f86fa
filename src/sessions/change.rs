//! Ending sessions by choice of the person whose they are.

use crate::app::App;
use crate::auth::{EndedSession, Ending, User, Which, Why, end_sessions};
use crate::http::{Error, RequestId};
use crate::live::Ended;

/// Ends sessions of the user, on every instance at once; which ones those were.
pub async fn revoke(
    app: &App,
    user: &User,
    which: Which,
    request_id: &RequestId,
) -> Result<Vec<EndedSession>, Error> {
    let ending = Ending {
        why: Why::Revoked,
        actor: user.actor(),
        request_id: Some(request_id.to_string()),
        now: app.clock.now(),
    };
    let mut tx = app.db.begin().await?;
    let ended = end_sessions(&mut tx, user.user_id, which, &ending).await?;
    tx.commit().await?;
    for session in &ended {
        app.live.end(Ended::Session(session.id));
    }
    Ok(ended)
}
