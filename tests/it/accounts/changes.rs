//! One account at a time.

use reqwest::Method;
use serde_json::json;
use tracking_dashboard::time::DAY;

use super::{api, find, group_of, new};
use crate::support::{FIRST, SECOND, apps, post, snapshot};

#[tokio::test]
async fn an_account_is_added_once_and_its_fields_are_checked() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        app.tracks(SECOND, "Other", "Group", &["else"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let group = group_of(&admin, "mira").await;
        let made = admin.post_json(&api(), &new("Noa", &group)).await.expect(201).json();
        assert_eq!(
            (&made["username"], &made["display_name"], &made["status"]),
            (&json!("Noa"), &json!("Noa"), &json!("active"))
        );
        assert_eq!(made["url"], "https://www.tiktok.com/@Noa");
        let path = format!("{}/{}", api(), made["id"].as_str().unwrap());
        assert_eq!(admin.get(&path).await.ok().json(), made);

        let again = admin.post_json(&api(), &new("NOA", &group)).await.expect(422);
        assert_eq!(again.pointers(), ["#/username"]);
        assert!(again.body.contains("in the group Launch"));
        let other = admin.get(&format!("/api/v1/guilds/{SECOND}/accounts")).await.ok().json();
        let foreign = other["items"][0]["group"]["id"].as_str().unwrap().to_owned();
        let refused = admin.post_json(&api(), &new("zoe", &foreign)).await.expect(422);
        assert_eq!(refused.pointers(), ["#/group_id"]);
        for (field, value) in [
            ("username", json!("two words")),
            ("username", json!("x".repeat(300))),
            ("username", json!("@zoe")),
            ("username", json!("")),
            ("platform", json!("myspace")),
            ("group_id", json!("7")),
            ("display_name", json!("")),
        ] {
            let mut body = new("zoe", &group);
            body[field] = value;
            let answer = admin.post_json(&api(), &body).await.expect(422);
            assert_eq!(answer.pointers(), [format!("#/{field}")], "{}", answer.body);
        }
        let mut more = new("zoe", &group);
        more["status"] = json!("paused");
        assert_eq!(admin.post_json(&api(), &more).await.expect(422).pointers(), ["#/status"]);
        assert_eq!(
            viewer.post_json(&api(), &new("zoe", &group)).await.told(),
            (403, "admin_required".into())
        );
        assert!(find(&admin, "zoe").await.is_null());
    }
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_leaves_an_entry_for_what_changed() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira", "noa"]).await;
        app.tracks(FIRST, "Beta", "Second", &["zoe"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let mira = find(&admin, "mira").await;
        let path = format!("{}/{}", api(), mira["id"].as_str().unwrap());
        let edit = async |body| admin.send_json(Method::PATCH, &path, &body).await;
        let entries = async || -> i64 {
            app.db.q("SELECT COUNT(*) FROM audit_log WHERE target_type = 'account'").scalar().await.unwrap()
        };

        let edited = edit(json!({"display_name": "<b>Mira</b>"})).await.ok().json();
        assert_eq!(
            (&edited["display_name"], &edited["username"]),
            (&json!("<b>Mira</b>"), &mira["username"])
        );
        edit(json!({"display_name": "<b>Mira</b>"})).await.ok();
        edit(json!({})).await.ok();
        assert_eq!(entries().await, 1, "what changes nothing leaves no entry");
        // The bot's word does not take back what people said, until they give it back.
        let report = json!({"accounts": [{"platform": "tiktok", "username": "mira", "followers": 1,
            "status": "active", "display_name": "Robot", "collected_at": "2026-11-16T11:30:00Z"}]});
        let bot = app.bot().await;
        bot.post(&format!("guilds/{FIRST}/accounts"), &report).await.ok();
        assert_eq!(find(&admin, "mira").await["display_name"], "<b>Mira</b>");
        assert_eq!(edit(json!({"display_name": null})).await.ok().json()["display_name"], "mira");
        bot.post(&format!("guilds/{FIRST}/accounts"), &report).await.ok();
        assert_eq!(find(&admin, "mira").await["display_name"], "Robot");

        let group = group_of(&admin, "zoe").await;
        let moved = edit(json!({"group_id": group, "status": "paused"})).await.ok().json();
        assert_eq!(
            (&moved["group"]["label"], &moved["brand"]["label"], &moved["status"]),
            (&json!("Second"), &json!("Beta"), &json!("paused"))
        );
        assert_eq!(edit(json!({"status": "active"})).await.ok().json()["status"], "active");
        assert_eq!(edit(json!({"status": "unavailable"})).await.expect(422).pointers(), ["#/status"]);
        assert_eq!(edit(json!({"username": "NOA"})).await.expect(422).pointers(), ["#/username"]);
        assert_eq!(edit(json!({"username": "Mira"})).await.ok().json()["username"], "Mira");
        let before = entries().await;
        viewer.send_json(Method::PATCH, &path, &json!({"username": "x"})).await.expect(403);
        assert_eq!(entries().await, before);
    }
}

#[tokio::test]
async fn a_deleted_account_comes_back_within_thirty_days_with_what_it_had() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira", "noa"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "mira")]})).await.ok();
        let views = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 500)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &views).await.ok();
        let mira = find(&admin, "mira").await;
        let path = format!("{}/{}", api(), mira["id"].as_str().unwrap());

        admin.send_json(Method::DELETE, &path, &json!({})).await.expect(204);
        admin.send_json(Method::DELETE, &path, &json!({})).await.expect(404);
        assert!(find(&admin, "mira").await.is_null());
        assert_eq!(bot.post(&format!("guilds/{FIRST}/metrics"), &views).await.ok().json()["accepted"], 0);
        let overview = admin.get(&format!("/guilds/{FIRST}")).await.ok().body;
        assert!(overview.contains(">500<"), "earlier days keep counting");
        let back = admin.post_json(&format!("{path}/restore"), &json!({})).await.ok().json();
        assert_eq!((&back["views_7d"], &back["id"]), (&json!(500), &mira["id"]));
        admin.post_json(&format!("{path}/restore"), &json!({})).await.ok();

        admin.send_json(Method::DELETE, &path, &json!({})).await.expect(204);
        let group = group_of(&admin, "noa").await;
        let again = admin.post_json(&api(), &new("MIRA", &group)).await.expect(201).json();
        assert_eq!(
            (&again["id"], &again["views_7d"]),
            (&mira["id"], &json!(500)),
            "adding it again brings it back"
        );

        admin.send_json(Method::DELETE, &path, &json!({})).await.expect(204);
        let noa = format!("{}/{}", api(), find(&admin, "noa").await["id"].as_str().unwrap());
        admin.send_json(Method::PATCH, &noa, &json!({"username": "mira"})).await.ok();
        assert_eq!(
            admin.post_json(&format!("{path}/restore"), &json!({})).await.told(),
            (409, "conflict".into())
        );
        admin.send_json(Method::PATCH, &noa, &json!({"username": "noa"})).await.ok();
        app.clock.advance(30 * DAY);
        let admin = app.admin().await;
        admin.post_json(&format!("{path}/restore"), &json!({})).await.expect(404);
        let fresh = admin.post_json(&api(), &new("mira", &group)).await.expect(201).json();
        assert_ne!(fresh["id"], mira["id"]);
    }
}

