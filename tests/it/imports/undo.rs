//! Taking an import back.

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::time::{DAY, HOUR};

use super::{HEADER, act, count, ended, import, send};
use crate::support::{Actor, FIRST, TestApp, apps};

/// Accounts that are there: name, group, display name.
pub async fn there(app: &TestApp) -> Vec<(String, String, String)> {
    let sql = "SELECT a.username, g.label, a.display_name FROM accounts a JOIN account_groups g ON g.id = a.group_id
               WHERE a.deleted_at IS NULL ORDER BY a.username";
    app.db.q(sql).all().await.unwrap()
}

async fn account(actor: &Actor, username: &str) -> String {
    let path = format!("/api/v1/guilds/{FIRST}/accounts?q={username}");
    actor.get(&path).await.ok().json()["items"][0]["id"].as_str().expect("an account").to_owned()
}

pub async fn edit(actor: &Actor, username: &str, body: Value) {
    let path = format!("/api/v1/guilds/{FIRST}/accounts/{}", account(actor, username).await);
    actor.send_json(Method::PATCH, &path, &body).await.ok();
}

pub const GROUPS: &str = "SELECT COUNT(*) FROM account_groups WHERE deleted_at IS NULL";
pub const BRANDS: &str = "SELECT COUNT(*) FROM brands WHERE deleted_at IS NULL";

#[tokio::test]
async fn what_it_made_goes_what_it_changed_goes_back_and_what_was_edited_since_stays() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben", "cleo"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let before = there(&app).await;
        let rows = "tiktok,ana,Beta,Second,Ana A.\ntiktok,ben,Beta,Second,\ntiktok,cleo,Acme,Launch,\n\
                    tiktok,dora,Beta,Third,\ntiktok,eva,Gamma,Fourth,\ntiktok,fay,Gamma,Fourth,\n";
        let one = send(&admin, format!("{HEADER}{rows}").as_bytes(), &[("create_missing", "true")]).await;
        let one = one.expect(201).json();
        act(&admin, &one, "confirm").await.expect(202);
        let done = ended(&admin, &one).await;
        assert_eq!((&done["created"], &done["updated"]), (&json!(3), &json!(2)));
        assert_eq!((count(&app, BRANDS).await, count(&app, GROUPS).await), (3, 4));

        edit(&admin, "ben", json!({"group_id": group(&admin, "dora").await})).await;
        edit(&admin, "fay", json!({"display_name": "Fay F."})).await;
        act(&viewer, &one, "undo").await.expect(403);
        let undone = act(&admin, &one, "undo").await.ok().json();
        assert_eq!((&undone["removed"], &undone["restored"]), (&json!(2), &json!(1)));
        let mut kept: Vec<_> =
            undone["kept"].as_array().unwrap().iter().map(|kept| kept["name"].clone()).collect();
        kept.sort_by_key(ToString::to_string);
        assert_eq!(kept, ["@ben on TikTok", "@fay on TikTok"]);
        let after = there(&app).await;
        let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(after[..2], [before[0].clone(), row("ben", "Third", "ben")]);
        assert_eq!(after[2..], [before[2].clone(), row("fay", "Fourth", "Fay F.")]);
        assert_eq!((count(&app, BRANDS).await, count(&app, GROUPS).await), (3, 3), "Second is empty again");
        assert_eq!((&undone["removed_groups"], &undone["removed_brands"]), (&json!(1), &json!(0)));
        assert_eq!(sorted(&undone["kept_groups"]), ["Fourth", "Third"]);
        assert_eq!(sorted(&undone["kept_brands"]), ["Beta", "Gamma"]);

        assert_eq!(act(&admin, &one, "undo").await.ok().json(), undone, "asked again it says the same");
        let now = admin.get(&format!("{}/{}", super::api(), super::id(&one))).await.ok().json();
        assert_eq!((&now["state"], &now["undone"]), (&json!("undone"), &undone));
        let told = "SELECT COUNT(*) FROM audit_log WHERE action = 'import.undone'";
        assert_eq!(count(&app, told).await, 1);
    }
}

pub async fn group(actor: &Actor, username: &str) -> Value {
    let path = format!("/api/v1/guilds/{FIRST}/accounts?q={username}");
    actor.get(&path).await.ok().json()["items"][0]["group"]["id"].clone()
}

pub fn sorted(labels: &Value) -> Vec<&str> {
    let mut labels: Vec<_> =
        labels.as_array().unwrap().iter().filter_map(|kept| kept["label"].as_str()).collect();
    labels.sort_unstable();
    labels
}

#[tokio::test]
async fn what_two_imports_share_goes_with_the_last_of_them_whichever_made_it() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let made = async |rows: &str| {
            let one = send(&admin, format!("{HEADER}{rows}").as_bytes(), &[("create_missing", "true")]).await;
            let one = one.expect(201).json();
            act(&admin, &one, "confirm").await.expect(202);
            ended(&admin, &one).await
        };
        let (one, two) =
            (made("tiktok,ana,New,One,\n").await, made("tiktok,ben,New,One,\nx,cleo,New,Two,\n").await);
        let three = made("tiktok,dora,New,Two,\n").await;
        let undone = act(&admin, &one, "undo").await.ok().json();
        assert_eq!((&undone["removed"], sorted(&undone["kept_groups"])), (&json!(1), vec!["One"]));
        assert_eq!(sorted(&undone["kept_brands"]), ["New"]);
        let undone = act(&admin, &two, "undo").await.ok().json();
        assert_eq!((&undone["removed_groups"], sorted(&undone["kept_groups"])), (&json!(1), vec!["Two"]));
        assert_eq!((count(&app, BRANDS).await, count(&app, GROUPS).await), (2, 2), "dora is in New, Two");
        let undone = act(&admin, &three, "undo").await.ok().json();
        assert_eq!((&undone["removed_groups"], &undone["removed_brands"]), (&json!(1), &json!(1)));
        assert_eq!((count(&app, BRANDS).await, count(&app, GROUPS).await), (1, 1));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM import_files WHERE kind = 'undo'").await, 0);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM import_leftovers").await, 0);
        assert_eq!(there(&app).await.len(), 1, "what no import made stays");
    }
}

