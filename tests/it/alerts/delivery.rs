//! What fires reaches its channel once, or says why not.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::demo::discord::Endpoint;
use tracking_dashboard::time::{MINUTE, SECOND};

use super::{CHANNEL, Site};
use crate::support::{FIRST, Options, TestApp, apps_with, eventually};

const SOON: Duration = Duration::from_secs(10);
const OTHER: &str = "1180000000000001002";

impl Site {
    /// What became of the messages, once it is so.
    pub async fn becomes(&self, wanted: &[&str]) {
        let look = async || {
            let fired = self.fired().await;
            let found: Vec<_> = fired.iter().filter_map(|one| one["delivery"].as_str()).collect();
            (found == wanted).then_some(())
        };
        eventually(&format!("deliveries are {wanted:?}"), SOON, look).await;
    }

    async fn reason(&self) -> Option<String> {
        let sql = "SELECT reason FROM alerts ORDER BY at DESC, id DESC LIMIT 1";
        self.app.db.q(sql).one::<(Option<String>,)>().await.unwrap().0
    }

    async fn tried(&self, times: i64) {
        let look = async || {
            let tries: i64 = self
                .app
                .db
                .q("SELECT tries FROM alerts ORDER BY at DESC, id DESC LIMIT 1")
                .scalar()
                .await
                .unwrap();
            (tries == times).then_some(())
        };
        eventually(&format!("{times} tries"), SOON, look).await;
    }
}

#[tokio::test]
async fn an_alert_is_posted_once_mentions_nobody_and_carries_its_nonce() {
    for site in Site::all().await {
        site.threshold(100).await;
        site.views("1", 100).await;
        site.becomes(&["sent"]).await;
        let messages = site.app.discord.messages();
        let [message] = messages.as_slice() else { panic!("{messages:?}") };
        assert_eq!(message.channel, CHANNEL);
        assert_eq!(message.body["allowed_mentions"], json!({"parse": []}));
        assert_eq!(message.body["enforce_nonce"], true);
        assert!(message.body["nonce"].as_str().is_some_and(|nonce| (10..=25).contains(&nonce.len())));
        let content = message.body["content"].as_str().unwrap();
        assert!(content.contains("mira reached 100 views") && content.contains("Launch"), "{content}");
        assert!(content.contains("<https://www.tiktok.com/@mira/video/1>"), "{content}");
    }
}

#[tokio::test]
async fn a_group_posts_to_its_own_channel_and_falls_back_to_the_servers() {
    for site in Site::all().await {
        site.channels(&[CHANNEL, OTHER]).await;
        site.threshold(100).await;
        let path = format!("/api/v1/guilds/{FIRST}/groups/{}", site.group);
        let own = json!({"discord_channel_id": OTHER});
        site.admin.send_json(Method::PATCH, &path, &own).await.ok();
        site.views("1", 100).await;
        site.becomes(&["sent"]).await;
        // The bot no longer tells of it.
        site.channels(&[CHANNEL]).await;
        site.views("2", 100).await;
        site.becomes(&["sent", "sent"]).await;
        let to: Vec<_> = site.app.discord.messages().into_iter().map(|message| message.channel).collect();
        assert_eq!(to, [OTHER, CHANNEL]);
    }
}

#[tokio::test]
async fn too_quick_waits_as_long_as_discord_asks_to_the_fraction_of_a_second() {
    for site in Site::all().await {
        site.threshold(100).await;
        site.app.discord.answer_with(429, Some(64.57), 1);
        site.views("1", 100).await;
        let look = async || (site.reason().await.as_deref() == Some("too_fast")).then_some(());
        eventually("Discord asked to wait", SOON, look).await;
        site.app.clock.advance(64_570 - 1);
        site.views("2", 100).await;
        // The channel rests for what comes later as well.
        site.becomes(&["pending", "pending"]).await;
        assert_eq!(site.app.discord.calls(Endpoint::Messages), 1);
        site.app.clock.advance(1);
        site.becomes(&["sent", "sent"]).await;
        assert_eq!(site.app.discord.messages().len(), 2);
        assert_eq!(site.app.discord.calls(Endpoint::Messages), 3);
    }
}

#[tokio::test]
async fn a_discord_that_fails_is_asked_again_ever_later_and_given_up_in_the_end() {
    for site in Site::all().await {
        site.threshold(100).await;
        site.app.discord.answer_with(503, None, 2);
        site.views("1", 100).await;
        site.tried(1).await;
        site.app.clock.advance(5 * SECOND);
        site.tried(2).await;
        site.app.clock.advance(10 * SECOND);
        site.becomes(&["sent"]).await;

        site.app.discord.answer_with(502, None, 8);
        site.views("2", 100).await;
        for tries in 1..=7 {
            site.tried(tries).await;
            site.app.clock.advance(6 * MINUTE);
        }
        site.tried(8).await;
        site.becomes(&["failed", "sent"]).await;
        assert_eq!(site.reason().await.as_deref(), Some("down"));
        site.app.discord.answer_normally();
    }
}

