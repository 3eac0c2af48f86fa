//! Groups and brands that imports made: which go when imports are taken back, and which stay.

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::db::record::recorded;
use tracking_dashboard::ids::ImportId;
use tracking_dashboard::time::DAY;
use tracking_dashboard::transfer::import::{changes, forget_old};

use super::undo::{BRANDS, GROUPS, edit, group, made, sorted};
use super::{act, count, id};
use crate::support::{Actor, FIRST, TestApp, apps};

async fn undone(admin: &Actor, import: &Value) -> Value {
    act(admin, import, "undo").await.ok().json()
}

async fn patch(admin: &Actor, what: &str, id: &Value, body: Value) {
    let path = format!("/api/v1/guilds/{FIRST}/{what}/{}", id.as_str().expect("an id"));
    admin.send_json(Method::PATCH, &path, &body).await.ok();
}

async fn brand(app: &TestApp, label: &'static str) -> Value {
    let sql = "SELECT id FROM brands WHERE label = $1";
    let id: uuid::Uuid = app.db.q(sql).bind(label).scalar().await.unwrap();
    json!(id.to_string())
}

const LEFT: &str = "SELECT COUNT(*) FROM import_leftovers";

#[tokio::test]
async fn a_group_or_brand_that_somebody_edited_stays_and_others_go() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let rows = "x,ana,New,One,\nx,ben,New,Two,\nx,cleo,Other,Three,\nx,dora,Third,Four,\n";
        let one = made(&admin, rows).await;
        patch(&admin, "groups", &group(&admin, "ana").await, json!({"label": "One for all"})).await;
        patch(&admin, "brands", &brand(&app, "Other").await, json!({"label": "The other"})).await;
        let undone = undone(&admin, &one).await;
        assert_eq!((&undone["removed"], sorted(&undone["kept_groups"])), (&json!(4), vec!["One for all"]));
        assert_eq!(sorted(&undone["kept_brands"]), ["New", "The other"]);
        assert_eq!((&undone["removed_groups"], &undone["removed_brands"]), (&json!(3), &json!(1)));
    }
}

#[tokio::test]
async fn a_group_for_which_somebody_set_something_stays() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let one = made(&admin, "x,ana,New,One,\nx,ben,New,Two,\n").await;
        let used = group(&admin, "ana").await;
        let path = format!("/api/v1/guilds/{FIRST}/groups/{}/alert-thresholds", used.as_str().unwrap());
        admin.post_json(&path, &json!({"metric": "views", "value": 100})).await.expect(201);
        let undone = undone(&admin, &one).await;
        assert_eq!((&undone["removed_groups"], sorted(&undone["kept_groups"])), (&json!(1), vec!["One"]));
    }
}

#[tokio::test]
async fn what_an_undo_left_is_no_business_of_an_import_that_never_used_it() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let one = made(&admin, "x,ana,New,One,\n").await;
        let home = group(&admin, "mira").await;
        edit(&admin, "mira", json!({"group_id": group(&admin, "ana").await})).await;
        assert_eq!(sorted(&undone(&admin, &one).await["kept_groups"]), ["One"]);
        edit(&admin, "mira", json!({"group_id": home})).await;
        let other = made(&admin, "x,ben,Acme,Launch,\n").await;
        let page = format!("/guilds/{FIRST}/data/imports/{}?dialog=undo-import", id(&other));
        let page = admin.get(&page).await.ok().body;
        assert!(!page.contains("imports undone before"), "One is empty, so it is not foretold: {page}");
        let done = undone(&admin, &other).await;
        assert_eq!(
            (&done["removed"], &done["removed_groups"], &done["removed_brands"]),
            (&json!(1), &json!(0), &json!(0))
        );
        assert_eq!(
            (count(&app, BRANDS).await, count(&app, GROUPS).await),
            (2, 2),
            "One is kept, though empty"
        );
        let used = made(&admin, "x,cleo,New,One,\n").await;
        let done = undone(&admin, &used).await;
        assert_eq!(
            (&done["removed_groups"], &done["removed_brands"]),
            (&json!(1), &json!(1)),
            "it was the last"
        );
        assert_eq!(count(&app, LEFT).await, 0);
    }
}

