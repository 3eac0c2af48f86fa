//! An import, live: how far it is, and how it ended. Rows are counted in the process that runs the job;
//! everywhere else, and of the end, the database tells.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event as Sse, KeepAlive, Sse as SseResponse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::view::{Import, State as Stage};
use super::{preview, store};
use crate::api_keys::Scope;
use crate::api_keys::grants::ImportsRead;
use crate::app::App;
use crate::guilds::{COMMENT, GuildScope, Right, Viewer};
use crate::http::{Code, Error, Operation, Path};
use crate::ids::{GuildId, ImportId};
use crate::live::{Ended, Slot};

/// How often the database is asked while the job waits, or runs elsewhere.
const LOOK: Duration = Duration::from_millis(500);

/// The data of a `progress` event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ImportProgress")]
pub struct Progress {
    pub processed: i64,
    pub total: i64,
    pub percent: i64,
}

impl Progress {
    pub fn of(import: &Import) -> Progress {
        let (processed, total) = (import.processed, import.total_rows);
        Progress { processed, total, percent: processed * 100 / total.max(1) }
    }
}

#[derive(Serialize)]
struct Completed {
    created: i64,
    updated: i64,
    unchanged: i64,
}

#[derive(Serialize)]
struct Failed<'m> {
    message: &'m str,
}

/// The last event of an import that is at its end.
fn end(import: &Import) -> Option<Sse> {
    let failed = |message: &str| Sse::default().event("failed").json_data(Failed { message });
    let event = match import.state {
        Stage::Completed | Stage::Undone => Sse::default().event("completed").json_data(Completed {
            created: import.created,
            updated: import.updated,
            unchanged: import.unchanged_rows,
        }),
        Stage::Failed => failed(import.failure.as_deref().unwrap_or("The import failed.")),
        Stage::Cancelled => failed("The import was cancelled. Nothing was changed."),
        Stage::Expired => failed("The preview has expired. Upload the file again."),
        Stage::Previewed | Stage::Queued | Stage::Running => return None,
    };
    event.ok()
}

pub fn operation() -> Operation {
    super::api::operation("An import, live")
        .text("The present state at once; an event `progress` at each change, then one `completed` (`created`, `updated`, `unchanged`) or `failed` (`message`), and the end. `bye` when the right to the guild ends.")
        .scope(Scope::ImportsRead)
        .events::<Progress>()
}

/// `GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/events`
pub async fn stream(
    State(app): State<App>,
    scope: GuildScope<Viewer, ImportsRead>,
    Path((_, id)): Path<(GuildId, ImportId)>,
) -> Result<Response, Error> {
    store::find(&app.db, scope.guild_id(), id).await?.ok_or(Code::NotFound)?;
    let right = Right::of(&scope)?;
    let slot = right.slot(&app)?;
    let until = Instant::now() + right.life(app.clock.now());
    let ended = app.live.ended();
    let follower =
        Follower { app, id, right, _slot: slot, ended, rows: None, until, sent: None, over: false };
    let stream = unfold(follower, |mut follower| async move {
        let event = follower.next().await?;
        Some((Ok::<_, Infallible>(event), follower))
    });
    Ok(SseResponse::new(Box::pin(stream)).keep_alive(KeepAlive::new().interval(COMMENT)).into_response())
}

/// One who follows an import.
struct Follower {
    app: App,
    id: ImportId,
    right: Right,
    _slot: Slot,
    ended: Receiver<Ended>,
    /// Rows as the job here counts them.
    rows: Option<watch::Receiver<usize>>,
    until: Instant,
    sent: Option<Progress>,
    over: bool,
}

impl Follower {
    /// The next thing to send; `None` ends the stream.
    async fn next(&mut self) -> Option<Sse> {
        let streams_end = self.app.streams_end.clone();
        while !self.over {
            if self.right.is_expired(self.app.clock.now()) {
                return Some(self.bye());
            }
            match preview::summary(&self.app, self.right.guild, self.id).await {
                Ok(import) => {
                    if let Some(event) = self.news(&import) {
                        return Some(event);
                    }
                }
                // The database may be back at the next look.
                Err(error) => tracing::warn!(%error, "an import could not be read"),
            }
            if self.rows.is_none() {
                self.rows = self.app.imports.watch(self.id);
            }
            tokio::select! {
                // Rights come first: nothing is sent once they ended.
                biased;
                ended = self.ended.recv() => if self.right.is_ended_by(ended) {
                    return Some(self.bye());
                },
                () = streams_end.cancelled() => return None,
                () = sleep_until(self.until) => return None,
                () = counted(&mut self.rows) => {}
                () = sleep(LOOK) => {}
            }
        }
        None
    }

    /// What is said of this state, if it was not said: how far it is before how it ended.
    fn news(&mut self, import: &Import) -> Option<Sse> {
        let now = Progress::of(import);
        let is_news = self.sent.is_none_or(|sent| sent.percent != now.percent || sent.total != now.total);
        if is_news {
            self.sent = Some(now);
            return Sse::default().event("progress").json_data(now).ok();
        }
        let end = end(import);
        self.over = end.is_some();
        end
    }

    /// The last event: whoever gets it has to prove their right anew.
    fn bye(&mut self) -> Sse {
        self.over = true;
        Sse::default().event("bye").data("{}")
    }
}

/// Waits for the job here to count on, or to end.
async fn counted(rows: &mut Option<watch::Receiver<usize>>) {
    match rows {
        None => std::future::pending().await,
        Some(counted) => {
            if counted.changed().await.is_err() {
                *rows = None;
            }
        }
    }
}
