//! The client's address: the socket's peer, or what a configured proxy says of it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;

use crate::app::App;

/// Who connected, put into the request by the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The address that limits, sessions and logs go by.
#[derive(Clone, Copy, Debug)]
pub struct ClientIp(pub IpAddr);

impl FromRequestParts<App> for ClientIp {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip());
        Ok(ClientIp(resolve(peer, &parts.headers, &app.config.server.trusted_proxies)))
    }
}

/// The last address in `X-Forwarded-For` that is not one of our proxies; the header counts only
/// when the peer itself is one.
pub fn resolve(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |ip: IpAddr| trusted.iter().any(|net| net.contains(&ip.to_canonical()));
    if !is_proxy(peer) {
        return peer.to_canonical();
    }
    let hops = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let mut hops: Vec<&str> = hops.flat_map(|v| v.split(',')).map(str::trim).collect();
    let mut client = peer;
    while let Some(hop) = hops.pop() {
        let Ok(ip) = hop.parse::<IpAddr>() else { break };
        client = ip;
        if !is_proxy(ip) {
            break;
        }
    }
    client.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn the_header_counts_only_behind_a_configured_proxy() {
        let proxy = "10.0.0.1".parse().unwrap();
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let client: IpAddr = "203.0.113.7".parse().unwrap();
        assert_eq!(resolve(proxy, &headers("1.2.3.4, 203.0.113.7, 10.0.0.2"), &trusted), client);
        assert_eq!(resolve(client, &headers("1.2.3.4"), &trusted), client);
        assert_eq!(resolve(proxy, &headers("nonsense"), &trusted), proxy);
        assert_eq!(resolve(proxy, &HeaderMap::new(), &[]), proxy);
    }
}
