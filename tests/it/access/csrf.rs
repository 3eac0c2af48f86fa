//! Whatever changes something needs the token of this very session.

use serde_json::json;
use tracking_dashboard::http::Access;
use tracking_dashboard::http::cookies::CSRF;

use super::rules::{Row, rows};
use crate::support::{Actor, Answer, FIRST, TestApp, apps};

/// Browsers send these without being asked, with cookies but without a token.
const EXEMPT: &str = "POST /csp-report";

async fn send(row: &Row, actor: &Actor, token: Option<&str>, headers: &[(&'static str, &str)]) -> Answer {
    let mut request = actor.request(row.method.clone(), &row.path(&FIRST.to_string()));
    request = request.header("accept", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(token) = token {
        request = request.header("x-csrf-token", token);
    }
    actor.tab().send(request.json(&json!({}))).await
}

fn unsafe_rows() -> Vec<Row> {
    let rows: Vec<_> = rows().into_iter().filter(|row| !row.is_safe()).collect();
    assert!(rows.len() > 5);
    rows
}

async fn is_refused(app: &TestApp, row: &Row, answer: Answer, what: &str) {
    let wanted = if row.rule.route == EXEMPT { (204, String::new()) } else { (403, "csrf_failed".into()) };
    assert_eq!(answer.told(), wanted, "{} {what} {}", row.rule.route, app.db_url);
}

#[tokio::test]
async fn a_session_changes_nothing_without_its_own_token() {
    for app in apps().await {
        let (admin, other) = (app.admin().await, app.viewer().await);
        let before = admin.cookie(CSRF);
        admin.log_in("admin", "/guilds").await;
        let own = admin.cookie(CSRF);
        assert_ne!(before, own);
        let forged = "A".repeat(own.len());
        for row in unsafe_rows() {
            is_refused(&app, &row, send(&row, &admin, None, &[]).await, "without").await;
            for (what, token) in
                [("foreign", other.cookie(CSRF)), ("of before", before.clone()), ("forged", forged.clone())]
            {
                is_refused(&app, &row, send(&row, &admin, Some(&token), &[]).await, what).await;
                // Even when the cookie says the same: an attacker on a sibling name can plant one.
                let tab = admin.tab();
                tab.set_cookie(CSRF, &token);
                is_refused(&app, &row, send(&row, &tab, Some(&token), &[]).await, what).await;
            }
            for header in [
                ("sec-fetch-site", "same-site"),
                ("sec-fetch-site", "cross-site"),
                ("origin", "null"),
                ("origin", "https://evil.example"),
            ] {
                is_refused(&app, &row, send(&row, &admin, Some(&own), &[header]).await, header.1).await;
            }
        }
        assert_eq!(admin.get("/api/v1/me").await.status, 200, "nothing of it logged anybody out");
        let logout = admin.post_form("/auth/logout", &[]).await;
        assert_eq!(logout.location(), "/login", "with the token it works");
    }
}

#[tokio::test]
async fn another_site_is_refused_before_anybody_asks_who_is_calling() {
    for app in apps().await {
        let (nobody, bot) = (app.anonymous(), app.with_key(&app.bot().await.key));
        for row in unsafe_rows() {
            let by_anybody = row.access == Access::Bot || row.rule.route == EXEMPT;
            for header in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
                let refused = send(&row, &nobody, None, &[header]).await.told();
                assert_eq!(refused == (403, "csrf_failed".into()), !by_anybody, "{}", row.rule.route);
                let keyed = send(&row, &bot, None, &[header]).await.told();
                assert_ne!(keyed.1, "csrf_failed", "{}", row.rule.route);
            }
            let ours = send(&row, &nobody, None, &[("origin", &app.base)]).await.told();
            assert_ne!(ours.1, "csrf_failed", "{}", row.rule.route);
        }
    }
}

#[tokio::test]
async fn the_method_decides_and_no_header_changes_it() {
    for app in apps().await {
        let admin = app.admin().await;
        for row in unsafe_rows() {
            let path = row.path(&FIRST.to_string());
            let both = rows().iter().any(|other| other.is_safe() && other.path(&FIRST.to_string()) == path);
            if !both {
                let answer = admin.get(&path).await;
                assert_eq!(answer.status, 405, "{path}");
                assert!(answer.header("allow").contains(row.method.as_str()), "{path}");
            }
        }
        let overridden =
            admin.request(reqwest::Method::GET, "/api/v1/me").header("x-http-method-override", "DELETE");
        assert_eq!(admin.send(overridden).await.status, 200);
    }
}
