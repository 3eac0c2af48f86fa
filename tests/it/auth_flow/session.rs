//! What becomes of a session: planted cookies, parallel renewal, logout, an email no longer verified.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::HeaderValue;
use tracking_dashboard::http::cookies::{ACCESS, CSRF, REFRESH};
use tracking_dashboard::time::{MINUTE, SECOND};

use crate::support::{Answer, FIRST, apps, eventually};

#[tokio::test]
async fn cookies_planted_before_a_login_are_dead_after_it() {
    for app in apps().await {
        let attacker = app.viewer().await;
        let planted = attacker.jar();
        let victim = app.anonymous();
        for (name, value) in &planted {
            victim.set_cookie(name, value);
        }
        victim.log_in("admin", "/guilds").await;
        for name in [ACCESS, REFRESH, CSRF] {
            assert_ne!(victim.cookie(name), planted[name], "{name}");
        }
        assert_eq!(victim.get("/api/v1/me").await.ok().json()["username"], "ada.harbor");
        assert_eq!(attacker.get("/api/v1/me").await.status, 401);
    }
}

#[tokio::test]
async fn fifty_requests_at_once_renew_a_session_to_one_successor() {
    for app in apps().await {
        let browser = app.admin().await;
        let before = browser.cookie(REFRESH);
        app.clock.advance(16 * MINUTE);
        let tabs: Vec<_> = (0..50).map(|_| browser.tab()).collect();
        let answers = join_all(tabs.iter().map(|tab| tab.get("/api/v1/me"))).await;
        let tokens: BTreeSet<_> = answers.iter().map(|answer| answer.cookies()[REFRESH].clone()).collect();
        assert!(answers.iter().all(|answer| answer.status == 200));
        assert_eq!(tokens.len(), 1, "one successor for all");
        assert!(!tokens.contains(&before));
        assert_eq!(tabs[7].get("/api/v1/me").await.status, 200);

        // The superseded token after the grace is somebody else's: the session ends for both.
        app.clock.advance(31 * SECOND);
        let thief = browser.tab();
        thief.drop_cookie(ACCESS);
        assert_eq!(thief.get("/api/v1/me").await.status, 401);
        assert_eq!(tabs[7].get("/api/v1/me").await.status, 401);
    }
}

#[tokio::test]
async fn a_cookie_of_another_program_hides_no_session() {
    for app in apps().await {
        let browser = app.admin().await;
        let pairs: String = browser.jar().iter().map(|(name, value)| format!("; {name}={value}")).collect();
        let beside = HeaderValue::from_bytes(&[b"name=caf\xe9", pairs.as_bytes()].concat()).unwrap();
        let ask = async |method: Method, path: &str| {
            let request = app.http.request(method, format!("{}{path}", app.base));
            Answer::read(request.header("cookie", beside.clone()).send().await.unwrap()).await
        };
        ask(Method::GET, "/api/v1/me").await.ok();
        // Seen as the session's request, and therefore in need of its token.
        assert_eq!(ask(Method::POST, "/auth/logout").await.status, 403);
        browser.get("/api/v1/me").await.ok();
    }
}

#[tokio::test]
async fn a_logout_ends_the_session_everywhere_and_no_other() {
    for app in apps().await {
        let (browser, elsewhere) = (app.admin().await, app.admin().await);
        let tab = browser.tab();
        let mut stream = tab.events(&format!("/api/v1/guilds/{FIRST}/status/stream")).await;
        stream.next_named("status", Duration::from_secs(5)).await;
        let answer = browser.post_form("/auth/logout", &[]).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/login"));
        assert!(browser.jar().is_empty(), "{:?}", browser.jar());
        assert_eq!(tab.get("/api/v1/me").await.status, 401, "the access token is dead");
        stream.next_named("bye", Duration::from_secs(2)).await;
        assert_eq!(stream.next(Duration::from_secs(2)).await, None, "the stream ended");
        assert_eq!(elsewhere.get("/api/v1/me").await.status, 200);
    }
}

#[tokio::test]
async fn an_email_no_longer_verified_closes_every_door_but_the_way_out() {
    for app in apps().await {
        let browser = app.viewer().await;
        app.discord.set_verified("viewer", Some(false));
        assert_eq!(browser.get("/api/v1/me").await.status, 200, "not asked again yet");
        app.clock.advance(5 * MINUTE + SECOND);
        let (guild, api) = (format!("/guilds/{FIRST}"), format!("/api/v1/guilds/{FIRST}"));
        let told = (403, "unverified_email".to_owned());
        eventually("Discord's word arrives", Duration::from_secs(5), async || {
            (browser.get(&api).await.told() == told).then_some(())
        })
        .await;
        for path in ["/api/v1/me", "/api/v1/guilds", &api, &format!("{api}/accounts")] {
            assert_eq!(browser.get(path).await.told(), told, "{path}");
        }
        assert!(browser.get(&guild).await.location().starts_with("/auth/unverified-email"));
        assert_eq!(browser.get("/auth/unverified-email").await.status, 200);
        assert_eq!(browser.post_form("/auth/logout", &[]).await.location(), "/login");
    }
}
