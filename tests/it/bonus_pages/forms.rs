//! Evaluating and deleting a round from its page.

use tracking_dashboard::time::Ms;

use super::{page, played, round_page};
use crate::bonus::id;
use crate::support::{FIRST, SECOND, apps};

#[tokio::test]
async fn a_round_is_evaluated_by_an_admin_once_its_week_is_over() {
    for app in apps().await {
        let played = played(&app).await;
        let (admin, here) = (&played.stage.admin, round_page(&played.pending));
        let running = admin.get(&format!("{here}?dialog=evaluate")).await.ok().body;
        assert!(running.contains("The round is evaluated by itself on 22 Nov 2026, 02:00 UTC."));
        assert!(!running.contains("evaluate-dialog"));
        let early = admin.post_form(&format!("{here}/evaluate"), &[]).await.expect(303);
        assert!(
            admin.get(early.location()).await.ok().body.contains("still runs") || early.location() == page()
        );
        app.clock.set(Ms::parse("2026-11-22T00:30:00Z").unwrap());
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let dialog = admin.get(&format!("{here}?dialog=evaluate")).await.ok().body;
        assert!(dialog.contains("Evaluate this round now?") && dialog.contains("$50.00"));
        assert!(!viewer.get(&format!("{here}?dialog=evaluate")).await.ok().body.contains("evaluate-dialog"));
        assert_eq!(viewer.post_form(&format!("{here}/evaluate"), &[]).await.status, 403);
        let done = admin.post_form(&format!("{here}/evaluate"), &[]).await.expect(303);
        let body = admin.get(done.location()).await.ok().body;
        assert!(body.contains("Round evaluated: 1 of 2 groups achieved, $50.00 to pay."), "{body}");
        let again = admin.post_form(&format!("{here}/evaluate"), &[]).await.expect(303);
        assert!(admin.get(again.location()).await.ok().body.contains("toast-bad"));
        assert_eq!(played.stage.audit("round.evaluated").await.len(), 3);
    }
}

#[tokio::test]
async fn a_round_is_deleted_while_nothing_of_it_is_paid() {
    for app in apps().await {
        let played = played(&app).await;
        let (admin, here) = (&played.stage.admin, round_page(&played.last));
        let dialog = admin.get(&format!("{here}?dialog=delete")).await.ok().body;
        for part in ["Delete this round?", "3 targets", "1 payment", "$49.95", "cannot be undone"] {
            assert!(dialog.contains(part), "{part}");
        }
        let paid = serde_json::json!({"paid": true});
        played.stage.patch(&format!("{}/payments", id(&played.last)), paid).await.ok();
        let denied = admin.get(&format!("{here}?dialog=delete")).await.ok().body;
        assert!(denied.contains("Something of this round is paid.") && !denied.contains("delete-dialog"));
        let refused = admin.post_form(&format!("{here}/delete"), &[]).await.expect(303);
        assert!(admin.get(refused.location()).await.ok().body.contains("toast-bad"));
        played
            .stage
            .patch(&format!("{}/payments", id(&played.last)), serde_json::json!({"paid": false}))
            .await
            .ok();

        assert_eq!(played.viewer.post_form(&format!("{here}/delete"), &[]).await.status, 403);
        let elsewhere = here.replace(&FIRST.to_string(), &SECOND.to_string());
        assert_eq!(admin.post_form(&format!("{elsewhere}/delete"), &[]).await.status, 404);
        let done = admin.post_form(&format!("{here}/delete"), &[]).await.expect(303);
        assert_eq!(done.location(), page());
        let list = admin.get(done.location()).await.ok().body;
        assert!(list.contains("Round deleted.") && !list.contains("8–14 Nov"));
        assert_eq!(admin.get(&here).await.status, 404);
        // Alpha's streak is counted without it.
        let kept = played.viewer.get(&round_page(&played.before)).await.ok().body;
        assert!(kept.contains("1 round"));
        assert_eq!(played.stage.audit("round.deleted").await.len(), 1);
    }
}
