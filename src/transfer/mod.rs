//! Accounts in and out: the import of a file.

pub mod import;

use crate::http::Routes;

pub fn routes() -> Routes {
    import::routes()
}
