//! The rotation of refresh tokens as a pure state machine (AUTH-01): no clock, no database.

use crate::time::{DAY, Ms, SECOND};

/// How long a superseded token still gets its successor: concurrent tabs and requests under way.
pub const GRACE: i64 = 30 * SECOND;
/// The most a session lives, however busy it is.
pub const ABSOLUTE: i64 = 90 * DAY;

/// What is stored of a session's rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub generation: i64,
    /// The newest generation of which a token, access or refresh, was presented.
    pub used_generation: i64,
    /// Generations superseded within the grace, with the time from which it counts.
    pub superseded: Vec<(i64, Ms)>,
    pub created_at: Ms,
    pub expires_at: Ms,
}

/// What to do with a genuine refresh token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The present generation: supersede it.
    Rotate(Facts),
    /// Superseded a moment ago: the same successor again.
    Reissue,
    /// The successor was never used, so its response was lost: the same successor again. The grace
    /// starts anew, for the other tabs that woke up with the same old token.
    Recover(Facts),
    /// Superseded for longer, and its successor is in use: somebody else has it. Revoke.
    Reuse,
    /// Newer than what is stored (a restored backup): a clean new login, nothing is revoked.
    Future,
    /// Idle for too long, or older than a session may be.
    Expired,
}

impl Facts {
    /// A session that begins now.
    pub fn new(now: Ms, idle: i64) -> Facts {
        Facts {
            generation: 1,
            used_generation: 0,
            superseded: Vec::new(),
            created_at: now,
            expires_at: expiry(now, now, idle),
        }
    }

    /// Decides about the refresh token of `presented`; `idle` is the configured life without use.
    pub fn present(&self, presented: i64, now: Ms, idle: i64) -> Decision {
        if self.is_over(now) {
            Decision::Expired
        } else if presented > self.generation {
            Decision::Future
        } else if presented == self.generation {
            Decision::Rotate(Facts {
                generation: self.generation + 1,
                used_generation: self.generation,
                superseded: self.remembering(presented, now),
                created_at: self.created_at,
                expires_at: expiry(self.created_at, now, idle),
            })
        } else if self.in_grace(presented, now) {
            Decision::Reissue
        } else if presented + 1 == self.generation && self.used_generation < self.generation {
            Decision::Recover(Facts { superseded: self.remembering(presented, now), ..self.clone() })
        } else {
            Decision::Reuse
        }
    }

    pub fn is_over(&self, now: Ms) -> bool {
        now >= self.expires_at
    }

    fn in_grace(&self, generation: i64, now: Ms) -> bool {
        self.superseded.iter().any(|(old, at)| *old == generation && now.since(*at) <= GRACE)
    }

    /// What is still within the grace, and `generation` superseded now.
    fn remembering(&self, generation: i64, now: Ms) -> Vec<(i64, Ms)> {
        let recent = self.superseded.iter().copied();
        let recent = recent.filter(|(old, at)| *old != generation && now.since(*at) <= GRACE);
        recent.chain([(generation, now)]).collect()
    }
}

fn expiry(created_at: Ms, now: Ms, idle: i64) -> Ms {
    now.plus(idle).min(created_at.plus(ABSOLUTE))
}

#[cfg(test)]
#[path = "rules_model.rs"]
mod model;

#[cfg(test)]
mod tests {
    use super::*;

    const IDLE: i64 = 30 * DAY;
    const T: Ms = Ms(1_700_000_000_000);

    fn rotated(facts: &Facts, generation: i64, now: Ms) -> Facts {
        match facts.present(generation, now, IDLE) {
            Decision::Rotate(next) => next,
            other => panic!("{other:?}"),
        }
    }

    fn used(facts: Facts) -> Facts {
        Facts { used_generation: facts.generation, ..facts }
    }

    #[test]
    fn the_present_token_is_rotated_and_its_successor_told_again_for_30_seconds() {
        let second = used(rotated(&Facts::new(T, IDLE), 1, T));
        assert_eq!(second.generation, 2);
        assert_eq!(second.present(1, T.plus(GRACE), IDLE), Decision::Reissue);
        assert_eq!(second.present(1, T.plus(GRACE + 1), IDLE), Decision::Reuse);
    }

    #[test]
    fn every_generation_of_the_last_30_seconds_gets_the_present_one() {
        let third = used(rotated(&used(rotated(&Facts::new(T, IDLE), 1, T)), 2, T.plus(25 * SECOND)));
        assert_eq!(third.present(1, T.plus(GRACE), IDLE), Decision::Reissue);
        assert_eq!(third.present(1, T.plus(GRACE + 1), IDLE), Decision::Reuse);
        assert_eq!(third.present(2, T.plus(GRACE + 1), IDLE), Decision::Reissue);
    }

    #[test]
    fn a_lost_response_is_recovered_until_the_successor_is_used() {
        let second = rotated(&Facts::new(T, IDLE), 1, T);
        let later = T.plus(DAY);
        let Decision::Recover(recovered) = second.present(1, later, IDLE) else { panic!("not recovered") };
        assert_eq!((recovered.generation, recovered.used_generation), (2, 1));
        assert_eq!(used(second).present(1, later, IDLE), Decision::Reuse);
        // The other tabs of a machine that slept come a moment later.
        let recovered = used(recovered);
        assert_eq!(recovered.present(1, later.plus(GRACE), IDLE), Decision::Reissue);
        assert_eq!(recovered.present(1, later.plus(GRACE + 1), IDLE), Decision::Reuse);
    }

    #[test]
    fn a_token_two_generations_old_is_reuse_even_when_the_last_was_never_used() {
        let third = rotated(&used(rotated(&Facts::new(T, IDLE), 1, T)), 2, T.plus(DAY));
        assert_eq!(third.present(1, T.plus(DAY), IDLE), Decision::Reuse);
    }

    #[test]
    fn a_token_of_the_future_revokes_nothing() {
        assert_eq!(Facts::new(T, IDLE).present(2, T, IDLE), Decision::Future);
    }

    #[test]
    fn a_session_ends_after_30_idle_days_and_after_90_days() {
        let mut facts = Facts::new(T, IDLE);
        assert_eq!(facts.present(1, T.plus(IDLE), IDLE), Decision::Expired);
        for month in 1..=4 {
            let now = T.plus(month * (IDLE - 1));
            if now.since(T) >= ABSOLUTE {
                assert_eq!(facts.present(month, now, IDLE), Decision::Expired);
                return;
            }
            facts = used(rotated(&facts, month, now));
        }
        panic!("lived for ever");
    }
}
