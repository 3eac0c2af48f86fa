//! The pages of imports without scripts: upload, preview, confirmation, what came of it, and the way back.

use std::time::Duration;

use reqwest::Method;
use tracking_dashboard::http::cookies::CSRF;

use crate::support::{Actor, Answer, FIRST, Options, TestApp, apps, apps_with, eventually};

const SOON: Duration = Duration::from_secs(20);
const HEADER: &str = "platform,username,brand,group,display_name\n";

fn data() -> String {
    format!("/guilds/{FIRST}/data")
}

/// A form with a file as a browser sends it; the token is its first field.
async fn upload(actor: &Actor, filename: &str, content: &[u8], create_missing: bool) -> Answer {
    upload_with(actor, &actor.cookie(CSRF), filename, content, create_missing).await
}

async fn upload_with(
    actor: &Actor,
    token: &str,
    filename: &str,
    content: &[u8],
    create_missing: bool,
) -> Answer {
    let mut body = Vec::new();
    let mut part = |head: &str, content: &[u8]| {
        body.extend_from_slice(format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"_csrf\"", token.as_bytes());
    part(&format!("name=\"file\"; filename=\"{filename}\""), content);
    if create_missing {
        part("name=\"create_missing\"", b"true");
    }
    body.extend_from_slice(b"--b--\r\n");
    let request = actor.request(Method::POST, &format!("{}/imports", data()));
    actor.send(request.header("content-type", "multipart/form-data; boundary=b").body(body)).await
}

/// The address of the preview that an upload leads to.
async fn uploaded(actor: &Actor, rows: &str) -> String {
    let answer = upload(actor, "accounts.csv", format!("{HEADER}{rows}").as_bytes(), false).await;
    let page = answer.expect(303).location().to_owned();
    assert!(page.starts_with(&format!("{}/imports/", data())), "{page}");
    page
}

/// The page once the job is at its end.
async fn ended(actor: &Actor, page: &str) -> String {
    let look = async || {
        let body = actor.get(page).await.ok().body;
        (!body.contains("data-progress=")).then_some(body)
    };
    eventually("the import ends", SOON, look).await
}

/// `mira` and `ola` are tracked in Launch; Second is empty.
async fn fill(app: &TestApp) {
    app.tracks(FIRST, "Acme", "Launch", &["mira", "ola"]).await;
    app.tracks(FIRST, "Zeta", "Second", &[]).await;
}

#[tokio::test]
async fn an_upload_leads_to_a_preview_that_shows_what_would_change_and_changes_nothing() {
    for app in apps().await {
        fill(&app).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let rows = "tiktok,noa,Acme,Launch,<b>Noa</b>\ntiktok,mira,Zeta,Second,\ntiktok,ola,Acme,Launch,\n";
        let page = uploaded(&admin, rows).await;
        let body = admin.get(&page).await.ok().body;
        for part in
            ["accounts.csv", "Import 2 accounts", "was <bdi>Launch · Acme</bdi>", "&lt;b&gt;Noa&lt;/b&gt;"]
        {
            assert!(body.contains(part), "{part}");
        }
        assert!(!body.contains("<b>Noa") && !body.contains("What to correct"));
        let seen = viewer.get(&page).await.ok().body;
        assert!(
            seen.contains("<bdi>noa</bdi>")
                && seen.contains("Only administrators of this server can import accounts.")
        );
        let listed = viewer.get(&data()).await.ok().body;
        assert!(listed.contains("accounts.csv") && listed.contains("Not confirmed"));
        let accounts = admin.get(&format!("/api/v1/guilds/{FIRST}/accounts")).await.ok().json();
        assert_eq!(accounts["items"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn only_admins_of_this_very_session_upload_and_confirm() {
    for app in apps().await {
        fill(&app).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let file = format!("{HEADER}tiktok,noa,Acme,Launch,\n");
        assert_eq!(upload(&viewer, "a.csv", file.as_bytes(), false).await.status, 403);
        for token in ["", "wrong", &viewer.cookie(CSRF)] {
            assert_eq!(upload_with(&admin, token, "a.csv", file.as_bytes(), false).await.status, 403);
        }
        let page = uploaded(&admin, "tiktok,noa,Acme,Launch,\n").await;
        for what in ["confirm", "cancel", "undo", "again"] {
            assert_eq!(viewer.post_form(&format!("{page}/{what}"), &[]).await.status, 403, "{what}");
            let bare = admin.request(Method::POST, &format!("{page}/{what}"));
            assert_eq!(admin.send(bare).await.status, 403, "{what} without a token");
        }
        assert!(admin.get(&page).await.ok().body.contains("Import 1 account"));
    }
}

#[tokio::test]
async fn wrong_rows_stand_together_by_what_mends_them_and_nothing_can_be_confirmed() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        let rows = "vimeo,a,Acme,Launch,\nvimeo,b,Acme,Launch,\ntiktok,c,Nobody,Launch,\ntiktok,d,Acme,Launch,\ntiktok,D,Acme,Launch,\n";
        let page = uploaded(&admin, rows).await;
        let body = admin.get(&page).await.ok().body;
        for part in [
            "4 rows are",
            "Unknown platform",
            "2 places",
            "Same account twice",
            "is the same account as in row 5",
        ] {
            assert!(body.contains(part), "{part}");
        }
        assert!(
            body.contains("Brand or group not there")
                && body.contains("errors.csv")
                && body.contains("rejected.csv")
        );
        assert!(body.contains("Rows are wrong. Correct them in your file"));
        let refused = admin.post_form(&format!("{page}/confirm"), &[]).await.expect(303);
        assert_eq!(refused.location(), page);
        assert!(admin.get(&page).await.ok().body.contains("toast-bad"));
    }
}

#[tokio::test]
async fn a_file_that_is_no_sheet_is_refused_beside_its_field() {
    let small = || Options { variables: vec![("TD_IMPORT__MAX_BYTES", "2048")], ..Options::default() };
    for app in apps_with(small).await {
        fill(&app).await;
        let admin = app.admin().await;
        let rows = format!("{HEADER}tiktok,noa,Acme,Launch,\n");
        for (name, content, words) in [
            ("a.csv", Vec::new(), "is empty"),
            ("a.csv", HEADER.as_bytes().to_vec(), "no row beneath it"),
            ("a.xlsx", rows.clone().into_bytes(), "must be a .csv"),
            ("a.csv", b"PK\x03\x04rest".to_vec(), "workbook or an archive"),
            ("a.csv", vec![b'a'; 3_000], "larger than"),
        ] {
            let answer = upload(&admin, name, &content, true).await.expect(422);
            assert!(answer.body.contains(words), "{words} in {}", answer.body);
            assert!(
                answer.body.contains("import-file-error") && answer.body.contains("<h1>Import &amp; export")
            );
        }
        assert!(admin.get(&data()).await.ok().body.contains("Nothing was imported yet"));
    }
}

#[tokio::test]
async fn columns_are_mapped_by_hand_and_what_is_missing_is_created_when_wanted() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        let file = "Plattform;Wer;Marke;Gruppe\ntiktok;noa;Neu;Eins\n";
        let page = upload(&admin, "a.csv", file.as_bytes(), false).await.expect(303).location().to_owned();
        let body = admin.get(&page).await.ok().body;
        assert!(body.contains("A column is missing") && body.contains("Marke"));
        let twice = [("columns[]", "brand"); 4];
        admin.post_form(&format!("{page}/again"), &twice).await.expect(303);
        assert!(admin.get(&page).await.ok().body.contains("is chosen for two columns"));
        let mapped = ["platform", "username", "brand", "group"].map(|column| ("columns[]", column));
        admin.post_form(&format!("{page}/again"), &mapped).await.expect(303);
        let body = admin.get(&page).await.ok().body;
        assert!(body.contains("What is missing") && body.contains("is no brand of this server"));
        let fields = [mapped.as_slice(), &[("create_missing", "true")]].concat();
        admin.post_form(&format!("{page}/again"), &fields).await.expect(303);
        let body = admin.get(&page).await.ok().body;
        assert!(body.contains("The import creates 1 brand and 1 group") && body.contains("Import 1 account"));
    }
}

#[tokio::test]
async fn a_confirmed_import_is_done_told_and_taken_back() {
    for app in apps().await {
        fill(&app).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let page = uploaded(
            &admin,
            "tiktok,noa,Acme,Launch,\ntiktok,mira,Zeta,Second,Mira\ntiktok,ola,Acme,Launch,\n",
        )
        .await;
        let dialog = admin.get(&format!("{page}?dialog=confirm-import")).await.ok().body;
        assert!(dialog.contains("Import 2 accounts?") && dialog.contains("1 account is"));
        assert_eq!(admin.post_form(&format!("{page}/confirm"), &[]).await.expect(303).location(), page);
        let body = ended(&admin, &page).await;
        assert!(
            body.contains("What it did") && body.contains("accounts?q=noa&amp;platform=tiktok"),
            "{body}"
        );
        assert!(viewer.get(&data()).await.ok().body.contains("Completed"));
        let accounts = format!("/api/v1/guilds/{FIRST}/accounts");
        let names = async || {
            let found = admin.get(&accounts).await.ok().json();
            let of = |one: &serde_json::Value| {
                format!("{} {}", one["username"].as_str().unwrap(), one["group"]["label"].as_str().unwrap())
            };
            found["items"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(names().await, ["mira Second", "noa Launch", "ola Launch"]);
        assert!(
            admin.get(&format!("{page}?dialog=undo-import")).await.ok().body.contains("Undo this import?")
        );
        admin.post_form(&format!("{page}/undo"), &[]).await.expect(303);
        let body = viewer.get(&page).await.ok().body;
        assert!(body.contains("What was taken back") && body.contains("1 account deleted"));
        assert_eq!(names().await, ["mira Launch", "ola Launch"]);
        // Asked again it says the same.
        admin.post_form(&format!("{page}/undo"), &[]).await.expect(303);
    }
}

#[tokio::test]
async fn a_preview_is_cancelled_and_the_history_goes_on_by_pages() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        for number in 0..22 {
            let file = format!("{HEADER}tiktok,noa{number},Acme,Launch,\n");
            let page = upload(&admin, &format!("file{number}.csv"), file.as_bytes(), false).await.expect(303);
            let cancelled = admin.post_form(&format!("{}/cancel", page.location()), &[]).await.expect(303);
            assert_eq!(cancelled.location(), data());
            app.clock.advance(1_000);
        }
        let first = admin.get(&data()).await.ok().body;
        assert!(
            first.contains(">file21.csv<") && first.contains(">file2.csv<") && !first.contains(">file1.csv<")
        );
        assert!(first.contains("Cancelled"));
        let next = first
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.contains("?cursor="));
        let second = admin.get(next.unwrap()).await.ok().body;
        assert!(second.contains(">file1.csv<") && second.contains(">file0.csv<") && second.contains("21–22"));
        let wrong = admin.get(&format!("{}?cursor=x", data())).await.ok().body;
        assert!(wrong.contains("no longer there") && wrong.contains(">file21.csv<"));
    }
}

