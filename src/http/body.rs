//! Reading request bodies within a size, and not from clients that trickle.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as _, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::{Code, Error, overload};

/// After the first idle allowance a body must keep this pace.
const LEAST_BYTES_PER_SECOND: u64 = 1024;

/// The client sent its body too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body arrived too slowly")]
pub struct TooSlow;

/// A body that fails once it idles for `idle`, or falls behind 1 KiB/s after that.
pub struct Paced {
    inner: Body,
    idle: Duration,
    started: Instant,
    received: u64,
    sleep: Pin<Box<Sleep>>,
}

impl Paced {
    pub fn new(inner: Body, idle: Duration) -> Paced {
        let started = Instant::now();
        Paced { inner, idle, started, received: 0, sleep: Box::pin(tokio::time::sleep_until(started + idle)) }
    }
}

impl hyper::body::Body for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match Pin::new(&mut self.inner).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                self.received += frame.data_ref().map_or(0, |data| data.len() as u64);
                let by_pace = Duration::from_secs(self.received / LEAST_BYTES_PER_SECOND);
                let deadline = (self.started + self.idle + by_pace).min(Instant::now() + self.idle);
                self.sleep.as_mut().reset(deadline);
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(other) => Poll::Ready(other.map(|result| result.map_err(Into::into))),
            Poll::Pending => {
                overload::step_aside();
                self.sleep.as_mut().poll(cx).map(|()| Some(Err(TooSlow.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The whole body; 413 beyond `limit` bytes (before reading, where the length is announced).
pub async fn read(body: Body, limit: usize) -> Result<Bytes, Error> {
    if body.size_hint().lower() > limit as u64 {
        return Err(Code::PayloadTooLarge.into());
    }
    match Limited::new(body, limit).collect().await {
        Ok(collected) => {
            overload::come_back().await?;
            Ok(collected.to_bytes())
        }
        Err(error) => Err(classify(&*error)),
    }
}

fn classify(error: &(dyn std::error::Error + 'static)) -> Error {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Code::PayloadTooLarge.into();
        }
        if error.is::<TooSlow>() {
            return Code::RequestTimeout.into();
        }
        cause = error.source();
    }
    Error::because(Code::InvalidRequest, "The body could not be read.")
}
