//! A login under way, kept in a sealed cookie of the browser that began it, and used once.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::crypto::{Purpose, Secrets, base64url, from_base64url, random, same, sha256};
use crate::http::{Code, Error, replay};
use crate::time::{MINUTE, Ms};

/// How long Discord and the person may take.
pub const LIFE: i64 = 10 * MINUTE;
const CONTEXT: &[u8] = b"login";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub state: String,
    /// PKCE: only this browser's login can use the code.
    pub verifier: String,
    pub return_to: String,
    begun_at: i64,
}

impl Pending {
    pub fn new(return_to: &str, now: Ms) -> Pending {
        Pending {
            state: base64url(&random::<32>()),
            verifier: base64url(&random::<32>()),
            return_to: return_to.to_owned(),
            begun_at: now.0,
        }
    }

    pub fn seal(&self, secrets: &Secrets) -> Result<String, Error> {
        let plain = serde_json::to_vec(self).map_err(Error::internal)?;
        let sealed = secrets.seal(Purpose::LoginState, CONTEXT, &plain);
        sealed.map(|sealed| base64url(&sealed)).ok_or_else(|| Error::internal("the login cannot be sealed"))
    }

    pub fn open(secrets: &Secrets, text: &str) -> Option<Pending> {
        let plain = secrets.open(Purpose::LoginState, CONTEXT, &from_base64url(text)?)?;
        serde_json::from_slice(&plain).ok()
    }

    pub fn is_for(&self, state: &str) -> bool {
        same(self.state.as_bytes(), state.as_bytes())
    }

    pub fn is_over(&self, now: Ms) -> bool {
        now.since(Ms(self.begun_at)) >= LIFE
    }
}

/// Uses the state up, on every instance. False when it was used before: a kept cookie and a kept
/// address bring nothing.
pub async fn use_up(app: &App, pending: &Pending, now: Ms) -> Result<bool, Error> {
    let key = base64url(&sha256(pending.state.as_bytes()));
    let expires_at = Ms(pending.begun_at).plus(LIFE);
    let request = replay::Repeatable { scope: "login", key: &key, body: b"", expires_at };
    let mut tx = app.db.begin().await?;
    if replay::earlier(&mut tx, &request, now).await?.is_some() {
        return Ok(false);
    }
    let answer = replay::Answer::new(axum::http::StatusCode::OK, &())?;
    match replay::keep(&mut tx, &request, &answer).await {
        Ok(()) => {}
        Err(error) if error.code() == Code::Conflict => return Ok(false),
        Err(error) => return Err(error),
    }
    tx.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pending_login_comes_back_as_it_was_and_only_unaltered() {
        let secrets = Secrets::new("secret", None);
        let pending = Pending::new("/guilds", Ms(5));
        let text = pending.seal(&secrets).unwrap();
        assert!(text.len() < 1_000);
        assert_eq!(Pending::open(&secrets, &text), Some(pending));
        assert_eq!(Pending::open(&Secrets::new("else", None), &text), None);
        assert_eq!(Pending::open(&secrets, ""), None);
    }

    #[test]
    fn ten_minutes_are_the_limit() {
        let pending = Pending::new("/", Ms(0));
        assert!(!pending.is_over(Ms(LIFE - 1)) && pending.is_over(Ms(LIFE)));
        assert!(pending.is_for(&pending.state) && !pending.is_for(""));
        assert_ne!(pending.state, Pending::new("/", Ms(0)).state);
    }
}
