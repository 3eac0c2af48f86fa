//! Whose requests are counted together, and how many such counts there may be.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::http::{Code, Error};
use crate::ids::{ApiKeyId, SessionId};

/// Beyond so many, addresses that are not known yet are counted by larger networks, of which there
/// are few: nobody can fill the memory by asking from ever new ones.
const MOST: usize = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    Session(SessionId),
    Key(ApiKeyId),
    /// A network of addresses.
    Address(IpAddr),
}

impl Who {
    /// One subscriber of IPv6 has a /64 and could send from any address of it.
    pub fn of(address: IpAddr) -> Who {
        Who::Address(network(address, 32, 64))
    }

    /// The network around an address, as providers give them out.
    pub fn near(address: IpAddr) -> Who {
        Who::Address(network(address, 24, 48))
    }

    fn coarser(self) -> Who {
        match self {
            Who::Address(address) => Who::Address(network(address, 12, 28)),
            other => other,
        }
    }
}

fn network(address: IpAddr, v4: u32, v6: u32) -> IpAddr {
    match address {
        IpAddr::V4(ip) => IpAddr::V4((ip.to_bits() & (u32::MAX << (32 - v4))).into()),
        IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & (u128::MAX << (128 - v6))).into()),
    }
}

pub fn count(allowed: u32) -> NonZeroU32 {
    NonZeroU32::new(allowed).unwrap_or(NonZeroU32::MIN)
}

pub struct Buckets {
    limiter: DefaultKeyedRateLimiter<Who>,
    clock: DefaultClock,
}

impl Buckets {
    pub fn new(quota: Quota) -> Buckets {
        Buckets { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    pub fn check(&self, who: Who) -> Result<(), Error> {
        let who = if self.limiter.len() < MOST { who } else { who.coarser() };
        self.limiter.check_key(&who).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            Error::new(Code::RateLimited).retry_after(wait.as_secs().saturating_add(1))
        })
    }

    pub fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_bucket() {
        let bucket = |text: &str| match Who::of(text.parse().unwrap()) {
            Who::Address(address) => address.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(bucket("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(bucket("192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn a_million_addresses_do_not_fill_the_memory() {
        let buckets = Buckets::new(Quota::per_minute(count(2)));
        for n in 0..1_000_000_u128 {
            let address = IpAddr::V6(((0x2001_0db8 << 96) | (n << 64)).into());
            // Refused or not.
            let _ = buckets.check(Who::of(address));
        }
        assert!(buckets.limiter.len() <= MOST + 1, "{}", buckets.limiter.len());
        // Another network than the flood's is not hurt.
        assert!(buckets.check(Who::of("192.0.2.7".parse().unwrap())).is_ok());
    }
}