#[tokio::test]
async fn a_group_that_people_use_by_now_stays_with_its_brand() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let rows = format!("{HEADER}tiktok,ana,New,One,\n");
        let one = send(&admin, rows.as_bytes(), &[("create_missing", "true")]).await.expect(201).json();
        act(&admin, &one, "confirm").await.expect(202);
        ended(&admin, &one).await;
        edit(&admin, "mira", json!({"group_id": group(&admin, "ana").await})).await;
        let undone = act(&admin, &one, "undo").await.ok().json();
        assert_eq!((&undone["removed"], sorted(&undone["kept_groups"])), (&json!(1), vec!["One"]));
        let page = format!("/guilds/{FIRST}/data/imports/{}", super::id(&one));
        let page = admin.get(&page).await.ok().body;
        for part in [
            "/groups/",
            "brands?brand_id=",
            "<bdi>One</bdi></a>",
            "Still used by others or changed since",
            "Undone by <bdi>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert_eq!((count(&app, BRANDS).await, count(&app, GROUPS).await), (2, 2));
    }
}

#[tokio::test]
async fn it_can_be_taken_back_for_seven_days_and_made_again_after() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let (early, late) = (
            import(&admin, "tiktok,ana,Acme,Launch,\n").await,
            import(&admin, "tiktok,ben,Acme,Launch,\n").await,
        );
        app.clock.advance(7 * DAY - HOUR);
        let admin = app.admin().await;
        assert_eq!(act(&admin, &early, "undo").await.ok().json()["removed"], 1);
        app.clock.advance(HOUR);
        let admin = app.admin().await;
        assert_eq!(act(&admin, &late, "undo").await.told(), (409, "conflict".into()));
        assert_eq!(there(&app).await.len(), 1);
        let again = import(&admin, "tiktok,ana,Acme,Launch,\n").await;
        assert_eq!((&again["state"], &again["created"]), (&json!("completed"), &json!(1)));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM accounts").await, 2, "the same account is back");
    }
}

/// Imports these rows with what is missing.
pub async fn made(admin: &Actor, rows: &str) -> Value {
    let one = send(admin, format!("{HEADER}{rows}").as_bytes(), &[("create_missing", "true")]).await;
    let one = one.expect(201).json();
    act(admin, &one, "confirm").await.expect(202);
    ended(admin, &one).await
}

#[tokio::test]
async fn what_one_import_made_and_others_changed_goes_with_the_last_of_them() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let one = made(&admin, "tiktok,ana,New,One,\ntiktok,mira,Acme,Launch,Mira A.\n").await;
        let two = made(&admin, "tiktok,ana,New,Two,\ntiktok,mira,Acme,Launch,Mira B.\n").await;
        let three = made(&admin, "tiktok,ana,New,Two,Ana C.\n").await;
        let undone = act(&admin, &one, "undo").await.ok().json();
        assert_eq!((&undone["removed"], undone["kept"].as_array().unwrap().len()), (&json!(0), 2));
        let page = format!("/guilds/{FIRST}/data/imports/{}?dialog=undo-import", super::id(&three));
        let page = admin.get(&page).await.ok().body;
        assert!(page.contains("1 brand that imports undone before left is deleted"), "{page}");
        assert!(page.contains("<bdi>New</bdi>.") && !page.contains("0 accounts"), "{page}");
        let undone = act(&admin, &two, "undo").await.ok().json();
        assert_eq!((&undone["restored"], undone["kept"].as_array().unwrap().len()), (&json!(1), 1));
        let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(there(&app).await, [row("ana", "Two", "Ana C."), row("mira", "Launch", "mira")]);
        let undone = act(&admin, &three, "undo").await.ok().json();
        assert_eq!((&undone["removed"], &undone["restored"]), (&json!(1), &json!(0)));
        assert_eq!((&undone["removed_groups"], &undone["removed_brands"]), (&json!(1), &json!(1)));
        assert_eq!(there(&app).await, [row("mira", "Launch", "mira")]);
        assert_eq!((count(&app, BRANDS).await, count(&app, GROUPS).await), (1, 1));
        assert_eq!(count(&app, "SELECT COUNT(*) FROM import_leftovers").await, 0);
    }
}

#[tokio::test]
async fn what_a_person_changed_between_two_imports_stays_though_both_are_undone() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let one = made(&admin, "tiktok,ana,New,One,\n").await;
        edit(&admin, "ana", json!({"display_name": "Ana P."})).await;
        let two = made(&admin, "tiktok,ana,New,One,Ana B.\n").await;
        act(&admin, &one, "undo").await.ok();
        let undone = act(&admin, &two, "undo").await.ok().json();
        assert_eq!((&undone["removed"], &undone["restored"]), (&json!(0), &json!(1)));
        assert_eq!(there(&app).await, [("ana".to_owned(), "One".to_owned(), "Ana P.".to_owned())]);
    }
}
