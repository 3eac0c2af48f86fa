//! Who may do what in which guild.

use axum::http::{Method, StatusCode};

use super::site::{Browser, HERE, THERE, WITHOUT_BOT, sites};

fn probe(guild: &str) -> String {
    format!("/api/v1/guilds/{guild}/probe")
}

#[tokio::test]
async fn a_role_opens_its_routes_and_a_foreign_guild_does_not_exist() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        let table = [
            (Method::GET, HERE, StatusCode::OK, ""),
            (Method::POST, HERE, StatusCode::OK, ""),
            (Method::GET, THERE, StatusCode::OK, ""),
            (Method::POST, THERE, StatusCode::FORBIDDEN, "admin_required"),
            (Method::GET, WITHOUT_BOT, StatusCode::NOT_FOUND, "not_found"),
            (Method::GET, "90000000000000009", StatusCode::NOT_FOUND, "not_found"),
            (Method::GET, "1", StatusCode::NOT_FOUND, "not_found"),
            (Method::GET, "x%00", StatusCode::NOT_FOUND, "not_found"),
        ];
        for (method, guild, status, code) in table {
            let answer = browser.send(&site.app, method.clone(), &probe(guild)).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{method} {guild}");
        }
        let seen = browser.get(&site.app, &probe(HERE)).await.json();
        assert_eq!(seen["name"], "Here");
        assert_eq!(seen["actor"], serde_json::json!(["user", "ada"]));
        let nobody = Browser::default().get(&site.app, &probe(HERE)).await;
        assert_eq!((nobody.status, nobody.code().as_str()), (StatusCode::UNAUTHORIZED, "unauthenticated"));
    }
}

#[tokio::test]
async fn a_foreign_and_a_missing_guild_get_the_same_answer() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        let mut bodies = Vec::new();
        for guild in [WITHOUT_BOT, "90000000000000009"] {
            let mut body = browser.get(&site.app, &probe(guild)).await.json();
            body["request_id"] = "".into();
            bodies.push(body);
        }
        assert_eq!(bodies[0], bodies[1]);
    }
}
