//! Every route, every actor, every kind of guild: the route table says who may, and this test asks.

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::app::route_table;
use tracking_dashboard::demo::people::{FIRST, SECOND};
use tracking_dashboard::http::Access;
use tracking_dashboard::http::routes::Route;
use tracking_dashboard::ids::GuildId;

use crate::support::app::MISSING;
use crate::support::{Actor, Answer};

/// Exists nowhere.
const NOTHING: &str = "01920000-0000-7000-8000-000000000000";

fn path(route: &Route, guild: GuildId) -> String {
    let parts = route.path.split('/').map(|part| match part {
        "{guild_id}" => guild.to_string(),
        part if part.starts_with('{') => NOTHING.to_owned(),
        part => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn is_api(route: &Route) -> bool {
    route.path.starts_with("/api/")
}

fn is_unsafe(route: &Route) -> bool {
    route.method != Method::GET
}

async fn ask(actor: &Actor, route: &Route, guild: GuildId) -> Answer {
    let request = actor.request(route.method.clone(), &path(route, guild));
    if is_unsafe(route) { request.csrf().json(&json!({})).send().await } else { request.send().await }
}

/// Nobody: an API call is 401, a page leads to the login.
fn turned_away(route: &Route, answer: &Answer) -> bool {
    let to_login = answer.status == 303 && answer.location().starts_with("/login");
    answer.status == 401 || (!is_api(route) && to_login)
}

fn let_in(answer: &Answer) -> bool {
    !matches!(answer.status, 401 | 403 | 500..) && !answer.location().starts_with("/login")
}

fn signed_in_routes() -> impl Iterator<Item = Route> {
    let guarded = [Access::SignedIn, Access::Viewer, Access::Admin];
    route_table().into_iter().filter(move |route| guarded.contains(&route.access))
}

fn guild_routes() -> impl Iterator<Item = Route> {
    route_table().into_iter().filter(|route| matches!(route.access, Access::Viewer | Access::Admin))
}

on_both!(nobody_gets_past_the_login, |app| {
    let anonymous = app.anonymous();
    for route in signed_in_routes() {
        let answer = ask(&anonymous, &route, FIRST).await;
        assert!(turned_away(&route, &answer), "{route:?}: {}", answer.status);
    }
});

on_both!(public_routes_ask_nobody_who_they_are, |app| {
    let anonymous = app.anonymous();
    for route in route_table().into_iter().filter(|route| route.access == Access::Public) {
        let answer = ask(&anonymous, &route, FIRST).await;
        assert!(!matches!(answer.status, 401 | 403 | 500..), "{route:?}: {}", answer.status);
    }
});

on_both!(a_guild_one_may_not_see_is_as_missing_as_one_that_is_not_there, |app| {
    let (viewer, outsider) = (app.viewer().await, app.outsider().await);
    for route in guild_routes() {
        let missing = ask(&outsider, &route, MISSING).await;
        assert_eq!(missing.status, 404, "{route:?}");
        for (actor, guild) in [(&outsider, FIRST), (&viewer, SECOND), (&viewer, MISSING)] {
            let answer = ask(actor, &route, guild).await;
            assert_eq!(answer.status, 404, "{route:?} {guild}");
            if is_api(&route) {
                assert_eq!(answer.without_request_id(), missing.without_request_id(), "{route:?}");
            }
        }
    }
});

on_both!(a_role_is_enough_or_it_is_not, |app| {
    let (admin, viewer) = (app.admin().await, app.viewer().await);
    for route in guild_routes() {
        let answer = ask(&admin, &route, FIRST).await;
        assert!(let_in(&answer), "admin, {route:?}: {} {}", answer.status, answer.body);
        let answer = ask(&viewer, &route, FIRST).await;
        if route.access == Access::Viewer {
            assert!(let_in(&answer), "viewer, {route:?}: {} {}", answer.status, answer.body);
        } else {
            assert_eq!((answer.status, answer.code().as_str()), (403, "admin_required"), "{route:?}");
        }
    }
});

on_both!(callbacks_are_for_signed_keys_only, |app| {
    let (admin, bot) = (app.admin().await, app.bot().await);
    for route in route_table().into_iter().filter(|route| route.access == Access::Bot) {
        let path = path(&route, FIRST);
        for actor in [&app.anonymous(), &admin] {
            assert_eq!(ask(actor, &route, FIRST).await.status, 401, "{route:?}");
        }
        let good = bot.callback(route.method.clone(), &path, &json!({}));
        // What is empty is refused for its fields: key and signature were good.
        assert_eq!(bot.send(&good).await.status, 422, "{route:?}");
        let mut bad = bot.callback(route.method.clone(), &path, &json!({}));
        bad.signature = good.signature.clone();
        assert_eq!(bot.send(&bad).await.expect(401).code(), "invalid_signature", "{route:?}");
    }
});

on_both!(a_bot_key_opens_nothing_but_callbacks, |app| {
    let key = format!("Bearer {}", app.bot().await.api_key);
    let anonymous = app.anonymous();
    for route in signed_in_routes() {
        let request = anonymous.request(route.method.clone(), &path(&route, FIRST));
        let answer = request.header("authorization", &key).json(&json!({})).send().await;
        assert!(matches!(answer.status, 401 | 403 | 404), "{route:?}: {}", answer.status);
    }
});

on_both!(nothing_that_rides_on_cookies_works_without_its_own_token, |app| {
    let (admin, other) = (app.admin().await, app.viewer().await);
    let foreign = other.cookie(crate::support::actor::CSRF_COOKIE).unwrap();
    // The report of a broken policy carries no session at all.
    let routes = route_table().into_iter().filter(|route| is_unsafe(route) && route.path != "/csp-report");
    for route in routes {
        let path = path(&route, FIRST);
        let without = admin.request(route.method.clone(), &path).json(&json!({})).send().await;
        assert_eq!(without.status, 403, "{route:?}");
        let request = admin.request(route.method.clone(), &path).header("x-csrf-token", &foreign);
        let with_foreign = request.json(&json!({})).send().await;
        assert_eq!(with_foreign.status, 403, "{route:?}");
        let request = admin.request(route.method.clone(), &path).csrf().header("sec-fetch-site", "same-site");
        assert_eq!(request.json(&json!({})).send().await.status, 403, "{route:?}");
    }
    // None of it logged anybody out.
    admin.get("/api/v1/me").await.expect(200);
});

on_both!(the_numbers_for_operators_need_the_configured_token, |app| {
    for actor in [app.anonymous(), app.admin().await] {
        assert_eq!(actor.get("/metrics").await.status, 404);
    }
});
