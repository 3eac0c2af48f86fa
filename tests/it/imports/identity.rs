//! What was written out comes in again as it was.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use tracking_dashboard::http::csv;
use tracking_dashboard::tracking::{Label, Platform, Username};

use super::{act, ended, send};
use crate::support::{FIRST, TestApp, apps};

/// Names as people choose them, and as nobody should.
fn names() -> impl Strategy<Value = (String, String, String, String)> {
    let label = || {
        "[^\0]{1,20}|['=+@＝＠-]{1,3}[a-z \",;]{0,5}"
            .prop_filter_map("a label", |text| Some(Label::parse(&text).ok()?.as_str().to_owned()))
    };
    let username = "[^\0/ ]{1,12}|['=+-]{1,3}[a-z\",;.\\\\:]{1,8}"
        .prop_filter_map("a username", |text| Some(Username::parse(&text).ok()?.as_str().to_owned()));
    (username, label(), label(), label())
}

/// The accounts of the guild as an export writes them.
async fn exported(app: &TestApp) -> Vec<u8> {
    let sql = "SELECT a.platform, a.username, b.label, g.label, a.display_name FROM accounts a
               JOIN account_groups g ON g.id = a.group_id JOIN brands b ON b.id = g.brand_id
               WHERE a.deleted_at IS NULL ORDER BY a.id";
    let rows: Vec<(String, String, String, String, String)> = app.db.q(sql).all().await.unwrap();
    let head = ["platform", "username", "brand", "group", "display_name"].map(str::to_owned);
    csv::records([head].into_iter().chain(rows.into_iter().map(|(a, b, c, d, e)| [a, b, c, d, e]))).unwrap()
}

#[tokio::test]
async fn an_export_imported_again_changes_nothing_and_elsewhere_makes_the_same() {
    for app in apps().await {
        let admin = app.admin().await;
        let mut runner = TestRunner::new(Config::default());
        let mut rows = Vec::new();
        for (n, platform) in Platform::ALL.into_iter().cycle().enumerate().take(200) {
            let (username, brand, group, name) = names().new_tree(&mut runner).unwrap().current();
            rows.push([
                platform.to_string(),
                username,
                brand,
                group,
                if n % 3 == 0 { String::new() } else { name },
            ]);
        }
        // Folded equal names are one account: the first of them stays.
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert((row[0].clone(), Username::parse(&row[1]).unwrap().folded())));
        let head = ["platform", "username", "brand", "group", "display_name"].map(str::to_owned);
        let file = csv::records([head].into_iter().chain(rows.iter().cloned())).unwrap();
        let import = send(&admin, &file, &[("create_missing", "true")]).await.expect(201).json();
        assert_eq!(import["errors"], json!([]));
        act(&admin, &import, "confirm").await.expect(202);
        assert_eq!(ended(&admin, &import).await["created"], rows.len());
        let sql = "SELECT username, display_name FROM accounts WHERE guild_id = $1 ORDER BY id";
        let found: Vec<(String, String)> = app.db.q(sql).bind(FIRST).all().await.unwrap();
        for (row, (username, display_name)) in rows.iter().zip(&found) {
            let name = if row[4].is_empty() { &row[1] } else { &row[4] };
            assert_eq!((&row[1], name), (username, display_name));
        }
        let again = send(&admin, &exported(&app).await, &[]).await.expect(201).json();
        assert_eq!(
            (&again["unchanged_rows"], &again["error_count"]),
            (&json!(rows.len()), &json!(0)),
            "{again}"
        );
    }
}
