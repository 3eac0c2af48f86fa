//! The pretend Discord: authorize page, token and user endpoints in Discord's own shapes, behind
//! the real OAuth client. Served by the demo and by tests only.

mod answer;
mod api;
mod authorize;
mod page;
mod script;
mod token;
mod tokens;

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State as Shared};
use axum::response::Response;

use super::people::Person;
use crate::app::App;
use crate::http::{Access, Routes};
use crate::time::Ms;

pub use script::{Endpoint, Message};

/// Everything of it is under this path, on the server's own address.
pub const PREFIX: &str = "/pretend-discord";
pub const CLIENT_ID: &str = "1180000000000000100";
pub const CLIENT_SECRET: &str = "pretend-client-secret";
const BOT_TOKEN: &str = "pretend-bot-token";

/// A Discord of our own. Cloning gives another handle on the same one.
#[derive(Clone)]
pub struct PretendDiscord(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    people: Vec<Person>,
    /// Further sites that log in through it.
    sites: Vec<String>,
    codes: HashMap<String, Code>,
    /// Serial numbers of tokens that were rotated away or revoked.
    dead_tokens: HashSet<String>,
    messages: Vec<Message>,
    /// Channels that take no message, with the status they answer.
    closed: HashMap<String, u16>,
    /// Messages that are taken, but whose answer gets lost.
    lost: usize,
    calls: HashMap<Endpoint, u64>,
    answers: Vec<(u16, Option<f64>)>,
    delay: Duration,
}

/// An authorization code: good once, for a minute.
struct Code {
    user: &'static str,
    redirect_uri: String,
    challenge: String,
    scope: String,
    expires_at: Ms,
}

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

impl PretendDiscord {
    pub fn new(people: Vec<Person>) -> PretendDiscord {
        PretendDiscord(Arc::new(Mutex::new(State { people, ..State::default() })))
    }

    /// `discord.*` of a configuration that uses this Discord, served under `origin`.
    pub fn settings(origin: &str) -> Vec<(&'static str, String)> {
        vec![
            ("discord.client_id", CLIENT_ID.into()),
            ("discord.client_secret", CLIENT_SECRET.into()),
            ("discord.bot_token", BOT_TOKEN.into()),
            ("discord.api_url", format!("{origin}{PREFIX}/api/")),
            ("discord.authorize_url", format!("{origin}{PREFIX}/oauth2/authorize")),
        ]
    }

    /// Sends people back to this site as well, and not only to the one that serves it.
    pub fn log_in_to(&self, public_url: &str) {
        self.state().sites.push(public_url.trim_end_matches('/').to_owned());
    }

    pub fn routes(&self) -> Routes {
        use Endpoint as E;
        let on = |endpoint, answer| self.handler(endpoint, answer);
        Routes::new()
            .get(
                "/pretend-discord/oauth2/authorize",
                Access::Public,
                on(E::Authorize, |d, app, r| Box::pin(authorize::ask(d, app, r))),
            )
            .get(
                "/pretend-discord/oauth2/authorize/confirm",
                Access::Public,
                on(E::Confirm, |d, app, r| Box::pin(authorize::confirm(d, app, r))),
            )
            .post(
                "/pretend-discord/api/oauth2/token",
                Access::Public,
                on(E::Token, |d, app, r| Box::pin(token::exchange(d, app, r))),
            )
            .post(
                "/pretend-discord/api/oauth2/token/revoke",
                Access::Public,
                on(E::Revoke, |d, app, r| Box::pin(token::revoke(d, app, r))),
            )
            .get(
                "/pretend-discord/api/users/@me",
                Access::Public,
                on(E::Me, |d, app, r| Box::pin(api::me(d, app, r))),
            )
            .get(
                "/pretend-discord/api/users/@me/guilds",
                Access::Public,
                on(E::Guilds, |d, app, r| Box::pin(api::guilds(d, app, r))),
            )
            .post(
                "/pretend-discord/api/channels/{id}/messages",
                Access::Public,
                on(E::Messages, |d, app, r| Box::pin(api::post_message(d, app, r))),
            )
            .get(
                "/pretend-discord/messages",
                Access::Public,
                on(E::Read, |d, _, _| Box::pin(api::messages(d))),
            )
            .get(
                "/pretend-discord/api/gateway",
                Access::Public,
                on(E::Gateway, |_, _, _| Box::pin(api::gateway())),
            )
    }

    /// Counts the call, then answers as the script says, or as Discord would.
    fn handler(
        &self,
        endpoint: Endpoint,
        answer: fn(PretendDiscord, App, Request) -> Answering,
    ) -> impl Fn(Shared<App>, Request) -> Answering + Clone + Send + Sync + 'static {
        let discord = self.clone();
        move |Shared(app): Shared<App>, request: Request| {
            let discord = discord.clone();
            Box::pin(async move {
                let (delay, scripted) = discord.called(endpoint);
                if !delay.is_zero() {
                    tokio::time::sleep(delay).await;
                }
                match scripted {
                    Some((status, retry_after)) => answer::scripted(status, retry_after),
                    None => answer(discord, app, request).await,
                }
            })
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn person(&self, key: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.key == key)
    }
}
