//! Rate limits: per session, API key or address, and tighter ones for logins, callbacks, the JSON
//! API and reports. Kept in this process; each instance counts for itself.

mod buckets;

use std::net::IpAddr;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::Error;
use super::client_ip::ClientIp;
use crate::app::App;
use crate::auth::Caller;
use crate::config;
use buckets::{Buckets, Who, count};

/// The limiters of one server.
pub struct Limits {
    requests: Buckets,
    api: Buckets,
    ingest: Buckets,
    logins: Buckets,
    reports: Buckets,
    exchanges: DefaultDirectRateLimiter,
    /// The same, by the network they come from.
    exchanges_near: Buckets,
}

/// What a request is, as far as limits go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Embedded files and health checks are not counted.
    Free,
    Page,
    Api,
    Ingest,
    /// The end of a login: Discord is asked.
    Login,
    Report,
}

impl Class {
    fn of(method: &Method, path: &str) -> Class {
        match path {
            "/healthz" | "/readyz" | "/favicon.ico" => Class::Free,
            "/auth/callback" => Class::Login,
            "/csp-report" if method == Method::POST => Class::Report,
            _ if path.starts_with("/assets/") => Class::Free,
            _ if path.starts_with("/api/v1/ingest/") => Class::Ingest,
            _ if path.starts_with("/api/") => Class::Api,
            _ => Class::Page,
        }
    }
}

impl Limits {
    pub fn new(config: &config::Limits) -> Limits {
        let a_minute = |allowed| Buckets::new(Quota::per_minute(count(allowed)));
        Limits {
            requests: a_minute(config.requests_per_minute),
            api: a_minute(config.api_per_minute),
            ingest: Buckets::new(Quota::per_second(count(config.ingest_per_second))),
            logins: a_minute(config.logins_per_minute),
            reports: a_minute(config.csp_reports_per_minute),
            exchanges_near: a_minute((config.exchanges_per_minute / 5).max(1)),
            exchanges: RateLimiter::direct(Quota::per_minute(count(config.exchanges_per_minute))),
        }
    }

    /// `who` is the session or key that asks, else the address.
    fn check(&self, class: Class, who: Who, address: Who) -> Result<(), Error> {
        let named = who != address;
        match class {
            Class::Free => return Ok(()),
            Class::Report => return self.reports.check(address),
            // By its own measure alone: a bot may send more than a person clicks.
            Class::Ingest if named => return self.ingest.check(who),
            Class::Login => self.logins.check(address)?,
            Class::Api if named => self.api.check(who)?,
            Class::Ingest | Class::Api | Class::Page => {}
        }
        self.requests.check(who)
    }

    /// Whether Discord may be asked to change one more code: from however many addresses they come,
    /// Discord sees only ours, and shuts out who asks in vain too often. No network has more than a
    /// fifth, so that one cannot keep everybody else from logging in.
    pub fn may_exchange(&self, address: IpAddr) -> bool {
        self.exchanges_near.check(Who::near(address)).is_ok() && self.exchanges.check().is_ok()
    }

    /// Forgets who has not asked for a while, so that memory stays bounded.
    pub fn forget_idle(&self) {
        let all =
            [&self.requests, &self.api, &self.ingest, &self.logins, &self.reports, &self.exchanges_near];
        for buckets in all {
            buckets.forget_idle();
        }
    }
}

/// Refuses with 429 and `Retry-After`.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let class = Class::of(&parts.method, parts.uri.path());
    // It can't fail: an unknown peer is the address 0.0.0.0.
    let Ok(ClientIp(address)) = ClientIp::from_request_parts(&mut parts, &app).await;
    let address = Who::of(address);
    let who = match parts.extensions.get::<Caller>() {
        Some(Caller::Session(session)) => Who::Session(session.session_id),
        Some(Caller::Key(key)) => Who::Key(key.key_id),
        Some(Caller::Anonymous) | None => address,
    };
    match app.limits.check(class, who, address) {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(error) => error.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Code;
    use crate::ids::{ApiKeyId, SessionId};
    use crate::time::Ms;

    fn limits() -> Limits {
        Limits::new(&config::Limits {
            header_seconds: 1,
            body_idle_seconds: 1,
            request_seconds: 1,
            write_stall_seconds: 1,
            connections: 1,
            json_bytes: 1,
            requests_per_minute: 3,
            api_per_minute: 2,
            ingest_per_second: 5,
            logins_per_minute: 1,
            csp_reports_per_minute: 1,
            exchanges_per_minute: 10,
        })
    }

    fn at(ip: &str) -> Who {
        Who::of(ip.parse().expect("an address"))
    }

    #[test]
    fn each_address_has_its_own_limit_and_hears_when_to_come_back() {
        let limits = limits();
        let [a, b] = ["192.0.2.1", "192.0.2.2"].map(at);
        assert!(limits.check(Class::Login, a, a).is_ok());
        let refused = limits.check(Class::Login, a, a).unwrap_err();
        assert_eq!(refused.code(), Code::RateLimited);
        assert!((1..=61).contains(&refused.problem.retry_after.unwrap()));
        assert!(limits.check(Class::Login, b, b).is_ok());
        limits.forget_idle();
        assert!(limits.check(Class::Login, a, a).is_err(), "forgetting the idle frees nobody else");
    }

    #[test]
    fn one_network_cannot_keep_everybody_from_logging_in() {
        let limits = limits();
        let exchanges = |last: u8| limits.may_exchange(format!("192.0.2.{last}").parse().unwrap());
        assert_eq!((0..=255).filter(|last| exchanges(*last)).count(), 2, "a fifth of ten");
        let others =
            (0..=255_u8).filter(|net| limits.may_exchange(format!("198.51.{net}.1").parse().unwrap()));
        assert_eq!(others.count(), 8, "all together have ten");
    }

    #[test]
    fn sessions_and_keys_are_counted_by_themselves_wherever_they_come_from() {
        let limits = limits();
        let address = at("192.0.2.1");
        let session = Who::Session(SessionId::new(Ms(1)));
        let key = Who::Key(ApiKeyId::new(Ms(1)));
        let times = |class, who| (0..10).filter(|_| limits.check(class, who, address).is_ok()).count();
        assert_eq!(times(Class::Api, session), 2);
        assert_eq!(times(Class::Page, session), 1, "calls count as requests, refused ones do not");
        assert_eq!(times(Class::Ingest, key), 5);
        assert_eq!(times(Class::Ingest, address), 3, "without a key it is one request like any other");
        assert_eq!(times(Class::Report, key), 1);
        assert_eq!(times(Class::Free, address), 10);
    }

    #[test]
    fn what_is_asked_decides_the_limit() {
        for (method, path, class) in [
            (Method::GET, "/assets/app.css", Class::Free),
            (Method::GET, "/auth/login", Class::Page),
            (Method::GET, "/auth/callback", Class::Login),
            (Method::POST, "/csp-report", Class::Report),
            (Method::GET, "/csp-report", Class::Page),
            (Method::POST, "/api/v1/ingest/heartbeat", Class::Ingest),
            (Method::GET, "/api/v1/me", Class::Api),
        ] {
            assert_eq!(Class::of(&method, path), class, "{path}");
        }
    }
}
