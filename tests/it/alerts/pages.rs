//! The pages of alerts without scripts: filters in the address, forms and what they say.

use reqwest::Method;
use serde_json::json;

use super::Site;
use crate::access::rules::MISSING;
use crate::support::{Actor, Answer, FIRST};

async fn follow(actor: &Actor, answer: Answer) -> String {
    let to = answer.expect(303).location().to_owned();
    actor.get(&to).await.ok().body
}

#[tokio::test]
async fn values_are_exact_and_the_number_of_active_ones_stands_in_the_sidebar() {
    for site in Site::all().await {
        site.threshold(1_500).await;
        let body = json!({"metric": "likes", "platform": "tiktok", "value": 10_499});
        site.of_group(Method::POST, "alert-thresholds", &body).await.expect(201);
        let page = site.admin.get(&format!("/guilds/{FIRST}/alerts")).await.ok().body;
        for part in ["1,500", "10,499", "All platforms", "never", "aria-label=\"2 active\""] {
            assert!(page.contains(part), "{part}");
        }
        site.views("1", 1_500).await;
        let page = site.admin.get(&format!("/guilds/{FIRST}/alerts?metric=views")).await.ok().body;
        assert!(!page.contains("10,499") && !page.contains("never"));
        let fired = site.admin.get(&format!("/guilds/{FIRST}/alerts?tab=history")).await.ok().body;
        assert!(fired.contains("@mira reached 1,500 views"));
        let overview = site.admin.get(&format!("/guilds/{FIRST}")).await.ok().body;
        assert!(overview.contains("@mira reached 1,500 views"));
        let wrong = format!("/guilds/{FIRST}/alerts?metric=posts&cursor=x");
        let wrong = site.admin.get(&wrong).await.ok().body;
        assert!(wrong.contains("The metric is not known") && wrong.contains("this is the first one"));
    }
}

#[tokio::test]
async fn a_form_makes_a_threshold_and_turns_the_alerts_of_its_group_on() {
    for site in Site::all().await {
        site.of_group(Method::PATCH, "alert-settings", &json!({"threshold_alerts": false})).await.ok();
        let path = format!("/guilds/{FIRST}/alerts");
        let dialog = format!("{path}?dialog=new-threshold&group_id={}", site.group);
        let dialog = site.admin.get(&dialog).await.ok().body;
        assert!(dialog.contains("The threshold alerts of this group are off"));
        let group = site.group.as_str();
        let fields = [("group_id", group), ("metric", "views"), ("platform", "all"), ("value", "1,000")];
        let typed = [fields.as_slice(), &[("turn_on", "on")]].concat();
        let page = follow(&site.admin, site.admin.post_form(&path, &typed).await).await;
        assert!(page.contains("Threshold of 1,000 views in Launch created."));
        let settings = site.of_group(Method::PATCH, "alert-settings", &json!({})).await.ok().json();
        assert_eq!(settings["threshold_alerts"], true);

        let gone = [&[("group_id", MISSING)][..], &fields[1..]].concat();
        let gone = site.admin.post_form(&path, &gone).await.expect(422).body;
        assert!(
            gone.contains("This was deleted, or is not of this server.") && gone.contains("value=\"1,000\"")
        );
        let many = [("ids[]", MISSING), ("action", "disable")];
        let many = follow(&site.admin, site.admin.post_form(&format!("{path}/bulk"), &many).await).await;
        assert!(many.contains("A threshold that you chose is no longer there"));

        let twin = site.admin.post_form(&path, &fields).await.expect(422).body;
        assert!(twin.contains("has a threshold in this group already"));
        let link = format!("{path}?dialog=edit-threshold&amp;id=");
        assert!(twin.contains(&link), "the way to the one that is there");
        for (value, fault) in
            [("0", true), ("1.5", true), ("-1", true), ("1000000000001", true), ("5", false)]
        {
            let fields = [("group_id", group), ("metric", "likes"), ("platform", "x"), ("value", value)];
            let answer = site.admin.post_form(&path, &fields).await;
            assert_eq!(answer.body.contains("must be a whole number from 1"), fault, "{value}");
        }
    }
}

