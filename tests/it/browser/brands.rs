//! Brands and groups as a person changes them: dialogs, errors beside fields, Undo, by mouse and by keys.

use std::time::Duration;

use serde_json::json;
use thirtyfour::TypingData;
use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::support::{Actor, FIRST, apps, eventually};

const SOON: Duration = Duration::from_secs(10);
const LABEL: &str = "<b onclick=alert(1)>Zeta</b>";

impl Browser {
    pub async fn until(&self, what: &str, css: &str, text: &str) {
        let look = async || self.text(css).await.contains(text).then_some(());
        eventually(what, SOON, look).await;
    }

    /// Presses keys where the focus is.
    pub async fn press(&self, keys: impl Into<TypingData>) {
        self.driver.active_element().await.expect("a focus").send_keys(keys).await.expect("keys");
    }

    pub async fn is_focused(&self, css: &str) {
        let script = format!("return document.activeElement.matches({css:?})");
        let look = async || (self.script(&script).await == true).then_some(());
        eventually(&format!("the focus is on {css}"), SOON, look).await;
    }

    async fn closed(&self) {
        let look = async || {
            (self.script("return !document.querySelector('dialog:modal')").await == true).then_some(())
        };
        eventually("no dialog is open", SOON, look).await;
    }

    /// What was wrong besides the answers that a form with a mistake gets.
    async fn serious(&self) -> Vec<String> {
        let all = self.complaints().await;
        all.into_iter().filter(|text| !text.contains("status of 422")).collect()
    }
}

async fn fill(admin: &Actor) {
    let made = admin.post_json(&format!("/api/v1/guilds/{FIRST}/brands"), &json!({"label": "Acme"})).await;
    let brand = made.expect(201).json()["id"].clone();
    let group = json!({"label": "Launch", "brand_id": brand});
    admin.post_json(&format!("/api/v1/guilds/{FIRST}/groups"), &group).await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_creates_renames_deletes_and_takes_back_by_keyboard() {
    for app in apps().await {
        fill(&app.admin().await).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/brands")).await;
        browser.script("window.sameDocument = true").await;
        let new = browser.find("#new-brand").await;
        new.send_keys(Key::Enter).await.expect("a key");
        browser.is_focused("dialog:modal #brand-label").await;
        browser.press(Key::Escape).await;
        browser.closed().await;
        browser.is_focused("#new-brand").await;

        browser.press(Key::Enter).await;
        browser.is_focused("dialog:modal #brand-label").await;
        browser.press("ACME" + Key::Enter).await;
        browser.until("the mistake is said", "dialog:modal .field-error", "another brand").await;
        browser.is_focused("#brand-label[aria-invalid]").await;
        assert_eq!(browser.script("return document.querySelector('#brand-label').value").await, "ACME");
        browser.script("document.querySelector('#brand-label').select()").await;
        browser.press(LABEL.to_owned() + Key::Enter).await;
        browser.until("it is said", "#toasts", "created").await;
        browser.until("a label is text", "#results", LABEL).await;
        browser.is_focused("#new-brand").await;

        let edit = browser.find(&format!("a[title^='Rename {LABEL}']")).await;
        edit.send_keys(Key::Enter).await.expect("a key");
        browser.is_focused("dialog:modal #brand-label").await;
        browser.script("document.querySelector('#brand-label').select()").await;
        browser.press("Omega" + Key::Enter).await;
        browser.until("it is said", "#toasts", "saved").await;
        browser.is_focused("a[title='Rename Omega']").await;

        let delete = browser.find("button[aria-label='Delete Omega']").await;
        delete.send_keys(Key::Enter).await.expect("a key");
        browser.until("it is said", "#toasts", "Brand “Omega” deleted.").await;
        browser.until("it can be restored", "#deleted", "Omega").await;
        browser.is_focused("#toasts form button").await;
        browser.press(Key::Enter).await;
        browser.until("it is back", "#results", "Omega").await;
        browser.until("it is said", "#toasts", "restored").await;
        assert_eq!(browser.script("return window.sameDocument === true").await, true, "never reloaded");
        assert_eq!(browser.script("return location.search").await, "");
        assert_eq!(browser.serious().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_change_appears_and_leaves_an_open_dialog_alone() {
    for app in apps().await {
        let admin = app.admin().await;
        fill(&admin).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/brands?dialog=new-group")).await;
        let open = async || {
            (browser.script("return document.documentElement.dataset.liveState").await == "open")
                .then_some(())
        };
        eventually("the live stream is open", SOON, open).await;
        browser.is_focused("dialog:modal #group-label").await;
        browser.press("half a la").await;
        // Beside the dialog: nothing typed is lost by a slip of the mouse.
        browser.click_at(5, 5).await;
        let body = json!({"label": "From elsewhere"});
        admin.post_json(&format!("/api/v1/guilds/{FIRST}/brands"), &body).await.expect(201);
        let there = "return document.querySelector('#results').textContent.includes('From elsewhere')";
        let look = async || (browser.script(there).await == true).then_some(());
        eventually("the change appears", SOON, look).await;
        browser.is_focused("dialog:modal #group-label").await;
        browser.press("bel" + Key::Enter).await;
        browser.until("it is said", "#toasts", "Group “half a label” created in “Acme”.").await;
        browser.closed().await;
        assert_eq!(browser.serious().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_every_control_off_with_the_reason() {
    for app in apps().await {
        fill(&app.admin().await).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(390).await;
        browser.log_in("viewer").await;
        browser.goto(&format!("/guilds/{FIRST}/brands?dialog=new-brand")).await;
        browser.until("the tree is there", "#results", "Launch").await;
        let off = "return [...document.querySelectorAll('main button')].filter(b => b.ariaDisabled === 'true' && b.title.startsWith('Only administrators')).length";
        assert_eq!(browser.script(off).await, 7, "new brand and group; three of the brand, two of the group");
        assert_eq!(
            browser
                .script("return document.querySelectorAll('main dialog, main form[method=post]').length")
                .await,
            0
        );
        browser.find("main table th a").await.click().await.expect("a click");
        browser.until("the group's own page", "h1", "Launch").await;
        assert!(browser.path().await.contains("/groups/"));
        assert_eq!(browser.script(off).await, 7, "two of the group; three switches, a test, a new threshold");
        assert_eq!(browser.serious().await, Vec::<String>::new());
        browser.close().await;
    }
}
