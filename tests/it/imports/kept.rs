//! What is kept of an import that has ended, and for how long.

use serde_json::Value;
use tracking_dashboard::time::{DAY, HOUR};
use tracking_dashboard::transfer::import::forget_old;

use super::{act, api, count, id, import, upload};
use crate::support::{Actor, FIRST, TestApp, apps};

const WRONG: &str = "tiktok,ana,Acme,Launch,\nvimeo,ben,Acme,Launch,\n";

/// The kinds of files that are kept of it.
async fn kept(app: &TestApp, import: &Value) -> Vec<String> {
    let sql = "SELECT i.id, f.kind FROM imports i JOIN import_files f ON f.import_id = i.id ORDER BY f.kind";
    let all: Vec<(uuid::Uuid, String)> = app.db.q(sql).all().await.unwrap();
    all.into_iter().filter(|(of, _)| of.to_string() == id(import)).map(|(_, kind)| kind).collect()
}

async fn lists(actor: &Actor, import: &Value) -> [u16; 2] {
    let status = async |name| actor.get(&format!("{}/{}/{name}", api(), id(import))).await.status.as_u16();
    [status("errors.csv").await, status("rejected.csv").await]
}

#[tokio::test]
async fn the_files_of_cancelled_and_expired_imports_are_dropped_and_those_of_others_are_not() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let (cancelled, waiting) = (upload(&admin, WRONG).await, upload(&admin, WRONG).await);
        act(&admin, &cancelled, "cancel").await.ok();
        assert_eq!(lists(&admin, &cancelled).await, [200, 200], "until the next clearing up");
        forget_old(&app.app).await.unwrap();
        assert_eq!(kept(&app, &cancelled).await, Vec::<String>::new());
        assert_eq!(lists(&admin, &cancelled).await, [404, 404]);
        assert_eq!(kept(&app, &waiting).await, ["errors", "rejected", "upload"]);
        assert_eq!(lists(&admin, &waiting).await, [200, 200]);
        app.clock.advance(DAY);
        forget_old(&app.app).await.unwrap();
        assert_eq!(kept(&app, &waiting).await, Vec::<String>::new(), "expired");
        let admin = app.admin().await;
        let seen = admin.get(&format!("{}/{}", api(), id(&waiting))).await.ok().json();
        assert_eq!(
            (&seen["state"], &seen["error_count"]),
            (&"expired".into(), &1.into()),
            "what was told stays"
        );
    }
}

#[tokio::test]
async fn what_takes_an_import_back_is_kept_for_seven_days() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let done = import(&admin, "tiktok,ana,Acme,Launch,\n").await;
        let undo = async || kept(&app, &done).await.contains(&"undo".to_owned());
        app.clock.advance(7 * DAY - HOUR);
        forget_old(&app.app).await.unwrap();
        assert!(undo().await);
        app.clock.advance(HOUR);
        forget_old(&app.app).await.unwrap();
        assert!(!undo().await);
        assert_eq!(count(&app, super::ALIVE).await, 1);
    }
}
