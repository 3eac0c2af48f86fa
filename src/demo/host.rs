//! Other names of this machine lead to the printed one: cookies and the login belong to one name.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::app::App;
use crate::http::{RequestId, headers};

/// Redirects requests for `localhost`, `[::1]` and the like; everything else passes.
pub async fn to_the_printed_one(State(app): State<App>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let here = &app.config.server;
    let origin = here.origin();
    // Behind a proxy the public name is another one, and our own calls still come by the loopback.
    let printed = origin.strip_prefix("http://").filter(|printed| is_loopback(printed));
    let is_other = |host| printed.is_some_and(|printed| printed != host) && is_loopback(host);
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    // `OPTIONS *` asks about the server and not for an address.
    if !host.is_some_and(is_other) || !path.starts_with('/') {
        return next.run(request).await;
    }
    let target = here.url(path);
    // 308 may be remembered for ever, and the next demo may print another name: only for pages.
    let mut response = if matches!(*request.method(), Method::GET | Method::HEAD) {
        Redirect::permanent(&target).into_response()
    } else {
        Redirect::temporary(&target).into_response()
    };
    // This is outside of the edge, which gives every other answer these.
    headers::apply(response.headers_mut(), here.is_https());
    if let Ok(id) = HeaderValue::from_str(RequestId::new(app.clock.now()).as_str()) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let by_address = name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    by_address || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_are_told_from_others() {
        for host in ["localhost", "localhost:8080", "LOCALHOST:1", "[::1]:80", "127.0.0.2", "a.localhost"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "10.0.0.1:8080", "localhost.example.com", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
