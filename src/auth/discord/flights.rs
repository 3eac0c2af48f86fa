//! Whose rights are being read at this moment by this process.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::ids::UserId;

#[derive(Default)]
pub struct Flights(Mutex<HashSet<UserId>>);

/// A reading under way; it is over when this is dropped.
pub struct Flight<'a>(&'a Flights, UserId);

impl Flights {
    pub fn begin(&self, user: UserId) -> Flight<'_> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(user);
        Flight(self, user)
    }

    pub fn under_way(&self, user: UserId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&user)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}
