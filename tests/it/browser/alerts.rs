//! ALERT-01 to ALERT-04 in a browser, as administrator and as viewer.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::support::{Actor, FIRST, TestApp, apps, eventually, post, snapshot};

const SOON: Duration = Duration::from_secs(10);

async fn shows(browser: &Browser, css: &str, text: &str) {
    let look = async || browser.text(css).await.contains(text).then_some(());
    eventually(&format!("{text} in {css}"), SOON, look).await;
}

async fn click(browser: &Browser, css: &str) {
    browser.find(css).await.click().await.expect("a click");
}

/// What the console complained about, without the answers that a form with a mistake gets.
async fn serious(browser: &Browser) -> Vec<String> {
    let all = browser.complaints().await;
    all.into_iter().filter(|text| !text.contains("status of 422")).collect()
}

/// A group with an account and two posts; returns its id.
async fn fill(app: &TestApp, admin: &Actor) -> String {
    app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
    let bot = app.bot().await;
    let posts = json!({"posts": [post("1", "mira"), post("2", "mira")]});
    bot.post(&format!("guilds/{FIRST}/posts"), &posts).await.ok();
    let groups = admin.get(&format!("/api/v1/guilds/{FIRST}/groups")).await.ok().json();
    groups["items"][0]["id"].as_str().expect("a group").to_owned()
}

