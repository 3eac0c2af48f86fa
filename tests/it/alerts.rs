//! Alerts through HTTP: thresholds and their changes, what fires, and its way to Discord.

mod api;
mod bulk;
mod delivery;
mod hints;
mod instances;
mod kill;
mod pages;
mod retention;
mod switches;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Actor, Answer, Bot, FIRST, TestApp, post, snapshot};

/// A site whose first guild has the group Launch with the account mira and some posts of hers.
struct Site {
    app: TestApp,
    admin: Actor,
    bot: Bot,
    group: String,
}

impl Site {
    async fn all() -> Vec<Site> {
        let mut sites = Vec::new();
        for app in crate::support::apps().await {
            sites.push(Site::on(app).await);
        }
        sites
    }

    async fn on(app: TestApp) -> Site {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        let group = groups(&admin).await[0].clone();
        let site = Site { app, admin, bot, group };
        site.channels(&[CHANNEL]).await;
        site.posts(&["1", "2", "3", "4"]).await;
        site
    }

    /// The channels that the bot knows; the first becomes the guild's notification channel.
    async fn channels(&self, ids: &[&str]) {
        let channel = |id: &&str| json!({"id": id, "name": format!("c{id}"), "bot_can_post": true});
        let body = json!({"name": "Harbor", "icon_url": null, "channels": ids.iter().map(channel).collect::<Vec<_>>()});
        self.bot.call("PUT", &format!("guilds/{FIRST}"), &body).send().await.ok();
        let settings = json!({"notification_channel_id": ids.first()});
        let path = format!("/api/v1/guilds/{FIRST}/settings");
        self.admin.send_json(Method::PATCH, &path, &settings).await.ok();
    }

    async fn posts(&self, ids: &[&str]) {
        let posts: Vec<Value> = ids.iter().map(|id| post(id, "mira")).collect();
        self.bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": posts})).await.ok();
    }

    async fn views(&self, id: &str, views: i64) {
        let body = json!({"snapshots": [snapshot(id, "2026-11-16T11:00:00Z", views)]});
        self.bot.post(&format!("guilds/{FIRST}/metrics"), &body).await.ok();
    }

    /// A call about the group; `path` follows it.
    async fn of_group(&self, method: Method, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/guilds/{FIRST}/groups/{}/{path}", self.group);
        self.admin.send_json(method, &path, body).await
    }

    /// A threshold of views on all platforms; its id.
    async fn threshold(&self, value: i64) -> String {
        let body = json!({"metric": "views", "value": value});
        id(&self.of_group(Method::POST, "alert-thresholds", &body).await.expect(201).json())
    }

    async fn fired(&self) -> Vec<Value> {
        let answer = self.admin.get(&format!("/api/v1/guilds/{FIRST}/alerts?limit=100")).await.ok();
        answer.json()["items"].as_array().cloned().unwrap_or_default()
    }
}

const CHANNEL: &str = "1180000000000001001";

fn id(thing: &Value) -> String {
    thing["id"].as_str().expect("an id").to_owned()
}

async fn groups(admin: &Actor) -> Vec<String> {
    let answer = admin.get(&format!("/api/v1/guilds/{FIRST}/groups?limit=100")).await.ok().json();
    answer["items"].as_array().expect("groups").iter().map(id).collect()
}
