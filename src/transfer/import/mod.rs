//! Importing accounts.

pub mod columns;
pub mod reader;
pub mod rules;

use crate::http::Routes;

pub fn routes() -> Routes {
    Routes::new()
}
