//! Tokens that run out while requests of every kind are under way, on two instances.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tracking_dashboard::http::cookies::{ACCESS, CSRF, REFRESH};
use tracking_dashboard::time::{MINUTE, SECOND};

use crate::support::{Actor, Answer, FIRST, TestApp, apps, eventually};

async fn generation(app: &TestApp) -> i64 {
    app.db.q("SELECT generation FROM sessions").scalar().await.unwrap()
}

/// Each kind of request that a page makes.
async fn ask(browser: &Actor, kind: &str) -> Answer {
    let get = |path: &str| browser.request(Method::GET, path);
    let post = |path: &str| browser.request(Method::POST, path).header("x-csrf-token", browser.cookie(CSRF));
    let guild = format!("/guilds/{FIRST}");
    browser
        .send(match kind {
            "page" => get(&guild),
            "fragment" => get(&format!("{guild}/cards/gains")).header("hx-request", "true"),
            "call" => get(&format!("/api/v1{guild}")),
            "change" => post("/api/v1/sessions/revoke-others").json(&json!({})),
            "form" => post("/preferences")
                .header("content-type", "application/x-www-form-urlencoded")
                .body("theme=dark"),
            "stream" => get(&format!("{guild}/live")),
            "stream of the API" => get(&format!("/api/v1{guild}/status/stream")),
            other => panic!("{other}"),
        })
        .await
}

#[tokio::test]
async fn every_kind_of_request_renews_the_session_on_its_way() {
    for app in apps().await {
        let browser = app.admin().await;
        for kind in ["page", "fragment", "call", "change", "form", "stream", "stream of the API"] {
            let before = browser.jar();
            app.clock.advance(16 * MINUTE);
            let answer = ask(&browser, kind).await;
            assert!(answer.status.is_success() || answer.location() == "/", "{kind}: {}", answer.body);
            let after = browser.jar();
            assert!(before[ACCESS] != after[ACCESS] && before[REFRESH] != after[REFRESH], "{kind}");
            assert_eq!(before[CSRF], after[CSRF], "{kind}: open forms stay good");
            let quiet = ask(&browser, kind).await;
            // What runs beside the requests must not be overtaken by the clock.
            let settled = async || app.requests.is_empty().then_some(());
            eventually("nothing is under way", Duration::from_secs(5), settled).await;
            assert!(
                quiet.cookies().keys().all(|name| !name.starts_with("__Host-")),
                "{kind}: once is enough"
            );
        }
        assert_eq!(generation(&app).await, 8);
    }
}

#[tokio::test]
async fn fifty_requests_over_two_instances_make_one_new_generation() {
    for app in apps().await {
        let other = app.instance().await;
        let browser = app.admin().await;
        app.clock.advance(16 * MINUTE);
        let tabs: Vec<_> = (0..50).map(|n| browser.at(if n % 2 == 0 { &app } else { &other })).collect();
        let path = format!("/api/v1/guilds/{FIRST}");
        let answers = join_all(tabs.iter().map(|tab| tab.get(&path))).await;
        let tokens: BTreeSet<_> = answers.iter().map(|answer| answer.cookies()[REFRESH].clone()).collect();
        let succeeded = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!((succeeded, tokens.len(), generation(&app).await), (50, 1, 2));
    }
}

#[tokio::test]
async fn a_token_used_again_after_the_grace_ends_the_session_on_both_instances() {
    for app in apps().await {
        let other = app.instance().await;
        let owner = app.admin().await;
        let thief = owner.at(&other);
        app.clock.advance(16 * MINUTE);
        for _ in 0..2 {
            owner.get("/api/v1/me").await.ok();
        }
        thief.drop_cookie(ACCESS);
        app.clock.advance(30 * SECOND);
        thief.tab().get("/api/v1/me").await.ok();
        app.clock.advance(SECOND);
        assert_eq!(thief.get("/api/v1/me").await.status, 401);
        for tab in [owner.tab(), owner.at(&other)] {
            assert_eq!(tab.get("/api/v1/me").await.status, 401);
        }
        let sql = "SELECT COUNT(*) FROM audit_log WHERE action = 'session.reuse_detected'";
        assert_eq!(app.db.q(sql).scalar::<i64>().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_never_arrives_costs_nobody_their_session() {
    for app in apps().await {
        let browser = app.admin().await;
        app.clock.advance(16 * MINUTE);
        // The connection is reset while the answer is on its way.
        let cookies: Vec<_> = browser.jar().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let head = format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\ncookie: {}\r\n\r\n", cookies.join("; "));
        let mut stream = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let rotated = async || (generation(&app).await == 2).then_some(());
        eventually("the session was renewed", Duration::from_secs(5), rotated).await;
        stream.set_zero_linger().unwrap();
        drop(stream);

        app.clock.advance(5 * MINUTE);
        browser.get("/api/v1/me").await.ok();
        browser.get("/api/v1/me").await.ok();
        assert_eq!(generation(&app).await, 2, "the same successor again");
    }
}

#[tokio::test]
async fn a_restored_backup_means_a_clean_new_login() {
    for app in apps().await {
        let (browser, other) = (app.admin().await, app.viewer().await);
        app.clock.advance(16 * MINUTE);
        browser.get("/api/v1/me").await.ok();
        app.db
            .script("UPDATE sessions SET generation = 1, used_generation = 1, superseded = '[]'".into())
            .await
            .unwrap();
        let page = browser.get("/guilds").await;
        assert_eq!((page.location(), browser.jar().len()), ("/login?return_to=%2Fguilds", 0));
        assert_eq!(browser.log_in("admin", "/guilds").await.location(), "/guilds");
        other.get("/api/v1/me").await.ok();
        let ended: i64 = app.db.q("SELECT COUNT(*) FROM revocations").scalar().await.unwrap();
        assert_eq!(ended, 0, "nothing was taken for reuse");
    }
}
