//! An import in a browser: by button, by drop and by paste, checked, confirmed, followed, and taken back.

use std::io::Write;
use std::time::Duration;

use thirtyfour::prelude::*;

use super::driver::Browser;
use crate::support::{FIRST, TestApp, apps, eventually};

const SOON: Duration = Duration::from_secs(20);
const HEADER: &str = "platform,username,brand,group,display_name\n";

async fn shows(browser: &Browser, css: &str, text: &str) {
    let look = async || browser.text(css).await.contains(text).then_some(());
    eventually(&format!("{text} in {css}"), SOON, look).await;
}

async fn click(browser: &Browser, css: &str) {
    browser.find(css).await.click().await.expect("a click");
}

async fn press(browser: &Browser, words: &str) {
    let path = format!("//main//*[self::a or self::button][contains(normalize-space(), '{words}')]");
    browser.driver.find(By::XPath(path)).await.expect(words).click().await.expect("a click");
}

/// A file on the disk of the one who uploads it.
fn file(name: &str, content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(content.as_bytes()).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

async fn open(app: &TestApp, user: &str) -> Option<Browser> {
    app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
    let browser = Browser::open(app).await?;
    browser.width(1440).await;
    browser.log_in(user).await;
    browser.goto(&format!("/guilds/{FIRST}/data")).await;
    Some(browser)
}

/// Uploads and waits for the preview.
async fn upload(browser: &Browser, name: &str, content: &str) {
    let (_folder, path) = file(name, content);
    browser.find("#import-file").await.send_keys(&path).await.expect("a file");
    shows(browser, "[data-upload-chosen]", name).await;
    press(browser, "Import accounts").await;
    browser.find("#rows").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_checked_before_it_is_sent_and_shown_before_it_is_written() {
    for app in apps().await {
        let Some(browser) = open(&app, "admin").await else { return };
        browser.script("window.sameDocument = true").await;
        let (_folder, workbook) = file("book.csv", "PK\u{3}\u{4}not a sheet");
        browser.find("#import-file").await.send_keys(&workbook).await.unwrap();
        shows(&browser, "[data-upload-error]", "Save it as CSV first").await;
        press(&browser, "Import accounts").await;
        assert!(browser.path().await.ends_with("/data"), "nothing was sent");
        let rows =
            "tiktok,noa,Acme,Launch,Noa <b>bold</b>\ntiktok,mira,Acme,Launch,Mira\nvimeo,x,Acme,Launch,\n";
        upload(&browser, "accounts.csv", &format!("{HEADER}{rows}")).await;
        assert!(browser.path().await.contains("/data/imports/"));
        assert_eq!(browser.script("return window.sameDocument === true").await, true);
        shows(&browser, "#wrong", "Unknown platform").await;
        shows(&browser, "#wrong", "Row 4").await;
        shows(&browser, "#rows", "Noa <b>bold</b>").await;
        press(&browser, "Changed (1)").await;
        shows(&browser, "#rows", "was mira").await;
        let confirm = browser.find(".actbar [aria-disabled=true]").await;
        assert!(confirm.text().await.unwrap().contains("Import 2 accounts"));
        press(&browser, "Upload corrected file").await;
        upload(&browser, "accounts.csv", &format!("{HEADER}tiktok,noa,Acme,Launch,\n")).await;
        browser.find(".actbar a[data-dialog=confirm-import]").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_by_drop_and_cells_by_paste() {
    let app = TestApp::sqlite().await;
    let Some(browser) = open(&app, "admin").await else { return };
    let drop = "const data = new DataTransfer(); data.items.add(new File(['platform,username\\nx,a\\n'], 'dropped.csv'));
        const form = document.querySelector('form[data-upload]');
        for (const kind of ['dragover', 'drop']) form.querySelector('.drop').dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));";
    browser.script(drop).await;
    shows(&browser, "[data-upload-chosen]", "dropped.csv, 22 bytes").await;
    let paste = "const data = new DataTransfer(); data.setData('text/plain', 'platform\\tusername\\tbrand\\tgroup\\ntiktok\\tnoa\\tAcme\\tLaunch\\n');
        document.body.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));";
    browser.script(paste).await;
    shows(&browser, "[data-upload-chosen]", "pasted.tsv").await;
    press(&browser, "Import accounts").await;
    shows(&browser, "#rows", "@noa").await;
    shows(&browser, "main", "tab between cells").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmed_import_is_followed_to_its_end_in_every_tab_and_taken_back() {
    for app in apps().await {
        let Some(browser) = open(&app, "admin").await else { return };
        let rows: String = (0..1_500).map(|n| format!("tiktok,creator{n},New brand,New group,\n")).collect();
        click(&browser, "input[name=create_missing]").await;
        upload(&browser, "many.csv", &format!("{HEADER}{rows}")).await;
        shows(&browser, "#missing", "The import creates 1 brand and 1 group").await;
        browser.script("window.sameDocument = true").await;
        let page = browser.path().await;
        let first = browser.driver.window().await.unwrap();
        let other = browser.driver.new_tab().await.unwrap();
        browser.driver.switch_to_window(other.clone()).await.unwrap();
        browser.goto(&page).await;
        browser.driver.switch_to_window(first.clone()).await.unwrap();
        click(&browser, "a[data-dialog=confirm-import]").await;
        shows(&browser, "dialog#confirm-import:modal", "Import 1,500 accounts?").await;
        click(&browser, "#confirm-import .btn-primary").await;
        shows(&browser, "#result", "1,500").await;
        assert_eq!(browser.script("return window.sameDocument === true").await, true, "never reloaded");
        browser.driver.switch_to_window(other).await.unwrap();
        browser.goto(&page).await;
        shows(&browser, "#result", "Completed").await;
        press(&browser, "Undo import").await;
        click(&browser, "#undo-import .btn-error").await;
        shows(&browser, "#result", "1,500 accounts deleted").await;
        shows(&browser, "#result", "1 group and 1 brand deleted").await;
        browser.goto(&format!("/guilds/{FIRST}/brands?q=New")).await;
        shows(&browser, "main", "No brand or group").await;
        browser.goto(&format!("/guilds/{FIRST}/data")).await;
        shows(&browser, "#history", "Undone").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_viewer_sees_imports_and_is_told_why_they_may_not_make_one() {
    let app = TestApp::sqlite().await;
    let Some(browser) = open(&app, "admin").await else { return };
    upload(&browser, "accounts.csv", &format!("{HEADER}tiktok,noa,Acme,Launch,\n")).await;
    let page = browser.path().await;
    browser.goto("/status").await;
    browser.driver.delete_all_cookies().await.expect("no cookies");
    browser.log_in("viewer").await;
    browser.goto(&format!("/guilds/{FIRST}/data")).await;
    shows(&browser, "#history", "accounts.csv").await;
    press(&browser, "Import accounts").await;
    shows(&browser, "#toasts", "Only administrators of this server can import accounts.").await;
    assert!(!browser.find("#import-file").await.is_enabled().await.unwrap());
    browser.goto(&page).await;
    shows(&browser, "#rows", "@noa").await;
    let denied = browser.find(".actbar [aria-disabled=true]").await;
    assert!(denied.text().await.unwrap().contains("Import 1 account"));
    assert!(browser.driver.find(By::Css("form[action$='/cancel']")).await.is_err());
    browser.close().await;
}
