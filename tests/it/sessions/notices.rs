//! What happened behind a person's back is told on their next page, until they dismiss it.

use tracking_dashboard::http::cookies::ACCESS;
use tracking_dashboard::time::{MINUTE, SECOND};

use super::list::{FIREFOX, IPAD, browser};
use crate::support::{Actor, FIRST, TestApp, apps};

const REUSED: &str = "Somebody used a copy";
const NEW: &str = "with a device that is new here";

/// Whoever copied the cookies comes with the old token after the owner went on.
async fn steal(app: &TestApp, owner: &Actor) {
    let thief = owner.tab();
    app.clock.advance(16 * MINUTE);
    owner.get("/api/v1/me").await.ok();
    owner.get("/api/v1/me").await.ok();
    app.clock.advance(31 * SECOND);
    thief.drop_cookie(ACCESS);
    assert_eq!(thief.get("/api/v1/me").await.status, 401);
    assert_eq!(owner.get("/api/v1/me").await.status, 401, "the session is over for both");
}

async fn page(actor: &Actor) -> String {
    actor.get(&format!("/guilds/{FIRST}")).await.ok().body
}

#[tokio::test]
async fn a_reused_token_is_told_in_the_other_sessions_until_dismissed() {
    for app in apps().await {
        let (laptop, phone, desk) = (
            browser(&app, "admin", FIREFOX).await,
            browser(&app, "admin", FIREFOX).await,
            browser(&app, "admin", FIREFOX).await,
        );
        let stranger = app.viewer().await;
        assert!(!page(&desk).await.contains(REUSED));
        steal(&app, &laptop).await;
        for other in [&phone, &desk] {
            let body = page(other).await;
            assert!(body.contains(REUSED) && body.contains("href=\"/settings/sessions\""));
        }
        assert!(!page(&stranger).await.contains(REUSED));
        let back = format!("{}/guilds/{FIRST}", app.base);
        let request = desk.request(reqwest::Method::POST, "/settings/sessions/dismiss-notice");
        let request = request.header("referer", back).header("x-csrf-token", desk.cookie("__Host-td_csrf"));
        assert_eq!(desk.send(request).await.location(), format!("/guilds/{FIRST}"));
        assert!(!page(&desk).await.contains(REUSED));
        assert!(page(&phone).await.contains(REUSED), "each session tells it");
        let activity = desk.get("/settings/sessions").await.ok().body;
        assert!(activity.contains("A copy of the login of Firefox 145 on Linux was used"));
    }
}

#[tokio::test]
async fn who_had_one_session_hears_of_its_reuse_at_the_next_login() {
    for app in apps().await {
        let only = browser(&app, "admin", FIREFOX).await;
        steal(&app, &only).await;
        let next = browser(&app, "admin", FIREFOX).await;
        assert!(page(&next).await.contains(REUSED));
        let after = browser(&app, "admin", FIREFOX).await;
        assert!(!page(&after).await.contains(REUSED), "told once");
    }
}

#[tokio::test]
async fn a_login_with_a_new_device_is_told_to_the_others() {
    for app in apps().await {
        let laptop = browser(&app, "admin", FIREFOX).await;
        assert!(!page(&laptop).await.contains(NEW), "the first login is no news");
        let newer = FIREFOX.replace("145", "146");
        browser(&app, "admin", &newer).await;
        assert!(!page(&laptop).await.contains(NEW), "an update is no new device");
        let tablet = browser(&app, "admin", IPAD).await;
        assert!(page(&laptop).await.contains(NEW));
        assert!(!page(&tablet).await.contains(NEW), "it knows of itself");
        let list = laptop.get("/settings/sessions").await.ok().body;
        assert!(list.contains("First login with Safari 26 on iPad") && list.contains("New device"));
        steal(&app, &tablet).await;
        let body = page(&laptop).await;
        assert!(body.contains(REUSED) && !body.contains(NEW), "the graver word stays");
    }
}