#[tokio::test]
async fn after_thirty_days_an_account_is_gone_with_its_posts_but_not_what_its_group_gained() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira", "noa"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        let posts = json!({"posts": [post("1", "mira"), post("2", "noa")]});
        bot.post(&format!("guilds/{FIRST}/posts"), &posts).await.ok();
        let views = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 500)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &views).await.ok();
        let path = format!("{}/{}", api(), find(&admin, "mira").await["id"].as_str().unwrap());
        admin.send_json(Method::DELETE, &path, &json!({})).await.expect(204);
        let left = async || -> (i64, i64, i64) {
            let sql = "SELECT (SELECT COUNT(*) FROM accounts), (SELECT COUNT(*) FROM posts),
                (SELECT CAST(SUM(views) AS BIGINT) FROM group_days)";
            app.db.q(sql).one().await.unwrap()
        };
        app.clock.advance(30 * DAY - 1);
        tracking_dashboard::tracking::forget_old(&app).await.unwrap();
        assert_eq!(left().await, (2, 2, 500));
        app.clock.advance(1);
        tracking_dashboard::tracking::forget_old(&app).await.unwrap();
        assert_eq!(left().await, (1, 1, 500));
        let page = app.admin().await.get(&format!("/guilds/{FIRST}/posts")).await.ok().body;
        assert!(!page.contains("of 2"), "the sums still count the post that is gone: no total is said");
    }
}
