//! The way in and the way out.

use std::time::Duration;

use axum::http::{Method, StatusCode};

use super::discord::user;
use super::site::{Browser, HERE, sites};
use super::store;
use crate::http::cookies;
use crate::live::Ended;
use crate::time::MINUTE;

#[tokio::test]
async fn a_login_leads_back_and_the_user_is_known() {
    for site in sites().await {
        let mut browser = Browser::default();
        let page = format!("/guilds/{HERE}?tab=x");
        assert_eq!(browser.log_in(&site, &page).await.location(), page);
        for name in [cookies::ACCESS, cookies::REFRESH, cookies::CSRF] {
            assert!(browser.jar.contains_key(name), "{name}");
        }
        assert!(!browser.jar.contains_key(cookies::LOGIN));
        let me = browser.get(&site.app, "/api/v1/me").await.json();
        assert_eq!((&me["username"], &me["id"]), (&"ada".into(), &"80000000000000001".into()));
        let guilds: Vec<_> =
            me["guilds"].as_array().unwrap().iter().map(|g| (&g["name"], &g["role"])).collect();
        assert_eq!(guilds, [(&"Here".into(), &"admin".into()), (&"There".into(), &"viewer".into())]);
        let (action, tokens): (String, Vec<u8>) = site.one(store::ACTION_AND_TOKENS).await;
        assert_eq!(action, "session.login");
        assert!(!String::from_utf8_lossy(&tokens).contains("r1"), "Discord's tokens are sealed");
    }
}

#[tokio::test]
async fn a_callback_without_its_browser_or_state_asks_discord_nothing() {
    for site in sites().await {
        let mut mine = Browser::default();
        let (code, state) = site.discord.approve(&mine.start(&site, "/").await);
        let mut other = Browser::default();
        other.start(&site, "/").await;
        for (mut browser, state) in [
            (Browser::default(), state.as_str()),
            (other, state.as_str()),
            (mine.clone(), "wrong"),
            (mine.clone(), ""),
        ] {
            let answer = browser.come_back(&site.app, &code, state).await;
            assert_eq!(answer.location(), "/login?error=state");
            assert!(!browser.jar.contains_key(cookies::REFRESH));
        }
        assert_eq!(site.discord.set(|moods| moods.exchanges), 0);
        assert_eq!(site.count(store::SESSIONS).await, 0);
        // None of that spoiled the real one.
        assert_eq!(mine.come_back(&site.app, &code, &state).await.location(), "/");
    }
}

#[tokio::test]
async fn every_fault_leads_to_the_login_page_with_its_message() {
    for site in sites().await {
        let mut browser = Browser::default();
        let (code, state) = site.discord.approve(&browser.start(&site, "/guilds").await);
        let mut late = browser.clone();
        let denied = browser
            .clone()
            .get(&site.app, &format!("/auth/callback?error=access_denied&state={state}"))
            .await;
        assert_eq!(denied.location(), "/login?error=denied&return_to=%2Fguilds");
        let refused = browser.clone().come_back(&site.app, "made-up", &state).await;
        assert_eq!(refused.location(), "/login?error=state&return_to=%2Fguilds");
        for status in [StatusCode::BAD_GATEWAY, StatusCode::TOO_MANY_REQUESTS, StatusCode::FORBIDDEN] {
            let (code, state) = site.discord.approve(&browser.start(&site, "/").await);
            site.discord.set(|moods| moods.broken = Some(status));
            let answer = browser.come_back(&site.app, &code, &state).await;
            assert_eq!(answer.location(), "/login?error=discord_down", "{status}");
            site.discord.set(|moods| moods.broken = None);
        }
        site.clock.advance(10 * MINUTE);
        let answer = late.come_back(&site.app, &code, &state).await;
        assert_eq!(answer.location(), "/login?error=expired&return_to=%2Fguilds");
        let page = late.get(&site.app, answer.location()).await;
        assert!(
            page.body.contains("more than ten minutes")
                && page.body.contains("/auth/login?return_to=%2Fguilds")
        );
        assert_eq!(site.count(store::SESSIONS).await, 0);
    }
}

