//! What every test needs: a running program, people and a bot that use it.

pub mod actor;
pub mod answer;
pub mod app;
pub mod bot;
pub mod browser;
pub mod demo;
pub mod fixtures;
pub mod probe;
pub mod services;
pub mod store;
pub mod wait;

pub use actor::Actor;
pub use answer::Answer;
pub use app::TestApp;
pub use bot::Bot;
pub use wait::eventually;

/// `on_both!(claim, |app| { ... })`: a test on SQLite, and on PostgreSQL where there is one.
macro_rules! on_both {
    ($name:ident, |$app:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn claim($app: crate::support::TestApp) {
                $body
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                claim(crate::support::TestApp::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(app) = crate::support::TestApp::postgres().await {
                    claim(app).await;
                }
            }
        }
    };
}
