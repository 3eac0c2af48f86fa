//! Paying in the browser (BONUS-04, 05): what was pressed shows at once and goes back when it fails, notes
//! are never lost, and many at once are asked about first.

use std::time::Duration;

use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::bonus::{LAST_WEEK, Stage, id};
use crate::support::{FIRST, apps, eventually};

const SOON: Duration = Duration::from_secs(10);

async fn shows(browser: &Browser, css: &str, text: &str) {
    let look = async || browser.text(css).await.contains(text).then_some(());
    eventually(&format!("{text} in {css}"), SOON, look).await;
}

/// Presses it, also when the page was read anew between looking and pressing.
async fn click(browser: &Browser, css: &str) {
    let press = async || {
        let found = browser.find(css).await;
        found.scroll_into_view().await.ok()?; // on a phone bars stand over the rest
        found.click().await.ok()
    };
    eventually(&format!("{css} pressed"), SOON, press).await;
}

/// Waits for a script to return true.
async fn holds(browser: &Browser, what: &str) {
    let ask = async || (browser.script(&format!("return {what}")).await == true).then_some(());
    eventually(what, SOON, ask).await;
}

/// The tab of a round in which every group achieved, and the ids of its payments.
async fn round(stage: &Stage<'_>) -> (String, Vec<String>) {
    let targets: Vec<_> = (0..stage.groups.len()).map(|group| (group, 10)).collect();
    for group in 0..stage.groups.len() {
        stage.gain(group, "2026-11-10", 10).await;
    }
    let round = stage.made(LAST_WEEK, 5_000, &targets).await;
    let payments = round["payments"].as_array().unwrap().iter().map(id).collect();
    (format!("/guilds/{FIRST}/bonus/rounds/{}?tab=payments", id(&round)), payments)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_switch_shows_at_once_goes_back_when_it_fails_and_is_undone_by_keyboard() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        let (tab, payments) = round(&stage).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&tab).await;
        browser.script("window.sameDocument = true").await;
        let [first, second] = [0, 1].map(|n: usize| format!("#switch-{}", payments[n]));
        assert_eq!(
            browser.find(&first).await.attr("aria-label").await.unwrap().unwrap(),
            "Alpha, $50.00, paid"
        );
        let pressed = format!(
            "const s = document.querySelector('{first}'); s.focus(); s.click(); return s.ariaChecked + ' ' + s.closest('tr').innerText.includes('Ada')"
        );
        assert_eq!(browser.script(&pressed).await, "true false", "at once, and nobody is invented");
        shows(&browser, "#toasts", "Alpha marked as paid, $50.00.").await;
        shows(&browser, &format!("#payment-{}", payments[0]), "by Ada").await;
        shows(&browser, "main", "$50.00 not paid").await;
        holds(&browser, &format!("document.activeElement.matches('{first}') && sameDocument")).await;

        browser.find(&first).await.send_keys(" ").await.unwrap();
        shows(&browser, "#toasts", "Alpha marked as unpaid, $50.00.").await;
        browser.find("#toasts > :last-child form button").await.send_keys(Key::Enter + "").await.unwrap();
        shows(&browser, "#toasts", "Undone: 1 payment is as before").await;
        holds(&browser, &format!("document.querySelector('{first}')?.ariaChecked === 'true'")).await;
        holds(&browser, &format!("document.activeElement.matches('{first}')")).await;

        // Somebody deletes the round meanwhile, and nobody tells this page.
        let deaf = "document.addEventListener('tracked', (event) => event.stopPropagation(), true)";
        browser.script(deaf).await;
        holds(&browser, "!document.querySelector('.htmx-request')").await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.q("DELETE FROM bonus_payments WHERE paid = FALSE").exec().await.unwrap();
        tx.commit().await.unwrap();
        click(&browser, &second).await;
        shows(&browser, "#toasts", "Not found").await;
        holds(&browser, &format!("document.querySelector('{second}')?.ariaChecked === 'false'")).await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_is_saved_when_it_is_left_and_kept_when_that_fails() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        let (tab, payments) = round(&stage).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(390).await;
        browser.log_in("admin").await;
        browser.goto(&tab).await;
        let (field, form) = (format!("#note-{}", payments[0]), format!("#form-note-{}", payments[0]));
        let leave = format!("document.querySelector('{field}').blur()");
        let saved = async || {
            let sql = "SELECT notes FROM bonus_payments p JOIN account_groups g ON g.id = p.group_id WHERE g.label = 'Alpha'";
            app.app.db.q(sql).scalar::<String>().await.unwrap()
        };
        browser.find(&field).await.send_keys("by bank").await.unwrap();
        shows(&browser, &form, "7/500").await;
        browser.script(&leave).await;
        shows(&browser, &form, "Saved").await;
        assert_eq!(saved().await, "by bank");

        browser
            .script("window.real = window.fetch; window.fetch = () => Promise.reject(new Error('gone'))")
            .await;
        browser.find(&field).await.send_keys(", ref 8841").await.unwrap();
        browser.script(&leave).await;
        shows(&browser, &form, "Not saved: no answer from the server.").await;
        // What comes from the server meanwhile leaves it alone.
        click(&browser, &format!("#switch-{}", payments[1])).await;
        shows(&browser, "#toasts", "Beta marked as paid").await;
        let kept = format!("return document.querySelector('{field}').value");
        assert_eq!(browser.script(&kept).await, "by bank, ref 8841");
        assert_eq!(saved().await, "by bank");
        browser.script("window.fetch = window.real").await;
        click(&browser, &format!("{form} [data-note-retry]")).await;
        shows(&browser, &form, "Saved").await;
        assert_eq!(saved().await, "by bank, ref 8841");

        let long = format!(
            "const f = document.querySelector('{field}'); f.focus(); f.value = 'é'.repeat(501); f.dispatchEvent(new Event('input', {{bubbles: true}})); f.blur()"
        );
        browser.script(&long).await;
        shows(&browser, &form, "Not saved: 1 character too long.").await;
        assert_eq!(saved().await, "by bank, ref 8841");
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chosen_payments_are_marked_after_a_question_and_taken_back() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta", "Gamma", "Delta"]).await;
        let (tab, payments) = round(&stage).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("admin").await;
        browser.goto(&tab).await;
        browser.script("window.sameDocument = true").await;
        let boxes = browser.driver.find_all(By::Css("input[data-select]")).await.unwrap();
        boxes[0].click().await.unwrap();
        browser.script("document.querySelectorAll('input[data-select]')[2].dispatchEvent(new MouseEvent('click', {bubbles: true, shiftKey: true}))").await;
        shows(&browser, "[data-selection]", "3 selected").await;
        click(&browser, "#mark-paid").await;
        shows(&browser, "#mark-dialog", "3 payments, $150.00 together").await;
        browser.driver.active_element().await.unwrap().send_keys(Key::Escape + "").await.unwrap();
        holds(&browser, "!document.querySelector('dialog:modal')").await;
        holds(&browser, "document.activeElement.id === 'mark-paid'").await;
        shows(&browser, "[data-selection]", "3 selected").await;
        click(&browser, "#mark-paid").await;
        click(&browser, "#mark-dialog .btn-primary").await;
        shows(&browser, "#toasts", "3 payments marked as paid, $150.00 in all.").await;
        shows(&browser, "main", "$50.00 not paid").await;
        click(&browser, "#pay-all").await;
        shows(&browser, "#mark-dialog", "1 payment, $50.00").await;
        click(&browser, "#mark-dialog .btn-primary").await;
        shows(&browser, "main", "all paid").await;
        click(&browser, "#unpay-all").await;
        shows(&browser, "#mark-dialog", "4 payments, $200.00 together").await;
        click(&browser, "#mark-dialog .btn-primary").await;
        shows(&browser, "main", "$200.00 not paid").await;
        click(&browser, "#toasts > :last-child form button").await;
        shows(&browser, "#toasts", "Undone: 4 payments are as before").await;
        shows(&browser, "main", "all paid").await;
        assert_eq!(browser.script("return sameDocument && !location.search.includes('dialog')").await, true);

        let history = format!("#history-{}", payments[0]);
        click(&browser, &format!("{history} summary")).await;
        shows(&browser, &history, "Ada marked as paid:").await;
        shows(&browser, &history, "Paid by: Ada").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_every_payment_and_why_none_can_be_changed() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        let (tab, payments) = round(&stage).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(1440).await;
        browser.log_in("viewer").await;
        browser.goto(&tab).await;
        shows(&browser, "#payments", "Alpha").await;
        let switch = format!("#switch-{}", payments[0]);
        click(&browser, &switch).await;
        shows(&browser, "#toasts", "Only administrators of this server can change this.").await;
        assert_eq!(browser.find(&switch).await.attr("aria-checked").await.unwrap().unwrap(), "false");
        let can = "return document.querySelectorAll('main form[method=post], main input[data-select], main textarea:not([readonly])').length";
        assert_eq!(browser.script(can).await, 0);
        click(&browser, &format!("#history-{} summary", payments[0])).await;
        shows(&browser, &format!("#history-{}", payments[0]), "Nothing was changed yet").await;
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_that_somebody_else_wrote_meanwhile_is_told_and_replaced_on_purpose_only() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let (tab, payments) = round(&stage).await;
        let one = tab.replace("/guilds/", "/api/v1/guilds/").replace("?tab=payments", "");
        let path = format!("{one}/payments/{}", payments[0]);
        let Some(browser) = Browser::open(&app).await else { return };
        browser.width(390).await;
        browser.log_in("admin").await;
        browser.goto(&tab).await;
        let (field, form) = (format!("#note-{}", payments[0]), format!("#form-note-{}", payments[0]));
        let leave = format!("document.querySelector('{field}').blur()");
        let saved = async || {
            let sql = "SELECT notes FROM bonus_payments";
            app.app.db.q(sql).scalar::<String>().await.unwrap()
        };
        browser.find(&field).await.send_keys("mine").await.unwrap();
        let theirs = serde_json::json!({"notes": "theirs"});
        stage.admin.send_json(reqwest::Method::PATCH, &path, &theirs).await.ok();
        browser.script(&leave).await;
        shows(&browser, &form, "Not saved. This was changed to “theirs” by Ada").await;
        assert_eq!(browser.script(&format!("return document.querySelector('{field}').value")).await, "mine");
        browser.script(&format!("document.querySelector('{field}').focus()")).await;
        browser.script(&leave).await;
        shows(&browser, &form, "Save again").await;
        assert_eq!(saved().await, "theirs", "to leave the field again replaces nothing");
        click(&browser, &format!("{form} [data-note-retry]")).await;
        shows(&browser, &form, "Saved").await;
        assert_eq!(saved().await, "mine");
        browser.close().await;
    }
}
