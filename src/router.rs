//! The whole server, put together from the routes of each feature.

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::app::App;
use crate::http::routes::Route;
use crate::http::{Routes, edge};
use crate::{
    alerts, analytics, api_docs, api_keys, audit, auth, bonus, guilds, http, ingest, ops, overview, sessions,
    tracking, transfer, web,
};

impl App {
    /// The whole server as one service.
    pub fn router(&self) -> Router {
        self.router_with(Routes::new())
    }

    /// As [`App::router`], with routes that only the demo or a test adds.
    pub fn router_with(&self, more: Routes) -> Router {
        let (router, _) = routes().merge(more).into_parts();
        let in_frame = from_fn_with_state(self.clone(), guilds::in_frame);
        edge::around(edge::fallbacks(router).layer(in_frame), self.clone())
    }
}

/// Every route of the product.
fn routes() -> Routes {
    Routes::new()
        .merge(api_docs::routes())
        .merge(auth::routes())
        .merge(sessions::routes())
        .merge(guilds::routes())
        .merge(overview::routes())
        .merge(tracking::routes())
        .merge(transfer::routes())
        .merge(analytics::routes())
        .merge(alerts::routes())
        .merge(api_keys::routes())
        .merge(bonus::routes())
        .merge(audit::routes())
        .merge(ingest::routes())
        .merge(web::routes())
        .merge(http::routes())
        .merge(ops::routes())
}

/// The route table that the access test walks.
pub fn route_table() -> Vec<Route> {
    routes().into_parts().1
}
