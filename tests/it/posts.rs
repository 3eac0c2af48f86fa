//! The posts list: what it shows, how it is filtered, and what it refuses.

use serde_json::{Value, json};

use crate::support::{Actor, FIRST, SECOND, TestApp, apps, post, snapshot};

/// Three posts of mira and one of theo, published on three days.
async fn publish(app: &TestApp) {
    app.tracks(FIRST, "Acme", "Launch", &["mira", "theo"]).await;
    app.tracks(SECOND, "Other", "Group", &["mira"]).await;
    let bot = app.bot().await;
    for guild in [FIRST, SECOND] {
        let on = |id: &str, name: &str, at: &str| {
            let mut post = post(id, name);
            post["posted_at"] = json!(at);
            post
        };
        let mut posts = vec![
            on("1", "mira", "2026-11-13T23:59:59Z"),
            on("2", "mira", "2026-11-14T00:00:00Z"),
            on("3", "mira", "2026-11-15T12:00:00Z"),
        ];
        if guild == FIRST {
            posts.push(on("4", "theo", "2026-11-16T09:00:00Z"));
        }
        let body = json!({ "posts": posts });
        bot.post(&format!("guilds/{guild}/posts"), &body).await.ok();
    }
    let at = "2026-11-16T11:00:00Z";
    let snapshots =
        [("1", 500), ("2", 90_000), ("3", 7), ("4", 1_234)].map(|(id, views)| snapshot(id, at, views));
    bot.post(&format!("guilds/{FIRST}/metrics"), &json!({ "snapshots": snapshots })).await.ok();
}

fn list(query: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/posts{query}")
}

async fn views(actor: &Actor, query: &str) -> Vec<i64> {
    let body = actor.get(&list(query)).await.ok().json();
    body["items"].as_array().unwrap().iter().map(|item| item["views"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn posts_are_listed_newest_first_and_by_what_is_asked_for() {
    for app in apps().await {
        publish(&app).await;
        let viewer = app.viewer().await;
        assert_eq!(views(&viewer, "").await, [1_234, 7, 90_000, 500]);
        assert_eq!(views(&viewer, "?sort=views").await, [90_000, 1_234, 500, 7]);
        assert_eq!(views(&viewer, "?from=2026-11-14&to=2026-11-15").await, [7, 90_000]);
        assert_eq!(
            views(&viewer, "?sort=views&from=2026-11-14T00:00:00Z&to=2026-11-15T12:00:00Z").await,
            [90_000, 7]
        );
        assert_eq!(views(&viewer, "?to=2026-11-13").await, [500]);
        assert_eq!(views(&viewer, "?platform=x").await, [0_i64; 0]);
        let first = viewer.get(&list("?limit=1")).await.ok().json()["items"][0].clone();
        let (account, group) = (&first["account"], &first["group"]);
        assert_eq!((&account["username"], &group["label"]), (&json!("theo"), &json!("Launch")));
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        assert_eq!(views(&viewer, &format!("?account_id={}", id(account))).await, [1_234]);
        assert_eq!(views(&viewer, &format!("?group_id={}&sort=likes&limit=2", id(group))).await.len(), 2);
        let keys: Vec<_> = first.as_object().unwrap().keys().cloned().collect();
        let wanted = "id url platform account group posted_at views likes comments shares last_checked_at";
        assert!(wanted.split(' ').all(|key| keys.iter().any(|k| k == key)) && keys.len() == 11, "{keys:?}");
    }
}

#[tokio::test]
async fn a_cursor_leads_through_its_own_order_of_its_own_guild() {
    for app in apps().await {
        publish(&app).await;
        let admin = app.admin().await;
        let page = admin.get(&list("?sort=views&limit=3")).await.ok().json();
        let cursor = page["next_cursor"].as_str().unwrap();
        let rest = admin.get(&list(&format!("?sort=views&limit=3&cursor={cursor}"))).await.ok().json();
        assert_eq!((&rest["items"][0]["views"], &rest["next_cursor"]), (&json!(7), &Value::Null));
        for wrong in [
            list(&format!("?cursor={cursor}")),
            list(&format!("?sort=likes&cursor={cursor}")),
            list(&format!("?sort=views&platform=tiktok&cursor={cursor}")),
            list(&format!("?sort=views&cursor={cursor}A")),
            format!("/api/v1/guilds/{SECOND}/posts?sort=views&cursor={cursor}"),
        ] {
            assert_eq!(admin.get(&wrong).await.told(), (422, "invalid_cursor".into()), "{wrong}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_the_api_and_said_by_the_page() {
    for app in apps().await {
        publish(&app).await;
        let viewer = app.viewer().await;
        for (query, pointer, said) in [
            ("sort=shares", "#/sort", "The order is not known"),
            ("sort=posted_at%3B--", "#/sort", "The order is not known"),
            ("platform=myspace", "#/platform", "The platform is not known"),
            ("account_id=1", "#/account_id", "The account is not known"),
            ("from=2026-02-30", "#/from", "The first day is no date"),
            (
                "from=2026-11-16&to=2026-11-15",
                "#/to",
                "The first day is after the last day; both were left out.",
            ),
        ] {
            let refused = viewer.get(&list(&format!("?{query}"))).await;
            assert_eq!(refused.told(), (422, "validation_failed".into()), "{query}");
            assert_eq!(refused.pointers(), [pointer]);
            let page = viewer.get(&format!("/guilds/{FIRST}/posts?{query}")).await.ok().body;
            assert!(page.contains(said) && page.contains("90,000"), "{query}");
        }
        assert_eq!(viewer.get(&list("?colour=red")).await.told().0, 422);
        let other = viewer.get(&format!("/guilds/{FIRST}/posts?cursor=nonsense")).await.ok().body;
        assert!(other.contains("no longer there") && other.contains("1–4 of 4 posts"));
    }
}

#[tokio::test]
async fn the_page_shows_its_states_and_whose_posts_they_are() {
    for app in apps().await {
        let viewer = app.viewer().await;
        let page = async |query: &str| viewer.get(&format!("/guilds/{FIRST}/posts{query}")).await.ok().body;
        assert!(page("").await.contains("No posts yet"));
        publish(&app).await;
        let all = page("").await;
        assert!(all.contains("aria-sort=\"descending\"") && all.contains("1–4 of 4 posts"));
        assert!(all.contains(
            "href=\"https://www.tiktok.com/@theo/video/4\" target=\"_blank\" rel=\"noopener noreferrer\""
        ));
        assert!(all.contains("title=\"90,000\"") && all.contains("90 k"));
        assert!(page("?platform=x").await.contains("No post matches"));
        let first = viewer.get(&list("?limit=1")).await.ok().json();
        let theo =
            page(&format!("?account_id={}", first["items"][0]["account"]["id"].as_str().unwrap())).await;
        assert!(theo.contains("Remove filter @theo") && !theo.contains("@mira"));
    }
}
