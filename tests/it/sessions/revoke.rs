//! Ending sessions: at once, on every instance, and nobody else's.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::http::cookies::{ACCESS, CSRF, REFRESH};

use super::list::{FIREFOX, IPAD, browser};
use crate::support::{Actor, Events, FIRST, TestApp, apps};

const SOON: Duration = Duration::from_secs(5);

/// The id of the session that asks.
pub async fn id_of(actor: &Actor) -> String {
    let items = actor.get("/api/v1/sessions").await.ok().json();
    items["items"][0]["id"].as_str().expect("an id").to_owned()
}

pub async fn stream(actor: &Actor) -> Events {
    let mut stream = actor.events(&format!("/guilds/{FIRST}/live")).await;
    stream.next_named("status", SOON).await;
    stream
}

/// Nothing more comes, within a second of `since`.
pub async fn ends(mut stream: Events, since: Instant) {
    while stream.next(SOON).await.is_some() {}
    assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
}

async fn delete(actor: &Actor, id: &str) -> crate::support::Answer {
    let request = actor.request(Method::DELETE, &format!("/api/v1/sessions/{id}"));
    actor.send(request.header("x-csrf-token", actor.cookie(CSRF))).await
}

async fn entries(app: &TestApp, action: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM audit_log WHERE action = $1 AND guild_id IS NULL AND user_id IS NOT NULL";
    app.db.q(sql).bind(action.to_owned()).scalar().await.unwrap()
}

#[tokio::test]
async fn a_revoked_session_is_refused_at_once_and_its_streams_end_on_every_instance() {
    for app in apps().await {
        let other = app.instance().await;
        let (here, lost) = (browser(&app, "admin", FIREFOX).await, browser(&app, "admin", IPAD).await);
        let id = id_of(&lost).await;
        let (near, far, mine) = (stream(&lost).await, stream(&lost.at(&other)).await, stream(&here).await);
        let since = Instant::now();
        delete(&here, &id).await.expect(204);
        for tab in [lost.at(&other), lost.tab()] {
            assert_eq!(tab.get("/api/v1/me").await.status, 401);
            tab.drop_cookie(ACCESS);
            assert_eq!(tab.get("/api/v1/me").await.status, 401, "the refresh token is dead as well");
        }
        ends(near, since).await;
        ends(far, since).await;
        assert_eq!(here.get("/api/v1/sessions").await.ok().json()["items"].as_array().unwrap().len(), 1);
        drop(mine);
        assert_eq!(entries(&app, "session.revoked").await, 1);
    }
}

#[tokio::test]
async fn a_logout_on_one_instance_holds_on_the_other() {
    for app in apps().await {
        let other = app.instance().await;
        let here = browser(&app, "admin", FIREFOX).await;
        let there = here.at(&other);
        let open = stream(&there).await;
        let since = Instant::now();
        here.post_form("/auth/logout", &[]).await.expect(303);
        assert_eq!(there.get("/api/v1/me").await.status, 401);
        ends(open, since).await;
        assert_eq!(entries(&app, "session.logout").await, 1);
    }
}

#[tokio::test]
async fn nobody_ends_a_session_of_another_person_or_learns_of_one() {
    for app in apps().await {
        let (mine, theirs) = (browser(&app, "admin", FIREFOX).await, browser(&app, "viewer", IPAD).await);
        let id = id_of(&theirs).await;
        let ended = id_of(&browser(&app, "admin", IPAD).await).await;
        delete(&mine, &ended).await.expect(204);
        let mut bodies = Vec::new();
        for id in [&id, &ended, "0192f0c0-0000-7000-8000-000000000001", "x", "%00"] {
            let answer = delete(&mine, id).await;
            assert_eq!(answer.told(), (404, "not_found".into()), "{id}");
            bodies.push(answer.bare());
            mine.post_form(&format!("/settings/sessions/{id}/revoke"), &[]).await.expect(404);
        }
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
        theirs.get("/api/v1/me").await.ok();
        assert_eq!(entries(&app, "session.revoked").await, 1);
    }
}

