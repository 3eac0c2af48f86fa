//! What Discord says changes, and Discord does not always answer.

use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::json;

use super::discord::user;
use super::site::{HERE, sites};
use super::store;
use crate::http::cookies;
use crate::live::Ended;
use crate::time::{DAY, MINUTE, SECOND};

fn probe() -> String {
    format!("/api/v1/guilds/{HERE}/probe")
}

#[tokio::test]
async fn rights_that_are_gone_at_discord_are_gone_here() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        site.discord.set(|moods| moods.guilds = json!([]));
        let mut ended = site.app.live.ended();
        site.clock.advance(5 * MINUTE);
        assert_eq!(browser.get(&site.app, &probe()).await.status, StatusCode::OK);
        site.settle().await;
        assert_eq!(site.discord.set(|moods| moods.reads), 2, "not read more often than every five minutes");
        site.clock.advance(SECOND);
        // Read beside this request, which may or may not see it already.
        browser.get(&site.app, &probe()).await;
        site.settle().await;
        assert_eq!(browser.get(&site.app, &probe()).await.status, StatusCode::NOT_FOUND);
        let told = std::iter::from_fn(|| ended.try_recv().ok()).collect::<Vec<_>>();
        assert!(
            told.contains(&Ended::Membership("80000000000000001".parse().unwrap(), HERE.parse().unwrap()))
        );
        assert_eq!(told.len(), 3);
    }
}

#[tokio::test]
async fn an_email_that_is_no_longer_verified_closes_every_door_but_the_way_out() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        site.discord.set(|moods| moods.user = user("80000000000000001", "ada", false));
        site.clock.advance(5 * MINUTE + 1);
        browser.get(&site.app, "/api/v1/me").await;
        site.settle().await;
        for path in ["/api/v1/me", &probe()] {
            let answer = browser.get(&site.app, path).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "unverified_email"));
        }
        assert_eq!(browser.post(&site.app, &probe()).await.code(), "unverified_email");
        assert_eq!(browser.post(&site.app, "/auth/logout").await.location(), "/login");
    }
}

#[tokio::test]
async fn while_discord_is_down_reads_go_on_for_15_minutes_and_writes_for_5() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        for status in [StatusCode::BAD_GATEWAY, StatusCode::TOO_MANY_REQUESTS] {
            browser.log_in(&site, "/").await;
            site.discord.set(|moods| moods.broken = Some(status));
            site.clock.advance(5 * MINUTE);
            assert_eq!(browser.post(&site.app, &probe()).await.status, StatusCode::OK);
            site.clock.advance(SECOND);
            let refused = browser.post(&site.app, &probe()).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            );
            assert!(refused.json()["detail"].as_str().unwrap().starts_with("Discord does not answer"));
            assert!(!refused.body.contains("upstream"));
            let wait = if status == StatusCode::BAD_GATEWAY { "30" } else { "65" };
            assert_eq!(refused.headers["retry-after"], wait);
            assert_eq!(browser.get(&site.app, &probe()).await.status, StatusCode::OK);
            site.clock.advance(10 * MINUTE);
            assert_eq!(browser.get(&site.app, &probe()).await.status, StatusCode::SERVICE_UNAVAILABLE);
            site.settle().await;
            site.discord.set(|moods| moods.broken = None);
            site.clock.advance(2 * MINUTE);
            assert_eq!(browser.post(&site.app, &probe()).await.status, StatusCode::OK, "read at once");
        }
    }
}

#[tokio::test]
async fn a_busy_user_costs_discord_little() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        browser.get(&site.app, "/api/v1/me").await;
        site.clock.advance(6 * MINUTE);
        let before = site.discord.set(|moods| moods.reads);
        let requests = (0..30).map(|n| {
            let (mut tab, app) = (browser.clone(), if n % 2 == 0 { &site.app } else { &site.other });
            async move { tab.post(app, &probe()).await.status }
        });
        let statuses = join_all(requests).await;
        assert!(statuses.iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
        assert_eq!(site.discord.set(|moods| moods.reads) - before, 2, "one reading for all of them");

        site.discord.set(|moods| moods.broken = Some(StatusCode::BAD_GATEWAY));
        site.clock.advance(6 * MINUTE);
        let before = site.discord.set(|moods| moods.reads);
        for _ in 0..60 {
            site.clock.advance(SECOND);
            browser.get(&site.app, &probe()).await;
            site.settle().await;
        }
        assert!(site.discord.set(|moods| moods.reads) - before <= 10);
    }
}

#[tokio::test]
async fn a_grant_taken_back_ends_the_sessions_and_tokens_are_renewed_in_time() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        // Discord's token lives a week; ours is renewed on the way.
        site.clock.advance(8 * DAY);
        assert_eq!(browser.get(&site.app, &probe()).await.status, StatusCode::OK);
        assert_eq!(site.discord.set(|moods| moods.renewals), 1);
        // Refused although it should live: renewed once more.
        site.discord.set(|moods| moods.access = "other".into());
        site.clock.advance(6 * MINUTE);
        assert_eq!(browser.post(&site.app, &probe()).await.status, StatusCode::OK);
        assert_eq!(site.discord.set(|moods| moods.renewals), 2);
        site.discord.set(|moods| moods.grant_withdrawn = true);
        site.clock.advance(6 * MINUTE);
        assert_eq!(browser.post(&site.app, &probe()).await.status, StatusCode::UNAUTHORIZED);
        let answer = browser.get(&site.other, &probe()).await;
        assert_eq!(
            (answer.status, answer.cookies().contains_key(cookies::REFRESH)),
            (StatusCode::UNAUTHORIZED, true)
        );
        assert_eq!(site.count(store::WITHDRAWALS).await, 1);
        assert_eq!(site.count(store::WITHOUT_TOKENS).await, 1);
    }
}
