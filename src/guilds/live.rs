//! Live streams: the status for programs, and what changed for an open page.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event as Sse, KeepAlive, Sse as SseResponse};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::frame::view_of;
use super::status::{self, Level};
use super::status_card::draw;
use super::{GuildAccess, GuildScope, Viewer};
use crate::api_keys::grants::{SessionOnly, StatusRead};
use crate::app::App;
use crate::http::Error;
use crate::ids::{GuildId, SessionId, UserId};
use crate::live::{Ended, Event};
use crate::time::Ms;
use crate::web::status::live_pill;

/// A stream ends by then; the browser comes back, with its rights read anew.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// A comment keeps proxies from closing a silent stream.
const COMMENT: Duration = Duration::from_secs(15);
/// A burst of callbacks makes one refresh.
const GATHER: Duration = Duration::from_millis(250);

/// `GET /api/v1/guilds/{guild_id}/status/stream`
pub async fn status_stream(
    State(app): State<App>,
    scope: GuildScope<Viewer, StatusRead>,
) -> impl IntoResponse {
    respond(Watcher::new(app, &scope, Form::Json))
}

/// `GET /guilds/{guild_id}/live`: for an open page: `status` with markup, `changed`, and `bye`.
pub async fn page_stream(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
) -> impl IntoResponse {
    respond(Watcher::new(app, &scope, Form::Page))
}

fn respond(watcher: Watcher) -> impl IntoResponse {
    let stream: std::pin::Pin<Box<dyn Stream<Item = Result<Sse, Infallible>> + Send>> =
        Box::pin(unfold(watcher, |mut watcher| async move {
            let event = watcher.next().await?;
            Some((Ok(event), watcher))
        }));
    SseResponse::new(stream).keep_alive(KeepAlive::new().interval(COMMENT))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Page,
}

/// One open stream.
struct Watcher {
    app: App,
    guild: GuildId,
    session: Option<(SessionId, UserId)>,
    form: Form,
    events: Receiver<Event>,
    ended: Receiver<Ended>,
    until: Instant,
    /// The status is due: at once on connecting, then soon after each change.
    status_due: Option<Instant>,
    /// The level and heartbeat last sent: one heartbeat is told by its callback and by the watch of the clock.
    sent: Option<(Level, Option<Ms>)>,
    /// Tracked data changed; it is told once the burst is over.
    changed_due: Option<Instant>,
    over: bool,
}

impl Watcher {
    fn new(app: App, scope: &GuildAccess, form: Form) -> Watcher {
        let session = scope.session().map(|session| (session.session_id, session.user_id));
        Watcher {
            guild: scope.guild_id(),
            session,
            form,
            // Subscribed before the first status is read, so that no change falls between.
            events: app.live.subscribe(scope.guild_id()),
            ended: app.live.ended(),
            until: Instant::now() + LONGEST,
            status_due: Some(Instant::now()),
            sent: None,
            changed_due: None,
            over: false,
            app,
        }
    }

    /// The next thing to send; `None` ends the stream.
    async fn next(&mut self) -> Option<Sse> {
        loop {
            if self.over {
                return None;
            }
            let streams_end = self.app.streams_end.clone();
            let changed_at = self.changed_due.unwrap_or(self.until);
            let status_at = self.status_due.unwrap_or(self.until);
            tokio::select! {
                event = self.events.recv() => self.note(event),
                ended = self.ended.recv() => if self.concerns(ended) {
                    self.over = true;
                    return Some(Sse::default().event("bye").data("{}"));
                },
                () = sleep_until(changed_at), if self.changed_due.is_some() => {
                    self.changed_due = None;
                    return Some(Sse::default().event("changed").data("{}"));
                }
                () = sleep_until(status_at), if self.status_due.is_some() => {
                    self.status_due = None;
                    match self.status().await {
                        Ok(Some(event)) => return Some(event),
                        Ok(None) => {}
                        // The database may be back by the next change; the age on the page goes on.
                        Err(error) => tracing::warn!(%error, "a live status could not be read"),
                    }
                }
                () = sleep_until(self.until) => return None,
                () = streams_end.cancelled() => return None,
            }
        }
    }

    fn note(&mut self, event: Result<Event, RecvError>) {
        let gather = || Some(Instant::now() + GATHER);
        match event {
            Ok(Event::Status) => self.status_due = self.status_due.or_else(gather),
            Ok(Event::Tracked) if self.form == Form::Page => {
                self.changed_due = self.changed_due.or_else(gather)
            }
            Ok(Event::Tracked) => {}
            // Too slow for some events: read everything again.
            Err(RecvError::Lagged(_)) => {
                self.status_due = gather();
                self.changed_due = (self.form == Form::Page).then(gather).flatten();
            }
            Err(RecvError::Closed) => self.over = true,
        }
    }

    /// Whether the right that this stream lives by has ended.
    fn concerns(&self, ended: Result<Ended, RecvError>) -> bool {
        match (ended, self.session) {
            (Ok(Ended::Session(id)), Some((session, _))) => id == session,
            (Ok(Ended::User(id)), Some((_, user))) => id == user,
            (Ok(Ended::Membership(id, guild)), Some((_, user))) => id == user && guild == self.guild,
            (Ok(_), None) => false,
            // It may have been ours: let the client come back and prove its right.
            (Err(_), _) => true,
        }
    }

    /// The status, unless it was sent already.
    async fn status(&mut self) -> Result<Option<Sse>, Error> {
        let now = self.app.clock.now();
        let status = status::of_guild(&self.app.db, self.guild, now).await?;
        let said = (status.status, status.last_seen_at);
        if self.sent == Some(said) {
            return Ok(None);
        }
        let data = match self.form {
            Form::Json => serde_json::to_string(&status),
            Form::Page => {
                let beats = status::beats(&self.app.db, now).await?;
                let pill =
                    live_pill(&view_of(&status, now.0), &format!("/guilds/{}#status-card", self.guild));
                let html = json!({
                    "#live-pill": pill.into_string(),
                    "#status-card": draw(&status, &beats, now).into_string(),
                });
                serde_json::to_string(&json!({ "html": html }))
            }
        };
        let event = Sse::default().event("status").data(data.map_err(Error::internal)?);
        self.sent = Some(said);
        Ok(Some(event))
    }
}
