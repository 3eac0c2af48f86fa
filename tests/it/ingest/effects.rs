//! What callbacks brought is there to be read: by programs and on the pages.

use reqwest::Method;
use serde_json::json;

use crate::support::{FIRST, SECOND, apps, heartbeat, post, snapshot};

#[tokio::test]
async fn metrics_are_there_to_be_read_and_only_in_their_guild() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        app.tracks(SECOND, "Other", "Group", &["mira"]).await;
        let (bot, admin) = (app.bot().await, app.admin().await);
        bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "Mira")]})).await.ok();
        let snapshots = json!({"snapshots": [
            snapshot("1", "2026-11-16T11:00:00Z", 12_345), snapshot("1", "2026-11-16T11:30:00Z", 12_000)]});
        let answer = bot.post(&format!("guilds/{FIRST}/metrics"), &snapshots).await.ok();
        assert_eq!(answer.json(), json!({"accepted": 2, "unknown_posts": []}));
        let report = json!({"accounts": [{"platform": "tiktok", "username": "mira", "followers": 98_765,
            "status": "active", "display_name": "Mira M", "collected_at": "2026-11-16T11:30:00Z"}]});
        bot.post(&format!("guilds/{FIRST}/accounts"), &report).await.ok();

        let account = async |guild| {
            let path = format!("/api/v1/guilds/{guild}/accounts");
            admin.get(&path).await.ok().json()["items"][0].clone()
        };
        let (here, there) = (account(FIRST).await, account(SECOND).await);
        assert_eq!((&here["views_7d"], &here["posts_7d"]), (&json!(12_345), &json!(1)));
        assert_eq!((&here["followers"], &here["display_name"]), (&json!(98_765), &json!("Mira M")));
        assert_eq!((&there["views_7d"], &there["followers"]), (&json!(0), &json!(null)));

        let page = async |path: &str| admin.get(path).await.ok().body;
        let overview = page(&format!("/guilds/{FIRST}")).await;
        assert!(overview.contains("12,345") && overview.contains("Launch") && overview.contains("9.9.9"));
        assert!(page(&format!("/guilds/{FIRST}/accounts")).await.contains("98,765"));
        let other = page(&format!("/guilds/{SECOND}")).await;
        assert!(!other.contains("12,345") && !other.contains("Launch"));
        assert_eq!(
            admin.get(&format!("/api/v1/guilds/{FIRST}/status")).await.ok().json()["status"],
            "online"
        );
        assert_eq!(
            admin.get(&format!("/api/v1/guilds/{SECOND}/status")).await.ok().json()["status"],
            "unknown"
        );
    }
}

#[tokio::test]
async fn a_cursor_leads_through_its_own_list_and_no_other() {
    for app in apps().await {
        let names = ["ana", "ben", "cleo"];
        app.tracks(FIRST, "Acme", "Launch", &names).await;
        app.tracks(SECOND, "Other", "Group", &names).await;
        let admin = app.admin().await;
        let list = format!("/api/v1/guilds/{FIRST}/accounts");
        let page = admin.get(&format!("{list}?limit=2")).await.ok().json();
        let cursor = page["next_cursor"].as_str().unwrap().to_owned();
        let rest = admin.get(&format!("{list}?limit=2&cursor={cursor}")).await.ok().json();
        assert_eq!(
            (rest["items"][0]["username"].as_str(), &rest["next_cursor"]),
            (Some("cleo"), &json!(null))
        );

        let altered = format!("{}{}", if cursor.starts_with('A') { 'B' } else { 'A' }, &cursor[1..]);
        for path in [
            format!("{list}?limit=2&cursor={altered}"),
            format!("{list}?cursor={cursor}&platform=tiktok"),
            format!("/api/v1/guilds/{SECOND}/accounts?cursor={cursor}"),
            format!("{list}?cursor=nonsense"),
        ] {
            assert_eq!(admin.get(&path).await.told(), (422, "invalid_cursor".into()), "{path}");
        }
        for limit in ["101", "0", "-1", "x", "1e2"] {
            let answer = admin.get(&format!("{list}?limit={limit}")).await;
            assert_eq!((answer.told().0, answer.pointers()), (422, vec!["#/limit".to_owned()]), "{limit}");
        }
    }
}

#[tokio::test]
async fn what_nobody_looked_at_is_neither_nothing_nor_available() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (bot, viewer) = (app.bot().await, app.viewer().await);
        let all = viewer.get(&format!("/api/v1/guilds/{FIRST}/accounts")).await.ok().json();
        let list = format!("/guilds/{FIRST}/accounts");
        let one = format!("{list}/{}", all["items"][0]["id"].as_str().unwrap());
        for path in [&list, &one] {
            let page = viewer.get(path).await.ok().body;
            assert!(page.contains("Not checked yet") && page.contains("Nothing was collected in these days"));
        }
        let report = |status, at| json!({"accounts": [{"platform": "tiktok", "username": "mira", "status": status, "collected_at": at}]});
        bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
        bot.post(&format!("guilds/{FIRST}/accounts"), &report("active", "2026-11-16T11:30:00Z")).await.ok();
        for path in [&list, &one] {
            let page = viewer.get(path).await.ok().body;
            assert!(!page.contains("Not checked yet") && !page.contains("Nothing was collected"), "{path}");
            // It came just now: there is nothing to compare with.
            assert!(page.contains("no earlier data"), "{path}");
        }
        assert!(!viewer.get(&one).await.ok().body.contains("does not show it any more"));
        let gone = report("unavailable", "2026-11-16T11:45:00Z");
        bot.post(&format!("guilds/{FIRST}/accounts"), &gone).await.ok();
        assert!(viewer.get(&one).await.ok().body.contains("does not show it any more"));
    }
}

#[tokio::test]
async fn a_group_decides_over_a_brand_that_it_is_not_of() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        app.tracks(FIRST, "Lumen", "Crew", &["noor"]).await;
        let viewer = app.viewer().await;
        let all = viewer.get(&format!("/api/v1/guilds/{FIRST}/accounts")).await.ok().json();
        let id = |row: usize, of: &str| all["items"][row][of]["id"].as_str().unwrap().to_owned();
        for page in ["accounts", "posts", "analytics"] {
            let ask = async |brand: usize| {
                let query = format!("?brand_id={}&group_id={}", id(brand, "brand"), id(0, "group"));
                let request = viewer.request(Method::GET, &format!("/guilds/{FIRST}/{page}{query}"));
                viewer.send(request.header("accept", "text/html")).await.ok().body
            };
            assert!(ask(1).await.contains("The group is of another brand"), "{page}");
            let fits = ask(0).await;
            assert!(!fits.contains("of another brand") && !fits.contains(">Crew</option>"), "{page}");
        }
    }
}

#[tokio::test]
async fn a_page_drops_a_filter_it_does_not_know_and_says_so() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let viewer = app.viewer().await;
        let list = format!("/guilds/{FIRST}/accounts");
        let page = viewer.get(&format!("{list}?platform=myspace")).await.ok().body;
        assert!(page.contains("The platform is not known") && page.contains("mira"));
        assert!(!viewer.get(&format!("{list}?platform=tiktok")).await.ok().body.contains("not known"));
        let answer = viewer.get(&format!("/api/v1{list}?platform=myspace")).await;
        assert_eq!((answer.told().0, answer.pointers()), (422, vec!["#/platform".to_owned()]));
    }
}
