//! The list: orders and their pages.

use serde_json::json;

use super::api;
use crate::support::{Actor, FIRST, apps, post, snapshot};

/// The usernames of all pages of two.
async fn all(actor: &Actor, query: &str) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = actor.get(&format!("{}?limit=2&{query}{cursor}", api())).await.ok().json();
        for item in page["items"].as_array().unwrap() {
            names.push(item["username"].as_str().unwrap().to_owned());
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return names,
        }
    }
}

#[tokio::test]
async fn each_order_shows_every_account_once() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo", "dan", "eve"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        let report = |name: &str, followers: i64, at: &str| {
            json!({"platform": "tiktok", "username": name, "followers": followers, "status": "active",
                "display_name": name, "collected_at": at})
        };
        let reports = json!({"accounts": [report("ben", 10, "2026-11-16T11:00:00Z"),
            report("dan", 30, "2026-11-16T10:00:00Z"), report("eve", 10, "2026-11-16T11:30:00Z")]});
        bot.post(&format!("guilds/{FIRST}/accounts"), &reports).await.ok();
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "cleo")]})).await.ok();
        let views = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 500)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &views).await.ok();

        assert_eq!(all(&admin, "").await, ["ana", "ben", "cleo", "dan", "eve"]);
        let followers = all(&admin, "sort=followers").await;
        assert_eq!(followers[0], "dan");
        assert_eq!(all(&admin, "sort=views_7d").await[0], "cleo");
        let checked = all(&admin, "sort=last_checked_at").await;
        assert_eq!(checked[..2], ["ana", "dan"], "one never checked comes first");
        let group = super::group_of(&admin, "ana").await;
        for sort in ["username", "followers", "views_7d", "last_checked_at"] {
            for rest in ["", "&platform=tiktok", &format!("&group_id={group}")] {
                let mut names = all(&admin, &format!("sort={sort}{rest}")).await;
                names.sort();
                assert_eq!(names, ["ana", "ben", "cleo", "dan", "eve"], "{sort}{rest}");
            }
        }
        assert_eq!(admin.get(&format!("{}?sort=luck", api())).await.expect(422).pointers(), ["#/sort"]);
        let page = admin.get(&format!("{}?limit=2&sort=followers", api())).await.ok().json();
        let cursor = page["next_cursor"].as_str().unwrap();
        let other = admin.get(&format!("{}?sort=views_7d&cursor={cursor}", api())).await;
        assert_eq!(other.told(), (422, "invalid_cursor".into()));
    }
}

#[tokio::test]
async fn the_page_before_is_the_one_that_was_left() {
    for app in apps().await {
        let names: Vec<String> = (0..120).map(|n| format!("n{n:03}")).collect();
        app.tracks(FIRST, "Acme", "Launch", &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let admin = app.admin().await;
        for sort in ["username", "followers", "views_7d", "last_checked_at"] {
            let first = admin.get(&format!("/guilds/{FIRST}/accounts?sort={sort}")).await.ok().body;
            let second = admin.get(&link(&first, "next")).await.ok().body;
            let third = admin.get(&link(&second, "next")).await.ok().body;
            assert!(
                first.contains("1–50 of") && second.contains("51–100 of") && third.contains("101–120 of")
            );
            let back = admin.get(&link(&third, "prev")).await.ok().body;
            assert_eq!(handles(&back), handles(&second), "{sort}");
            assert_eq!(handles(&admin.get(&link(&back, "prev")).await.ok().body), handles(&first), "{sort}");
        }
    }
}

fn link(page: &str, rel: &str) -> String {
    let end = page.find(&format!("rel=\"{rel}\"")).expect("a link");
    let start = page[..end].rfind("href=\"").expect("an address") + 6;
    page[start..].split('"').next().unwrap().replace("&amp;", "&")
}

fn handles(page: &str) -> Vec<&str> {
    page.split("class=\"handle")
        .skip(1)
        .filter_map(|part| part.split('@').nth(1)?.split('<').next())
        .collect()
}
