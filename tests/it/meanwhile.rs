//! Two who edit the same thing: what one did not touch stays as the other left it, what both changed is said once, and
//! what is gone is said to be gone.

use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};
use tracking_dashboard::http::cookies::CSRF;

use crate::access::rules::MISSING;
use crate::bonus::{LAST_WEEK, Stage, id};
use crate::support::{Actor, Answer, FIRST, TestApp, apps};

const ALERTS: &str = "1180000000000001001";

fn page(what: &str) -> String {
    format!("/guilds/{FIRST}/{what}")
}

fn api(what: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/{what}")
}

/// What a page says that a field was when it was drawn.
fn was(page: &str, field: &str) -> String {
    let start = format!("name=\"was_{field}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("was_{field}"));
    rest.split('"').next().unwrap().to_owned()
}

fn clash(now: &str) -> String {
    format!("This was changed to “{now}” by Ada while you were at it. Save again to replace that.")
}

/// The first of these things, from the API.
async fn first(actor: &Actor, what: &str) -> Value {
    actor.get(&api(what)).await.ok().json()["items"][0].clone()
}

async fn patch(actor: &Actor, what: &str, body: Value) {
    actor.send_json(Method::PATCH, &api(what), &body).await.ok();
}

async fn delete(actor: &Actor, what: &str) {
    actor.send_json(Method::DELETE, &api(what), &json!({})).await.expect(204);
}

/// The form of a page as a browser without scripts sends it, with what it was drawn with.
async fn send(actor: &Actor, path: &str, drawn: &str, fields: &[(&str, &str)]) -> Answer {
    let hidden = drawn.split("name=\"was_").skip(1).map(|rest| rest.split('"').next().unwrap());
    let before: Vec<_> = hidden.map(|field| (format!("was_{field}"), was(drawn, field))).collect();
    let before = before.iter().map(|(field, value)| (field.as_str(), value.as_str()));
    actor.post_form(path, &fields.iter().copied().chain(before).collect::<Vec<_>>()).await
}

async fn follow(actor: &Actor, answer: Answer) -> String {
    actor.get(answer.expect(303).location()).await.ok().body
}

async fn know_a_channel(app: &TestApp) {
    let channels = json!([{"id": ALERTS, "name": "alerts", "bot_can_post": true}]);
    let body = json!({"name": "Harbor", "icon_url": null, "channels": channels});
    app.bot().await.call("PUT", &format!("guilds/{FIRST}"), &body).send().await.ok();
}

#[tokio::test]
async fn of_the_settings_only_what_was_changed_is_saved_and_a_clash_once() {
    for app in apps().await {
        know_a_channel(&app).await;
        let admin = app.admin().await;
        let settings =
            async || admin.get(&format!("/api/v1/guilds/{FIRST}")).await.ok().json()["settings"].clone();
        patch(&admin, "settings", json!({"near_miss_percent": 88})).await;
        let drawn = admin.get(&page("settings")).await.ok().body;
        patch(&admin, "settings", json!({"near_miss_percent": 77})).await;
        let (channel, percent, create) =
            ("notification_channel_id", "near_miss_percent", "create_missing_on_import");
        let post =
            async |drawn: &str, fields: &[(&str, &str)]| send(&admin, &page("settings"), drawn, fields).await;
        post(&drawn, &[(channel, ALERTS), (percent, "88")]).await.expect(303);
        assert_eq!(settings().await, json!({channel: ALERTS, percent: 77, create: false}));

        let drawn = admin.get(&page("settings")).await.ok().body;
        patch(&admin, "settings", json!({"near_miss_percent": 66, "create_missing_on_import": true})).await;
        let again = post(&drawn, &[(channel, ""), (percent, "55")]).await.expect(422).body;
        assert!(again.contains(&clash("66")) && again.contains("value=\"55\""));
        assert_eq!(settings().await[channel], ALERTS, "all or nothing");
        post(&again, &[(channel, ""), (percent, "55"), (create, "on")]).await.expect(303);
        assert_eq!(settings().await, json!({channel: null, percent: 55, create: true}));
    }
}

#[tokio::test]
async fn a_fault_beside_it_forgets_no_clash() {
    for app in apps().await {
        let admin = app.admin().await;
        let fields = [("near_miss_percent", "x"), ("was_near_miss_percent", "90")];
        patch(&admin, "settings", json!({"near_miss_percent": 66})).await;
        let again = admin.post_form(&page("settings"), &fields).await.expect(422).body;
        assert!(again.contains(&clash("66")) && was(&again, "near_miss_percent") == "66");
        let fields = [("near_miss_percent", "x"), ("was_near_miss_percent", "66")];
        let again = admin.post_form(&page("settings"), &fields).await.expect(422).body;
        assert!(again.contains("from 50 to 99"));
    }
}

#[tokio::test]
async fn a_threshold_that_somebody_changed_or_deleted_says_so_in_its_form() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let group = id(&first(&admin, "groups").await);
        let threshold = app.threshold(FIRST, &group, 1_000).await;
        let (path, one) = (
            page(&format!("groups/{group}/thresholds/{threshold}")),
            format!("groups/{group}/alert-thresholds/{threshold}"),
        );
        let drawn = admin.get(&page(&format!("alerts?dialog=edit-threshold&id={threshold}"))).await.ok().body;
        assert_eq!(was(&drawn, "value"), "1,000");
        patch(&admin, &one, json!({"value": 2_000})).await;
        send(&admin, &path, &drawn, &[("value", "1,000")]).await.expect(303);
        send(&admin, &path, &drawn, &[("value", "2000")]).await.expect(303);
        let again = send(&admin, &path, &drawn, &[("value", "3000")]).await.expect(422).body;
        assert!(again.contains(&clash("2,000")) && again.contains("value=\"3,000\""));
        let value =
            async || first(&admin, &format!("groups/{group}/alert-thresholds")).await["value"].clone();
        assert_eq!(value().await, 2_000);
        send(&admin, &path, &again, &[("value", "3,000")]).await.expect(303);
        assert_eq!(value().await, 3_000);

        delete(&admin, &one).await;
        let gone = "This threshold was deleted meanwhile, so nothing was changed.";
        let answer = send(&admin, &path, &again, &[("value", "4,000")]).await;
        assert!(follow(&admin, answer).await.contains(gone));
        let answer = admin.post_form(&format!("{path}/delete"), &[]).await;
        assert!(follow(&admin, answer).await.contains(gone));
        let missing = page(&format!("groups/{group}/thresholds/{MISSING}"));
        admin.post_form(&missing, &[("value", "5")]).await.expect(404);
    }
}

