//! What is dropped after its time, and what stays.

use super::site::sites;
use super::store;
use crate::auth::forget_old;
use crate::http::cookies;
use crate::time::DAY;

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
