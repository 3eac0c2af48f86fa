//! Importing accounts: an uploaded file is read and judged, shown, and once confirmed applied by a job, all
//! of it or nothing; for a week it can be taken back.

mod api;
mod apply;
mod attention;
pub mod changes;
pub mod columns;
mod events;
mod history;
mod job;
mod judge;
mod pages;
pub mod past;
pub mod preview;
mod progress;
pub mod reader;
mod rights;
pub mod rules;
mod store;
mod undo;
pub mod view;

pub use attention::attention;
pub use job::{forget_old, work};
pub use pages::{Refused, tab};
pub use progress::Jobs;

use crate::http::{Access, Routes};

pub fn routes() -> Routes {
    const ALL: &str = "/api/v1/guilds/{guild_id}/accounts/imports";
    const ERRORS: &str = "/api/v1/guilds/{guild_id}/accounts/imports/{import_id}/errors.csv";
    const REJECTED: &str = "/api/v1/guilds/{guild_id}/accounts/imports/{import_id}/rejected.csv";
    Routes::new()
        .post(ALL, Access::Admin, api::upload)
        .describe(api::upload_operation())
        .get(ALL, Access::Viewer, api::history)
        .describe(api::history_operation())
        .get("/api/v1/guilds/{guild_id}/accounts/imports/{import_id}", Access::Viewer, api::one)
        .describe(api::one_operation())
        .get(ERRORS, Access::Viewer, api::errors)
        .describe(api::errors_operation())
        .get(REJECTED, Access::Viewer, api::rejected)
        .describe(api::rejected_operation())
        .merge(at_work())
        .merge(pages::routes())
}

/// What is done with one import.
fn at_work() -> Routes {
    const CONFIRM: &str = "/api/v1/guilds/{guild_id}/accounts/imports/{import_id}/confirm";
    const CANCEL: &str = "/api/v1/guilds/{guild_id}/accounts/imports/{import_id}/cancel";
    const UNDO: &str = "/api/v1/guilds/{guild_id}/accounts/imports/{import_id}/undo";
    const EVENTS: &str = "/api/v1/guilds/{guild_id}/accounts/imports/{import_id}/events";
    Routes::new()
        .post(CONFIRM, Access::Admin, api::changes::confirm)
        .describe(api::changes::confirm_operation())
        .post(CANCEL, Access::Admin, api::changes::cancel)
        .describe(api::changes::cancel_operation())
        .post(UNDO, Access::Admin, api::changes::undo)
        .describe(api::changes::undo_operation())
        .get(EVENTS, Access::Viewer, events::stream)
        .describe(events::operation())
}
