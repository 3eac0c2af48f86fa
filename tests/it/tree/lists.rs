//! Lists and pages of the tree: order, counts, filters, cursors.

use serde_json::{Value, json};

use super::{all, api, brand, group, id};
use crate::support::{Actor, FIRST, SECOND, apps, post, snapshot};

/// Labels of the whole list, page by page of two.
async fn walked(actor: &Actor, path: &str) -> Vec<String> {
    let (mut labels, mut cursor) = (Vec::new(), String::new());
    loop {
        let joint = if path.contains('?') { '&' } else { '?' };
        let page = actor.get(&format!("{path}{joint}limit=2{cursor}")).await.ok().json();
        let items = page["items"].as_array().cloned().unwrap_or_default();
        assert!(items.len() <= 2);
        labels.extend(items.iter().map(|item| item["label"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return labels,
        }
    }
}

#[tokio::test]
async fn lists_are_walked_by_label_and_cursors_belong_to_their_list() {
    for app in apps().await {
        let admin = app.admin().await;
        for label in ["beta", "Alpha", "delta", "Gamma", "Éclair"] {
            brand(&admin, FIRST, label).await;
        }
        let brands = walked(&admin, &api(FIRST, "brands")).await;
        assert_eq!(brands.len(), 5);
        assert_eq!(brands[..2], ["Alpha", "beta"]);
        let alpha = id(&all(&admin, FIRST, "brands").await[0]);
        let beta = id(&all(&admin, FIRST, "brands").await[1]);
        for (brand, label) in [(&alpha, "one"), (&beta, "one"), (&alpha, "two"), (&alpha, "three")] {
            group(&admin, FIRST, brand, label).await;
        }
        let groups = api(FIRST, "groups");
        assert_eq!(walked(&admin, &groups).await, ["one", "one", "three", "two"]);
        let of_alpha = format!("{groups}?brand_id={alpha}");
        assert_eq!(walked(&admin, &of_alpha).await, ["one", "three", "two"]);

        let page = admin.get(&format!("{groups}?limit=1")).await.ok().json();
        let cursor = page["next_cursor"].as_str().unwrap().to_owned();
        let elsewhere = [
            format!("{of_alpha}&cursor={cursor}"),
            format!("{}?cursor={cursor}", api(SECOND, "groups")),
            format!("{}?cursor={cursor}", api(FIRST, "brands")),
            format!("{groups}?cursor={cursor}A"),
        ];
        for path in elsewhere {
            assert_eq!(admin.get(&path).await.told(), (422, "invalid_cursor".into()), "{path}");
        }
        for (query, pointer) in [("limit=0", "#/limit"), ("brand_id=7", "#/brand_id"), ("x=1", "#/x")] {
            assert_eq!(admin.get(&format!("{groups}?{query}")).await.expect(422).pointers(), [pointer]);
        }
    }
}

#[tokio::test]
async fn counts_are_of_what_is_there() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira", "noa"]).await;
        app.tracks(SECOND, "Acme", "Launch", &["else"]).await;
        let admin = app.admin().await;
        let acme = all(&admin, FIRST, "brands").await.remove(0);
        group(&admin, FIRST, &id(&acme), "Empty").await;
        let counts = async || -> (Value, Value) {
            let brand = all(&admin, FIRST, "brands").await.remove(0);
            (brand["group_count"].clone(), brand["account_count"].clone())
        };
        assert_eq!(counts().await, (json!(2), json!(2)));
        let accounts = admin.get(&api(FIRST, "accounts")).await.ok().json();
        let mira = accounts["items"][0]["id"].as_str().unwrap().to_owned();
        super::delete(&admin, FIRST, &format!("accounts/{mira}")).await.expect(204);
        assert_eq!(counts().await, (json!(2), json!(1)));
        let groups = all(&admin, FIRST, "groups").await;
        let of: Vec<_> = groups.iter().map(|group| (&group["label"], &group["account_count"])).collect();
        assert_eq!(of, [(&json!("Empty"), &json!(0)), (&json!("Launch"), &json!(1))]);
    }
}

