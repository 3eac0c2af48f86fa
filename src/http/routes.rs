//! Routes with who may use them: the router and the table that the access test walks.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use super::Operation;
use crate::app::App;

/// Who may use a route. Handlers enforce it with their extractors; the access test compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Public,
    /// A browser session or a key of the right scope.
    SignedIn,
    /// May see the guild.
    Viewer,
    /// Administers the guild.
    Admin,
    /// The bot: a signed request with a key of scope `ingest:write`.
    Bot,
    /// The configured token.
    Operator,
}

/// One row of the route table.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// Of the JSON API's routes: a test names those without.
    pub operation: Option<Operation>,
}

/// The routes of a feature.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    pub fn new() -> Routes {
        Routes::default()
    }

    pub fn get<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, App>) -> Self {
        self.on(Method::GET, path, access, handler)
    }

    pub fn post<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, App>) -> Self {
        self.on(Method::POST, path, access, handler)
    }

    pub fn put<T: 'static>(self, path: &'static str, access: Access, handler: impl Handler<T, App>) -> Self {
        self.on(Method::PUT, path, access, handler)
    }

    pub fn patch<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.on(Method::PATCH, path, access, handler)
    }

    pub fn delete<T: 'static>(
        self,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.on(Method::DELETE, path, access, handler)
    }

    /// Describes the route that was added last, for the API's description.
    pub fn describe(mut self, operation: Operation) -> Self {
        if let Some(route) = self.table.last_mut() {
            route.operation = Some(operation);
        }
        self
    }

    fn on<T: 'static>(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: impl Handler<T, App>,
    ) -> Self {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        self.router = self.router.route(path, on(filter, handler));
        self.table.push(Route { method, path, access, operation: None });
        self
    }

    pub fn merge(mut self, other: Routes) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    pub fn into_parts(self) -> (Router<App>, Vec<Route>) {
        (self.router, self.table)
    }
}