#[tokio::test]
async fn one_is_deleted_at_once_with_undo_and_many_after_a_question() {
    for site in Site::all().await {
        let one = site.threshold(100).await;
        let body = json!({"metric": "likes", "value": 7});
        let other = site.of_group(Method::POST, "alert-thresholds", &body).await.expect(201).json();
        let other = super::id(&other);
        let base = format!("/guilds/{FIRST}/groups/{}/thresholds/{one}", site.group);
        let page = follow(&site.admin, site.admin.post_form(&format!("{base}/delete"), &[]).await).await;
        assert!(page.contains("Threshold of 100 views in Launch deleted."));
        assert!(page.contains(&format!("action=\"{base}/restore\"")), "Undo");
        let page = follow(&site.admin, site.admin.post_form(&format!("{base}/restore"), &[]).await).await;
        assert!(page.contains("restored."));

        let bulk = format!("/guilds/{FIRST}/alerts/bulk");
        let both = [("ids[]", one.as_str()), ("ids[]", other.as_str()), ("action", "delete")];
        let question = follow(&site.admin, site.admin.post_form(&bulk, &both).await).await;
        assert!(question.contains("Delete 2 thresholds?") && question.contains("name=\"sure\""));
        let sure = [both.as_slice(), &[("sure", "on")]].concat();
        let page = follow(&site.admin, site.admin.post_form(&bulk, &sure).await).await;
        assert!(page.contains("Deleted 2 thresholds.") && page.contains("No thresholds yet"));
        let undo = page.split("action=\"").find(|part| part.contains("/alerts/undo?")).expect("Undo");
        let undo = undo.split('"').next().unwrap().to_owned();
        let page = follow(&site.admin, site.admin.post_form(&undo, &[]).await).await;
        assert!(page.contains("Undone.") && page.contains("aria-label=\"2 active\""));
    }
}

#[tokio::test]
async fn switches_show_what_the_server_holds_with_and_without_thresholds() {
    for site in Site::all().await {
        let alerts = format!("/guilds/{FIRST}/alerts?group_id={}", site.group);
        let group = format!("/guilds/{FIRST}/groups/{}", site.group);
        for page in [&alerts, &group] {
            let page = site.admin.get(page).await.ok().body;
            assert_eq!(page.matches("role=\"switch\" aria-checked=\"true\"").count(), 3);
        }
        let action = format!("{group}/alert-settings");
        let page =
            follow(&site.admin, site.admin.post_form(&action, &[("status_alerts", "off")]).await).await;
        assert!(page.contains("Status alerts of Launch are off."));
        for page in [&alerts, &group] {
            let page = site.admin.get(page).await.ok().body;
            assert_eq!(page.matches("role=\"switch\" aria-checked=\"true\"").count(), 2);
            assert_eq!(page.matches("role=\"switch\" aria-checked=\"false\"").count(), 1);
        }
        for wrong in ["", "true", "On"] {
            site.admin.post_form(&action, &[("threshold_alerts", wrong)]).await.expect(422);
        }
        let untouched = site.of_group(Method::PATCH, "alert-settings", &json!({})).await.ok().json();
        assert_eq!(untouched["threshold_alerts"], true, "what is neither on nor off switches nothing");
        let page = follow(&site.admin, site.admin.post_form(&format!("{group}/alert-test"), &[]).await).await;
        assert!(page.contains("A test is on its way") && page.contains("Test message for Launch"));
        site.threshold(5).await;
        let listed = async |query: &str| {
            let page = site.admin.get(&format!("/guilds/{FIRST}/alerts{query}")).await.ok().body;
            (page.contains("Fires at"), page.contains("aria-label=\"1 active\""))
        };
        assert_eq!(
            (listed("?active=true").await, listed("?active=false").await),
            ((true, true), (false, true))
        );
        site.of_group(Method::PATCH, "alert-settings", &json!({"threshold_alerts": false})).await.ok();
        assert_eq!(
            (listed("?active=true").await, listed("?active=false").await),
            ((false, false), (true, false))
        );
    }
}

