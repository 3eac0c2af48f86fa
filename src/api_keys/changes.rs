//! Making and revoking a guild's keys, for page and API alike.

use super::keys::{self, ForWhom, Made, NewKey};
use super::rules::{Draft, MOST_KEYS};
use super::store;
use crate::app::App;
use crate::audit::Acting;
use crate::crypto::Secrets;
use crate::db::Tx;
use crate::http::{Code, Error};
use crate::ids::{ApiKeyId, UserId};
use crate::live::Ended;
use crate::tracking::change;

/// Makes a key that never may more than its creator may at that moment; the caller holds the guild's lock.
/// 409 when the guild has too many.
pub async fn create(
    tx: &mut Tx,
    secrets: &Secrets,
    acting: &Acting,
    creator: UserId,
    draft: &Draft,
) -> Result<Made, Error> {
    let name = draft.check().map_err(Error::fields)?;
    if store::count(tx, acting.guild_id).await? >= MOST_KEYS {
        let detail = "This server has 50 API keys. Revoke one that is not needed any more.";
        return Err(Error::because(Code::Conflict, detail));
    }
    let new = NewKey {
        whom: ForWhom::Guild { guild_id: acting.guild_id, created_by: Some(creator) },
        name: name.as_str(),
        scopes: &draft.scopes,
        expires_in_days: Some(draft.expires_in_days),
    };
    let (actor, request_id) = (acting.actor.clone(), acting.request_id.clone());
    Ok(keys::create(tx, secrets, new, actor, request_id, acting.now).await?)
}

/// Revokes a key of the guild at once, its live streams included. 404 when there is none that is alive.
pub async fn revoke(app: &App, acting: &Acting, id: ApiKeyId) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let (actor, request_id) = (acting.actor.clone(), acting.request_id.clone());
    let guild = Some(acting.guild_id);
    if !keys::revoke(&mut tx, guild, id, actor, request_id, acting.now).await? {
        return Err(Code::NotFound.into());
    }
    change::commit(app, tx, acting.guild_id).await?;
    app.live.end(Ended::Key(id));
    Ok(())
}
