//! The tab of the export: what would be in the file, and who may have it.

use crate::support::{FIRST, Options, apps, apps_with};

#[tokio::test]
async fn the_page_says_how_many_match_and_shows_the_first_ten() {
    for app in apps().await {
        let names: Vec<_> = (0..12).map(|n| format!("d{n:02}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        app.tracks(FIRST, "Acme", "<b>Launch</b>", &names).await;
        let page = format!("/guilds/{FIRST}/data?tab=export");
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        for actor in [&admin, &viewer] {
            let body = actor.get(&page).await.ok().body;
            assert!(body.contains(">12</strong> accounts") && body.contains("The first ten"));
            assert!(body.contains("d09</bdi>") && !body.contains("d10</bdi>"));
            assert!(body.contains("&lt;b&gt;Launch") && !body.contains("<b>Launch"));
        }
        let denied = "Only administrators of this server can export accounts.";
        assert!(viewer.get(&page).await.ok().body.contains(denied));
        assert!(!admin.get(&page).await.ok().body.contains(denied));
        let none = admin.get(&format!("{page}&platform=x")).await.ok().body;
        assert!(none.contains("No account matches") && none.contains("nothing to export"));
        let wrong = admin.get(&format!("{page}&platform=myspace")).await.ok().body;
        assert!(wrong.contains("The platform is not known") && wrong.contains(">12</strong> accounts"));
    }
}

#[tokio::test]
async fn what_is_too_much_for_a_spreadsheet_is_said_before_and_after() {
    let options = || Options { variables: vec![("TD_EXPORT__XLSX_ROWS", "1")], ..Options::default() };
    for app in apps_with(options).await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
        let admin = app.admin().await;
        let page = admin.get(&format!("/guilds/{FIRST}/data?tab=export")).await.ok().body;
        assert!(page.contains("XLSX takes up to 1 accounts"));
        let refused = admin.get(&format!("/guilds/{FIRST}/data/export?format=xlsx")).await.expect(422);
        assert!(refused.body.contains("<h1") && refused.body.contains("Choose CSV or JSON"));
    }
}