#[tokio::test]
async fn the_pages_show_what_a_group_gained_and_labels_as_text() {
    for app in apps().await {
        app.tracks(FIRST, "<i>Acme</i>", "<b>Launch</b>", &["mira"]).await;
        let bot = app.bot().await;
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "mira")]})).await.ok();
        let views = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 12_345)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &views).await.ok();
        let viewer = app.viewer().await;
        let page = viewer.get(&format!("/guilds/{FIRST}/brands")).await.ok().body;
        let group = id(&all(&viewer, FIRST, "groups").await[0]);
        let own = viewer.get(&format!("/guilds/{FIRST}/groups/{group}?days=30&metric=likes")).await.ok().body;
        for body in [&page, &own] {
            assert!(
                body.contains("12,345") && body.contains("&lt;b&gt;Launch") && !body.contains("<b>Launch")
            );
            assert!(body.contains("Only administrators"), "what a viewer may not is shown with the reason");
            assert!(!body.contains("data-dialog-link"));
        }
        assert!(own.contains("<bdi>mira</bdi>") && own.contains("Likes gained per day"));
        for (query, there) in [("q=LAUNCH", true), ("q=acme", true), ("q=%25", false), ("q=nothing", false)] {
            let page = viewer.get(&format!("/guilds/{FIRST}/brands?{query}")).await.ok().body;
            assert_eq!(page.contains("12,345"), there, "{query}");
        }
        for wrong in ["brand_id=7", "cursor=x"] {
            let page = viewer.get(&format!("/guilds/{FIRST}/brands?{wrong}")).await.ok().body;
            assert!(page.contains("note-warn") && page.contains("12,345"), "{wrong}");
        }
        let wrong = viewer.get(&format!("/guilds/{FIRST}/groups/{group}?days=5&metric=x")).await.ok().body;
        assert_eq!(wrong.matches("note-warn").count(), 2);
    }
}

#[tokio::test]
async fn a_long_tree_is_paged_both_ways() {
    for app in apps().await {
        let admin = app.admin().await;
        for n in 0..3 {
            let brand = brand(&admin, FIRST, &format!("Brand {n}")).await;
            for m in 0..45 {
                group(&admin, FIRST, &brand, &format!("Group {n}-{m:02}")).await;
            }
        }
        brand(&admin, FIRST, "Zeta").await;
        let link = |body: &str, rel: &str| {
            let at = body.find(&format!("rel=\"{rel}\""))?;
            let start = body[..at].rfind("href=\"")? + 6;
            body[start..].split('"').next().map(|href| href.replace("&amp;", "&"))
        };
        let first = admin.get(&format!("/guilds/{FIRST}/brands")).await.ok().body;
        assert!(first.contains("Group 2-09") && !first.contains("Group 2-10") && !first.contains("Zeta"));
        assert_eq!(link(&first, "prev"), None);
        let second = admin.get(&link(&first, "next").unwrap()).await.ok().body;
        assert!(second.contains("Group 2-10") && second.contains("Zeta") && !second.contains("Group 2-09"));
        assert_eq!(link(&second, "next"), None);
        let back = admin.get(&link(&second, "prev").unwrap()).await.ok().body;
        assert!(back.contains("Group 0-00") && back.contains("Group 2-09") && !back.contains("Zeta"));
    }
}

#[tokio::test]
async fn a_group_that_nobody_looked_at_has_no_numbers() {
    const UNKNOWN: &str = "Nothing was collected in these days";
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let groups = admin.get(&format!("/api/v1/guilds/{FIRST}/groups")).await.ok().json();
        let (own, brands) = (
            format!("/guilds/{FIRST}/groups/{}", id(&groups["items"][0])),
            format!("/guilds/{FIRST}/brands"),
        );
        for page in [&own, &brands] {
            assert!(admin.get(page).await.ok().body.contains(UNKNOWN), "{page}");
        }
        let seen = json!({"platform": "tiktok", "username": "mira", "followers": 7, "status": "active",
            "collected_at": "2026-11-16T11:00:00Z"});
        let bot = app.bot().await;
        bot.post(&format!("guilds/{FIRST}/accounts"), &json!({"accounts": [seen]})).await.ok();
        for page in [&own, &brands] {
            assert!(!admin.get(page).await.ok().body.contains(UNKNOWN), "{page}: nothing gained is 0");
        }
    }
}
