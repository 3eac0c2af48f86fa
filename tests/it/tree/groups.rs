//! Groups through the API.

use serde_json::json;
use tracking_dashboard::ids::{BrandId, GroupId};
use tracking_dashboard::tracking::{Label, MOST_PLACES, brands, groups};

use super::{all, api, audited, brand, delete, group, id, made, patch, restore};
use crate::support::{FIRST, SECOND, TestApp, apps};

const GENERAL: &str = "111111111111111111";
const STAFF: &str = "222222222222222222";
/// A channel of the second server.
const FOREIGN_CHANNEL: &str = "333333333333333333";

async fn tell_channels(app: &TestApp) {
    let bot = app.bot().await;
    let channel = |id: &str, name: &str| json!({"id": id, "name": name, "bot_can_post": true});
    for (guild, channels) in [
        (FIRST, json!([channel(GENERAL, "general"), channel(STAFF, "staff")])),
        (SECOND, json!([channel(FOREIGN_CHANNEL, "elsewhere")])),
    ] {
        let body = json!({"name": "Server", "icon_url": null, "channels": channels});
        bot.call("PUT", &format!("guilds/{guild}"), &body).send().await.ok();
    }
}

#[tokio::test]
async fn a_group_is_made_renamed_moved_and_given_a_channel() {
    for app in apps().await {
        tell_channels(&app).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let (acme, other) = (brand(&admin, FIRST, "Acme").await, brand(&admin, FIRST, "Other").await);
        let body = json!({"label": "Launch", "brand_id": acme, "discord_channel_id": GENERAL});
        let launch = made(&admin, FIRST, "groups", &body).await;
        let wanted = json!({"id": id(&launch), "label": "Launch", "slug": "launch", "brand": {"id": acme, "label": "Acme"},
            "discord_channel_id": GENERAL, "account_count": 0});
        assert_eq!(launch, wanted);
        assert_eq!(all(&viewer, FIRST, "groups").await, std::slice::from_ref(&launch));

        let path = format!("groups/{}", id(&launch));
        let edit = async |body| patch(&admin, FIRST, &path, &body).await.ok().json();
        edit(json!({})).await;
        edit(json!({"label": "Launch", "brand_id": acme, "discord_channel_id": GENERAL})).await;
        assert_eq!(edit(json!({"label": "Start"})).await["slug"], "start");
        assert_eq!(edit(json!({"brand_id": other})).await["brand"]["label"], "Other");
        assert_eq!(edit(json!({"discord_channel_id": STAFF})).await["discord_channel_id"], STAFF);
        let both = edit(json!({"label": "Launch", "discord_channel_id": null})).await;
        assert_eq!((&both["discord_channel_id"], &both["brand"]["label"]), (&json!(null), &json!("Other")));
        let entry = |changes| ("group.updated".to_owned(), changes);
        let wanted = [
            ("group.created".to_owned(), json!({})),
            entry(json!({"label": {"old": "Launch", "new": "Start"}})),
            entry(json!({"brand": {"old": "Acme", "new": "Other"}})),
            entry(json!({"channel": {"old": "#general", "new": "#staff"}})),
            entry(
                json!({"channel": {"old": "#staff", "new": null}, "label": {"old": "Start", "new": "Launch"}}),
            ),
        ];
        assert_eq!(audited(&app, &id(&launch)).await, wanted, "what changed nothing left no entry");

        let refused = (403, "admin_required".to_owned());
        assert_eq!(viewer.post_json(&api(FIRST, "groups"), &body).await.told(), refused);
        assert_eq!(patch(&viewer, FIRST, &path, &json!({"label": "x"})).await.told(), refused);
        assert_eq!(delete(&viewer, FIRST, &path).await.told(), refused);
        assert_eq!(restore(&viewer, FIRST, &path).await.told(), refused);
        assert_eq!(app.outsider().await.get(&api(FIRST, "groups")).await.status, 404);
    }
}

