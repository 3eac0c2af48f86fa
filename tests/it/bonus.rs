//! Bonus rounds through the API: who may make them, what is refused, who gets what.

mod evaluation;
mod leaderboard;
mod payments;
mod rounds;

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::ids::{GroupId, GuildId};
use tracking_dashboard::time::Ms;

use crate::support::{Actor, Answer, FIRST, TestApp, track};

/// The clock stands on Monday, November 16: this week, and those before it.
pub const THIS_WEEK: &str = "2026-11-15";
pub const LAST_WEEK: &str = "2026-11-08";
pub const WEEK_BEFORE: &str = "2026-11-01";

/// A guild with groups, each with an account that is tracked since September.
pub struct Stage<'a> {
    pub app: &'a TestApp,
    pub admin: Actor,
    /// Ids of the groups, in the order of their names.
    pub groups: Vec<String>,
}

impl<'a> Stage<'a> {
    pub async fn of(app: &'a TestApp, names: &[&str]) -> Stage<'a> {
        let groups = groups(app, FIRST, names).await;
        Stage { app, admin: app.admin().await, groups }
    }

    /// The group's account gains views at noon of that day.
    pub async fn gain(&self, group: usize, day: &str, views: i64) {
        let bot = self.app.bot().await;
        let id = format!("{group}-{day}-{views}");
        let post = json!({"external_id": id, "platform": "tiktok", "username": format!("u{group}"),
            "url": "https://www.tiktok.com/@u/video/1", "posted_at": format!("{day}T10:00:00Z")});
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post]})).await.ok();
        let snapshot = json!({"platform": "tiktok", "external_id": id, "collected_at": format!("{day}T12:00:00Z"),
            "views": views, "likes": 0, "comments": 0, "shares": 0});
        bot.post(&format!("guilds/{FIRST}/metrics"), &json!({"snapshots": [snapshot]})).await.ok();
    }

    /// The body of a round in which these groups have these targets.
    pub fn round(&self, week: &str, cents: i64, targets: &[(usize, i64)]) -> Value {
        let target =
            |(group, views): &(usize, i64)| json!({"group_id": self.groups[*group], "target_views": views});
        let targets: Vec<Value> = targets.iter().map(target).collect();
        json!({"week_start": week, "bonus_amount_cents": cents, "targets": targets})
    }

    pub async fn create(&self, week: &str, cents: i64, targets: &[(usize, i64)]) -> Answer {
        self.admin.post_json(&api("rounds"), &self.round(week, cents, targets)).await
    }

    /// The answer of the round that was made.
    pub async fn made(&self, week: &str, cents: i64, targets: &[(usize, i64)]) -> Value {
        self.create(week, cents, targets).await.expect(201).json()
    }

    pub async fn detail(&self, round: &str) -> Value {
        self.admin.get(&api(&format!("rounds/{round}"))).await.ok().json()
    }

    /// A change by the admin; `what` follows `rounds/`.
    pub async fn patch(&self, what: &str, body: Value) -> Answer {
        self.admin.send_json(Method::PATCH, &api(&format!("rounds/{what}")), &body).await
    }

    /// Entries of the audit log of this action, oldest first: label and changes.
    pub async fn audit(&self, action: &str) -> Vec<(String, Value)> {
        let sql = "SELECT target_label, changes FROM audit_log WHERE action = $1 ORDER BY id";
        let rows: Vec<(String, String)> = self.app.app.db.q(sql).bind(action.to_owned()).all().await.unwrap();
        rows.into_iter().map(|(label, changes)| (label, serde_json::from_str(&changes).unwrap())).collect()
    }
}

/// Groups of these names in a guild; returns their ids.
pub async fn groups(app: &TestApp, guild: GuildId, names: &[&str]) -> Vec<String> {
    let since = Ms::parse("2026-09-01T00:00:00Z").unwrap();
    let mut ids = Vec::new();
    for (index, name) in names.iter().enumerate() {
        track(&app.app.db, guild, &format!("Brand {index}"), name, &[&format!("u{index}")], since).await;
        let find = "SELECT id FROM account_groups WHERE guild_id = $1 AND label = $2";
        let id: GroupId = app.app.db.q(find).bind(guild).bind((*name).to_owned()).scalar().await.unwrap();
        ids.push(id.to_string());
    }
    ids
}

pub fn api(what: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/bonus/{what}")
}

pub fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap_or_default().to_owned()
}