/// The address that takes back what the page says.
fn undo_of(page: &str) -> String {
    let undo = page.split("action=\"").find(|part| part.contains("/alerts/undo?")).expect("Undo");
    undo.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_switch_and_a_value_are_taken_back_once_and_only_as_they_were_left() {
    for site in Site::all().await {
        let send = async |path: &str, fields: &[(&str, &str)]| {
            follow(&site.admin, site.admin.post_form(path, fields).await).await
        };
        let group = format!("/guilds/{FIRST}/groups/{}", site.group);
        let switches = format!("{group}/alert-settings");
        let settings = async || site.of_group(Method::PATCH, "alert-settings", &json!({})).await.ok().json();
        let streaks = undo_of(&send(&switches, &[("streak_alerts", "off")]).await);
        let again = send(&switches, &[("streak_alerts", "off")]).await;
        assert!(again.contains("Nothing to change: it was so already.") && !again.contains("/alerts/undo?"));
        let status = undo_of(&send(&switches, &[("status_alerts", "off")]).await);
        assert!(send(&streaks, &[]).await.contains("Undone."), "the other switch is another change");
        assert_eq!(
            (settings().await["streak_alerts"].clone(), settings().await["status_alerts"].clone()),
            (json!(true), json!(false))
        );
        send(&switches, &[("status_alerts", "on")]).await;
        assert!(send(&status, &[]).await.contains("Not undone: it was changed again meanwhile."));
        assert!(send(&streaks, &[]).await.contains("This was undone already"));

        let one = format!("{group}/thresholds/{}", site.threshold(1_500).await);
        let value = async || {
            let list = site.admin.get(&format!("/api/v1/guilds/{FIRST}/alert-thresholds")).await.ok().json();
            (list["items"][0]["value"].clone(), list["items"][0]["enabled"].clone())
        };
        let changed = undo_of(&send(&one, &[("value", "2,000")]).await);
        assert!(send(&changed, &[]).await.contains("Undone."));
        assert_eq!(value().await, (json!(1_500), json!(true)));
        let off = undo_of(&send(&one, &[("enabled", "false")]).await);
        let page = send(&one, &[("value", "3,000")]).await;
        assert!(page.contains("The threshold of views in Launch changed from 1,500 to 3,000."), "{page}");
        let changed = undo_of(&page);
        assert!(send(&off, &[]).await.contains("Not undone"), "it has another value by now");
        assert!(send(&changed, &[]).await.contains("Undone."));
        assert!(send(&off, &[]).await.contains("Undone."), "as that change left it again");
        assert_eq!(value().await, (json!(1_500), json!(true)));
        let off = undo_of(&send(&one, &[("enabled", "false")]).await);
        site.app.viewer().await.post_form(&off, &[]).await.expect(403);
        assert_eq!(value().await.1, false);
    }
}

#[tokio::test]
async fn a_viewer_sees_everything_and_may_change_nothing() {
    for site in Site::all().await {
        site.threshold(1_500).await;
        let viewer = site.app.viewer().await;
        for path in [
            format!("/guilds/{FIRST}/alerts?group_id={}&dialog=new-threshold", site.group),
            format!("/guilds/{FIRST}/groups/{}", site.group),
        ] {
            let page = viewer.get(&path).await.ok().body;
            assert!(
                page.contains("1,500")
                    && page.contains("Only administrators of this server can change alerts.")
            );
            assert!(!page.contains("threshold-dialog") && !page.contains("/alert-settings\""));
        }
        let fields = [("group_id", site.group.as_str()), ("value", "5")];
        viewer.post_form(&format!("/guilds/{FIRST}/alerts"), &fields).await.expect(403);
        let switch = format!("/guilds/{FIRST}/groups/{}/alert-settings", site.group);
        viewer.post_form(&switch, &[("status_alerts", "off")]).await.expect(403);
    }
}
