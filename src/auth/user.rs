//! The signed-in person, for pages and calls outside a guild.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::{Caller, SessionCaller, sync};
use crate::app::App;
use crate::audit::Actor;
use crate::guilds::{Membership, memberships};
use crate::http::{Code, Error};

/// A browser session whose user has a verified email. What concerns a guild takes `GuildScope`.
#[derive(Clone, Debug)]
pub struct User(SessionCaller);

impl FromRequestParts<App> for User {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<User, Error> {
        let session = match parts.extensions.get::<Caller>() {
            Some(Caller::Session(session)) => session.clone(),
            Some(Caller::Key(_)) => {
                return Err(Error::because(Code::Forbidden, "An API key cannot be used here. Log in."));
            }
            Some(Caller::Anonymous) | None => return Err(Code::Unauthenticated.into()),
        };
        if !session.email_verified {
            return Err(Code::UnverifiedEmail.into());
        }
        // Sessions can be ended while Discord is away: here its last word is enough.
        sync::touch(app, &session);
        Ok(User(session))
    }
}

impl User {
    pub fn actor(&self) -> Actor {
        self.0.actor()
    }

    /// The guilds that the bot serves and the user may see, by name; 503 when that is not known
    /// freshly enough.
    pub async fn guilds(&self, app: &App) -> Result<Vec<Membership>, Error> {
        if !sync::ensure(app, &self.0, sync::Need::Read).await? {
            return Err(Code::UnverifiedEmail.into());
        }
        Ok(memberships::list(&app.db, self.0.user_id).await?)
    }
}

impl SessionCaller {
    pub fn actor(&self) -> Actor {
        Actor::user(self.user_id, self.display_name.clone())
    }
}

impl Deref for User {
    type Target = SessionCaller;
    fn deref(&self) -> &SessionCaller {
        &self.0
    }
}
