//! Every page, as admin and viewer, in both themes, on a phone and on a desk: nothing refused by
//! the content policy, no script error, nothing wider than the screen, names are text, and axe-core
//! finds nothing wrong; the same with each dialog open that a page links to.

use std::collections::BTreeSet;

use serde_json::json;
use tracking_dashboard::http::Access;
use tracking_dashboard::ids::GroupId;

use super::driver::Browser;
use crate::access::rules::rows;
use crate::bonus::{LAST_WEEK, Stage, THIS_WEEK, id};
use crate::imports;
use crate::support::{FIRST, TestApp, apps, heartbeat, post, snapshot};

/// A label that would run, and widen the page, if it were markup.
const LABEL: &str = "<b onclick=alert(1)>bold</b>";

async fn fill(app: &TestApp) {
    let long = "x".repeat(30);
    app.tracks(FIRST, LABEL, "<img src=x onerror=alert(2)>", &["mira", &long]).await;
    let bot = app.bot().await;
    let guild = json!({"name": "<script>alert(3)</script>", "icon_url": null, "channels": []});
    bot.call("PUT", &format!("guilds/{FIRST}"), &guild).send().await.ok();
    bot.post("heartbeat", &heartbeat(&[FIRST])).await.ok();
    let posts = json!({"posts": [post("1", "mira"), post("2", &long)]});
    bot.post(&format!("guilds/{FIRST}/posts"), &posts).await.ok();
    let at = "2026-11-16T11:00:00Z";
    let snapshots = json!({"snapshots": [snapshot("1", at, 999_999_999_999), snapshot("2", at, 5)]});
    bot.post(&format!("guilds/{FIRST}/metrics"), &snapshots).await.ok();
    let report = json!({"accounts": [{"platform": "tiktok", "username": "mira", "followers": 7,
        "status": "active", "display_name": LABEL, "collected_at": at}]});
    bot.post(&format!("guilds/{FIRST}/accounts"), &report).await.ok();
}

