//! Stub.
use crate::http::Routes;
pub fn routes() -> Routes {
    Routes::new()
}
pub async fn work(_: crate::app::App) {
    std::future::pending().await
}
pub mod status;
pub mod store;