#[tokio::test]
async fn what_belongs_to_another_server_is_not_found() {
    for app in apps().await {
        tell_channels(&app).await;
        let admin = app.admin().await;
        let (acme, foreign) = (brand(&admin, FIRST, "Acme").await, brand(&admin, SECOND, "Foreign").await);
        let launch = group(&admin, FIRST, &acme, "Launch").await;
        let path = format!("groups/{launch}");
        for (pointer, id) in [("#/brand_id", foreign.as_str()), ("#/discord_channel_id", FOREIGN_CHANNEL)] {
            let refused = patch(&admin, FIRST, &path, &json!({&pointer[2..]: id})).await.expect(422);
            assert_eq!(refused.pointers(), [pointer]);
        }
        let elsewhere = json!({"label": "x", "brand_id": foreign});
        assert_eq!(
            admin.post_json(&api(FIRST, "groups"), &elsewhere).await.expect(422).pointers(),
            ["#/brand_id"]
        );
        for call in ["restore", ""] {
            let answer = match call {
                "" => delete(&admin, SECOND, &path).await,
                _ => restore(&admin, SECOND, &path).await,
            };
            assert_eq!(answer.status, 404);
        }
        assert_eq!(patch(&admin, SECOND, &path, &json!({"label": "x"})).await.status, 404);
        let of_foreign = admin.get(&format!("{}?brand_id={foreign}", api(FIRST, "groups"))).await.ok();
        assert_eq!(of_foreign.json()["items"], json!([]));
        assert_eq!(admin.get(&format!("/guilds/{SECOND}/groups/{launch}")).await.status, 404);
        admin.get(&format!("/guilds/{FIRST}/groups/{launch}")).await.ok();
        assert_eq!(audited(&app, &launch).await.len(), 1);
    }
}

#[tokio::test]
async fn a_label_stands_once_in_a_brand_and_may_stand_in_another() {
    for app in apps().await {
        let admin = app.admin().await;
        let (acme, other) = (brand(&admin, FIRST, "Acme").await, brand(&admin, FIRST, "Other").await);
        group(&admin, FIRST, &acme, "Launch").await;
        let second = group(&admin, FIRST, &acme, "Second").await;
        let twin = group(&admin, FIRST, &other, "Launch").await;
        let new = json!({"label": "launch", "brand_id": acme});
        assert_eq!(admin.post_json(&api(FIRST, "groups"), &new).await.expect(422).pointers(), ["#/label"]);
        let renamed = patch(&admin, FIRST, &format!("groups/{second}"), &json!({"label": "LAUNCH"})).await;
        assert_eq!(renamed.expect(422).pointers(), ["#/label"]);
        let moved = patch(&admin, FIRST, &format!("groups/{twin}"), &json!({"brand_id": acme})).await;
        assert_eq!(moved.expect(422).pointers(), ["#/brand_id"]);
        let both = json!({"brand_id": acme, "label": "Third"});
        patch(&admin, FIRST, &format!("groups/{twin}"), &both).await.ok();
        for (body, pointer) in [
            (json!({"label": "x"}), "#/brand_id"),
            (json!({"label": "x", "brand_id": "7"}), "#/brand_id"),
            (json!({"label": "x", "brand_id": acme, "discord_channel_id": "7"}), "#/discord_channel_id"),
            (json!({"label": "x", "brand_id": acme, "more": 1}), "#/more"),
        ] {
            let answer = admin.post_json(&api(FIRST, "groups"), &body).await.expect(422);
            assert_eq!(answer.pointers(), [pointer], "{body}");
        }
    }
}

