//! `end-sessions` as an operator runs it, beside a server that is running.

use std::time::Instant;

use super::list::{FIREFOX, IPAD, browser};
use super::revoke::{ends, stream};
use crate::support::{Settings, TestApp, apps};

/// Whether it went well, and all that it said.
async fn end_sessions(app: &TestApp, arguments: &[&str]) -> (bool, String) {
    let settings = Settings::on(&app.db_url);
    let mut command = settings.command(&["end-sessions"]);
    let out = command.args(arguments).output().await.expect("the binary");
    (out.status.success(), String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned())
}

async fn ended_rights(app: &TestApp) -> i64 {
    app.db.q("SELECT COUNT(*) FROM revocations").scalar().await.unwrap()
}

#[tokio::test]
async fn an_operator_logs_one_person_out_and_then_everybody() {
    for app in apps().await {
        let (laptop, tablet) = (browser(&app, "admin", FIREFOX).await, browser(&app, "admin", IPAD).await);
        let stranger = app.viewer().await;
        let open = stream(&tablet).await;
        let id = laptop.get("/api/v1/me").await.ok().json()["id"].as_str().unwrap().to_owned();
        let told = end_sessions(&app, &["--user", &id]).await;
        let since = Instant::now();
        assert_eq!(told, (true, "Sessions ended: 2\n".to_owned()));
        for dead in [&laptop, &tablet] {
            assert_eq!(dead.get("/api/v1/me").await.status, 401);
        }
        ends(open, since).await;
        stranger.get("/api/v1/me").await.ok();

        let again = browser(&app, "admin", FIREFOX).await;
        let page = again.get("/settings/sessions").await.ok();
        assert!(page.body.contains("The operator of this dashboard logged out"), "its owner is told");
        let (streams, before) = ([stream(&again).await, stream(&stranger).await], ended_rights(&app).await);
        assert_eq!(end_sessions(&app, &["--everyone"]).await, (true, "Sessions ended: 2\n".to_owned()));
        let since = Instant::now();
        for open in streams {
            ends(open, since).await;
        }
        assert_eq!(ended_rights(&app).await, before + 1, "one row says it of all");
        for dead in [&again, &stranger] {
            assert_eq!(dead.get("/api/v1/me").await.status, 401);
        }
        assert_eq!(end_sessions(&app, &["--everyone"]).await, (true, "Sessions ended: 0\n".to_owned()));
    }
}

#[tokio::test]
async fn without_saying_whose_nobody_is_logged_out() {
    let app = TestApp::sqlite().await;
    let viewer = app.viewer().await;
    for arguments in [&[][..], &["--user", "me"], &["--user", "1180000000000000077", "--everyone"]] {
        let (went_well, said) = end_sessions(&app, arguments).await;
        assert!(!went_well, "{said}");
    }
    let nobody = end_sessions(&app, &["--user", "1180000000000000077"]).await;
    assert_eq!(nobody, (true, "Sessions ended: 0\n".to_owned()));
    viewer.get("/api/v1/me").await.ok();
}
