//! Reads both sides of a table again, row by row in the order of the primary key.

use futures_util::StreamExt;

use super::{CopyFailed, sql};
use crate::db::Tx;
use crate::db::tables::Table;

/// How many rows both have; an error at the first that is not the same.
pub async fn rows(from: &mut Tx, to: &mut Tx, source: &Table, target: &Table) -> Result<u64, CopyFailed> {
    let (mut left, mut right) = (sql::read(from, source), sql::read(to, target));
    let mut count = 0;
    loop {
        let (left, right) = (left.next().await.transpose()?, right.next().await.transpose()?);
        if left != right {
            return Err(CopyFailed::Differs { table: target.name.clone(), row: count + 1 });
        }
        if left.is_none() {
            return Ok(count);
        }
        count += 1;
    }
}
