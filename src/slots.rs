//! How many of a thing one holder, and the whole process, may have open: live streams, files being sent.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// The places, of which each holder gets no more than a share.
#[derive(Clone)]
pub struct Slots<H> {
    per_holder: usize,
    per_process: usize,
    open: Arc<Mutex<Open<H>>>,
}

struct Open<H> {
    of: HashMap<H, usize>,
    all: usize,
}

/// One place, free again when it is dropped.
pub struct Slot<H: Copy + Eq + Hash> {
    slots: Slots<H>,
    holder: H,
}

impl<H: Copy + Eq + Hash> Slots<H> {
    pub fn new(per_holder: usize, per_process: usize) -> Slots<H> {
        let open = Arc::new(Mutex::new(Open { of: HashMap::new(), all: 0 }));
        Slots { per_holder, per_process, open }
    }

    pub fn take(&self, holder: H) -> Option<Slot<H>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = open.of.get(&holder).copied().unwrap_or(0);
        if mine >= self.per_holder || open.all >= self.per_process {
            return None;
        }
        open.of.insert(holder, mine + 1);
        open.all += 1;
        let slots = Slots { open: self.open.clone(), ..*self };
        Some(Slot { slots, holder })
    }
}

impl<H: Copy + Eq + Hash> Drop for Slot<H> {
    fn drop(&mut self) {
        let mut open = self.slots.open.lock().unwrap_or_else(PoisonError::into_inner);
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

    #[test]
    fn a_holder_gets_no_more_than_its_share_and_gets_it_back() {
        let slots = Slots::new(2, 3);
        let mut mine: Vec<_> = (0..2).map(|_| slots.take("me").expect("a place")).collect();
        assert!(slots.take("me").is_none());
        let other = slots.take("other");
        assert!(other.is_some());
        mine.pop();
        assert!(slots.take("me").is_some());
        drop((mine, other));
        assert!(slots.open.lock().unwrap().of.is_empty());
    }

    #[test]
    fn all_together_get_no_more_than_there_are() {
        let slots = Slots::new(2, 3);
        let taken: Vec<_> =
            [1, 1, 2].into_iter().map(|holder| slots.take(holder).expect("a place")).collect();
        assert!(slots.take(2).is_none());
        drop(taken);
        assert!(slots.take(2).is_some());
    }
}
