//! The files themselves: what they hold, who gets them, and what stays known of it.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::api_keys::Scope;
use tracking_dashboard::time::Clock;
use tracking_dashboard::tracking::accounts::{self, NewAccount};
use tracking_dashboard::tracking::groups::{self, NewGroup};
use tracking_dashboard::tracking::{Label, Platform, Username, brands};

use crate::support::{FIRST, FOREIGN, Options, SECOND, TestApp, apps, apps_with};

fn api(query: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/accounts/export{query}")
}

/// `ana` and `ben` of Acme, `cleo` of Zeta, and one that another guild tracks.
async fn fill(app: &TestApp) {
    app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
    app.tracks(FIRST, "Zeta", "Later", &["cleo"]).await;
    app.tracks(FOREIGN, "Foreign", "Foreign", &["mira"]).await;
}

/// An account whose names a spreadsheet would run.
async fn add_formulas(app: &TestApp) {
    let mut tx = app.db.begin().await.unwrap();
    let now = app.clock.now();
    let brand = brands::insert(&mut tx, FIRST, &Label::parse("=1+1").unwrap(), now).await.unwrap();
    let label = Label::parse("'@group").unwrap();
    let new = NewGroup { guild: FIRST, brand, label: &label, channel: None };
    let group = groups::insert(&mut tx, &new, now).await.unwrap();
    let (username, name) = (Username::parse("-12").unwrap(), Label::parse("+49 \"x\", y").unwrap());
    let new = NewAccount { group, platform: Platform::X, username: &username, display_name: Some(&name) };
    accounts::insert(&mut tx, FIRST, &new, now).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_file_holds_the_accounts_that_match_and_is_sent_with_its_length() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        let request = admin.request(Method::GET, &api("")).header("accept-encoding", "gzip, br");
        let csv = admin.send(request).await.ok();
        let whole = "platform,username,brand,group,display_name\ntiktok,ana,Acme,Launch,ana\n\
                     tiktok,ben,Acme,Launch,ben\ntiktok,cleo,Zeta,Later,cleo\n";
        assert_eq!(csv.body, whole);
        assert_eq!(csv.header("content-length"), whole.len().to_string());
        assert!(csv.headers.get("content-encoding").is_none());
        assert_eq!(
            csv.header("content-disposition"),
            format!("attachment; filename=\"accounts_{FIRST}_2026-11-16.csv\"")
        );
        let page = format!("/guilds/{FIRST}/data/export?format=csv");
        assert_eq!(admin.get(&page).await.ok().body, whole);
        let found = admin.get(&format!("/api/v1/guilds/{FIRST}/accounts")).await.ok().json();
        let brand = found["items"][2]["brand"]["id"].as_str().unwrap().to_owned();
        let group = found["items"][0]["group"]["id"].as_str().unwrap().to_owned();
        let chosen = admin.get(&api(&format!("?group_id={group}&platform=tiktok&format=json"))).await.ok();
        assert_eq!(
            chosen.header("content-disposition"),
            format!("attachment; filename=\"accounts_{FIRST}_launch_tiktok_2026-11-16.json\"")
        );
        let names = async |query: String| {
            let answer = admin.get(&api(&format!("?format=json&{query}"))).await.ok();
            assert_eq!(answer.header("content-type"), "application/json");
            let all = answer.json().as_array().unwrap().clone();
            all.iter().map(|one| one["username"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(format!("brand_id={brand}")).await, "cleo");
        assert_eq!(names(format!("group_id={group}")).await, "ana ben");
        assert_eq!(names("platform=tiktok&status=active".into()).await, "ana ben cleo");
        assert_eq!(names("platform=x".into()).await, "");
        assert_eq!(names("status=paused".into()).await, "");
    }
}

#[tokio::test]
async fn who_may_not_export_gets_nothing() {
    for app in apps().await {
        fill(&app).await;
        let key = async |guild, scope| app.with_key(&app.key(Some(guild), &[scope]).await.key);
        for path in [api(""), api("/preview"), format!("/guilds/{FIRST}/data/export")] {
            key(FIRST, Scope::ExportsRead).await.get(&path).await.ok();
            assert_eq!(app.viewer().await.get(&path).await.status, 403);
            assert_eq!(app.outsider().await.get(&path).await.status, 404);
            assert_eq!(key(FIRST, Scope::TrackingRead).await.get(&path).await.status, 403);
            assert_eq!(key(SECOND, Scope::ExportsRead).await.get(&path).await.status, 404);
        }
        let told = app.viewer().await.get(&api("")).await.told();
        assert_eq!(told, (403, "admin_required".into()));
    }
}

#[tokio::test]
async fn the_preview_has_the_number_and_the_first_ten() {
    for app in apps().await {
        fill(&app).await;
        let names: Vec<_> = (0..12).map(|n| format!("d{n:02}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        app.tracks(FIRST, "Many", "Many", &names).await;
        let admin = app.admin().await;
        let found = admin.get(&api("/preview")).await.ok().json();
        assert_eq!((&found["total"], found["sample"].as_array().unwrap().len()), (&json!(15), 10));
        let first = json!({"platform": "tiktok", "username": "ana", "brand": "Acme", "group": "Launch",
            "display_name": "ana", "status": "active", "followers": null,
            "url": "https://www.tiktok.com/@ana", "last_checked_at": null});
        assert_eq!(found["sample"][0], first);
        let none = admin.get(&api("/preview?platform=facebook")).await.ok().json();
        assert_eq!(none, json!({"total": 0, "sample": []}));
    }
}

#[tokio::test]
async fn what_a_spreadsheet_would_run_is_text() {
    for app in apps().await {
        add_formulas(&app).await;
        let admin = app.admin().await;
        let csv = admin.get(&api("")).await.ok().body;
        assert_eq!(csv.lines().nth(1), Some("x,'-12,'=1+1,''@group,\"'+49 \"\"x\"\", y\""));
        let json: Value = admin.get(&api("?format=json")).await.ok().json();
        assert_eq!((&json[0]["username"], &json[0]["brand"]), (&json!("-12"), &json!("=1+1")));
        let bot = app.bot().await;
        let report = json!({"accounts": [{"platform": "x", "username": "-12", "followers": 12_345,
            "status": "active", "display_name": null, "collected_at": "2026-11-16T11:00:00Z"}]});
        bot.post(&format!("guilds/{FIRST}/accounts"), &report).await.ok();
        let rows = sheet(&app, "").await;
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(rows[0][..2], [text("platform"), text("username")]);
        assert_eq!(rows[1][..4], [text("x"), text("-12"), text("=1+1"), text("'@group")]);
        assert_eq!(rows[1][6], Data::Float(12_345.0), "numbers stay numbers");
    }
}

/// The rows of the spreadsheet, as another reader sees them.
async fn sheet(app: &TestApp, query: &str) -> Vec<Vec<Data>> {
    let request = app.admin().await.request(Method::GET, &api(&format!("?format=xlsx{query}")));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let mut book = Xlsx::new(Cursor::new(answer.bytes().await.unwrap())).unwrap();
    let sheet = book.worksheet_range("Accounts").unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

#[tokio::test]
async fn a_spreadsheet_takes_so_many_rows_and_other_files_more() {
    let options = || Options { variables: vec![("TD_EXPORT__XLSX_ROWS", "2")], ..Options::default() };
    for app in apps_with(options).await {
        fill(&app).await;
        let admin = app.admin().await;
        let refused = admin.get(&api("?format=xlsx")).await;
        assert_eq!(refused.told(), (422, "validation_failed".into()));
        assert_eq!(refused.pointers(), ["#/format"]);
        let brands = admin.get(&format!("/api/v1/guilds/{FIRST}/brands")).await.ok().json();
        let acme = brands["items"][0]["id"].as_str().unwrap();
        assert_eq!(sheet(&app, &format!("&brand_id={acme}")).await.len(), 3);
        assert_eq!(admin.get(&api("?format=csv")).await.ok().body.lines().count(), 4);
    }
}

/// `TD_TEST_ROWS` asks for more, up to 100,000.
const ROWS: usize = 10_000;

#[tokio::test]
async fn a_full_spreadsheet_opens_with_every_row_and_takes_no_more() {
    let most = crate::support::variable("TD_TEST_ROWS").and_then(|text| text.parse().ok()).unwrap_or(ROWS);
    let text: &'static str = most.to_string().leak();
    let variables = vec![("TD_EXPORT__XLSX_ROWS", text), ("TD_LIMITS__REQUEST_SECONDS", "300")];
    let app = TestApp::sqlite_with(Options { variables, ..Options::default() }).await;
    app.tracks(FIRST, "Acme", "Launch", &["a000000"]).await;
    let many = format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {most} - 1)
         INSERT INTO accounts (id, guild_id, group_id, platform, username, username_folded, display_name, search,
                               status, followers, created_at)
         SELECT randomblob(16), guild_id, group_id, 'x', printf('a%06d', n), printf('a%06d', n), 'Creator ' || n, 'a',
                status, n, created_at FROM numbers, accounts WHERE username = 'a000000'"
    );
    app.db.script(many).await.unwrap();
    let rows = sheet(&app, "").await;
    assert_eq!(rows.len(), most + 1);
    for (number, row) in rows.iter().skip(1).enumerate().skip(1) {
        assert_eq!((&row[1], &row[6]), (&Data::String(format!("a{number:06}")), &Data::Float(number as f64)));
    }
    app.tracks(FIRST, "Beta", "Second", &["one_more"]).await;
    assert_eq!(app.admin().await.get(&api("?format=xlsx")).await.told(), (422, "validation_failed".into()));
}

#[tokio::test]
async fn a_wrong_parameter_is_named() {
    for app in apps().await {
        let admin = app.admin().await;
        for (query, pointer) in [
            ("?format=pdf", "#/format"),
            ("?platform=myspace", "#/platform"),
            ("?q=x", "#/q"),
            ("?brand_id=7", "#/brand_id"),
        ] {
            let answer = admin.get(&api(query)).await;
            assert_eq!(answer.told(), (422, "validation_failed".into()), "{query}");
            assert_eq!(answer.pointers(), [pointer]);
        }
    }
}

#[tokio::test]
async fn an_export_stays_known_with_its_filters_and_a_refused_one_leaves_nothing() {
    for app in apps().await {
        fill(&app).await;
        let admin = app.admin().await;
        admin.get(&api("?platform=tiktok&format=json")).await.ok();
        assert_eq!(app.viewer().await.get(&api("")).await.status, 403);
        let entries = admin.get(&format!("/api/v1/guilds/{FIRST}/audit")).await.ok().json();
        assert_eq!(entries["items"].as_array().unwrap().len(), 1);
        let entry = &entries["items"][0];
        assert_eq!(entry["action"], "accounts.exported");
        assert_eq!(entry["target"]["label"], "3 accounts as JSON");
        let changes = json!({"format": {"old": null, "new": "json"}, "rows": {"old": null, "new": 3},
            "platform": {"old": null, "new": "tiktok"}});
        assert_eq!(entry["changes"], changes);
    }
}