#[tokio::test]
async fn a_brand_that_somebody_renamed_or_deleted_says_so_in_its_form() {
    for app in apps().await {
        let admin = app.admin().await;
        let brand = id(&admin.post_json(&api("brands"), &json!({"label": "Acme"})).await.expect(201).json());
        let (path, one) = (page(&format!("brands/{brand}")), format!("brands/{brand}"));
        let drawn = admin.get(&page(&format!("brands?dialog=edit-brand&id={brand}"))).await.ok().body;
        patch(&admin, &one, json!({"label": "Apex"})).await;
        send(&admin, &path, &drawn, &[("label", "Acme")]).await.expect(303);
        assert_eq!(first(&admin, "brands").await["label"], "Apex");
        let again = send(&admin, &path, &drawn, &[("label", "Atlas")]).await.expect(422).body;
        assert!(again.contains(&clash("Apex")) && again.contains("value=\"Atlas\""));
        send(&admin, &path, &again, &[("label", "Atlas")]).await.expect(303);
        assert_eq!(first(&admin, "brands").await["label"], "Atlas");

        delete(&admin, &one).await;
        for (path, fields) in [(path.clone(), vec![("label", "B")]), (format!("{path}/delete"), vec![])] {
            let told = follow(&admin, admin.post_form(&path, &fields).await).await;
            assert!(told.contains("This brand was deleted meanwhile, so nothing was changed."));
        }
        admin.post_form(&page(&format!("brands/{MISSING}")), &[("label", "B")]).await.expect(404);
    }
}

#[tokio::test]
async fn of_a_group_only_what_was_changed_is_saved_and_a_clash_once() {
    for app in apps().await {
        know_a_channel(&app).await;
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let group = first(&admin, "groups").await;
        let (group, brand) = (id(&group), group["brand"]["id"].as_str().unwrap_or_default().to_owned());
        let brand = if brand.is_empty() { id(&first(&admin, "brands").await) } else { brand };
        let (path, one) = (page(&format!("groups/{group}")), format!("groups/{group}"));
        let drawn = admin.get(&page(&format!("brands?dialog=edit-group&id={group}"))).await.ok().body;
        patch(&admin, &one, json!({"label": "Start", "discord_channel_id": ALERTS})).await;
        let fields = |label, channel| {
            [("label", label), ("brand_id", brand.as_str()), ("discord_channel_id", channel)]
        };
        send(&admin, &path, &drawn, &fields("Launch", "")).await.expect(303);
        let now = async || {
            let group = first(&admin, "groups").await;
            (group["label"].clone(), group["discord_channel_id"].clone())
        };
        assert_eq!(now().await, (json!("Start"), json!(ALERTS)));
        let again = send(&admin, &path, &drawn, &fields("Lift", "")).await.expect(422).body;
        assert!(again.contains(&clash("Start")) && again.contains("value=\"Lift\""));
        let chosen = format!("<option value=\"{ALERTS}\" selected>");
        assert!(again.contains(&chosen), "what the other chose beside it");
        send(&admin, &path, &again, &fields("Lift", ALERTS)).await.expect(303);
        assert_eq!(now().await, (json!("Lift"), json!(ALERTS)));

        delete(&admin, &one).await;
        for (path, fields) in
            [(path.clone(), fields("Lift", "").to_vec()), (format!("{path}/delete"), Vec::new())]
        {
            let answer = admin.post_form(&path, &fields).await;
            assert_eq!(answer.location(), page("brands"), "its own page is gone");
            let told = follow(&admin, answer).await;
            assert!(told.contains("This group was deleted meanwhile, so nothing was changed."));
        }
        admin.post_form(&page(&format!("groups/{MISSING}")), &fields("B", "")).await.expect(404);
    }
}