#[tokio::test]
async fn twenty_sessions_become_one() {
    for app in apps().await {
        let other = app.instance().await;
        let mut all = Vec::new();
        for _ in 0..20 {
            all.push(browser(&app, "admin", FIREFOX).await);
        }
        let stranger = app.viewer().await;
        let here = all.pop().unwrap();
        let answer = here.post_json("/api/v1/sessions/revoke-others", &json!({})).await.ok();
        assert_eq!(answer.json(), json!({"revoked": 19}));
        for dead in &all {
            assert_eq!(dead.at(&other).get("/api/v1/me").await.status, 401);
        }
        for alive in [&here, &here.at(&other), &stranger] {
            alive.get("/api/v1/me").await.ok();
        }
        let again = here.post_json("/api/v1/sessions/revoke-others", &json!({})).await.ok();
        assert_eq!(again.json(), json!({"revoked": 0}));
        assert_eq!(entries(&app, "session.revoked").await, 19, "what changes nothing leaves none");
    }
}

#[tokio::test]
async fn logging_out_everywhere_includes_this_device_and_nobody_else() {
    for app in apps().await {
        let other = app.instance().await;
        let (here, tablet) = (browser(&app, "admin", FIREFOX).await, browser(&app, "admin", IPAD).await);
        let stranger = app.viewer().await;
        let before = here.tab();
        let open = stream(&tablet.at(&other)).await;
        let since = Instant::now();
        let answer = here.post_json("/api/v1/sessions/revoke-all", &json!({})).await.ok();
        assert_eq!(answer.json(), json!({"revoked": 2}));
        assert!(here.jar().is_empty(), "the cookies are gone");
        for dead in [before.at(&other), tablet.at(&other), before, tablet] {
            assert_eq!(dead.get("/api/v1/me").await.status, 401);
        }
        ends(open, since).await;
        stranger.get("/api/v1/me").await.ok();
    }
}

#[tokio::test]
async fn the_forms_of_the_page_work_without_scripts() {
    for app in apps().await {
        let page = "/settings/sessions";
        let (here, one) = (browser(&app, "admin", FIREFOX).await, browser(&app, "admin", IPAD).await);
        let answer = here.post_form(&format!("{page}/{}/revoke", id_of(&one).await), &[]).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, page));
        assert_eq!(one.get("/api/v1/me").await.status, 401);

        let two = browser(&app, "admin", IPAD).await;
        assert_eq!(here.post_form(&format!("{page}/revoke-others"), &[]).await.location(), page);
        assert_eq!(two.get("/api/v1/me").await.status, 401);
        here.get("/api/v1/me").await.ok();

        let three = browser(&app, "admin", IPAD).await;
        let own = id_of(&three).await;
        let answer = three.post_form(&format!("{page}/{own}/revoke"), &[]).await;
        assert_eq!(
            (answer.location(), three.jar().is_empty()),
            ("/login", true),
            "this device is logged out"
        );

        assert_eq!(here.post_form(&format!("{page}/revoke-all"), &[]).await.location(), "/login");
        assert!([ACCESS, REFRESH, CSRF].iter().all(|name| here.cookie(name).is_empty()));
        let without = app.admin().await;
        let request = without.request(Method::POST, &format!("{page}/revoke-all"));
        without.send(request.header("accept", "application/json")).await.expect(403);
        without.get("/api/v1/me").await.ok();
    }
}

#[tokio::test]
async fn sessions_can_be_ended_while_discord_is_away() {
    for app in apps().await {
        let (here, lost) = (browser(&app, "admin", FIREFOX).await, browser(&app, "admin", IPAD).await);
        let id = id_of(&lost).await;
        app.discord.answer_with(502, None, 1_000);
        app.clock.advance(20 * tracking_dashboard::time::MINUTE);
        assert_eq!(here.get("/api/v1/guilds").await.status, 503);
        here.get("/settings/sessions").await.ok();
        delete(&here, &id).await.expect(204);
        assert_eq!(lost.get("/api/v1/me").await.status, 401);
    }
}
