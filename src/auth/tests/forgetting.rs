//! What is dropped after its time, and what stays.

use super::site::{HERE, sites};
use super::store;
use crate::audit::{Actor, Entry, Target, record_all};
use crate::auth::forget_old;
use crate::db::record::recorded;
use crate::http::cookies;
use crate::time::{Clock, DAY};

#[tokio::test]
async fn a_living_session_stays_and_a_dead_one_goes_with_discords_tokens() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        forget_old(&site.app).await.unwrap();
        assert_eq!(browser.get(&site.app, "/api/v1/me").await.status, 200);
        assert_eq!(site.count(store::WITHOUT_TOKENS).await, 0);

        site.clock.advance(31 * DAY);
        assert_eq!(forget_old(&site.app).await.unwrap(), 2, "the session, and the tokens");
        assert_eq!(site.count(store::SESSIONS).await, 0);
        assert_eq!(site.count(store::WITHOUT_TOKENS).await, 1);
        assert_eq!(browser.get(&site.app, "/api/v1/me").await.status, 401);
        assert!(browser.jar.contains_key(cookies::REFRESH), "nothing proves whose it was");
    }
}

#[tokio::test]
async fn security_entries_go_after_90_days_and_those_of_a_guild_stay() {
    for site in sites().await {
        let mut browser = site.logged_in().await;
        let mut tx = site.db().begin().await.unwrap();
        let entry = |guild_id| Entry {
            at: site.clock.now(),
            guild_id,
            user_id: None,
            actor: Actor::system("test", "Test"),
            action: "session.login",
            target: Target::new("session", "1", "Firefox"),
            changes: None,
            request_id: None,
        };
        let mut entries = vec![entry(Some(HERE.parse().unwrap()))];
        entries.extend(std::iter::repeat_n(entry(None), 2_000));
        record_all(&mut tx, entries).await.unwrap();
        tx.commit().await.unwrap();
        site.clock.advance(90 * DAY - 1);
        forget_old(&site.app).await.unwrap();
        assert_eq!(site.count(store::ENTRIES).await, 2_002, "all of them");
        browser.log_in(&site, "/").await;
        site.clock.advance(1);
        let (dropped, statements) = recorded(forget_old(&site.app)).await;
        assert_eq!(dropped.unwrap(), 2_001, "more than one part");
        assert_eq!(site.count(store::ENTRIES).await, 2, "the guild's, and the login of a moment ago");
        site.db().script("ANALYZE".into()).await.unwrap();
        let plan = site.db().explain(&statements[0]).await.unwrap().join("\n");
        assert!(plan.contains("audit_by_guild") || !site.db().is_sqlite(), "{plan}");
    }
}
