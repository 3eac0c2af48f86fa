//! Whoever waits for a lock of PostgreSQL waits on a connection. Only one of a process does: the others wait
//! here for their turn, so that many who want to change one guild leave connections for everybody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio::time::timeout;

use super::{Db, Error, Lock, Result, Tx};

/// As long as anybody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// Of one database.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<Lock, Arc<AsyncMutex<()>>>>>);

impl Turns {
    async fn wait(&self, lock: Lock) -> Result<OwnedMutexGuard<()>> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody waits for make way, so the map stays small.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(lock).or_default().clone()
        };
        timeout(PATIENCE, turn.lock_owned()).await.map_err(|_| Error::PoolTimedOut)
    }
}

impl Db {
    /// Begins a writing transaction that holds `lock`.
    pub async fn begin_holding(&self, lock: Lock) -> Result<Tx> {
        let _turn = match self {
            Db::Sqlite { .. } => None,
            Db::Postgres(_, turns) => Some(turns.wait(lock).await?),
        };
        let mut tx = self.begin().await?;
        tx.lock(lock).await?;
        Ok(tx)
    }
}
