//! Many accounts at once: all or none, and back.

use serde_json::{Value, json};
use tracking_dashboard::time::HOUR;

use super::{api, find, group_of};
use crate::support::{Actor, FIRST, SECOND, apps, post, snapshot};

async fn ids(actor: &Actor, names: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(find(actor, name).await["id"].as_str().expect("an account").to_owned());
    }
    ids
}

async fn bulk(actor: &Actor, body: Value) -> Value {
    actor.post_json(&format!("{}/bulk", api()), &body).await.ok().json()
}

async fn undo(actor: &Actor, answer: &Value) -> Value {
    let body = json!({"change_id": answer["change_id"]});
    actor.post_json(&format!("{}/bulk/undo", api()), &body).await.ok().json()
}

#[tokio::test]
async fn a_bulk_change_is_all_or_none() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo"]).await;
        app.tracks(SECOND, "Other", "Group", &["else"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let all = ids(&admin, &["ana", "ben"]).await;
        let other = admin.get(&format!("/api/v1/guilds/{SECOND}/accounts")).await.ok().json();
        let foreign = other["items"][0]["id"].as_str().unwrap();
        let path = format!("{}/bulk", api());
        let with_foreign = json!({"ids": [all[0], foreign], "action": "pause"});
        admin.post_json(&path, &with_foreign).await.expect(404);
        let elsewhere = json!({"ids": all, "action": "move", "group_id": other["items"][0]["group"]["id"]});
        assert_eq!(admin.post_json(&path, &elsewhere).await.expect(422).pointers(), ["#/group_id"]);
        viewer.post_json(&path, &json!({"ids": all, "action": "pause"})).await.expect(403);
        assert_eq!(find(&admin, "ana").await["status"], "active");

        let many: Vec<String> = (0..201).map(|n| format!("0192f0c0-0000-7000-8000-{n:012}")).collect();
        for (body, pointer) in [
            (json!({"ids": [], "action": "pause"}), "#/ids"),
            (json!({"ids": many, "action": "pause"}), "#/ids"),
            (json!({"ids": ["7"], "action": "pause"}), "#/ids/0"),
            (json!({"ids": all, "action": "burn"}), "#/action"),
            (json!({"ids": all, "action": "move"}), "#/group_id"),
            (json!({"ids": all, "action": "pause", "group_id": all[0]}), "#/group_id"),
        ] {
            assert_eq!(admin.post_json(&path, &body).await.expect(422).pointers(), [pointer]);
        }

        let twice = json!({"ids": [all[0], all[0], all[1]], "action": "pause"});
        assert_eq!(bulk(&admin, twice).await["changed"], 2);
        let nothing = bulk(&admin, json!({"ids": all, "action": "pause"})).await;
        assert_eq!(nothing, json!({"changed": 0, "change_id": null}));
        let entries: i64 = app
            .db
            .q("SELECT COUNT(*) FROM audit_log WHERE action = 'account.paused'")
            .scalar()
            .await
            .unwrap();
        assert_eq!(entries, 2, "one entry for each account that changed");
    }
}

#[tokio::test]
async fn a_bulk_change_is_taken_back_but_not_what_was_changed_since() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo"]).await;
        app.tracks(FIRST, "Beta", "Second", &["zoe"]).await;
        let (admin, bot) = (app.admin().await, app.bot().await);
        bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": [post("1", "ana")]})).await.ok();
        let views = json!({"snapshots": [snapshot("1", "2026-11-16T11:00:00Z", 500)]});
        bot.post(&format!("guilds/{FIRST}/metrics"), &views).await.ok();
        let rollups = async || -> Vec<(String, i64)> {
            let sql = "SELECT g.label, CAST(SUM(d.views) AS BIGINT) FROM group_days d
                       JOIN account_groups g ON g.id = d.group_id
                       GROUP BY g.label HAVING SUM(d.views) > 0 ORDER BY g.label";
            app.db.q(sql).all().await.unwrap()
        };
        let (first, second) = (group_of(&admin, "ana").await, group_of(&admin, "zoe").await);
        let before = rollups().await;
        let all = ids(&admin, &["ana", "ben", "zoe"]).await;
        let moved = bulk(&admin, json!({"ids": all, "action": "move", "group_id": second})).await;
        assert_eq!(moved["changed"], 2, "zoe was there already");
        assert_eq!(rollups().await, [("Second".to_owned(), 500)], "today's gains move along");
        let cleo = ids(&admin, &["ben"]).await;
        bulk(&admin, json!({"ids": cleo, "action": "pause"})).await;
        assert_eq!(undo(&admin, &moved).await, json!({"restored": 2, "kept": 0}));
        assert_eq!(rollups().await, before);
        assert_eq!(group_of(&admin, "ben").await, first);
        assert_eq!(find(&admin, "ben").await["status"], "paused", "another change is no matter of this one");

        let again = json!({"change_id": moved["change_id"]});
        admin.post_json(&format!("{}/bulk/undo", api()), &again).await.expect(404);
        let gone = bulk(&admin, json!({"ids": all, "action": "delete"})).await;
        let first_back = format!("{}/{}/restore", api(), all[0]);
        admin.post_json(&first_back, &json!({})).await.ok();
        assert_eq!(undo(&admin, &gone).await, json!({"restored": 2, "kept": 1}));

        let resumed = bulk(&admin, json!({"ids": cleo, "action": "resume"})).await;
        app.clock.advance(HOUR);
        let late = json!({"change_id": resumed["change_id"]});
        admin.post_json(&format!("{}/bulk/undo", api()), &late).await.expect(404);
    }
}