#[tokio::test]
async fn only_an_empty_group_is_deleted_and_it_comes_back_with_its_brand() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let full = id(&all(&admin, FIRST, "groups").await[0]);
        let acme = id(&all(&admin, FIRST, "brands").await[0]);
        let refused = delete(&admin, FIRST, &format!("groups/{full}")).await;
        assert_eq!(refused.told(), (409, "not_empty".into()));
        assert!(refused.json()["detail"].as_str().unwrap().contains("accounts"));

        let other = brand(&admin, FIRST, "Other").await;
        let empty = group(&admin, FIRST, &other, "Empty").await;
        let path = format!("groups/{empty}");
        delete(&admin, FIRST, &path).await.expect(204);
        assert_eq!(delete(&admin, FIRST, &path).await.status, 404);
        assert_eq!(admin.get(&format!("/guilds/{FIRST}/groups/{empty}")).await.status, 404);
        delete(&admin, FIRST, &format!("brands/{other}")).await.expect(204);
        let orphan = restore(&admin, FIRST, &path).await;
        assert_eq!(orphan.told(), (409, "conflict".into()));
        assert!(orphan.json()["detail"].as_str().unwrap().contains("brand"));
        restore(&admin, FIRST, &format!("brands/{other}")).await.ok();
        group(&admin, FIRST, &other, "EMPTY").await;
        assert_eq!(restore(&admin, FIRST, &path).await.told(), (409, "conflict".into()));
        let usurper =
            all(&admin, FIRST, "groups").await.iter().find(|g| g["label"] == "EMPTY").map(id).unwrap();
        patch(&admin, FIRST, &format!("groups/{usurper}"), &json!({"brand_id": acme})).await.ok();
        assert_eq!(restore(&admin, FIRST, &path).await.ok().json()["brand"]["label"], "Other");
        let actions: Vec<_> = audited(&app, &empty).await.into_iter().map(|entry| entry.0).collect();
        assert_eq!(actions, ["group.created", "group.deleted", "group.restored"]);
    }
}

#[tokio::test]
async fn a_server_has_a_thousand_brands_and_groups_and_no_more() {
    for app in apps().await {
        let admin = app.admin().await;
        let acme = brand(&admin, FIRST, "Acme").await;
        let (gone, gone_group) =
            (brand(&admin, FIRST, "Gone").await, group(&admin, FIRST, &acme, "Gone").await);
        for thing in [format!("brands/{gone}"), format!("groups/{gone_group}")] {
            delete(&admin, FIRST, &thing).await.expect(204);
        }
        let now = app.app.clock.now();
        let label = |n| Label::parse(&format!("Number {n}")).unwrap();
        let brands: Vec<_> = (2..MOST_PLACES).map(|n| (BrandId::new(now), label(n))).collect();
        let groups: Vec<_> =
            (1..MOST_PLACES).map(|n| (GroupId::new(now), acme.parse().unwrap(), label(n))).collect();
        let mut tx = app.db.begin().await.unwrap();
        brands::store::insert_all(&mut tx, FIRST, &brands, now).await.unwrap();
        groups::store::insert_all(&mut tx, FIRST, &groups, now).await.unwrap();
        tx.commit().await.unwrap();
        for (things, gone) in [("brands", gone), ("groups", gone_group)] {
            let body = |label: &str| match things {
                "brands" => json!({"label": label}),
                _ => json!({"label": label, "brand_id": acme}),
            };
            let last = made(&admin, FIRST, things, &body("The last")).await;
            let full = admin.post_json(&api(FIRST, things), &body("One more")).await;
            assert_eq!(full.told(), (409, "conflict".to_owned()));
            assert!(full.body.contains(&format!("This server has 1,000 {things}")), "{}", full.body);
            let gone = format!("{things}/{gone}");
            assert_eq!(restore(&admin, FIRST, &gone).await.told(), (409, "conflict".to_owned()));
            let there = format!("{things}/{}", id(&last));
            patch(&admin, FIRST, &there, &json!({"label": "Renamed"})).await.ok();
            delete(&admin, FIRST, &there).await.expect(204);
            restore(&admin, FIRST, &gone).await.ok();
            assert_eq!(restore(&admin, FIRST, &there).await.told(), (409, "conflict".to_owned()));
            // Another server has room of its own.
            brand(&admin, SECOND, things).await;
        }
    }
}
