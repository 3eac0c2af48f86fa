//! API keys at the door.

use axum::http::{Method, StatusCode};

use super::site::{Browser, HERE, Site, THERE, sites, with_key};
use crate::api_keys::{self, ForWhom, Made, NewKey, Scope};
use crate::audit::Actor;
use crate::guilds::Role;
use crate::ids::UserId;
use crate::time::DAY;

async fn key(site: &Site, whom: ForWhom, scopes: &[Scope]) -> Made {
    let mut tx = site.db().begin().await.unwrap();
    let new = NewKey { whom, name: "script", scopes, expires_in_days: Some(10) };
    let actor = Actor::system("cli", "Command line");
    let made =
        api_keys::create(&mut tx, &site.app.secrets, new, actor, None, site.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    made
}

fn of_guild(created_by: Option<UserId>) -> ForWhom {
    ForWhom::Guild { guild_id: HERE.parse().unwrap(), created_by }
}

async fn ask(site: &Site, key: &str, method: Method, guild: &str) -> (StatusCode, String) {
    let path = format!("/api/v1/guilds/{guild}/probe");
    let answer = with_key(&site.app, key, method, &path, &Browser::default()).await;
    (answer.status, answer.code())
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_in_its_guild_while_it_lives() {
    for site in sites().await {
        let made = key(&site, of_guild(None), &[Scope::TrackingRead]).await;
        let refused = |status: StatusCode, code: &str| (status, code.to_owned());
        assert_eq!(ask(&site, &made.key, Method::GET, HERE).await.0, StatusCode::OK);
        let no_scope = refused(StatusCode::FORBIDDEN, "insufficient_scope");
        assert_eq!(ask(&site, &made.key, Method::POST, HERE).await, no_scope);
        let sessions_only = refused(StatusCode::FORBIDDEN, "forbidden");
        assert_eq!(ask(&site, &made.key, Method::PUT, HERE).await, sessions_only);
        let elsewhere = refused(StatusCode::NOT_FOUND, "not_found");
        assert_eq!(ask(&site, &made.key, Method::GET, THERE).await, elsewhere);
        let bot = key(&site, ForWhom::Bot, &[Scope::IngestWrite]).await;
        assert_eq!(ask(&site, &bot.key, Method::GET, HERE).await, no_scope);
        let nobody = refused(StatusCode::UNAUTHORIZED, "unauthenticated");
        assert_eq!(ask(&site, "tdk_wrong", Method::GET, HERE).await, nobody);
        site.clock.advance(10 * DAY);
        assert_eq!(ask(&site, &made.key, Method::GET, HERE).await, nobody);
    }
}

#[tokio::test]
async fn a_key_never_may_more_than_its_creator_may_now() {
    for site in sites().await {
        site.logged_in().await;
        let creator: UserId = "80000000000000001".parse().unwrap();
        let made = key(&site, of_guild(Some(creator)), &[Scope::TrackingRead, Scope::TrackingWrite]).await;
        assert_eq!(ask(&site, &made.key, Method::POST, HERE).await.0, StatusCode::OK);
        for (role, read, write) in [
            (Some(Role::Viewer), StatusCode::OK, StatusCode::FORBIDDEN),
            (None, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        ] {
            let mut tx = site.db().begin().await.unwrap();
            let guilds = role.map(|role| (HERE.parse().unwrap(), role)).into_iter().collect();
            crate::guilds::replace_memberships(&mut tx, creator, site.app.clock.now(), guilds).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(ask(&site, &made.key, Method::GET, HERE).await.0, read, "{role:?}");
            assert_eq!(ask(&site, &made.key, Method::POST, HERE).await.0, write, "{role:?}");
        }
    }
}

#[tokio::test]
async fn with_an_authorization_header_cookies_count_for_nothing() {
    for site in sites().await {
        let browser = site.logged_in().await;
        let path = format!("/api/v1/guilds/{HERE}/probe");
        for wrong in ["tdk_wrong", "", "abc"] {
            let answer = with_key(&site.app, wrong, Method::GET, &path, &browser).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
            assert!(answer.cookies().is_empty());
        }
        let made = key(&site, of_guild(None), &[Scope::TrackingWrite]).await;
        let answer = with_key(&site.app, &made.key, Method::POST, &path, &Browser::default()).await;
        assert_eq!(answer.json()["actor"], serde_json::json!(["api_key", "script"]));
        assert_eq!(
            with_key(&site.app, &made.key, Method::GET, "/api/v1/me", &browser).await.status,
            StatusCode::FORBIDDEN
        );
    }
}