async fn views(app: &TestApp, id: &str, views: i64) {
    let body = json!({"snapshots": [snapshot(id, "2026-11-16T11:00:00Z", views)]});
    app.bot().await.post(&format!("guilds/{FIRST}/metrics"), &body).await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alert_02_the_form_follows_what_is_typed_and_refuses_a_twin_with_the_way_to_it() {
    for app in apps().await {
        let admin = app.admin().await;
        let group = fill(&app, &admin).await;
        views(&app, "1", 700).await;
        let off = json!({"threshold_alerts": false});
        let settings = format!("/api/v1/guilds/{FIRST}/groups/{group}/alert-settings");
        admin.send_json(Method::PATCH, &settings, &off).await.ok();
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/alerts")).await;
        browser.script("window.sameDocument = true").await;
        click(&browser, "#new-threshold").await;
        browser.find("dialog#threshold-dialog:modal").await;
        shows(&browser, "#threshold-hint", "Choose a group").await;
        browser
            .script(&format!(
                "const s = document.querySelector('#threshold-group'); s.value = '{group}';
                 s.dispatchEvent(new Event('change', {{bubbles: true}}))"
            ))
            .await;
        shows(&browser, "#threshold-hint", "highest 700").await;
        shows(&browser, "#threshold-hint", "alerts of this group are off").await;
        browser.find("#threshold-value").await.send_keys("500").await.unwrap();
        shows(&browser, "#threshold-hint", "At 500 it would have fired 1 time.").await;
        click(&browser, "#threshold-hint input[name=turn_on]").await;
        click(&browser, "#threshold-dialog .btn-primary").await;
        shows(&browser, "#toasts", "Threshold of 500 views in Launch created.").await;
        shows(&browser, "#results", "500").await;
        assert_eq!(
            admin.send_json(Method::PATCH, &settings, &json!({})).await.ok().json()["threshold_alerts"],
            true
        );

        click(&browser, "#new-threshold").await;
        browser.find("dialog#threshold-dialog:modal").await;
        browser.script(&format!("document.querySelector('#threshold-group').value = '{group}'")).await;
        browser.find("#threshold-value").await.send_keys("900").await.unwrap();
        click(&browser, "#threshold-dialog .btn-primary").await;
        shows(&browser, "#threshold-metric-error", "has a threshold in this group already").await;
        shows(&browser, "#threshold-hint .link", "500 views in Launch").await;
        assert_eq!(browser.script("return document.querySelector('#threshold-value').value").await, "900");
        assert_eq!(browser.script("return window.sameDocument === true").await, true, "never reloaded");
        assert_eq!(serious(&browser).await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alert_01_the_list_is_searched_as_one_types_and_what_fires_appears_by_itself() {
    for app in apps().await {
        let admin = app.admin().await;
        let group = fill(&app, &admin).await;
        app.threshold(FIRST, &group, 1_500).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/alerts")).await;
        shows(&browser, "#results", "1,500").await;
        shows(&browser, ".side [aria-label='1 active']", "1").await;
        let open = async || {
            (browser.script("return document.documentElement.dataset.liveState").await == "open")
                .then_some(())
        };
        eventually("the live stream is open", SOON, open).await;
        shows(&browser, "#results td[data-label='Last triggered']", "never").await;
        views(&app, "1", 1_500).await;
        let fired = async || {
            (browser.text("#results td[data-label='Last triggered']").await != "never").then_some(())
        };
        eventually("it was triggered", SOON, fired).await;
        browser.find("input[name=q]").await.send_keys("nothing").await.unwrap();
        shows(&browser, "#results", "No threshold matches").await;
        assert_eq!(browser.script("return location.search").await, "?q=nothing");
        browser.goto(&format!("/guilds/{FIRST}/alerts?tab=history")).await;
        shows(&browser, "#results", "@mira reached 1,500 views").await;
        browser.goto(&format!("/guilds/{FIRST}")).await;
        shows(&browser, "#card-alerts", "@mira reached 1,500 views").await;
        let open = async || {
            (browser.script("return document.documentElement.dataset.liveState").await == "open")
                .then_some(())
        };
        eventually("the live stream is open", SOON, open).await;
        views(&app, "2", 1_501).await;
        let both = "return document.querySelectorAll('#card-alerts li').length";
        let look = async || (browser.script(both).await == 2).then_some(());
        eventually("the overview follows", SOON, look).await;
        assert_eq!(serious(&browser).await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alert_03_one_goes_at_once_and_many_after_a_question_and_both_come_back() {
    for app in apps().await {
        let admin = app.admin().await;
        let group = fill(&app, &admin).await;
        app.threshold(FIRST, &group, 1_500).await;
        let body = json!({"metric": "likes", "value": 70});
        let path = format!("/api/v1/guilds/{FIRST}/groups/{group}/alert-thresholds");
        admin.post_json(&path, &body).await.expect(201);
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/alerts")).await;
        shows(&browser, ".side [aria-label='2 active']", "2").await;
        click(&browser, "button[aria-label='Delete 1,500 views in Launch']").await;
        shows(&browser, "#toasts", "Threshold of 1,500 views in Launch deleted.").await;
        shows(&browser, "#results", "1 threshold").await;
        shows(&browser, ".side [aria-label='1 active']", "1").await;
        browser.script("document.querySelector('#toasts form button').focus()").await;
        browser.driver.active_element().await.unwrap().send_keys(Key::Enter + "").await.unwrap();
        shows(&browser, "#toasts", "restored.").await;
        let focus = "return document.activeElement.ariaLabel";
        assert_eq!(browser.script(focus).await, "Delete 1,500 views in Launch", "where it was before");
        shows(&browser, "#results", "2 thresholds").await;

        click(&browser, "thead [data-select-all]").await;
        shows(&browser, "[data-selection]", "2 selected").await;
        click(&browser, "[data-selection] button[value=disable]").await;
        shows(&browser, "#toasts", "Turned 2 thresholds off.").await;
        assert_eq!(browser.text(".side [data-go=l]").await, "Alerts", "the sidebar counts none");
        click(&browser, "thead [data-select-all]").await;
        click(&browser, "[data-selection] button[value=delete]").await;
        shows(&browser, "dialog:modal", "Delete 2 thresholds?").await;
        click(&browser, "dialog:modal .btn-error").await;
        shows(&browser, "#toasts", "Deleted 2 thresholds.").await;
        shows(&browser, "#results", "No thresholds yet").await;
        assert_eq!(browser.script("return location.search").await, "");
        click(&browser, "#toasts > :last-child form button").await;
        shows(&browser, "#results", "2 thresholds").await;
        assert_eq!(serious(&browser).await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alert_04_each_switch_is_saved_alone_and_shown_as_the_server_holds_it() {
    for app in apps().await {
        let admin = app.admin().await;
        let group = fill(&app, &admin).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        let on = "return [...document.querySelectorAll('[id^=switch-]')].map(b => b.ariaChecked).join()";
        browser.goto(&format!("/guilds/{FIRST}/groups/{group}")).await;
        assert_eq!(browser.script(on).await, "true,true,true");
        click(&browser, "#switch-streak_alerts").await;
        shows(&browser, "#toasts", "Streak alerts of Launch are off.").await;
        assert_eq!(browser.script(on).await, "true,false,true");
        click(&browser, "#toasts form button").await;
        shows(&browser, "#toasts", "Undone.").await;
        assert_eq!(browser.script(on).await, "true,true,true");
        assert_eq!(browser.script("return document.activeElement.id").await, "switch-streak_alerts");
        click(&browser, "#switch-streak_alerts").await;
        shows(&browser, "#toasts", "Streak alerts of Launch are off.").await;
        browser.goto(&format!("/guilds/{FIRST}/alerts?group_id={group}")).await;
        assert_eq!(browser.script(on).await, "true,false,true", "with no threshold at all");
        click(&browser, "#switch-streak_alerts").await;
        shows(&browser, "#toasts", "Streak alerts of Launch are on.").await;
        assert_eq!(browser.script(on).await, "true,true,true");
        assert_eq!(serious(&browser).await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_thresholds_history_and_switches_and_why_nothing_can_be_changed() {
    for app in apps().await {
        let admin = app.admin().await;
        let group = fill(&app, &admin).await;
        app.threshold(FIRST, &group, 1_500).await;
        views(&app, "1", 1_500).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(390).await;
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}/alerts?group_id={group}&dialog=new-threshold")).await;
        shows(&browser, "#results", "1,500").await;
        let off = "return [...document.querySelectorAll('main button')].filter(b => b.ariaDisabled === 'true' && b.title.startsWith('Only administrators')).length";
        let wanted = "new threshold, three switches, test; on, change and delete of the threshold";
        assert_eq!(browser.script(off).await, 8, "{wanted}");
        let forms = "return document.querySelectorAll('main dialog, main form[method=post]').length";
        assert_eq!(browser.script(forms).await, 0);
        browser.goto(&format!("/guilds/{FIRST}/alerts?tab=history")).await;
        shows(&browser, "#results", "@mira reached 1,500 views").await;
        assert_eq!(serious(&browser).await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_change_a_threshold_overwrite_each_other_on_purpose_only() {
    for app in apps().await {
        let admin = app.admin().await;
        let group = fill(&app, &admin).await;
        let threshold = app.threshold(FIRST, &group, 1_000).await;
        let api = format!("/api/v1/guilds/{FIRST}/groups/{group}/alert-thresholds");
        let other = async |method: Method, body: serde_json::Value| {
            admin.send_json(method, &format!("{api}/{threshold}"), &body).await
        };
        let value = async || admin.get(&api).await.ok().json()["items"][0]["value"].clone();
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(390).await;
        browser.log_in("admin").await;
        let type_over = "const f = document.querySelector('#threshold-value'); f.value = '5,000'";
        browser.goto(&format!("/guilds/{FIRST}/alerts?dialog=edit-threshold&id={threshold}")).await;
        browser.find("dialog#threshold-dialog:modal").await;
        other(Method::PATCH, json!({"value": 2_000})).await.ok();
        browser.script(type_over).await;
        click(&browser, "#threshold-dialog .btn-primary").await;
        shows(&browser, "#threshold-value-error", "This was changed to “2,000” by Ada").await;
        assert_eq!(browser.script("return document.querySelector('#threshold-value').value").await, "5,000");
        assert_eq!(value().await, 2_000);
        click(&browser, "#threshold-dialog .btn-primary").await;
        shows(&browser, "#toasts", "changed from 2,000 to 5,000").await;

        browser.goto(&format!("/guilds/{FIRST}/alerts?dialog=edit-threshold&id={threshold}")).await;
        browser.find("dialog#threshold-dialog:modal").await;
        other(Method::DELETE, json!({})).await.expect(204);
        browser.script(&type_over.replace("5,000", "6,000")).await;
        click(&browser, "#threshold-dialog .btn-primary").await;
        shows(&browser, "#toasts", "This threshold was deleted meanwhile, so nothing was changed.").await;
        assert!(!browser.text("#toasts").await.contains("Retry"), "it could not help");
        assert_eq!(serious(&browser).await, Vec::<String>::new());
        browser.close().await;
    }
}
