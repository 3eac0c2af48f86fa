//! What people, the bot and the server changed in the weeks before: the past of the demo's audit log.

use serde_json::json;

use super::load::Made;
use super::people;
use super::world::{Guild, Status};
use crate::audit::{self, Actor, Changes, Entry, Target};
use crate::db::{Result, Tx};
use crate::ids::{ApiKeyId, GuildId, new_uuid};
use crate::time::{DAY, HOUR, MINUTE, Ms};

/// Who acts in the entries of one guild.
struct Cast {
    ada: Actor,
    viktor: Actor,
    import_key: Actor,
    bot: Actor,
    server: Actor,
}

/// Writes the entries of a guild, the oldest first.
pub async fn write(tx: &mut Tx, guild: &Guild, made: &Made, now: Ms) -> Result<()> {
    let cast = Cast::new(now);
    let mut all = Vec::new();
    tree(guild, made, &cast, now, &mut all);
    accounts(guild, made, &cast, now, &mut all);
    the_rest(guild, made, &cast, now, &mut all);
    all.sort_by_key(|entry| entry.at);
    audit::record_all(tx, all).await?;
    Ok(())
}

impl Cast {
    fn new(now: Ms) -> Cast {
        let people = people::four();
        let person = |key: &str, fallback: &str| {
            let found = people.iter().find(|person| person.key == key);
            found.map_or(Actor::system("demo", "Demo"), |person| Actor::user(person.id, fallback))
        };
        Cast {
            ada: person("admin", "Ada"),
            viktor: person("viewer", "Viktor"),
            import_key: Actor::api_key(ApiKeyId(new_uuid(now)), "Spreadsheet sync"),
            bot: Actor::bot(ApiKeyId(new_uuid(now)), "Demo bot"),
            server: Actor::system("server", "Server"),
        }
    }
}

fn entry(
    guild: GuildId,
    at: Ms,
    actor: &Actor,
    action: &'static str,
    target: Target,
    changes: Option<Changes>,
) -> Entry {
    let request_id = Some(new_uuid(at).to_string());
    Entry {
        at,
        guild_id: Some(guild),
        user_id: None,
        actor: actor.clone(),
        action,
        target,
        changes,
        request_id,
    }
}

/// Brands and groups as they came to be, and what was renamed since.
fn tree(guild: &Guild, made: &Made, cast: &Cast, now: Ms, all: &mut Vec<Entry>) {
    let start = now.plus(-40 * DAY);
    for (index, (brand, id)) in guild.brands.iter().zip(&made.brands).enumerate() {
        let at = start.plus(index as i64 * 7 * MINUTE);
        let target = Target::new("brand", id, brand.label);
        all.push(entry(guild.id, at, &cast.ada, "brand.created", target, None));
    }
    for (index, (group, id)) in guild.groups.iter().zip(&made.groups).enumerate().take(8) {
        let at = start.plus(HOUR + index as i64 * 3 * MINUTE);
        let target = Target::new("group", id, group.label);
        all.push(entry(guild.id, at, &cast.ada, "group.created", target, None));
    }
    if let (Some(group), Some(id)) = (guild.groups.first(), made.groups.first()) {
        let renamed = Changes::new().field("label", "Dawn", group.label);
        let (target, at) = (Target::new("group", id, group.label), now.plus(-26 * DAY - 3 * HOUR));
        all.push(entry(guild.id, at, &cast.ada, "group.updated", target, Some(renamed)));
    }
    if let (Some(brand), Some(id)) = (guild.brands.last(), made.brands.last()) {
        let renamed = Changes::new().field("label", brand.label.to_uppercase(), brand.label.to_owned());
        let target = Target::new("brand", id, brand.label);
        all.push(entry(
            guild.id,
            now.plus(-12 * DAY - HOUR),
            &cast.ada,
            "brand.renamed",
            target,
            Some(renamed),
        ));
    }
}