#[tokio::test]
async fn what_an_undo_left_and_somebody_renamed_since_stays_when_the_last_import_leaves_it() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let one = made(&admin, "x,ana,New,One,\nx,ben,New,Two,\n").await;
        let two = made(&admin, "x,cleo,New,One,\nx,dora,New,Two,\n").await;
        assert_eq!(sorted(&undone(&admin, &one).await["kept_groups"]), ["One", "Two"]);
        patch(&admin, "groups", &group(&admin, "cleo").await, json!({"label": "One for all"})).await;
        let done = undone(&admin, &two).await;
        assert_eq!(
            (&done["removed"], &done["removed_groups"], &done["removed_brands"]),
            (&json!(2), &json!(1), &json!(0))
        );
        let labels = "SELECT label FROM account_groups WHERE deleted_at IS NULL ORDER BY label";
        let labels: Vec<(String,)> = app.db.q(labels).all().await.unwrap();
        assert_eq!(labels, [("Launch".to_owned(),), ("One for all".to_owned(),)]);
    }
}

#[tokio::test]
async fn what_an_undo_deleted_and_somebody_restored_stays_when_it_is_imported_into_again() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let one = made(&admin, "x,ana,New,One,\n").await;
        let (one_group, new) = (group(&admin, "ana").await, brand(&app, "New").await);
        undone(&admin, &one).await;
        for (what, id) in [("brands", &new), ("groups", &one_group)] {
            let path = format!("/api/v1/guilds/{FIRST}/{what}/{}/restore", id.as_str().unwrap());
            admin.post_json(&path, &json!({})).await.ok();
        }
        let again = made(&admin, "x,ben,New,One,\n").await;
        let done = undone(&admin, &again).await;
        assert_eq!(
            (&done["removed"], &done["removed_groups"], &done["removed_brands"]),
            (&json!(1), &json!(0), &json!(0))
        );
        assert_eq!((count(&app, BRANDS).await, count(&app, GROUPS).await), (2, 2));
    }
}

/// Statements of an undo that is not committed.
async fn asked(app: &TestApp, import: &Value) -> usize {
    let id: ImportId = id(import).parse().unwrap();
    let acting = super::acting(app, FIRST);
    let mut tx = app.app.db.begin().await.unwrap();
    let (undone, statements) = recorded(changes::undo(&mut tx, &acting, id)).await;
    undone.unwrap();
    statements.len()
}

#[tokio::test]
async fn an_undo_reads_of_what_others_left_only_what_it_is_about_and_that_ends_after_a_week() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let rows: String = (0..300).map(|n| format!("x,user{n},Acme,Launch,\n")).collect();
        let one = made(&admin, &rows).await;
        let renamed: String = (0..300).map(|n| format!("x,user{n},Acme,Launch,Name {n}\n")).collect();
        let two = made(&admin, &renamed).await;
        let other = made(&admin, "x,mira2,Acme,Launch,\n").await;
        let before = asked(&app, &other).await;
        undone(&admin, &one).await;
        assert_eq!(count(&app, LEFT).await, 300);
        assert_eq!(asked(&app, &other).await, before);
        undone(&admin, &other).await;
        assert_eq!(count(&app, LEFT).await, 300, "they are none of its");
        app.clock.advance(7 * DAY - 1_000);
        forget_old(&app.app).await.unwrap();
        assert_eq!(count(&app, LEFT).await, 300);
        app.clock.advance(DAY);
        forget_old(&app.app).await.unwrap();
        assert_eq!(count(&app, LEFT).await, 0);
        let admin = app.admin().await;
        act(&admin, &two, "undo").await.expect(409);
    }
}
