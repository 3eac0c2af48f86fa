//! Imports as they would have been made at another time: for sample data.

use std::sync::Arc;

use super::preview::{Draft, Ready, keep, refused};
use super::view::Preview;
use super::{judge, store};
use crate::audit::{Acting, Target};
use crate::db::Tx;
use crate::http::Error;
use crate::time::{MINUTE, Ms};

const MOST_ROWS: usize = 1_000;

/// A preview that nobody has confirmed.
pub async fn preview(tx: &mut Tx, acting: &Acting, draft: Draft) -> Result<Preview, Error> {
    judged(tx, acting, draft, false).await
}

/// A preview that somebody gave up.
pub async fn cancelled(tx: &mut Tx, acting: &Acting, draft: Draft) -> Result<(), Error> {
    let preview = judged(tx, acting, draft, false).await?;
    store::cancel(tx, acting.guild_id, preview.import.id, end(acting)).await?;
    let target = Target::new("import", preview.import.id, preview.import.filename);
    Ok(Acting { now: end(acting), ..acting.clone() }.did(tx, "import.cancelled", target).await?)
}

/// An import of accounts that are there by now, and were new then.
pub async fn completed(tx: &mut Tx, acting: &Acting, draft: Draft) -> Result<(), Error> {
    let preview = judged(tx, acting, draft, true).await?;
    store::queue(tx, acting, preview.import.id).await?;
    store::was_done(tx, preview.import.id, end(acting)).await?;
    let target = Target::new("import", preview.import.id, preview.import.filename);
    Ok(Acting { now: end(acting), ..acting.clone() }.did(tx, "import.completed", target).await?)
}

fn end(acting: &Acting) -> Ms {
    acting.now.plus(MINUTE)
}

async fn judged(tx: &mut Tx, acting: &Acting, draft: Draft, new_then: bool) -> Result<Preview, Error> {
    let read = judge::read(&draft.content, &draft.columns, MOST_ROWS).map_err(refused)?;
    let mut known = judge::known(&mut &mut *tx, acting.guild_id, &read.lines).await?;
    if new_then {
        known.accounts.clear();
    }
    let create_missing = draft.create_missing.unwrap_or(false);
    let judged = judge::judge(read, &known, create_missing)?;
    let ready = Ready::new(acting, draft.filename, create_missing, Arc::new(draft.content), judged);
    keep(tx, acting, ready).await
}