#[tokio::test]
async fn a_deleted_channel_and_a_missing_right_fail_with_their_reason() {
    for site in Site::all().await {
        site.threshold(100).await;
        for (post, status, reason, hint) in [
            ("1", 404, "channel_gone", "Choose another channel"),
            ("2", 403, "no_access", "Let the bot see the channel"),
        ] {
            site.app.discord.close_channel(CHANNEL, status);
            site.views(post, 100).await;
            let look = async || (site.reason().await.as_deref() == Some(reason)).then_some(());
            eventually("it failed", SOON, look).await;
            let page = site.admin.get(&format!("/guilds/{FIRST}/alerts?tab=history")).await.ok().body;
            assert!(page.contains("Not posted") && page.contains("in #c") && page.contains(hint), "{status}");
        }
        site.becomes(&["failed", "failed"]).await;
        let overview = site.admin.get(&format!("/guilds/{FIRST}")).await.ok().body;
        assert!(overview.contains("2 alerts did not reach Discord"));
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_again_with_the_same_nonce_and_is_one_message() {
    for site in Site::all().await {
        site.threshold(100).await;
        site.app.discord.lose_answers(1);
        site.views("1", 100).await;
        site.tried(1).await;
        assert_eq!(site.app.discord.messages().len(), 1, "it did arrive");
        site.app.clock.advance(5 * SECOND);
        site.becomes(&["sent"]).await;
        assert_eq!(site.app.discord.calls(Endpoint::Messages), 2);
        assert_eq!(site.app.discord.messages().len(), 1, "the same nonce is no second message");
    }
}

#[tokio::test]
async fn without_a_token_or_a_channel_delivery_is_off_and_says_so() {
    let blank = || Options { variables: vec![("TD_DISCORD__BOT_TOKEN", " ")], ..Options::default() };
    for app in apps_with(blank).await {
        let site = Site::on(app).await;
        site.threshold(100).await;
        site.views("1", 100).await;
        site.becomes(&["off"]).await;
        assert_eq!(site.reason().await.as_deref(), Some("no_token"));
        assert!(site.app.discord.messages().is_empty());
    }
    for site in Site::all().await {
        site.channels(&[]).await;
        site.threshold(100).await;
        site.views("1", 100).await;
        site.becomes(&["off"]).await;
        assert_eq!(site.reason().await.as_deref(), Some("no_channel"));
        let page = site.admin.get(&format!("/guilds/{FIRST}/alerts?tab=history")).await.ok().body;
        assert!(page.contains("Give the group a channel"));
    }
}

#[tokio::test]
async fn a_test_goes_to_the_channel_of_the_group_whatever_the_switches_say() {
    for site in Site::all().await {
        let off = json!({"threshold_alerts": false, "status_alerts": false, "streak_alerts": false});
        site.of_group(Method::PATCH, "alert-settings", &off).await.ok();
        site.of_group(Method::POST, "alert-test", &json!({})).await.expect(202);
        let look = async || (!site.app.discord.messages().is_empty()).then_some(());
        eventually("the test arrives", SOON, look).await;
        let content = site.app.discord.messages()[0].body["content"].clone();
        assert!(content.as_str().unwrap().contains("Test message for Launch"), "{content}");
        let audit = site.admin.get(&format!("/api/v1/guilds/{FIRST}/audit?limit=1")).await.ok().json();
        assert_eq!(audit["items"][0]["action"], Value::from("alert.tested"));
        assert!(site.fired().await.is_empty(), "it did not fire");
    }
}

#[tokio::test]
async fn names_cannot_make_a_message_mention_anybody() {
    let app = TestApp::sqlite().await;
    app.tracks(FIRST, "Acme Z", "@everyone <@&123456789012345678> **x**", &["everyone"]).await;
    let site = Site::on(app).await;
    let groups = super::groups(&site.admin).await;
    for group in &groups {
        let path = format!("/api/v1/guilds/{FIRST}/groups/{group}/alert-test");
        site.admin.post_json(&path, &json!({})).await.expect(202);
    }
    let look = async || (site.app.discord.messages().len() == groups.len()).then_some(());
    eventually("the tests arrive", SOON, look).await;
    for message in site.app.discord.messages() {
        let content = message.body["content"].as_str().unwrap().to_owned();
        assert!(!content.contains("@everyone") && !content.contains("<@"), "{content}");
        assert_eq!(message.body["allowed_mentions"], json!({"parse": []}));
    }
}
