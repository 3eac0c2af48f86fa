//! Whose requests are counted together, and how many such counts there may be.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::shared::Count;
use crate::http::{Code, Error};
use crate::ids::{ApiKeyId, SessionId};

/// From so many on, all addresses are counted by larger networks, of which there are few, until idle
/// counts are forgotten: nobody can fill the memory by asking from ever new ones.
const MOST: usize = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    Session(SessionId),
    Key(ApiKeyId),
    /// A network of addresses.
    Address(IpAddr),
    Everybody,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Who::Session(id) => write!(f, "session:{id}"),
            Who::Key(id) => write!(f, "key:{id}"),
            Who::Address(network) => write!(f, "address:{network}"),
            Who::Everybody => f.write_str("everybody"),
        }
    }
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

fn count(allowed: u32) -> NonZeroU32 {
    NonZeroU32::new(allowed).unwrap_or(NonZeroU32::MIN)
}

/// The counts of one limit.
pub struct Buckets {
    name: &'static str,
    /// What all instances together allow: so many at once, and one more after each `every`.
    burst: NonZeroU32,
    every: Duration,
    /// This instance's part of it.
    limiter: DefaultKeyedRateLimiter<Who>,
    clock: DefaultClock,
}

impl Buckets {
    /// `allowed` in the time `per`, of which each of `instances` allows its part.
    pub fn new(name: &'static str, allowed: u32, per: Duration, instances: u32) -> Buckets {
        let quota = |allowed: NonZeroU32| {
            // Neither is zero, so a quota there is.
            Quota::with_period(per / allowed.get()).unwrap_or(Quota::per_second(allowed)).allow_burst(allowed)
        };
        let burst = count(allowed);
        Buckets {
            name,
            burst,
            every: per / burst.get(),
            limiter: RateLimiter::keyed(quota(count(allowed / instances.max(1)))),
            clock: DefaultClock::default(),
        }
    }

    /// Counts it in this instance.
    pub fn check(&self, who: Who) -> Result<(), Error> {
        self.limiter
            .check_key(&self.counted(who))
            .map_err(|refused| too_many(refused.wait_time_from(self.clock.now())))
    }

    /// What to count where all instances do.
    pub fn shared(&self, who: Who) -> Count {
        let name = format!("limit:{}:{}", self.name, self.counted(who));
        Count { name, every: self.every, burst: self.burst.get() }
    }

    fn counted(&self, who: Who) -> Who {
        if self.limiter.len() < MOST { who } else { who.coarser() }
    }

    pub fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

pub fn too_many(wait: Duration) -> Error {
    Error::new(Code::RateLimited).retry_after(wait.as_secs().saturating_add(1))
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
        let buckets = Buckets::new("requests", 2, Duration::from_secs(60), 1);
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
