//! The template of an import: the header and an example of each platform.

use axum::response::Response;

use super::columns::{EXAMPLES, header};
use crate::api_keys::Scope;
use crate::api_keys::grants::ImportsRead;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Operation, csv};
use crate::ids::GuildId;

/// Where it is.
pub fn href(guild: GuildId) -> String {
    format!("/api/v1/guilds/{guild}/accounts/import/template")
}

pub fn operation() -> Operation {
    Operation::new("Import", "The template of an import: the header and an example of each platform")
        .scope(Scope::ImportsRead)
        .file("text/csv")
}

/// `GET /api/v1/guilds/{guild_id}/accounts/import/template`
pub async fn csv(_: GuildScope<Viewer, ImportsRead>) -> Result<Response, Error> {
    let records = std::iter::once(header()).chain(EXAMPLES);
    Ok(csv::attachment("accounts_template.csv", csv::records(records)?))
}