/// Accounts that were paused, moved, renamed, and that came over the key of a script.
fn accounts(guild: &Guild, made: &Made, cast: &Cast, now: Ms, all: &mut Vec<Entry>) {
    let target = |index: usize, account: &super::world::Account| {
        let platform = account.platform.parse().map_or(account.platform, crate::tracking::Platform::name);
        let id = made.accounts.get(index).map(ToString::to_string).unwrap_or_default();
        Target::new("account", id, format!("@{} on {platform}", account.username))
    };
    let paused = guild.accounts.iter().enumerate().filter(|(_, account)| account.status == Status::Paused);
    for (index, account) in paused.take(5) {
        let changes = Changes::new().field("status", "active", "paused");
        let target = target(index, account);
        all.push(entry(guild.id, account.status_at, &cast.ada, "account.paused", target, Some(changes)));
    }
    let group =
        |index: usize| guild.groups.get(index % guild.groups.len().max(1)).map_or("", |group| group.label);
    for (index, account) in guild.accounts.iter().enumerate().step_by(31).take(6) {
        let at = now.plus(-(2 + index as i64 / 12) * DAY - 5 * HOUR);
        let changes = Changes::new().field("group", group(account.group + 1), group(account.group));
        all.push(entry(guild.id, at, &cast.ada, "account.moved", target(index, account), Some(changes)));
    }
    for (index, account) in guild.accounts.iter().enumerate().skip(7).step_by(43).take(5) {
        let at = now.plus(-9 * DAY + index as i64 * MINUTE);
        let changes =
            Changes::new().field("display_name", account.username.clone(), account.display_name.clone());
        all.push(entry(
            guild.id,
            at,
            &cast.import_key,
            "account.updated",
            target(index, account),
            Some(changes),
        ));
    }
    for (index, account) in guild.accounts.iter().enumerate().skip(11).step_by(57).take(3) {
        let at = now.plus(-(index as i64) * HOUR / 2 - 20 * MINUTE);
        all.push(entry(guild.id, at, &cast.bot, "account.created", target(index, account), None));
    }
    if let Some((index, account)) = guild.accounts.iter().enumerate().nth(3) {
        let (deleted, restored) = (now.plus(-5 * DAY), now.plus(-5 * DAY + 2 * MINUTE));
        all.push(entry(guild.id, deleted, &cast.ada, "account.deleted", target(index, account), None));
        all.push(entry(guild.id, restored, &cast.ada, "account.restored", target(index, account), None));
    }
}

/// Settings, keys, and what the server did by itself.
fn the_rest(guild: &Guild, made: &Made, cast: &Cast, now: Ms, all: &mut Vec<Entry>) {
    let settings = || Target::new("settings", guild.id, guild.name);
    let channel = guild.channels.iter().find(|channel| channel.name == "creator-alerts");
    let changes = Changes::new()
        .field("notification_channel_id", None, channel.map(|channel| channel.id.to_string()))
        .field("near_miss_percent", 85, 90);
    all.push(entry(guild.id, now.plus(-39 * DAY), &cast.ada, "settings.updated", settings(), Some(changes)));
    let changes = Changes::new().field("create_missing_on_import", false, true);
    all.push(entry(guild.id, now.plus(-3 * DAY), &cast.ada, "settings.updated", settings(), Some(changes)));
    let key = || Target::new("api_key", &cast.import_key.id, &cast.import_key.name);
    all.push(entry(guild.id, now.plus(-10 * DAY), &cast.ada, "api_key.created", key(), None));
    // A time when the person who may only look could still change things.
    if let (Some(group), Some(id)) = (guild.groups.get(1), made.groups.get(1)) {
        let changes = Changes::new().field("discord_channel", json!(null), json!({"name": "#weekly-bonus"}));
        let target = Target::new("group", id, group.label);
        all.push(entry(guild.id, now.plus(-18 * DAY), &cast.viktor, "group.updated", target, Some(changes)));
    }
    // Its time to be restored was over.
    let purged = Target::new("account", new_uuid(now), "@retired.handle on X");
    all.push(entry(guild.id, now.plus(-31 * HOUR), &cast.server, "account.purged", purged, None));
}
