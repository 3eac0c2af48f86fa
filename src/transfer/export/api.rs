//! Exports as files, and what one would hold as JSON.

use axum::extract::State;
use axum::response::Response;
use deunicode::deunicode;
use schemars::JsonSchema;
use serde::Serialize;

use super::format::Format;
use super::make::{Made, make};
use super::rows::ExportJson;
use super::{filter, store};
use crate::api_keys::Scope;
use crate::api_keys::grants::ExportsRead;
use crate::app::App;
use crate::audit::{Acting, Changes, Target};
use crate::guilds::{Admin, GuildScope};
use crate::http::{Error, Operation, Params, RequestId, attachment, render};
use crate::ids::{BrandId, GroupId, GuildId};
use crate::tracking::accounts::Status;
use crate::tracking::accounts::list::{self, AccountFilter};
use crate::tracking::{Platform, brands, groups};
use crate::web::text;

/// Rows that are shown before an export starts.
pub const FIRST: i64 = 10;
/// Letters of a brand or group in the name of a file.
const LONGEST: usize = 80;

fn filtered(operation: Operation) -> Operation {
    operation
        .scope(Scope::ExportsRead)
        .query::<BrandId>("brand_id", "Only of this brand.")
        .query::<GroupId>("group_id", "Only of this group.")
        .query::<Platform>("platform", "Only of this platform.")
        .query::<Status>("status", "Only in this state.")
}

pub fn export_operation() -> Operation {
    filtered(Operation::new("Export", "Accounts as a file"))
        .text("One state of the data, by username. The CSV can be imported again as it is; JSON and XLSX have the state, the followers and the profile's address as well. An XLSX file takes up to 100,000 accounts, or as many as the server's configuration says.")
        .query::<Format>("format", "The kind of file; `csv` if left out.")
        .ok::<Vec<ExportJson<'static>>>()
        .or_file("text/csv")
        .or_file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
}

/// `GET /api/v1/guilds/{guild_id}/accounts/export`, and the same as `GET /guilds/{guild_id}/data/export`, where
/// what fails is a page.
pub async fn export(
    State(app): State<App>,
    scope: GuildScope<Admin, ExportsRead>,
    request_id: RequestId,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let filter = filter::read(&mut params);
    let format: Format = params.get("format", "csv, json or xlsx").unwrap_or_default();
    params.finish()?;
    let made = make(&app, guild, &filter, format).await?;
    record(&app, &scope.acting(&app, &request_id), &filter, format, &made).await?;
    let name = name(&app, guild, &filter, format).await?;
    Ok(attachment::whole(&name, format.content_type(), made.file, made.bytes, made.slot))
}

/// The guild, what was chosen of it, and the day.
async fn name(app: &App, guild: GuildId, filter: &AccountFilter, format: Format) -> Result<String, Error> {
    let mut parts = vec!["accounts".to_owned(), guild.to_string()];
    if let Some(id) = filter.brand_id {
        parts.extend(brands::store::find(&app.db, guild, id).await?.map(|brand| brand.slug));
    }
    if let Some(id) = filter.group_id {
        parts.extend(groups::store::find(&app.db, guild, id).await?.map(|group| group.slug));
    }
    parts.extend(filter.platform.map(|platform| platform.as_str().to_owned()));
    parts.extend(filter.status.map(|status| status.as_str().to_owned()));
    parts.push(app.clock.now().day().to_string());
    let parts = parts.iter().map(|part| plain(part)).filter(|part| !part.is_empty());
    Ok(format!("{}.{}", parts.collect::<Vec<_>>().join("_"), format.as_str()))
}

/// Written with Latin letters, as other ones would need a header of their own; words are joined by `-`. A file
/// system takes names of 255 bytes, and one of ours has up to two long parts.
fn plain(part: &str) -> String {
    let latin = deunicode(part).to_ascii_lowercase();
    let words = latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut plain = words.collect::<Vec<_>>().join("-");
    plain.truncate(LONGEST);
    plain.trim_end_matches('-').to_owned()
}

/// Much is read at once: who took it stays known. Nothing of the guild is other than before: its version stays.
async fn record(
    app: &App,
    acting: &Acting,
    filter: &AccountFilter,
    format: Format,
    made: &Made,
) -> Result<(), Error> {
    let label = format!("{} as {}", text::count(made.rows, "account", "accounts"), format.name());
    let changes = Changes::new()
        .field("format", None, Some(format.as_str()))
        .field("rows", None, Some(made.rows))
        .field("brand_id", None, filter.brand_id)
        .field("group_id", None, filter.group_id)
        .field("platform", None, filter.platform)
        .field("status", None, filter.status);
    let mut tx = app.db.begin().await?;
    acting
        .changed(&mut tx, "accounts.exported", Target::new("export", acting.guild_id, label), changes)
        .await?;
    Ok(tx.commit().await?)
}

/// What an export would hold.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExportPreview")]
pub struct PreviewJson<'a> {
    total: i64,
    /// The first ten.
    sample: Vec<ExportJson<'a>>,
}

pub fn preview_operation() -> Operation {
    filtered(Operation::new("Export", "How many accounts an export would hold, and the first ten"))
        .ok::<PreviewJson<'static>>()
}

/// `GET /api/v1/guilds/{guild_id}/accounts/export/preview`
pub async fn preview(
    State(app): State<App>,
    scope: GuildScope<Admin, ExportsRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let filter = filter::read(&mut params);
    params.finish()?;
    let rows = store::first(&app.db, guild, &filter, FIRST).await?;
    let total = list::count(&app.db, guild, &filter).await?;
    render::json(&PreviewJson { total, sample: rows.iter().map(|row| row.json()).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_written_with_latin_letters_and_loses_none() {
        for (label, name) in [
            ("café-müller", "cafe-muller"),
            ("straße-søren-ærø-œuvre", "strasse-soren-aero-oeuvre"),
            ("łódź-đurđa-ðað-þór-kapı", "lodz-durda-dad-thor-kapi"),
            ("Привет", "privet"),
            ("東京-ナイキ", "dong-jing-naiki"),
            ("ﬁ", "fi"),
        ] {
            assert_eq!(plain(label), name, "{label}");
        }
        for nothing in ["-", "", "../\"\r\n"] {
            assert_eq!(plain(nothing), "", "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_so_that_a_file_system_takes_it() {
        assert_eq!(plain(&"語".repeat(80)), ["yu"; 27].join("-"));
        assert_eq!(plain(&"ab-".repeat(80)).len(), LONGEST);
        assert_eq!(plain(&"abc-".repeat(80)).len(), LONGEST - 1);
        assert_eq!(plain(&"a".repeat(80)).len(), LONGEST);
    }
}
