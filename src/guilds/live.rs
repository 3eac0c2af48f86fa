//! Live streams: the status for programs, and what changed for an open page.

mod feed;
mod right;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event as Sse, KeepAlive, Sse as SseResponse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::status::{Level, StatusNow};
use super::{GuildAccess, GuildScope, Viewer};
use crate::api_keys::Scope;
use crate::api_keys::grants::{SessionOnly, StatusRead};
use crate::app::App;
use crate::http::{Error, Operation};
use crate::live::{Ended, Event, Slot, Subscribed, Told};
use crate::time::Ms;

pub use feed::Feeds;
pub(crate) use right::{COMMENT, Right};

/// A burst of callbacks makes one event.
const GATHER: Duration = Duration::from_millis(250);

pub fn status_stream_operation() -> Operation {
    Operation::new("Status", "The bot's status in a guild, live")
        .text("An event `status` at once and at each change, a comment every 15 s, and `bye` when the right to the guild ends.")
        .scope(Scope::StatusRead)
        .events::<StatusNow>()
}

/// `GET /api/v1/guilds/{guild_id}/status/stream`
pub async fn status_stream(
    State(app): State<App>,
    scope: GuildScope<Viewer, StatusRead>,
) -> Result<Response, Error> {
    Ok(respond(Watcher::new(app, &scope, Form::Json)?))
}

/// `GET /guilds/{guild_id}/live`: for an open page: `status` with markup, `changed`, and `bye`.
pub async fn page_stream(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
) -> Result<Response, Error> {
    Ok(respond(Watcher::new(app, &scope, Form::Page)?))
}

fn respond(watcher: Watcher) -> Response {
    let stream = unfold(watcher, |mut watcher| async move {
        let event = watcher.next().await?;
        Some((Ok::<_, Infallible>(event), watcher))
    });
    SseResponse::new(Box::pin(stream)).keep_alive(KeepAlive::new().interval(COMMENT)).into_response()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Page,
}

/// One open stream.
struct Watcher {
    app: App,
    right: Right,
    _slot: Slot,
    form: Form,
    events: Receiver<Told>,
    ended: Receiver<Ended>,
    until: Instant,
    /// When the status is due: at once on connecting, then a moment after each change.
    status_due: Option<Instant>,
    /// What was told last: a status that is sent must know of it.
    told_at: Instant,
    /// When to say that tracked data changed.
    changed_due: Option<Instant>,
    /// What the last status said.
    sent: Option<(Level, Option<Ms>)>,
    over: bool,
}

impl Watcher {
    fn new(app: App, scope: &GuildAccess, form: Form) -> Result<Watcher, Error> {
        let right = Right::of(scope)?;
        let (slot, right_life) = (right.slot(&app)?, right.life(app.clock.now()));
        let now = Instant::now();
        // Subscribed before the first status is read, so that no change falls between.
        let Subscribed { events, told_at, behind } = app.live.subscribe(right.guild, scope.version());
        Ok(Watcher {
            events,
            ended: app.live.ended(),
            right,
            _slot: slot,
            form,
            until: now + right_life,
            status_due: Some(now),
            told_at,
            changed_due: (behind && form == Form::Page).then_some(now),
            sent: None,
            over: false,
            app,
        })
    }

    /// The next thing to send; `None` ends the stream.
    async fn next(&mut self) -> Option<Sse> {
        let streams_end = self.app.streams_end.clone();
        loop {
            if self.over {
                return None;
            }
            let due = |at: Option<Instant>| at.unwrap_or(self.until);
            let (status_at, changed_at) = (due(self.status_due), due(self.changed_due));
            tokio::select! {
                // Rights come first: nothing is sent once they ended.
                biased;
                ended = self.ended.recv() => if self.right.is_ended_by(ended) {
                    return Some(self.bye());
                },
                () = streams_end.cancelled() => return None,
                told = self.events.recv() => self.note(told),
                () = sleep_until(status_at), if self.status_due.is_some() => {
                    self.status_due = None;
                    if self.is_expired() {
                        return Some(self.bye());
                    }
                    match self.status().await {
                        Ok(Some(event)) => return Some(event),
                        Ok(None) => {}
                        // The database may be back by the next change; the age on the page goes on.
                        Err(error) => tracing::warn!(%error, "a live status could not be read"),
                    }
                }
                () = sleep_until(changed_at), if self.changed_due.is_some() => {
                    self.changed_due = None;
                    return Some(Sse::default().event("changed").data("{}"));
                }
                () = sleep_until(self.until) => return None,
            }
        }
    }

    fn note(&mut self, told: Result<Told, RecvError>) {
        let soon = Some(Instant::now() + GATHER);
        let (status, tracked) = match told {
            Ok(told) => {
                self.told_at = told.at;
                (told.event == Event::Status, told.event == Event::Tracked)
            }
            // Too slow for some events: read everything again.
            Err(RecvError::Lagged(_)) => {
                self.told_at = Instant::now();
                (true, true)
            }
            Err(RecvError::Closed) => {
                self.over = true;
                (false, false)
            }
        };
        if status {
            self.status_due = self.status_due.or(soon);
        }
        if tracked && self.form == Form::Page {
            self.changed_due = self.changed_due.or(soon);
        }
    }

    fn is_expired(&self) -> bool {
        self.right.is_expired(self.app.clock.now())
    }

    /// The last event: whoever gets it has to prove their right anew.
    fn bye(&mut self) -> Sse {
        self.over = true;
        Sse::default().event("bye").data("{}")
    }

    /// The event, if it says more than the last one did: a heartbeat is told by who took it, and
    /// found again by the watch.
    async fn status(&mut self) -> Result<Option<Sse>, Error> {
        let drawn = self.app.feeds.status(&self.app, self.right.guild, self.told_at).await?;
        if self.sent.replace(drawn.news) == Some(drawn.news) {
            return Ok(None);
        }
        let data = match self.form {
            Form::Json => &drawn.json,
            Form::Page => &drawn.page,
        };
        Ok(Some(Sse::default().event("status").data(data)))
    }
}