#[tokio::test]
async fn an_import_that_fails_says_why_needs_attention_and_can_be_tried_again() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        let page = uploaded(&admin, "tiktok,noa,Zeta,Second,\n").await;
        // What the rows name goes away between preview and confirmation.
        let groups = admin.get(&format!("/api/v1/guilds/{FIRST}/groups")).await.ok().json();
        let second =
            groups["items"].as_array().unwrap().iter().find(|group| group["label"] == "Second").unwrap();
        let group = format!("/api/v1/guilds/{FIRST}/groups/{}", second["id"].as_str().unwrap());
        admin.send_json(Method::DELETE, &group, &serde_json::json!({})).await.expect(204);
        admin.post_form(&format!("{page}/confirm"), &[]).await.expect(303);
        let body = ended(&admin, &page).await;
        assert!(body.contains("The import failed.") && body.contains("What to correct"), "{body}");
        assert!(body.contains("then press “Check again”") && !body.contains("row is wrong"), "{body}");
        let overview = format!("/guilds/{FIRST}/cards/attention");
        assert!(admin.get(&overview).await.ok().body.contains("An import failed"));
        admin.post_form(&format!("{page}/confirm"), &[]).await.expect(303);
        assert!(admin.get(&page).await.ok().body.contains("toast-bad"), "its rows are wrong by now");
        admin.post_form(&format!("{page}/again"), &[("create_missing", "true")]).await.expect(303);
        let body = admin.get(&page).await.ok().body;
        assert!(
            !body.contains("The import failed.") && body.contains("The import creates 1 group."),
            "{body}"
        );
        admin.post_form(&format!("{page}/confirm"), &[]).await.expect(303);
        let body = ended(&admin, &page).await;
        assert!(body.contains("What it created") && body.contains("The import created 1 group."), "{body}");
        let dialog = admin.get(&format!("{page}?dialog=undo-import")).await.ok().body;
        assert!(dialog.contains(
            "1 group that it created is deleted, unless others use or have changed it: <bdi>Second</bdi>."
        ));
        assert!(!dialog.contains("0 accounts"), "{dialog}");
        assert!(!admin.get(&overview).await.ok().body.contains("An import failed"));
        let page = uploaded(&admin, "tiktok,noa,Acme,Launch,\n").await;
        admin.post_form(&format!("{page}/confirm"), &[]).await.expect(303);
        ended(&admin, &page).await;
        assert!(!admin.get(&overview).await.ok().body.contains("An import failed"));
    }
}
