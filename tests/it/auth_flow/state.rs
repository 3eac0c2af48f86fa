//! A callback counts once, in the browser that began the login, and for ten minutes.

use tracking_dashboard::demo::discord::Endpoint;
use tracking_dashboard::http::cookies::{ACCESS, LOGIN};
use tracking_dashboard::time::MINUTE;

use crate::support::{Actor, TestApp, apps};

/// The callback leads to the login page with a message, and there is no session.
async fn is_refused(app: &TestApp, browser: &Actor, callback: &str, error: &str) {
    let exchanged = app.discord.calls(Endpoint::Token);
    let answer = browser.get(callback).await;
    assert!(answer.location().starts_with(&format!("/login?error={error}")), "{answer:?}");
    assert_eq!(browser.cookie(ACCESS), "");
    assert_eq!(app.discord.calls(Endpoint::Token), exchanged, "Discord was not asked");
    let page = browser.get(answer.location()).await.ok();
    assert!(page.body.contains("role=\"alert\""), "the page says why");
}

#[tokio::test]
async fn a_callback_belongs_to_the_browser_that_began() {
    for app in apps().await {
        let (mine, other) = (app.anonymous(), app.anonymous());
        let callback = mine.approve(&mine.start_login("/guilds").await, "admin").await;
        let foreign = other.approve(&other.start_login("/").await, "admin").await;
        is_refused(&app, &app.anonymous(), &callback, "state").await;
        is_refused(&app, &other, &callback, "state").await;
        let (code, _) = callback.split_once("&state=").unwrap();
        let (_, state) = foreign.split_once("&state=").unwrap();
        is_refused(&app, &mine, &format!("{code}&state={state}"), "state").await;
        is_refused(&app, &mine, code, "state").await;
        // None of this ended the login under way.
        assert_eq!(mine.get(&callback).await.location(), "/guilds");
    }
}

#[tokio::test]
async fn a_callback_works_once() {
    for app in apps().await {
        let browser = app.anonymous();
        let callback = browser.approve(&browser.start_login("/guilds").await, "viewer").await;
        let sealed = browser.cookie(LOGIN);
        assert_eq!(browser.get(&callback).await.location(), "/guilds");
        let thief = app.anonymous();
        thief.set_cookie(LOGIN, &sealed);
        is_refused(&app, &thief, &callback, "state").await;
        assert_eq!(browser.get("/api/v1/me").await.status, 200, "the session stands");
    }
}

#[tokio::test]
async fn a_login_may_take_ten_minutes_and_no_longer() {
    for app in apps().await {
        let (quick, slow) = (app.anonymous(), app.anonymous());
        let (first, second) = (quick.start_login("/guilds").await, slow.start_login("/guilds").await);
        app.clock.advance(10 * MINUTE - 1);
        let callback = quick.approve(&first, "viewer").await;
        assert_eq!(quick.get(&callback).await.location(), "/guilds");
        app.clock.advance(2);
        let callback = slow.approve(&second, "viewer").await;
        is_refused(&app, &slow, &callback, "expired").await;
    }
}

#[tokio::test]
async fn saying_no_at_discord_stores_nothing() {
    for app in apps().await {
        let browser = app.anonymous();
        let authorize = browser.start_login("/guilds").await;
        let callback = browser.approve(&authorize, "nobody").await;
        assert!(callback.contains("access_denied"));
        is_refused(&app, &browser, &callback, "denied").await;
    }
}
