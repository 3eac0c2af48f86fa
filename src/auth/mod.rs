//! Login with Discord, tokens and their rotation, and who is calling.
use crate::app::App;
use crate::config::Config;
use crate::http::Routes;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
mod caller;
pub use caller::{Caller, KeyCaller, SessionCaller};
pub struct Discord;
impl Discord {
    pub fn new(_: &Config) -> Discord {
        Discord
    }
}
pub fn routes() -> Routes {
    Routes::new()
}
/// Finds out who is calling and puts a [`Caller`] into the request.
pub async fn authenticate(State(_app): State<App>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Caller::Anonymous);
    next.run(request).await
}
