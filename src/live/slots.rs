//! How many live streams one session or key, and the whole process, may hold open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::ids::{ApiKeyId, SessionId};

/// A browser opens six connections to a host; several windows share a session.
const PER_HOLDER: usize = 20;
const PER_PROCESS: usize = 11_000;

/// Whose streams are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    Session(SessionId),
    Key(ApiKeyId),
}

#[derive(Clone, Default)]
pub(super) struct Slots(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    of: HashMap<Holder, usize>,
    all: usize,
}

/// The place of one stream, free again when it is dropped.
pub struct Slot {
    slots: Slots,
    holder: Holder,
}

impl Slots {
    pub fn take(&self, holder: Holder) -> Option<Slot> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = open.of.get(&holder).copied().unwrap_or(0);
        if mine >= PER_HOLDER || open.all >= PER_PROCESS {
            return None;
        }
        open.of.insert(holder, mine + 1);
        open.all += 1;
        Some(Slot { slots: self.clone(), holder })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.slots.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        match open.of.get_mut(&self.holder) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.of.remove(&self.holder)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ms;

    #[test]
    fn a_holder_gets_no_more_than_its_share_and_gets_it_back() {
        let slots = Slots::default();
        let (me, other) = (Holder::Session(SessionId::new(Ms(1))), Holder::Session(SessionId::new(Ms(1))));
        let mut mine: Vec<Slot> = (0..PER_HOLDER).map(|_| slots.take(me).expect("a place")).collect();
        assert!(slots.take(me).is_none());
        assert!(slots.take(other).is_some());
        mine.pop();
        assert!(slots.take(me).is_some());
        drop(mine);
        assert!(slots.0.lock().unwrap().of.is_empty());
    }
}
