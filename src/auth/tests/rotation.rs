//! Tokens that run out, tabs that race, responses that get lost, and thieves.

use axum::http::StatusCode;
use futures_util::future::join_all;

use super::site::{Browser, Site, sites};
use super::store;
use crate::http::cookies;
use crate::time::{DAY, MINUTE, Ms, SECOND};

const TTL: i64 = 15 * MINUTE;

async fn generation(site: &Site) -> i64 {
    site.count(store::GENERATION).await
}

#[tokio::test]
async fn fifty_parallel_requests_make_one_new_generation_and_one_refresh_token() {
    for site in sites().await {
        let browser = site.logged_in().await;
        site.clock.advance(TTL);
        let requests = (0..50).map(|n| {
            let (mut tab, app) = (browser.clone(), if n % 2 == 0 { &site.app } else { &site.other });
            async move { tab.get(app, "/api/v1/me").await }
        });
        let answers = join_all(requests).await;
        for answer in &answers {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            assert_eq!(answer.cookies()[cookies::REFRESH], answers[0].cookies()[cookies::REFRESH]);
            assert_eq!(answer.cookies()[cookies::CSRF], browser.jar[cookies::CSRF], "open forms stay good");
        }
        assert_ne!(answers[0].cookies()[cookies::REFRESH], browser.jar[cookies::REFRESH]);
        assert_eq!(generation(&site).await, 2);
    }
}

#[tokio::test]
async fn reuse_ends_the_session_on_every_instance_and_its_owner_can_read_why() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        site.clock.advance(TTL);
        let mut stolen = browser.clone().without(cookies::ACCESS);
        browser.get(&site.app, "/api/v1/me").await;
        browser.get(&site.app, "/api/v1/me").await;
        site.settle().await;
        site.clock.advance(30 * SECOND);
        assert_eq!(
            stolen.clone().get(&site.other, "/api/v1/me").await.status,
            StatusCode::OK,
            "within the grace"
        );
        site.clock.advance(SECOND);
        let mut ended = site.other.live.ended();
        assert_eq!(stolen.get(&site.other, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        assert!(ended.try_recv().is_ok());
        for app in [&site.app, &site.other] {
            assert_eq!(browser.clone().get(app, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(site.count(store::REUSES).await, 1);
        assert_eq!(site.count(store::REVOCATIONS).await, 1);
    }
}

#[tokio::test]
async fn a_lost_response_is_made_good_with_the_same_successor() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        site.clock.advance(TTL);
        let lost = browser.clone().get(&site.app, "/api/v1/me").await.cookies();
        site.settle().await;
        site.clock.advance(5 * MINUTE);
        assert_eq!(browser.get(&site.other, "/api/v1/me").await.status, StatusCode::OK);
        assert_eq!(browser.jar[cookies::REFRESH], lost[cookies::REFRESH]);
        assert_eq!(generation(&site).await, 2);
        // The tabs that slept on the same machine wake up with the old token a moment later.
        assert_eq!(browser.get(&site.app, "/api/v1/me").await.status, StatusCode::OK);
        site.clock.advance(SECOND);
        let mut sleeper =
            Browser { jar: [(cookies::REFRESH.to_owned(), lost[cookies::REFRESH].clone())].into() };
        assert_eq!(sleeper.get(&site.app, "/api/v1/me").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_forged_or_altered_token_revokes_nothing() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        for name in [cookies::ACCESS, cookies::REFRESH] {
            let good = browser.jar[name].clone();
            for place in [0, 30, good.len() - 2] {
                let mut bytes = good.clone().into_bytes();
                bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
                let text = String::from_utf8(bytes).unwrap();
                let mut forged = Browser { jar: [(name.to_owned(), text)].into() };
                let answer = forged.get(&site.app, "/api/v1/me").await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
                assert!(answer.cookies().is_empty(), "nothing proves that this session is over");
            }
        }
        assert_eq!(browser.get(&site.app, "/api/v1/me").await.status, StatusCode::OK);
        assert_eq!(site.count(store::REVOCATIONS).await, 0);
    }
}

#[tokio::test]
async fn an_outage_of_the_database_is_503_and_never_a_logout() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        site.clock.advance(TTL);
        site.db().close().await;
        let answer = browser.get(&site.app, "/api/v1/me").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
        assert!(answer.cookies().is_empty() && answer.headers.contains_key("retry-after"));
        for (path, status) in [("/healthz", StatusCode::OK), ("/assets/none.css", StatusCode::NOT_FOUND)] {
            assert_eq!(browser.get(&site.app, path).await.status, status, "{path}");
        }
    }
}

#[tokio::test]
async fn a_session_ends_idle_or_old_and_a_restored_backup_means_a_new_login() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        let mut idle = browser.clone();
        for _ in 0..4 {
            site.clock.advance(20 * DAY);
            site.discord.set(|moods| moods.broken = None);
            assert_eq!(browser.get(&site.app, "/api/v1/me").await.status, StatusCode::OK);
        }
        site.clock.advance(10 * DAY);
        let answer = browser.get(&site.app, "/api/v1/me").await;
        assert_eq!((answer.status, answer.cookies().len()), (StatusCode::UNAUTHORIZED, 3));
        assert_eq!(idle.get(&site.app, "/api/v1/me").await.status, StatusCode::UNAUTHORIZED);

        let mut ahead = site.logged_in().await;
        site.clock.advance(TTL);
        ahead.get(&site.app, "/api/v1/me").await;
        site.db().w(store::RESTORE_BACKUP).exec().await.unwrap();
        let answer = ahead.clone().get(&site.app, "/api/v1/me").await;
        assert_eq!((answer.status, answer.cookies().len()), (StatusCode::UNAUTHORIZED, 3));
        assert_eq!(site.count(store::REVOCATIONS).await, 0);
    }
}

#[tokio::test]
async fn a_request_writes_nothing_but_its_activity_once_a_minute() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        browser.get(&site.app, "/api/v1/me").await;
        let activity = async || site.one::<(Ms, i64)>(store::ACTIVITY_AND_USE).await;
        let (first, used) = activity().await;
        assert_eq!(used, 1);
        site.clock.advance(59 * SECOND);
        browser.get(&site.app, "/api/v1/me").await;
        assert_eq!(activity().await.0, first);
        site.clock.advance(SECOND);
        browser.get(&site.app, "/api/v1/me").await;
        site.settle().await;
        assert_eq!(activity().await.0, first.plus(MINUTE));
    }
}

#[tokio::test]
async fn a_missing_csrf_cookie_comes_back_and_belongs_to_the_session() {
    for site in sites().await {
        let mut browser = site.logged_in().await.without(cookies::CSRF);
        let answer = browser.get(&site.app, "/api/v1/me").await;
        assert_eq!(answer.cookies().keys().map(String::as_str).collect::<Vec<_>>(), [cookies::CSRF]);
        assert!(browser.get(&site.app, "/api/v1/me").await.cookies().is_empty());
        assert_eq!(browser.post(&site.app, "/auth/logout").await.status, StatusCode::SEE_OTHER);
    }
}
