//! More than can be answered: so many requests are worked on, a burst waits for a moment, and what keeps coming
//! is told at once to come back, so that those that are let in are as quick as ever.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::{Code, Error};
use crate::app::App;

/// All pages of a community that follow one event have this long to get a place.
const BURST: Duration = Duration::from_millis(500);
/// Where that was not enough for somebody, waiting so long only makes everybody late.
const CROWDED: Duration = Duration::from_millis(10);
/// It is over when nobody was refused for this long.
const OVER: Duration = Duration::from_secs(2);
/// So many may wait for each place: more could not get one in the time of a burst.
const QUEUE: usize = 8;
/// Cheap, and asked most when all else is slow.
const ALWAYS: [&str; 5] = ["/healthz", "/readyz", "/metrics", "/assets/{file}", "/favicon.ico"];

tokio::task_local! {
    static PLACE: Place;
}

/// Of one request.
struct Place {
    places: Arc<Places>,
    held: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Place {
    fn held(&self) -> MutexGuard<'_, Option<OwnedSemaphorePermit>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The places of requests that are worked on.
pub struct Places {
    free: Arc<Semaphore>,
    queue: Semaphore,
    /// When somebody was refused last.
    refused: Mutex<Option<Instant>>,
}

impl Places {
    pub fn new(count: usize) -> Places {
        let (free, queue) = (Arc::new(Semaphore::new(count)), Semaphore::new(count.saturating_mul(QUEUE)));
        Places { free, queue, refused: Mutex::new(None) }
    }

    /// `None`: there are more than can be answered.
    async fn enter(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = self.free.clone().try_acquire_owned() {
            return Some(place);
        }
        let place = self.wait().await;
        if place.is_none() {
            *self.refused() = Some(Instant::now());
        }
        place
    }

    async fn wait(&self) -> Option<OwnedSemaphorePermit> {
        let _queued = self.queue.try_acquire().ok()?;
        let refused = self.refused().map(|at| at.elapsed());
        timeout(patience(refused), self.free.clone().acquire_owned()).await.ok()?.ok()
    }

    fn refused(&self) -> MutexGuard<'_, Option<Instant>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long to wait for a place, this long after somebody was refused.
fn patience(refused: Option<Duration>) -> Duration {
    if refused.is_some_and(|ago| ago < OVER) { CROWDED } else { BURST }
}

/// Who waits for somebody else, for a client's body or for Discord, gives the place back: however many do,
/// the others go on.
pub fn step_aside() {
    // Outside of a request nobody has a place.
    let _ = PLACE.try_with(|place| place.held().take());
}

/// The body is there and work begins: whoever stepped aside needs a place again, or is told to come back.
pub async fn come_back() -> Result<(), Error> {
    let aside = PLACE.try_with(|place| place.held().is_none().then(|| place.places.clone()));
    let Ok(Some(places)) = aside else { return Ok(()) };
    let place = places.enter().await.ok_or_else(refuse)?;
    let _ = PLACE.try_with(|mine| mine.held().replace(place));
    Ok(())
}

fn refuse() -> Error {
    metrics::counter!("http_requests_refused_total").increment(1);
    Error::new(Code::Unavailable)
}

/// 503 with `Retry-After` for what finds no place. An answer that goes on being sent holds none.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    if route.is_some_and(|route| ALWAYS.contains(&route.as_str())) {
        return next.run(request).await;
    }
    match app.places.enter().await {
        Some(place) => {
            let place = Place { places: app.places.clone(), held: Mutex::new(Some(place)) };
            PLACE.scope(place, next.run(request)).await
        }
        None => refuse().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_waits_and_a_flood_is_refused_at_once() {
        let places = Places::new(1);
        let first = places.enter().await.unwrap();
        let (second, ()) = tokio::join!(places.enter(), async {
            tokio::time::sleep(BURST / 2).await;
            drop(first);
        });
        assert!(second.is_some(), "within the time of a burst");
        let refused_after = async || {
            let start = Instant::now();
            assert!(places.enter().await.is_none());
            start.elapsed()
        };
        assert!(refused_after().await >= BURST, "a burst may last");
        assert!(refused_after().await < BURST, "it was no burst");
        drop(second);
        // A place that was free for a moment does not make a flood a burst again.
        let third = places.enter().await;
        assert!(third.is_some());
        assert!(refused_after().await < BURST);
    }

    #[test]
    fn a_flood_is_over_when_nobody_was_refused_for_a_while() {
        let just_before = OVER - Duration::from_millis(1);
        assert_eq!([None, Some(OVER)].map(patience), [BURST; 2]);
        assert_eq!([Some(Duration::ZERO), Some(just_before)].map(patience), [CROWDED; 2]);
    }

    #[tokio::test]
    async fn who_could_not_get_a_place_in_time_does_not_wait_for_one() {
        let places = Arc::new(Places::new(1));
        let held = places.enter().await;
        assert!(held.is_some());
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..=QUEUE {
            let places = places.clone();
            all.spawn(async move {
                let start = Instant::now();
                assert!(places.enter().await.is_none());
                start.elapsed()
            });
        }
        let waited = all.join_all().await;
        assert_eq!(waited.iter().filter(|time| **time < BURST).count(), 1, "{waited:?}");
    }

    #[tokio::test]
    async fn who_steps_aside_makes_room() {
        let places = Arc::new(Places::new(1));
        let held = Mutex::new(places.enter().await);
        let place = Place { places: places.clone(), held };
        PLACE
            .scope(place, async {
                assert!(places.enter().await.is_none());
                step_aside();
                let other = places.enter().await;
                assert!(other.is_some());
                assert_eq!(come_back().await.unwrap_err().code(), Code::Unavailable, "it was given away");
                drop(other);
                come_back().await.unwrap();
                come_back().await.unwrap();
                assert!(places.enter().await.is_none(), "it has one place again, and no more than one");
            })
            .await;
        step_aside();
        come_back().await.unwrap();
    }
}