#[tokio::test]
async fn of_an_account_only_what_was_changed_is_saved_and_a_clash_once() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let group = id(&first(&admin, "groups").await);
        let account = id(&first(&admin, "accounts").await);
        let (path, one) = (page(&format!("accounts/{account}")), format!("accounts/{account}"));
        let drawn = admin.get(&path).await.ok().body;
        patch(&admin, &one, json!({"display_name": "Mira H"})).await;
        let fields =
            |name, shown| [("username", name), ("display_name", shown), ("group_id", group.as_str())];
        send(&admin, &path, &drawn, &fields("mira.h", "")).await.expect(303);
        let now = async || {
            let account = first(&admin, "accounts").await;
            (account["username"].clone(), account["display_name"].clone())
        };
        assert_eq!(now().await, (json!("mira.h"), json!("Mira H")));
        let again = send(&admin, &path, &drawn, &fields("mira", "Mira K")).await.expect(422).body;
        assert!(again.contains(&clash("Mira H")) && again.contains("value=\"Mira K\""));
        assert_eq!(was(&again, "username"), "mira.h");
        send(&admin, &path, &again, &fields("mira.h", "Mira K")).await.expect(303);
        assert_eq!(now().await, (json!("mira.h"), json!("Mira K")));

        delete(&admin, &one).await;
        let answer = admin.post_form(&path, &fields("mira", "")).await;
        assert_eq!(answer.location(), page("accounts"));
        let told = follow(&admin, answer).await;
        assert!(told.contains("This account was deleted meanwhile, so nothing was changed."));
        admin.post_form(&page(&format!("accounts/{MISSING}")), &fields("mira", "")).await.expect(404);
    }
}

#[tokio::test]
async fn a_note_that_somebody_else_wrote_stays_until_it_is_replaced_on_purpose() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        stage.gain(0, "2026-11-10", 10).await;
        let round = stage.made(LAST_WEEK, 5_000, &[(0, 10)]).await;
        let (payment, round) = (id(&round["payments"][0]), id(&round));
        let (admin, tab) = (&stage.admin, page(&format!("bonus/rounds/{round}?tab=payments")));
        let path = page(&format!("bonus/rounds/{round}/payments/{payment}/notes"));
        let drawn = admin.get(&tab).await.ok().body;
        assert_eq!(was(&drawn, "notes"), "");
        let one = format!("bonus/rounds/{round}/payments/{payment}");
        patch(admin, &one, json!({"notes": "two\nlines"})).await;
        let notes = async || stage.detail(&round).await["payments"][0]["notes"].clone();

        let again = send(admin, &path, &drawn, &[("notes", "by bank")]).await.expect(422).body;
        assert!(again.contains(&clash("two\nlines")) && again.contains("\nby bank</textarea>"));
        assert_eq!((notes().await, was(&again, "notes").as_str()), (json!("two\nlines"), "two\nlines"));
        let by_script = async |text: &str, was: &str| {
            let fields = [("_csrf", admin.cookie(CSRF)), ("notes", text.into()), ("was_notes", was.into())];
            let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            let request = admin.request(Method::POST, &path).header(ACCEPT, "application/json");
            let kind = "application/x-www-form-urlencoded";
            admin.send(request.header("content-type", kind).body(form)).await
        };
        let told = by_script("by bank", "").await.expect(409).json();
        assert_eq!(told, json!({"notes": "two\nlines", "detail": clash("two\nlines")}));
        by_script("two\r\nlines", "").await.expect(204);
        // A browser sends the ends of lines its own way.
        by_script("by bank", "two\r\nlines").await.expect(204);
        assert_eq!(notes().await, "by bank");
        send(admin, &path, &admin.get(&tab).await.ok().body, &[("notes", "")]).await.expect(303);
        assert_eq!(notes().await, "");
    }
}
