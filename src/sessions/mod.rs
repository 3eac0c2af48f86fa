//! Active sessions (SESS-01 to SESS-03): where a person is logged in, and how they end it.
//!
//! The rows belong to `auth`, which ends them on every instance; here they are shown and chosen.

mod api;
mod change;
mod command;
mod device;
mod events;
mod notices;
mod pages;
mod rules;
mod view;

pub use command::EndSessions;
pub use device::Device;
pub(crate) use notices::banner;

use crate::http::{Access, Routes};

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/sessions", Access::SignedIn, pages::sessions)
        .post("/settings/sessions/{session_id}/revoke", Access::SignedIn, pages::revoke)
        .post("/settings/sessions/revoke-others", Access::SignedIn, pages::revoke_others)
        .post("/settings/sessions/revoke-all", Access::SignedIn, pages::revoke_all)
        .post("/settings/sessions/dismiss-notice", Access::SignedIn, notices::dismiss)
        .get("/api/v1/sessions", Access::SignedIn, api::list)
        .describe(api::list_operation())
        .delete("/api/v1/sessions/{session_id}", Access::SignedIn, api::revoke)
        .describe(api::revoke_operation())
        .post("/api/v1/sessions/revoke-others", Access::SignedIn, api::revoke_others)
        .describe(api::revoke_others_operation())
        .post("/api/v1/sessions/revoke-all", Access::SignedIn, api::revoke_all)
        .describe(api::revoke_all_operation())
}
