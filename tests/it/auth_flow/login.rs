//! Who gets in, and where they land.

use std::time::Duration;

use futures_util::future::join_all;
use tracking_dashboard::time::SECOND;

use crate::support::{FIRST, Options, apps, apps_with};

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn each_of_the_four_people_lands_where_they_belong() {
    for app in apps().await {
        let guild = format!("/guilds/{FIRST}");
        for (user, page, api) in [("admin", 200, "admin"), ("viewer", 200, "viewer")] {
            let browser = app.anonymous();
            assert_eq!(browser.log_in(user, &guild).await.location(), guild);
            assert_eq!(browser.get(&guild).await.status, page);
            assert_eq!(browser.get(&format!("/api/v1{guild}")).await.ok().json()["role"], api);
        }
        let outsider = app.outsider().await;
        assert_eq!(outsider.get(&guild).await.status, 404);
        assert_eq!(outsider.get("/api/v1/guilds").await.ok().json()["items"], serde_json::json!([]));

        let browser = app.anonymous();
        let answer = browser.log_in("unverified", &guild).await;
        assert!(answer.location().starts_with("/auth/unverified-email"), "{}", answer.location());
        assert!(browser.jar().is_empty(), "nobody without a verified email gets a session");
        assert_eq!(browser.get("/api/v1/me").await.status, 401);
    }
}

#[tokio::test]
async fn the_way_back_is_kept_through_login_and_never_leaves_the_site() {
    for app in apps().await {
        let wanted = format!("/guilds/{FIRST}/accounts?platform=tiktok");
        let answer = app.anonymous().get(&wanted).await;
        let escaped = wanted.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D");
        assert_eq!(answer.location(), format!("/login?return_to={escaped}"));
        assert_eq!(app.anonymous().get("/api/v1/me").await.told(), (401, "unauthenticated".into()));

        let browser = app.anonymous();
        let page = browser.get(answer.location()).await.ok();
        assert!(page.body.contains(&format!("/auth/login?return_to={escaped}")), "{}", page.body);
        assert_eq!(browser.log_in("viewer", &wanted).await.location(), wanted);
        for evil in ["//evil", "/\\evil", "https:evil", "/%2f/evil", "/\t/evil", "javascript:alert(1)"] {
            assert_eq!(app.anonymous().log_in("viewer", evil).await.location(), "/", "{evil:?}");
        }
    }
}

#[tokio::test]
async fn try_again_works_once_the_email_is_verified_and_silence_is_no_yes() {
    for app in apps().await {
        let browser = app.anonymous();
        for word in [Some(false), None] {
            app.discord.set_verified("unverified", word);
            let answer = browser.log_in("unverified", "/guilds").await;
            assert!(answer.location().starts_with("/auth/unverified-email"), "{word:?}");
        }
        let page = browser.get("/auth/unverified-email?return_to=/guilds").await.ok();
        assert!(page.body.contains("Try again") && page.body.contains("/auth/login?return_to=%2Fguilds"));
        app.discord.set_verified("unverified", Some(true));
        assert_eq!(browser.log_in("unverified", "/guilds").await.location(), "/guilds");
        assert_eq!(browser.get("/api/v1/me").await.ok().json()["username"], "uma.harbor");
    }
}

#[tokio::test]
async fn a_login_says_so_when_discord_is_away() {
    for app in apps().await {
        for (status, wait) in [(502, None), (429, Some(64.57))] {
            let browser = app.anonymous();
            app.discord.answer_with(status, wait, 1);
            let answer = browser.log_in("viewer", "/guilds").await;
            assert!(answer.location().starts_with("/login?error=discord_down"), "{}", answer.location());
            let page = browser.get(answer.location()).await.ok();
            assert!(page.body.contains("Discord does not answer"), "in words, and not {status}");
            assert_eq!(browser.log_in("viewer", "/guilds").await.location(), "/guilds", "later it works");
        }
    }
}

/// Many logins from one address.
fn crowd() -> Options {
    Options { variables: vec![("TD_LIMITS__LOGINS_PER_MINUTE", "1000")], ..Options::default() }
}

#[tokio::test]
async fn the_fifty_first_session_of_a_person_ends_the_one_unused_for_longest() {
    for app in apps_with(crowd).await {
        let other = app.viewer().await;
        let first = app.admin().await;
        app.clock.advance(SECOND);
        let second = app.admin().await;
        let mut stream = second.events(&format!("/api/v1/guilds/{FIRST}/status/stream")).await;
        stream.next_named("status", SOON).await;
        let mut more = Vec::new();
        for _ in 2..50 {
            app.clock.advance(SECOND);
            more.push(app.admin().await);
        }
        // The first is older, but used again.
        first.get("/api/v1/me").await.ok();
        let last = app.admin().await;
        while stream.next(SOON).await.is_some() {}
        assert_eq!(second.get("/api/v1/me").await.status, 401);
        for browser in more.iter().chain([&first, &last, &other]) {
            browser.get("/api/v1/me").await.ok();
        }
        let sql = "SELECT COUNT(*) FROM revocations WHERE session_id IS NOT NULL";
        assert_eq!(app.db.q(sql).scalar::<i64>().await.unwrap(), 1, "other instances are told");
    }
}

#[tokio::test]
async fn fifty_people_may_log_in_at_once() {
    for app in apps_with(crowd).await {
        let browsers: Vec<_> = (0..50).map(|_| app.anonymous()).collect();
        let answers = join_all(browsers.iter().map(|browser| browser.log_in("viewer", "/guilds"))).await;
        assert!(answers.iter().all(|answer| answer.location() == "/guilds"));
    }
}

#[tokio::test]
async fn more_logins_than_discord_is_asked_about_are_told_to_come_back() {
    let options =
        // One network has a fifth of them: two.
        || Options { variables: vec![("TD_LIMITS__EXCHANGES_PER_MINUTE", "10")], ..Options::default() };
    for app in apps_with(options).await {
        let before = app.viewer().await;
        // A made-up code counts as well: Discord is asked about it.
        let browser = app.anonymous();
        let authorize = browser.start_login("/guilds").await;
        let callback = browser.approve(&authorize, "viewer").await.replace("code=", "code=x");
        assert!(browser.get(&callback).await.location().starts_with("/login?error=state"));

        let browser = app.anonymous();
        let answer = browser.log_in("viewer", "/guilds").await;
        assert_eq!(answer.location(), "/login?error=busy&return_to=%2Fguilds");
        assert!(browser.jar().is_empty());
        let page = browser.get(answer.location()).await.ok();
        assert!(
            page.body.contains("Too many people") && page.body.contains("/auth/login?return_to=%2Fguilds")
        );
        before.get("/api/v1/me").await.ok();
    }
}
