//! Tokens that say whose they are under a MAC, so that a demo started again still knows them.

use axum::http::{HeaderMap, header};

use super::PretendDiscord;
use crate::app::App;
use crate::crypto::{base64url, hmac_sha256, random, same};
use crate::demo::people::Person;
use crate::time::{Ms, SECOND};

/// A week, as Discord's.
pub const ACCESS_SECONDS: i64 = 604_800;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Access,
    Refresh,
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Kind::Access => 'a',
            Kind::Refresh => 'r',
        }
    }
}

pub fn issue(app: &App, kind: Kind, user: &str, now: Ms) -> String {
    let serial = base64url(&random::<9>());
    let said = format!("{}.{user}.{}.{serial}", kind.letter(), now.0);
    format!("{said}.{}", mac(app, &said))
}

impl PretendDiscord {
    /// Whose token this is; `None` when it is forged, dead, expired or of the other kind.
    pub(super) fn owner(&self, app: &App, kind: Kind, token: &str) -> Option<Person> {
        let (said, given) = token.rsplit_once('.')?;
        let mut parts = said.split('.');
        let letter = parts.next()?;
        let user = parts.next()?;
        let issued_at: i64 = parts.next()?.parse().ok()?;
        let expired = kind == Kind::Access && app.clock.now().0 > issued_at + ACCESS_SECONDS * SECOND;
        let right_kind = letter.chars().eq([kind.letter()]);
        if !right_kind || expired || !same(mac(app, said).as_bytes(), given.as_bytes()) {
            return None;
        }
        let state = self.state();
        if state.dead_tokens.contains(token) { None } else { state.person(user).cloned() }
    }

    pub(super) fn kill(&self, token: &str) {
        self.state().dead_tokens.insert(token.to_owned());
    }

    pub(super) fn bearer(&self, app: &App, headers: &HeaderMap) -> Option<Person> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        self.owner(app, Kind::Access, value.strip_prefix("Bearer ")?)
    }
}

fn mac(app: &App, said: &str) -> String {
    let key = app.config.auth.secret.as_bytes();
    base64url(&hmac_sha256(key, &[b"pretend discord ", said.as_bytes()])[..16])
}