#[tokio::test]
async fn a_replayed_callback_is_refused_even_with_a_kept_cookie() {
    for site in sites().await {
        let mut browser = Browser::default();
        let (code, state) = site.discord.approve(&browser.start(&site, "/").await);
        let mut kept = browser.clone();
        assert_eq!(browser.come_back(&site.app, &code, &state).await.location(), "/");
        for app in [&site.app, &site.other] {
            assert_eq!(kept.come_back(app, &code, &state).await.location(), "/login?error=state");
        }
        assert_eq!(site.discord.set(|moods| moods.exchanges), 1);
        assert_eq!(browser.get(&site.app, "/api/v1/me").await.status, StatusCode::OK);
        assert_eq!(site.count(store::SESSIONS).await, 1);
    }
}

#[tokio::test]
async fn without_a_verified_email_nobody_gets_a_session() {
    for site in sites().await {
        let mut first = site.logged_in().await;
        site.discord.set(|moods| moods.user = user("80000000000000001", "ada", false));
        let mut second = Browser::default();
        assert_eq!(
            second.log_in(&site, "/guilds").await.location(),
            "/auth/unverified-email?return_to=%2Fguilds"
        );
        assert!(!second.jar.contains_key(cookies::REFRESH));
        site.discord.set(|moods| moods.user = user("80000000000000002", "new", false));
        assert!(Browser::default().log_in(&site, "/").await.location().starts_with("/auth/unverified-email"));
        let (sessions, users): (i64, i64) = site.one(store::SESSIONS_AND_USERS).await;
        assert_eq!((sessions, users), (1, 1));
        // The session from before is held up, and can still be ended.
        let answer = first.get(&site.app, "/api/v1/me").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "unverified_email"));
        assert!(first.get(&site.app, "/auth/unverified-email").await.body.contains("Try again"));
        assert_eq!(first.post(&site.app, "/auth/logout").await.location(), "/login");
    }
}

#[tokio::test]
async fn what_was_planted_before_a_login_is_worth_nothing_after_it() {
    for site in sites().await {
        let planted = site.logged_in().await;
        let mut victim = planted.clone();
        victim.log_in(&site, "/").await;
        for name in [cookies::ACCESS, cookies::REFRESH, cookies::CSRF] {
            assert_ne!(victim.jar[name], planted.jar[name], "{name}");
        }
        assert_eq!(planted.clone().get(&site.app, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        let mut mixed = victim.clone();
        mixed.jar.insert(cookies::CSRF.into(), planted.jar[cookies::CSRF].clone());
        assert_eq!(mixed.post(&site.app, "/auth/logout").await.status, StatusCode::FORBIDDEN);
        assert_eq!(victim.get(&site.app, "/api/v1/me").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_logout_holds_everywhere_at_once() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        let before = browser.clone();
        let refused = before.clone().without(cookies::CSRF).post(&site.app, "/auth/logout").await;
        assert!(refused.status == StatusCode::FORBIDDEN && refused.body.contains("csrf_failed"));
        let mut ended = site.app.live.ended();
        assert_eq!(browser.post(&site.app, "/auth/logout").await.location(), "/login");
        assert!(ended.try_recv().is_ok());
        assert!(browser.jar.is_empty());
        for jar in [
            before.clone(),
            before.clone().without(cookies::ACCESS),
            before.clone().without(cookies::REFRESH),
        ] {
            let answer = jar.clone().get(&site.other, "/api/v1/me").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer.cookies().len(), 3, "the cookies of a dead session are cleared");
        }
        assert_eq!(site.count(store::ENDED_SESSIONS).await, 1);
        assert_eq!(site.count(store::LOGOUTS).await, 1);
        // A form on another site comes without cookies: it takes nobody's away.
        let answer = Browser::default().send(&site.app, Method::POST, "/auth/logout").await;
        assert!(answer.cookies().is_empty());
    }
}

#[tokio::test]
async fn a_login_never_leads_off_this_site() {
    for site in sites().await {
        for evil in
            ["//evil.example", "/\\evil", "https:evil", "/%2f/evil", "/\t/evil", "javascript:alert(1)"]
        {
            assert_eq!(Browser::default().log_in(&site, evil).await.location(), "/", "{evil}");
        }
    }
}

#[tokio::test]
async fn a_session_that_ends_here_is_told_to_the_streams_of_the_other_instance() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        let mut ended = site.other.live.ended();
        let watch = tokio::spawn(crate::auth::watch_revocations(site.other.clone()));
        // Let it take its place in the table first.
        tokio::time::sleep(Duration::from_millis(200)).await;
        browser.post(&site.app, "/auth/logout").await;
        let told = tokio::time::timeout(Duration::from_secs(2), ended.recv()).await;
        assert!(matches!(told, Ok(Ok(Ended::Session(_)))), "{told:?}");
        watch.abort();
    }
}
