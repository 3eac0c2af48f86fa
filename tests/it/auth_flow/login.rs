//! Who gets in, and where they land.

use crate::support::{FIRST, apps};

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
