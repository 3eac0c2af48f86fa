//! Filtered entries as CSV, read a part at a time: memory stays the same however many there are,
//! and a slow client holds no transaction.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::changes::{Names, in_a_line};
use super::list::{self, EntryRow, Filter, Position};
use super::verbs;
use crate::api_keys::grants::AuditRead;
use crate::app::App;
use crate::guilds::{GuildScope, Viewer};
use crate::http::keyset::Direction;
use crate::http::{Error, Params, csv};
use crate::ids::GuildId;

/// Entries that are read at once.
const PART: i64 = 1_000;
const HEADER: [&str; 10] = [
    "at",
    "actor_type",
    "actor_id",
    "actor",
    "action",
    "target_type",
    "target_id",
    "target",
    "changes",
    "request_id",
];

/// `GET /guilds/{guild_id}/activity.csv`
pub async fn csv(
    State(app): State<App>,
    scope: GuildScope<Viewer, AuditRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let filter = Filter::read(&mut params);
    params.finish()?;
    let names = list::names(&app.db, guild).await?;
    let name = format!("activity_{guild}_{}.csv", app.clock.now().day());
    // The first part is read before the answer begins: what fails then is still an error.
    let mut from = Some(filter.start());
    let first = part(&app, guild, &filter, &names, &mut from).await?;
    let head = csv::records([HEADER])?;
    let rest =
        stream::try_unfold((app, filter, names, from), move |(app, filter, names, mut from)| async move {
            if from.is_none() {
                return Ok(None);
            }
            let rows = part(&app, guild, &filter, &names, &mut from).await?;
            Ok::<_, Error>(Some((Bytes::from(rows), (app, filter, names, from))))
        });
    let rest = rest.map_err(|error| {
        tracing::error!(%error, "an export of the audit log broke off");
        std::io::Error::other("the export broke off")
    });
    let body = stream::iter([Ok(Bytes::from(head)), Ok(Bytes::from(first))]).chain(rest);
    Ok(csv::attachment(&name, Body::from_stream(body)))
}

/// The records from a position on; sets it to where the next part begins.
async fn part(
    app: &App,
    guild: GuildId,
    filter: &Filter,
    names: &Names,
    from: &mut Option<Position>,
) -> Result<Vec<u8>, Error> {
    let Some(position) = from.take() else { return Ok(Vec::new()) };
    let rows = list::rows(&app.db, guild, filter, &position, PART).await?;
    *from = rows.last().filter(|_| rows.len() as i64 == PART).map(|row| Position {
        direction: Direction::Next,
        at: row.at,
        id: row.id,
        before: 0,
    });
    csv::records(rows.iter().map(|row| record(row, names)))
}

fn record(row: &EntryRow, names: &Names) -> [String; 10] {
    [
        row.at.to_string(),
        row.actor_type.as_str().to_owned(),
        row.actor_id.clone(),
        row.actor_name.clone(),
        verbs::name(&row.action),
        row.target_type.clone(),
        row.target_id.clone(),
        row.target_label.clone(),
        in_a_line(&row.action, &row.changes, names),
        row.request_id.clone().unwrap_or_default(),
    ]
}
