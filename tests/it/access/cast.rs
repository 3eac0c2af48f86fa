//! Who asks, and the foreign guild whose data nobody may see.

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::api_keys::Scope;
use tracking_dashboard::http::cookies::CSRF;
use tracking_dashboard::ids::{AccountId, GuildId, RoundId};
use tracking_dashboard::time::Clock;

use super::rules::Row;
use crate::imports;
use crate::support::{Actor, Answer, FIRST, FOREIGN, TestApp, post, snapshot};

/// In every text of the foreign guild.
pub const CANARY: &str = "zq7canary";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    Unverified,
    Outsider,
    Viewer,
    Admin,
    /// A key of the first guild with every scope.
    GuildKey,
    /// A key of the first guild with a scope that nothing asks for yet.
    PoorKey,
    BotKey,
}

pub struct Cast(Vec<(Who, Actor)>);

impl Cast {
    pub async fn of(app: &TestApp) -> Cast {
        let key = async |guild, scopes: &[Scope]| app.with_key(&app.key(guild, scopes).await.key);
        Cast(vec![
            (Who::Anonymous, app.anonymous()),
            (Who::Unverified, app.unverified().await),
            (Who::Outsider, app.outsider().await),
            (Who::Viewer, app.viewer().await),
            (Who::Admin, app.admin().await),
            (Who::GuildKey, key(Some(FIRST), Scope::ALL).await),
            (Who::PoorKey, key(Some(FIRST), &[Scope::AuditWrite]).await),
            (Who::BotKey, key(None, &[Scope::IngestWrite]).await),
        ])
    }

    pub fn iter(&self) -> impl Iterator<Item = (Who, &Actor)> {
        self.0.iter().map(|(who, actor)| (*who, actor))
    }
}

/// Asks a route; unsafe ones with the token of the session and a body that says nothing.
pub async fn ask(row: &Row, path: &str, actor: &Actor) -> Answer {
    // A tab: what ends the session here leaves the actor's cookies alone.
    let tab = actor.tab();
    let mut request = tab.request(row.method.clone(), path).header("x-csrf-token", tab.cookie(CSRF));
    if row.method != Method::GET {
        request = if row.is_api() {
            request.json(&json!({}))
        } else {
            request.header("content-type", "application/x-www-form-urlencoded").body("")
        };
    }
    tab.send(request).await
}

/// Fills the foreign guild with texts that must never be seen from outside.
pub async fn plant(app: &TestApp) {
    app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
    app.tracks(FOREIGN, &format!("Brand {CANARY}"), &format!("Group {CANARY}"), &[CANARY]).await;
    let bot = app.bot().await;
    let channel = json!({"id": "111111111111111111", "name": CANARY, "bot_can_post": true});
    let guild = json!({"name": format!("Guild {CANARY}"), "icon_url": null, "channels": [channel]});
    bot.call("PUT", &format!("guilds/{FOREIGN}"), &guild).send().await.ok();
    let posts = json!({"posts": [post(CANARY, CANARY)]});
    bot.post(&format!("guilds/{FOREIGN}/posts"), &posts).await.ok();
    let snapshots = json!({"snapshots": [snapshot(CANARY, "2026-11-16T11:00:00Z", 777_777)]});
    bot.post(&format!("guilds/{FOREIGN}/metrics"), &snapshots).await.ok();
}

/// A thing of the guild that nothing has touched, for the parameter of this name.
pub async fn make(app: &TestApp, guild: GuildId, name: &str, number: usize) -> String {
    if name == "{threshold_id}" {
        let group = Box::pin(make(app, guild, "{group_id}", number)).await;
        return format!("{group}.{}", app.threshold(guild, &group, 1_000).await);
    }
    let (brand, group, account) = (format!("B {number}"), format!("G {number}"), format!("a{number}"));
    app.tracks(guild, &brand, &group, &[&account]).await;
    if name == "{import_id}" {
        return imports::preview(app, guild, &format!("tiktok,b{number},{brand},{group},\n"))
            .await
            .to_string();
    }
    if name.starts_with("{round_id}") {
        return make_round(app, guild, name, &group, number).await;
    }
    if name == "{key_id}" {
        return app.key(Some(guild), &[Scope::TrackingRead]).await.id.to_string();
    }
    let sql = match name {
        "{brand_id}" => "SELECT id FROM brands WHERE guild_id = $1 AND label = $2",
        "{group_id}" => "SELECT id FROM account_groups WHERE guild_id = $1 AND label = $2",
        _ => "SELECT id FROM accounts WHERE guild_id = $1 AND username = $2",
    };
    let label = match name {
        "{brand_id}" => brand,
        "{group_id}" => group,
        _ => account,
    };
    let id: AccountId = app.db.q(sql).bind(guild).bind(label).scalar().await.unwrap();
    id.to_string()
}

/// An evaluated round with one payment, of a week that no other has.
async fn make_round(app: &TestApp, guild: GuildId, name: &str, group: &str, number: usize) -> String {
    let [round, target, payment] = [(); 3].map(|()| RoundId::new(app.clock.now()));
    let week = 3 + 7 * number as i64;
    let mut tx = app.app.db.begin().await.unwrap();
    tx.q("INSERT INTO bonus_rounds (id, guild_id, week, bonus_amount_cents, target_count, created_at, created_by_id,
            created_by, evaluated_at, evaluated_by_id, evaluated_by, near_miss_percent, achieved_count, near_miss_count)
          VALUES ($1, $2, $3, 500, 1, 0, '1', 'x', 0, '1', 'x', 90, 1, 0)")
        .bind(round).bind(guild).bind(week).exec().await.unwrap();
    tx.q("INSERT INTO bonus_targets (id, round_id, group_id, guild_id, week, target_views, actual_views, achieved,
            near_miss, streak)
          SELECT $1, $2, id, $3, $4, 1, 1, TRUE, FALSE, 1 FROM account_groups WHERE guild_id = $3 AND label = $5")
        .bind(target).bind(round).bind(guild).bind(week).bind(group.to_owned()).exec().await.unwrap();
    tx.q("INSERT INTO bonus_payments (id, target_id, round_id, group_id, guild_id, week, amount_cents)
          SELECT $1, id, round_id, group_id, guild_id, week, 500 FROM bonus_targets WHERE id = $2")
        .bind(payment)
        .bind(target)
        .exec()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    match name {
        "{round_id}" => round.to_string(),
        _ => format!("{round}/payments/{payment}"),
    }
}
