//! What the jobs of this process are at: how far, and whether somebody wants them to stop.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, watch};

use crate::ids::ImportId;

/// The jobs of one process.
#[derive(Default)]
pub struct Jobs {
    running: Mutex<HashMap<ImportId, Run>>,
    wake: Notify,
}

/// A job that runs. Rows are counted in memory only.
#[derive(Clone)]
pub struct Run {
    done: Arc<watch::Sender<usize>>,
    cancelled: Arc<AtomicBool>,
}

impl Run {
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    pub fn done(&self, rows: usize) {
        self.done.send_replace(rows);
    }
}

/// Takes the run off the list when it ends, however it ends.
pub struct Running<'j> {
    jobs: &'j Jobs,
    id: ImportId,
    pub run: Run,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.jobs.lock().remove(&self.id);
    }
}

impl Jobs {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ImportId, Run>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn begin(&self, id: ImportId) -> Running<'_> {
        let run = Run { done: Arc::new(watch::channel(0).0), cancelled: Arc::default() };
        self.lock().insert(id, run.clone());
        Running { jobs: self, id, run }
    }

    /// Rows that the job has done, if it runs here.
    pub fn done(&self, id: ImportId) -> Option<usize> {
        self.lock().get(&id).map(|run| *run.done.borrow())
    }

    /// Hears of every row count from now on, and of the end by its closing.
    pub fn watch(&self, id: ImportId) -> Option<watch::Receiver<usize>> {
        self.lock().get(&id).map(|run| run.done.subscribe())
    }

    /// Asks a job to stop before it is applied.
    pub fn cancel(&self, id: ImportId) {
        if let Some(run) = self.lock().get(&id) {
            run.cancelled.store(true, Ordering::SeqCst);
        }
    }

    /// There is something to do.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    pub async fn woken(&self) {
        self.wake.notified().await;
    }
}
