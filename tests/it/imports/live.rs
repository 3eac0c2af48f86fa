//! The live stream of an import.

use std::time::Duration;

use serde_json::{Value, json};

use super::{act, api, id, import, upload};
use crate::support::{Actor, FIRST, apps};

const SOON: Duration = Duration::from_secs(20);

async fn all(actor: &Actor, import: &Value) -> Vec<(String, Value)> {
    let mut stream = actor.events(&format!("{}/{}/events", api(), id(import))).await;
    let mut all = Vec::new();
    while let Some(event) = stream.next(SOON).await {
        all.push((event.name, event.data));
    }
    all
}

#[tokio::test]
async fn who_follows_an_import_hears_the_present_state_the_way_and_one_end() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let rows: String = (0..4_000).map(|n| format!("tiktok,a{n},Acme,Launch,\n")).collect();
        let import = upload(&admin, &format!("{rows}tiktok,ana,Acme,Launch,\n")).await;
        let path = format!("{}/{}/events", api(), id(&import));
        let mut stream = viewer.events(&path).await;
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        let first = stream.next(SOON).await.unwrap();
        assert_eq!(
            (first.name.as_str(), &first.data),
            ("progress", &json!({"processed": 0, "total": 4_001, "percent": 0}))
        );
        act(&admin, &import, "confirm").await.expect(202);
        let mut percents = vec![0];
        let end = loop {
            let event = stream.next(SOON).await.expect("an end before the stream's");
            if event.name != "progress" {
                break event;
            }
            percents.push(event.data["percent"].as_i64().unwrap());
        };
        assert!(percents.is_sorted() && *percents.last().unwrap() == 100, "{percents:?}");
        assert_eq!(end.name, "completed");
        assert_eq!(end.data, json!({"created": 4_000, "updated": 0, "unchanged": 1}));
        assert_eq!(stream.next(SOON).await, None, "the last event ends it");

        let late = all(&viewer, &import).await;
        let names: Vec<_> = late.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["progress", "completed"]);
    }
}

#[tokio::test]
async fn a_cancelled_import_and_a_lost_right_end_the_stream() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let one = upload(&admin, "tiktok,ana,Acme,Launch,\n").await;
        let mut stream = viewer.events(&format!("{}/{}/events", api(), id(&one))).await;
        stream.next(SOON).await;
        act(&admin, &one, "cancel").await.ok();
        let end = stream.next(SOON).await.unwrap();
        assert_eq!((end.name.as_str(), stream.next(SOON).await), ("failed", None));
        let done = import(&admin, "tiktok,ana,Acme,Launch,\n").await;
        assert_eq!(all(&admin, &done).await.last().unwrap().0, "completed");

        let two = upload(&admin, "tiktok,ben,Acme,Launch,\n").await;
        let mut stream = viewer.events(&format!("{}/{}/events", api(), id(&two))).await;
        stream.next(SOON).await;
        viewer.post_json("/api/v1/sessions/revoke-all", &json!({})).await;
        assert_eq!(stream.next(SOON).await.unwrap().name, "bye");
        assert_eq!(stream.next(SOON).await, None);
        app.anonymous().get(&format!("{}/{}/events", api(), id(&two))).await.expect(401);
    }
}
