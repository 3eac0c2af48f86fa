//! Live streams: the status moves by itself, and an open page hears of what changed.

mod changes;

use std::time::Duration;

use serde_json::{Value, json};
use tracking_dashboard::api_keys::{self, Scope};
use tracking_dashboard::audit::Actor;
use tracking_dashboard::time::{Clock, DAY, MINUTE};

use crate::support::{Events, FIRST, FOREIGN, SECOND, apps, heartbeat, post, snapshot};

const SOON: Duration = Duration::from_secs(5);

/// Reads until the status is this one.
async fn becomes(stream: &mut Events, expected: &str) -> Value {
    loop {
        let event = stream.next_named("status", SOON).await;
        if event.data["status"] == expected {
            return event.data;
        }
    }
}

#[tokio::test]
async fn the_status_comes_at_once_at_a_heartbeat_and_by_the_clock_alone() {
    for app in apps().await {
        let (viewer, bot) = (app.viewer().await, app.bot().await);
        let mut stream = viewer.events(&format!("/api/v1/guilds/{FIRST}/status/stream")).await;
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        assert_eq!(stream.next_named("status", SOON).await.data["status"], "unknown");

        bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        assert_eq!(becomes(&mut stream, "online").await["version"], "9.9.9");

        for (minutes, expected) in [(2, "degraded"), (4, "offline")] {
            app.clock.advance(minutes * MINUTE);
            becomes(&mut stream, expected).await;
        }
        bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        becomes(&mut stream, "online").await;
    }
}

#[tokio::test]
async fn an_open_page_hears_of_metrics_of_its_own_guild_only() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        app.tracks(SECOND, "Other", "Group", &["mira"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        let mut here = admin.events(&format!("/guilds/{FIRST}/live")).await;
        let mut there = admin.events(&format!("/guilds/{SECOND}/live")).await;
        let status = here.next_named("status", SOON).await;
        assert!(status.data["html"]["#status-card"].is_string());
        there.next_named("status", SOON).await;

        let posts = json!({"posts": [post("1", "mira")]});
        bot.post(&format!("guilds/{FIRST}/posts"), &posts).await.ok();
        let snapshots = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 7)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &snapshots).await.ok();
        here.next_named("changed", SOON).await;
        bot.post("heartbeat", &heartbeat(&[SECOND])).await.ok();
        loop {
            let event = there.next(SOON).await.expect("an open stream");
            assert_ne!(event.name, "changed", "nothing of the other guild");
            if event.data.to_string().contains("9.9.9") {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_stream_is_opened_only_by_who_may_see_the_guild() {
    for app in apps().await {
        let viewer = app.viewer().await;
        for path in ["/api/v1/guilds/{}/status/stream", "/guilds/{}/live"] {
            for guild in [SECOND, FOREIGN] {
                let path = path.replace("{}", &guild.to_string());
                assert_eq!(viewer.get(&path).await.status, 404, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_right_taken_away_ends_the_stream() {
    for app in apps().await {
        let viewer = app.viewer().await;
        let mut stream = viewer.events(&format!("/guilds/{FIRST}/live")).await;
        stream.next_named("status", SOON).await;
        app.discord.remove_guild("viewer", FIRST);
        app.clock.advance(6 * MINUTE);
        // Any request makes the server read the rights again.
        viewer.tab().get(&format!("/api/v1/guilds/{FIRST}")).await;
        stream.next_named("bye", SOON).await;
        assert_eq!(viewer.get(&format!("/guilds/{FIRST}/live")).await.status, 404);
    }
}

#[tokio::test]
async fn a_revoked_key_ends_its_streams_and_no_others() {
    for app in apps().await {
        let made = app.key(Some(FIRST), &[Scope::StatusRead]).await;
        let path = format!("/api/v1/guilds/{FIRST}/status/stream");
        let mut stream = app.with_key(&made.key).events(&path).await;
        let mut other = app.viewer().await.events(&path).await;
        stream.next_named("status", SOON).await;
        other.next_named("status", SOON).await;

        let mut tx = app.db.begin().await.expect("a transaction");
        let operator = Actor::system("cli", "Operator");
        assert!(
            api_keys::revoke(&mut tx, None, made.id, operator, None, app.clock.now()).await.expect("SQL")
        );
        tx.commit().await.expect("a commit");

        stream.next_named("bye", SOON).await;
        app.bot().await.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        becomes(&mut other, "online").await;
    }
}

#[tokio::test]
async fn a_session_that_runs_out_hears_nothing_more() {
    for app in apps().await {
        let viewer = app.viewer().await;
        let mut stream = viewer.events(&format!("/api/v1/guilds/{FIRST}/status/stream")).await;
        stream.next_named("status", SOON).await;
        app.clock.advance(31 * DAY);
        app.bot().await.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        assert_eq!(stream.next(SOON).await.expect("an event").name, "bye");
        assert_eq!(stream.next(SOON).await, None);
    }
}

#[tokio::test]
async fn a_session_opens_only_so_many_streams() {
    for app in apps().await {
        let (viewer, other) = (app.viewer().await, app.admin().await);
        let path = format!("/guilds/{FIRST}/live");
        let mut open = Vec::new();
        for _ in 0..20 {
            open.push(viewer.events(&path).await);
        }
        assert_eq!(viewer.get(&path).await.status, 429);
        other.events(&path).await.next_named("status", SOON).await;
        drop(open);
    }
}

#[tokio::test]
async fn a_stop_ends_the_streams_and_lets_nobody_new_in() {
    for app in apps().await {
        let viewer = app.viewer().await;
        let mut stream = viewer.events(&format!("/guilds/{FIRST}/live")).await;
        stream.next_named("status", SOON).await;
        app.stopping.cancel();
        while stream.next(SOON).await.is_some() {}
        let refused = app.http.get(format!("{}/healthz", app.base)).send().await;
        assert!(refused.is_err(), "{refused:?}");
    }
}