/// Pages that a person looks at: not the API, files, streams, fragments, or ways in and out. Who is
/// not logged in is led to one page from most of them, and sees it once.
pub fn pages(user: Option<&str>) -> Vec<String> {
    let no_page = [
        "/auth/login",
        "/auth/callback",
        "/healthz",
        "/readyz",
        "/favicon.ico",
        "/assets/",
        "/cards/",
        "/data/export",
        "/find",
        "/alerts/hint",
        "/live",
        "/results.csv",
    ];
    let is_page = |path: &String| !no_page.iter().any(|part| path.contains(part));
    let rows = rows().into_iter().filter(|row| {
        let seen = user.is_some() || row.access == Access::Public;
        row.is_safe() && !row.is_api() && row.access != Access::Operator && seen
    });
    let mut pages: Vec<_> = rows.map(|row| row.path(&FIRST.to_string())).filter(is_page).collect();
    pages.extend([
        "/nowhere".into(),
        "/guilds/1".into(),
        format!("/guilds/{FIRST}/nowhere"),
        format!("/guilds/{FIRST}?days=90"),
    ]);
    pages.push(format!("/guilds/{FIRST}/accounts?platform=youtube&q=%3Cb%3E"));
    pages.push(format!("/guilds/{FIRST}/brands?q=nothing"));
    pages.extend(["", "&platform=x"].map(|more| format!("/guilds/{FIRST}/data?tab=export{more}")));
    pages.push(format!("/guilds/{FIRST}/alerts?tab=history"));
    assert!(pages.len() > 8);
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_stands_in_both_themes_at_both_widths() {
    // What differs by engine is the other tests' matter.
    let app = TestApp::sqlite().await;
    fill(&app).await;
    let group: GroupId = app.db.q("SELECT id FROM account_groups").scalar().await.expect("the group");
    let mut of_things = vec![
        format!("/guilds/{FIRST}/groups/{group}?days=30&metric=likes"),
        format!("/guilds/{FIRST}/brands?dialog=edit-group&id={group}"),
    ];
    of_things.extend(rounds(&app).await);
    let rows = "tiktok,noa,<b>New</b>,Group,<b>Noa</b>\ntiktok,mira,<b>New</b>,Group,\nvimeo,x,A,B,\n";
    let wrong_rows = imports::preview(&app, FIRST, rows).await;
    let right_rows = imports::preview(&app, FIRST, &rows[..rows.len() - 13]).await;
    let of_imports = [wrong_rows, right_rows].map(|id| format!("/guilds/{FIRST}/data/imports/{id}"));
    let Some(browser) = Browser::open(&app).await else { return };
    browser.load_axe().await;
    let mut wrong = BTreeSet::new();
    for user in [None, Some("admin"), Some("viewer")] {
        browser.goto("/status").await;
        browser.driver.delete_all_cookies().await.expect("no cookies");
        if let Some(user) = user {
            browser.log_in(user).await;
        }
        let mut left = pages(user);
        left.extend(of_things.clone());
        left.extend(of_imports.clone().into_iter().filter(|_| user.is_some()));
        let mut seen: BTreeSet<String> = left.iter().cloned().collect();
        while let Some(page) = left.pop() {
            browser.goto(&page).await;
            left.extend(dialogs(&browser).await.into_iter().filter(|dialog| seen.insert(dialog.clone())));
            wrong.extend(in_every_look(&browser, &format!("{page} as {user:?}")).await);
        }
        for opened in OPENED.iter().filter(|_| user.is_some()) {
            browser.goto(&format!("/guilds/{FIRST}")).await;
            browser.script(&format!("document.querySelector('{opened}')?.click()")).await;
            wrong.extend(in_every_look(&browser, opened).await);
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{}", Vec::from_iter(wrong).join("\n"));
}

/// An evaluated and a pending round with all their parts, and the leaderboard.
async fn rounds(app: &TestApp) -> Vec<String> {
    let stage = Stage::of(app, &[LABEL, &"g".repeat(30)]).await;
    stage.gain(0, "2026-11-10", 12_000).await;
    stage.gain(1, "2026-11-10", 9_600).await;
    let last = stage.made(LAST_WEEK, 100_000_000, &[(0, 10_000), (1, 10_000)]).await;
    let pending = stage.made(THIS_WEEK, 1, &[(0, 1)]).await;
    let payment = id(&last["payments"][0]);
    let (bonus, last) = (format!("/guilds/{FIRST}/bonus"), id(&last));
    vec![
        format!("{bonus}?open={last}&part=results"),
        format!("{bonus}?tab=leaderboard&weeks=all"),
        format!("{bonus}?state=pending"),
        format!("{bonus}/rounds/{}", id(&pending)),
        format!("{bonus}/rounds/{last}"),
        format!("{bonus}/rounds/{last}?tab=payments"),
        format!("{bonus}/rounds/{last}?tab=payments&dialog=pay-all"),
        format!("{bonus}/rounds/{last}/payments/{payment}/history"),
        format!("{bonus}/rounds/{last}?tab=results"),
        format!("/guilds/{FIRST}/groups/{}", stage.groups[0]),
    ]
}

/// The page as it stands, in both themes and at both widths: only the sheet of styles makes them differ.
async fn in_every_look(browser: &Browser, page: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for width in [390, 1440] {
        browser.width(width).await;
        for theme in ["dark", "light"] {
            browser.script(&format!("document.documentElement.dataset.theme = 'tide-{theme}'")).await;
            let place = format!("{page}, {theme}, {width}");
            look(browser, &place).await;
            wrong.extend(browser.violations().await.into_iter().map(|text| format!("{place}: {text}")));
        }
    }
    wrong
}

/// What opens from the shell of a page.
const OPENED: [&str; 5] = [
    "[data-dialog=finder]",
    "[data-dialog=shortcuts]",
    "[popovertarget=me]",
    "[popovertarget=guilds]",
    "[popovertarget=more]",
];

/// Addresses of this page with a dialog open.
async fn dialogs(browser: &Browser) -> Vec<String> {
    let links = "return [...document.querySelectorAll('main a[data-dialog]')]
        .map(a => new URL(a.href)).map(a => a.pathname + a.search).filter(a => a.includes('dialog='))";
    let links = browser.script(links).await.as_array().cloned().unwrap_or_default();
    links.iter().filter_map(|link| link.as_str().map(str::to_owned)).collect()
}

async fn look(browser: &Browser, place: &str) {
    let seen = browser
        .script(
            "const wide = document.scrollingElement;
             return {text: document.body.innerText, over: wide.scrollWidth - innerWidth,
                     bold: document.querySelectorAll('main b, main img[src=x], main script').length,
                     unlabelled: [...document.querySelectorAll('main button, main a')]
                         .filter(e => e.checkVisibility() && !(e.innerText || e.ariaLabel || e.title)).length,
                     unnamed: [...document.querySelectorAll('#results tbody tr:not([id]) :is(a, button, input), #results ul.rows > li:not([id]) a')].length,
                     unordered: [...document.querySelectorAll('[hx-target=\"#results\"], #results[hx-get]')]
                         .filter(e => e.getAttribute('hx-sync') !== (e.id === 'results' ? 'this:drop' : '#results:replace')).length}",
        )
        .await;
    assert!(seen["text"].as_str().is_some_and(|text| text.len() > 40), "{place} is empty");
    assert!(
        seen["over"].as_i64().is_some_and(|over| over <= 0),
        "{place} scrolls sideways by {}",
        seen["over"]
    );
    assert_eq!(seen["bold"], 0, "{place}: a name became markup");
    assert_eq!(seen["unordered"], 0, "{place}: what answers last would stand in the list");
    assert_eq!(seen["unnamed"], 0, "{place}: a refresh would take one row for another");
    // A page of 403 or 404 is reported by the console as the file that was not there.
    let complaints = browser.complaints().await;
    let told = |text: &&String| text.contains("status of 403") || text.contains("status of 404");
    let serious: Vec<_> = complaints.iter().filter(|text| !told(text)).collect();
    assert!(serious.is_empty(), "{place}: {serious:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_shown_as_they_are_written() {
    for app in apps().await {
        fill(&app).await;
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("admin").await;
        browser.goto(&format!("/guilds/{FIRST}/accounts")).await;
        assert!(browser.text("main").await.contains(LABEL));
        // The ear for what the policy refuses does hear: nothing of this runs or is drawn.
        let inline = "const s = document.createElement('style'); s.textContent = 'b{}'; document.head.append(s);
                      const j = document.createElement('script'); j.textContent = 'window.ran = 1'; document.head.append(j);";
        browser.script(inline).await;
        let heard = browser.complaints().await;
        assert!(heard.iter().any(|text| text.contains("style-src")), "{heard:?}");
        assert!(heard.iter().any(|text| text.contains("script-src")), "{heard:?}");
        assert_eq!(browser.script("return window.ran === undefined").await, true);
        browser.close().await;
    }
}
