//! API keys: made once, shown once, stored as a hash; their signing secrets are sealed.

mod command;
mod keys;
mod scope;
mod store;

pub use command::ApiKeyCommand;
pub use keys::{ForWhom, Made, NewKey, create, find_by_token, list, revoke};
pub use scope::{Grant, Scope, grants};
pub use store::Listed;
