//! Names as long as they may be and without a place to break, wherever they are shown: no page is wider than
//! the screen, on a phone and on a desk.

use reqwest::Method;
use serde_json::{Value, json};

use super::crawl;
use super::driver::Browser;
use crate::bonus::{LAST_WEEK, Stage, id};
use crate::support::{FIRST, TestApp};

const WORD: &str = "Donaudampfschifffahrtsgesellschaftskapitänsmützena";

/// What is wider than the screen, and by how much. A table or a panel that is cut off counts too: nobody
/// could scroll to the rest.
const OVER: &str = "const wide = document.scrollingElement.scrollWidth - innerWidth;
    const cut = [...document.querySelectorAll('main .panel, main .page-head, dialog[open] .modal-box')]
        .filter(part => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1);
    return [...(wide > 0 ? [`the page by ${wide}`] : []), ...cut.map(part => `${part.className} by ${part.scrollWidth - part.clientWidth}`)]";

/// Brands, groups and accounts with such names, what fired for them and a round; the pages that show them.
async fn fill(app: &TestApp) -> Vec<String> {
    let long = "W".repeat(100);
    let names = [long.as_str(), WORD];
    let stage = Stage::of(app, &names).await;
    let api = format!("/api/v1/guilds/{FIRST}");
    let brands = stage.admin.get(&format!("{api}/brands")).await.ok().json();
    let items = |answer: &Value| answer["items"].as_array().cloned().unwrap_or_default();
    for (brand, name) in items(&brands).iter().zip(names) {
        let path = format!("{api}/brands/{}", id(brand));
        stage.admin.send_json(Method::PATCH, &path, &json!({"label": name})).await.ok();
    }
    let mut pages = Vec::new();
    let accounts = stage.admin.get(&format!("{api}/accounts")).await.ok().json();
    for (account, name) in items(&accounts).iter().zip(names) {
        let path = format!("{api}/accounts/{}", id(account));
        let username = name[..1].to_lowercase().repeat(100);
        let both = json!({"display_name": name, "username": username});
        stage.admin.send_json(Method::PATCH, &path, &both).await.ok();
        pages.push(format!("accounts/{}", id(account)));
        pages.push(format!("accounts/{}?dialog=edit-account", id(account)));
    }
    for group in &stage.groups {
        app.threshold(FIRST, group, 1).await;
        let filtered =
            ["accounts", "alerts", "posts", "analytics"].map(|list| format!("{list}?group_id={group}"));
        pages.extend(filtered);
        pages.push(format!("groups/{group}"));
        pages.push(format!("data?tab=export&group_id={group}"));
        pages.push(format!("brands?dialog=edit-group&id={group}"));
    }
    for brand in items(&brands) {
        pages.push(format!("brands?brand_id={}", id(&brand)));
    }
    stage.made(LAST_WEEK, 100_000_000, &[(0, 1), (1, 1)]).await;
    pages.push("alerts?tab=history".into());
    pages.push("bonus?tab=leaderboard&weeks=all".into());
    pages.into_iter().map(|page| format!("/guilds/{FIRST}/{page}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_without_a_break_makes_no_page_wider() {
    // What differs by engine is the other tests' matter.
    let app = TestApp::sqlite().await;
    let mut pages = fill(&app).await;
    pages.extend(crawl::pages(Some("admin")).into_iter().filter(|page| !page.contains(".csv")));
    let Some(browser) = Browser::open(&app).await else { return };
    browser.log_in("admin").await;
    let mut wide = Vec::new();
    for page in pages {
        browser.goto(&page).await;
        for width in [390, 1440] {
            browser.width(width).await;
            let over = browser.script(OVER).await;
            wide.extend(
                over.as_array().into_iter().flatten().map(|over| format!("{page} at {width}: {over}")),
            );
        }
    }
    browser.goto(&format!("/guilds/{FIRST}/brands")).await;
    assert!(browser.text("main").await.contains(WORD), "the names are there");
    browser.close().await;
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
