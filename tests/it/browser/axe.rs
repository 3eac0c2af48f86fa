//! axe-core over a page: what it finds wrong, by rule and place.

use std::path::Path;

use serde_json::{Value, json};

use super::driver::Browser;
use crate::support::{FIRST, TestApp};

/// Comes with the packages that the pages are built with; no page carries it.
const SCRIPT: &str = "ui/node_modules/axe-core/axe.min.js";

const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, {resultTypes: ['violations']}).then(
        found => done(found.violations.flatMap(v => v.nodes.map(n => v.id + ' at ' + n.target.join(' ') + ': ' + n.failureSummary))),
        error => done(['axe failed: ' + error]));";

impl Browser {
    /// Gives every page from now on axe-core.
    pub async fn load_axe(&self) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCRIPT);
        let source = std::fs::read_to_string(&path).expect("axe-core, which `npm ci` in ui/ installs");
        let command = "Page.addScriptToEvaluateOnNewDocument";
        self.driver.cdp().send_raw(command, json!({ "source": source })).await.expect("a script");
    }

    /// Everything that axe-core calls a violation on the page as it is now.
    pub async fn violations(&self) -> Vec<String> {
        // What fades in is judged when it is there.
        self.script("for (const a of document.getAnimations()) a.finish()").await;
        let found = self.driver.execute_async(RUN, vec![]).await.expect("an answer of axe");
        let texts = found.json().as_array().cloned().unwrap_or_default();
        texts.iter().map(|text: &Value| text.as_str().unwrap_or_default().to_owned()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn axe_hears_a_button_without_a_name() {
    let app = TestApp::sqlite().await;
    let Some(browser) = Browser::open(&app).await else { return };
    browser.load_axe().await;
    browser.log_in("viewer").await;
    browser.goto(&format!("/guilds/{FIRST}/settings")).await;
    assert_eq!(browser.violations().await, Vec::<String>::new());
    browser.script("document.querySelector('main').append(document.createElement('button'))").await;
    let heard = browser.violations().await;
    assert!(heard.iter().any(|text| text.starts_with("button-name at ")), "{heard:?}");
    browser.close().await;
}
