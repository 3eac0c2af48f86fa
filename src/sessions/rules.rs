//! What of a session is shown, and in which order.

use std::net::{IpAddr, Ipv6Addr};

use crate::auth::Listed;
use crate::ids::SessionId;

/// The network of an address: two octets of IPv4, 48 bits of IPv6. Enough to know a place again.
pub fn masked(ip: &str) -> String {
    match ip.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(v4)) => {
            let [a, b, ..] = v4.octets();
            format!("{a}.{b}.x.x")
        }
        Ok(IpAddr::V6(v6)) => {
            let network = Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 80));
            // `2001:db8:4f::` as it is usually written, then what is left out.
            format!("{network}x")
        }
        Err(_) => "unknown address".to_owned(),
    }
}

/// The present session first, then by activity.
pub fn in_order(mut sessions: Vec<Listed>, current: SessionId) -> Vec<Listed> {
    sessions.sort_by_key(|session| {
        (session.id != current, std::cmp::Reverse((session.last_activity_at, session.id)))
    });
    sessions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ms;

    #[test]
    fn an_address_is_masked_however_it_is_written() {
        for (ip, expected) in [
            ("198.51.100.7", "198.51.x.x"),
            ("127.0.0.1", "127.0.x.x"),
            ("::ffff:198.51.100.7", "198.51.x.x"),
            ("2001:db8:4f:1:2:3:4:5", "2001:db8:4f::x"),
            ("2001:db8::1", "2001:db8::x"),
            ("2001:0db8:004f:0000:0000:0000:0000:0001", "2001:db8:4f::x"),
            ("fe80::1:2:3:4", "fe80::x"),
            ("::1", "::x"),
            ("", "unknown address"),
            ("<b>", "unknown address"),
        ] {
            assert_eq!(masked(ip), expected, "{ip}");
        }
    }

    #[test]
    fn this_device_stands_first_then_the_latest_activity() {
        let session = |at| Listed {
            id: SessionId::new(Ms(at)),
            user_agent: String::new(),
            ip: String::new(),
            created_at: Ms(0),
            last_activity_at: Ms(at),
            expires_at: Ms(9),
        };
        let all: Vec<_> = [1, 5, 3].map(session).into();
        let current = all[0].id;
        let order: Vec<_> = in_order(all, current).iter().map(|session| session.last_activity_at.0).collect();
        assert_eq!(order, [1, 5, 3]);
    }
}
