//! Rate limits: per session, API key or address, and tighter ones for logins, callbacks, the JSON
//! API and reports. Valkey counts for all instances; each counts for itself too, and decides alone,
//! with its part of the limit, while Valkey is away.

mod buckets;
mod shared;

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Error;
use super::client_ip::ClientIp;
use crate::app::App;
use crate::auth::Caller;
use crate::config;
use crate::valkey::Valkey;
use buckets::{Buckets, Who, too_many};

/// The limiters of one server.
pub struct Limits {
    requests: Buckets,
    api: Buckets,
    ingest: Buckets,
    logins: Buckets,
    reports: Buckets,
    exchanges: Buckets,
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
        let a_minute = |name, allowed| Buckets::new(name, allowed, Duration::from_secs(60), config.instances);
        Limits {
            requests: a_minute("requests", config.requests_per_minute),
            api: a_minute("api", config.api_per_minute),
            ingest: Buckets::new(
                "ingest",
                config.ingest_per_second,
                Duration::from_secs(1),
                config.instances,
            ),
            logins: a_minute("logins", config.logins_per_minute),
            reports: a_minute("reports", config.csp_reports_per_minute),
            exchanges_near: a_minute("exchanges-near", config.exchanges_per_minute / 5),
            exchanges: a_minute("exchanges", config.exchanges_per_minute),
        }
    }

    /// `who` is the session or key that asks, else the address.
    fn asked(&self, class: Class, who: Who, address: Who) -> Vec<(&Buckets, Who)> {
        let named = who != address;
        match class {
            Class::Free => vec![],
            Class::Report => vec![(&self.reports, address)],
            // By its own measure alone: a bot may send more than a person clicks.
            Class::Ingest if named => vec![(&self.ingest, who)],
            Class::Login => vec![(&self.logins, address), (&self.requests, who)],
            // Pages that answer keys too are calls like any other.
            Class::Page if matches!(who, Who::Key(_)) => vec![(&self.api, who), (&self.requests, who)],
            Class::Api if named => vec![(&self.api, who), (&self.requests, who)],
            Class::Ingest | Class::Api | Class::Page => vec![(&self.requests, who)],
        }
    }

    /// Whether Discord may be asked to change one more code: from however many addresses they come,
    /// Discord sees only ours, and shuts out who asks in vain too often. No network has more than a
    /// fifth, so that one cannot keep everybody else from logging in.
    pub async fn may_exchange(&self, valkey: Option<&Valkey>, address: IpAddr) -> bool {
        take(valkey, &self.exchange(address)).await.is_ok()
    }

    fn exchange(&self, address: IpAddr) -> [(&Buckets, Who); 2] {
        [(&self.exchanges_near, Who::near(address)), (&self.exchanges, Who::Everybody)]
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

/// Takes one of each, or of none.
async fn take(valkey: Option<&Valkey>, asked: &[(&Buckets, Who)]) -> Result<(), Error> {
    if asked.is_empty() {
        return Ok(());
    }
    // Always counted here too: this instance may be alone by the next request.
    let alone = take_alone(asked);
    let Some(valkey) = valkey else { return alone };
    let counts: Vec<_> = asked.iter().map(|(buckets, who)| buckets.shared(*who)).collect();
    match shared::take(valkey, &counts).await {
        Some(together) => together.map_err(too_many),
        None => alone,
    }
}

fn take_alone(asked: &[(&Buckets, Who)]) -> Result<(), Error> {
    asked.iter().try_for_each(|(buckets, who)| buckets.check(*who))
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
    match take(app.valkey.as_ref(), &app.limits.asked(class, who, address)).await {
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
            requests_at_once: 1,
            json_bytes: 1,
            requests_per_minute: 3,
            api_per_minute: 2,
            ingest_per_second: 5,
            logins_per_minute: 1,
            csp_reports_per_minute: 1,
            exchanges_per_minute: 10,
            instances: 1,
        })
    }

    fn check(limits: &Limits, class: Class, who: Who, address: Who) -> Result<(), Error> {
        take_alone(&limits.asked(class, who, address))
    }

    fn at(ip: &str) -> Who {
        Who::of(ip.parse().expect("an address"))
    }

    #[test]
    fn each_address_has_its_own_limit_and_hears_when_to_come_back() {
        let limits = limits();
        let [a, b] = ["192.0.2.1", "192.0.2.2"].map(at);
        assert!(check(&limits, Class::Login, a, a).is_ok());
        let refused = check(&limits, Class::Login, a, a).unwrap_err();
        assert_eq!(refused.code(), Code::RateLimited);
        assert!((1..=61).contains(&refused.problem.retry_after.unwrap()));
        assert!(check(&limits, Class::Login, b, b).is_ok());
        limits.forget_idle();
        assert!(check(&limits, Class::Login, a, a).is_err(), "forgetting the idle frees nobody else");
    }

    #[test]
    fn one_network_cannot_keep_everybody_from_logging_in() {
        let limits = limits();
        let may = |address: String| take_alone(&limits.exchange(address.parse().unwrap())).is_ok();
        let exchanges = |last: u8| may(format!("192.0.2.{last}"));
        assert_eq!((0..=255).filter(|last| exchanges(*last)).count(), 2, "a fifth of ten");
        let others = (0..=255_u8).filter(|net| may(format!("198.51.{net}.1")));
        assert_eq!(others.count(), 8, "all together have ten");
    }

    #[test]
    fn sessions_and_keys_are_counted_by_themselves_wherever_they_come_from() {
        let limits = limits();
        let address = at("192.0.2.1");
        let session = Who::Session(SessionId::new(Ms(1)));
        let key = Who::Key(ApiKeyId::new(Ms(1)));
        let times = |class, who| (0..10).filter(|_| check(&limits, class, who, address).is_ok()).count();
        assert_eq!(times(Class::Api, session), 2);
        assert_eq!(times(Class::Page, session), 1, "calls count as requests, refused ones do not");
        assert_eq!(times(Class::Ingest, key), 5);
        assert_eq!(times(Class::Ingest, address), 3, "without a key it is one request like any other");
        assert_eq!(times(Class::Report, key), 1);
        assert_eq!(times(Class::Free, address), 10);
        let other = Who::Key(ApiKeyId::new(Ms(2)));
        assert_eq!(times(Class::Page, other), 2, "a page is a call when a key asks for it");
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
