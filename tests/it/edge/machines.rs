//! What programs ask is answered for programs.

use reqwest::Method;

use super::errors::assert_problem;
use crate::support::{Options, apps, apps_with};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test]
async fn the_numbers_are_refused_in_json_and_by_the_scheme_that_is_wanted() {
    let options = || Options { variables: vec![("TD_METRICS__TOKEN", TOKEN)], ..Options::default() };
    for app in apps_with(options).await {
        for actor in [app.anonymous(), app.admin().await, app.with_key("wrong")] {
            let request = actor.request(Method::GET, "/metrics").header("accept", "text/html");
            let answer = actor.send(request).await;
            assert_problem("/metrics", &answer, 401, "unauthenticated");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
        let answer = app.with_key(TOKEN).get("/metrics").await.ok();
        assert!(!answer.headers.contains_key("www-authenticate"));
    }
}

#[tokio::test]
async fn pages_still_lead_people_to_the_login() {
    for app in apps().await {
        let answer = app.anonymous().get("/guilds").await.expect(303);
        assert_eq!(answer.location(), "/login?return_to=%2Fguilds");
        let answer = app.anonymous().send(app.anonymous().request(Method::DELETE, "/healthz")).await;
        assert_problem("/healthz", &answer, 405, "method_not_allowed");
    }
}
