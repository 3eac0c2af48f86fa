//! The accept loop: limits in time, number and size, and an orderly end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::client_ip::Peer;
use super::stall::Stalling;
use crate::app::App;

/// Heads beyond this are refused by the HTTP library, in its own bare words: there is room for
/// 32 KiB of cookies. Buffers begin small, so that an idle connection costs little.
const BUFFER: usize = 48 * 1024;

/// Serves until `app.stopping` is cancelled, then drains: no new connections, running requests
/// end, live streams are closed, and what is left after the grace is cut.
pub async fn serve(listener: TcpListener, router: Router, app: App) {
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(app.config.limits.connections));
    loop {
        // With all places taken newcomers wait in the system's queue, and nothing fails.
        let place = tokio::select! {
            () = app.stopping.cancelled() => break,
            place = places.clone().acquire_owned() => place,
        };
        // Nobody closes it.
        let Ok(place) = place else { break };
        tokio::select! {
            () = app.stopping.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, router.clone(), app.clone(), place));
                }
                Err(error) => {
                    // Out of file descriptors, mostly: let some connections end first.
                    tracing::warn!(%error, "accept failed");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    let grace = Duration::from_secs(app.config.server.shutdown_grace_seconds);
    app.requests.close();
    if tokio::time::timeout(grace, app.requests.wait()).await.is_err() {
        tracing::warn!(left = app.requests.len(), "requests still running at the end of the grace");
    }
    app.streams_end.cancel();
    connections.close();
    if tokio::time::timeout(grace, connections.wait()).await.is_err() {
        tracing::warn!(left = connections.len(), "connections cut at the end of the grace");
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    app: App,
    _place: OwnedSemaphorePermit,
) {
    // Answers are written whole; waiting to fill packets only delays live events.
    let _ = stream.set_nodelay(true);
    let stream = Stalling::new(stream, Duration::from_secs(app.config.limits.write_stall_seconds));
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(app.config.limits.header_seconds))
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        // What goes wrong here is the client's: it left, or sent no HTTP.
        _ = connection.as_mut() => return,
        () = app.stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
