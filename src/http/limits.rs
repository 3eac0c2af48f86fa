//! Rate limits: per session, API key or address, and a tighter one for logins.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::client_ip::ClientIp;
use super::{Code, Error};
use crate::app::App;
use crate::auth::Caller;
use crate::config;
use crate::ids::{ApiKeyId, SessionId};

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Who {
    Session(SessionId),
    Key(ApiKeyId),
    Address(IpAddr),
}

/// The limiters of one server.
pub struct Limits {
    requests: DefaultKeyedRateLimiter<Who>,
    logins: DefaultKeyedRateLimiter<IpAddr>,
    exchanges: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Limits {
    pub fn new(config: &config::Limits) -> Limits {
        let a_minute = |count| Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Limits {
            requests: RateLimiter::keyed(a_minute(config.requests_per_minute)),
            logins: RateLimiter::keyed(a_minute(config.logins_per_minute)),
            exchanges: RateLimiter::direct(a_minute(config.exchanges_per_minute)),
            clock: DefaultClock::default(),
        }
    }

    fn check<K: Clone + Eq + std::hash::Hash>(
        &self,
        limiter: &DefaultKeyedRateLimiter<K>,
        key: &K,
    ) -> Result<(), Error> {
        limiter.check_key(key).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            Error::new(Code::RateLimited).retry_after(wait.as_secs().saturating_add(1))
        })
    }

    /// Whether Discord may be asked to change one more code: from however many addresses they come,
    /// Discord sees only ours, and shuts out who asks in vain too often.
    pub fn may_exchange(&self) -> bool {
        self.exchanges.check().is_ok()
    }

    /// Forgets who has not asked for a while, so that memory stays bounded.
    pub fn forget_idle(&self) {
        self.requests.retain_recent();
        self.requests.shrink_to_fit();
        self.logins.retain_recent();
        self.logins.shrink_to_fit();
    }
}

/// Refuses with 429 and `Retry-After`. Embedded files and health checks are not counted.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path();
    if path.starts_with("/assets/") || matches!(path, "/healthz" | "/readyz" | "/favicon.ico") {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let is_login = matches!(path, "/auth/login" | "/auth/callback");
    // It can't fail: an unknown peer is the address 0.0.0.0.
    let Ok(ClientIp(address)) = ClientIp::from_request_parts(&mut parts, &app).await;
    let who = match parts.extensions.get::<Caller>() {
        Some(Caller::Session(session)) => Who::Session(session.session_id),
        Some(Caller::Key(key)) => Who::Key(key.key_id),
        Some(Caller::Anonymous) | None => Who::Address(bucket(address)),
    };
    let limits = &app.limits;
    let allowed = limits
        .check(&limits.requests, &who)
        .and_then(|()| if is_login { limits.check(&limits.logins, &bucket(address)) } else { Ok(()) });
    match allowed {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(error) => error.into_response(),
    }
}

/// One subscriber of IPv6 has a /64 and could send from any address of it.
fn bucket(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_bucket() {
        let bucket = |text: &str| bucket(text.parse().unwrap()).to_string();
        assert_eq!(bucket("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(bucket("192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn each_address_has_its_own_limit_and_hears_when_to_come_back() {
        let config = config::Limits {
            header_seconds: 1,
            body_idle_seconds: 1,
            request_seconds: 1,
            write_stall_seconds: 1,
            connections: 1,
            json_bytes: 1,
            requests_per_minute: 3,
            logins_per_minute: 1,
            exchanges_per_minute: 2,
        };
        let limits = Limits::new(&config);
        let [a, b] = ["192.0.2.1", "192.0.2.2"].map(|ip| ip.parse().expect("an address"));
        assert!(limits.check(&limits.logins, &a).is_ok());
        let refused = limits.check(&limits.logins, &a).unwrap_err();
        assert_eq!(refused.code(), Code::RateLimited);
        assert!((1..=61).contains(&refused.problem.retry_after.unwrap()));
        assert!(limits.check(&limits.logins, &b).is_ok());
        assert!(limits.may_exchange() && limits.may_exchange() && !limits.may_exchange());
        limits.forget_idle();
        assert!(limits.check(&limits.logins, &a).is_err(), "forgetting the idle frees nobody else");
    }
}
