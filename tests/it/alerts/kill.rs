//! Killed between firing and delivery, the real program delivers afterwards.

use std::time::Duration;

use serde_json::json;

use crate::crash::server::{ACCOUNT, COLLECTED_AT, Folder, POSTED_AT};
use crate::support::{FIRST, TestApp, eventually};

const CHANNEL: &str = "1180000000000001001";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fired_before_a_kill_is_delivered_after_it() {
    // Only its Discord is of interest here.
    let site = TestApp::sqlite().await;
    let folder = Folder::new().await;
    folder.watch(CHANNEL, 100).await;
    let server = folder
        .start_with(&[("TD_DISCORD__BOT_TOKEN", "t"), ("TD_DISCORD__API_URL", "http://127.0.0.1:1/api/")])
        .await;
    let bot = folder.bot(&server);
    let post = json!({"posts": [{"external_id": "1", "platform": "tiktok", "username": ACCOUNT,
        "url": "https://example.com/1", "posted_at": POSTED_AT}]});
    bot.post(&format!("guilds/{FIRST}/posts"), &post).await.ok();
    let snapshot = json!({"snapshots": [{"platform": "tiktok", "external_id": "1", "views": 100, "likes": 0,
        "comments": 0, "shares": 0, "collected_at": COLLECTED_AT}]});
    bot.post(&format!("guilds/{FIRST}/metrics"), &snapshot).await.ok();
    server.kill().await;
    assert!(site.discord.messages().is_empty());

    let api = format!("{}/pretend-discord/api/", site.base);
    let token = site.config.discord.bot_token.clone().unwrap();
    let server =
        folder.start_with(&[("TD_DISCORD__BOT_TOKEN", token.as_str()), ("TD_DISCORD__API_URL", &api)]).await;
    let look = async || site.discord.messages().first().cloned();
    let message = eventually("the alert arrives", Duration::from_secs(60), look).await;
    assert_eq!(message.channel, CHANNEL);
    let content = message.body["content"].as_str().unwrap();
    assert!(content.contains("reached 100 views"), "{content}");
    server.kill().await;
    assert_eq!(site.discord.messages().len(), 1);
}
