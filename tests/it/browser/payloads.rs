//! Names that would run if any page took them for markup: nothing runs, and the content policy
//! has nothing to report. A page that does it wrong shows that both would be noticed.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde_json::json;
use tracking_dashboard::http::{Access, Routes};

use super::crawl::pages;
use super::driver::Browser;
use crate::support::{FIRST, Options, TestApp, heartbeat, post};

/// Each sets `window.ran` in its own way.
const PAYLOADS: [&str; 12] = [
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=2>",
    "<svg onload=window.ran=3>",
    "\"><script>window.ran=4</script>",
    "' autofocus onfocus=window.ran=5 '",
    "</title><script>window.ran=6</script>",
    "</textarea><svg/onload=window.ran=7>",
    "javascript:window.ran=8",
    "<a href=javascript:window.ran=9>x</a>",
    "<iframe srcdoc='<script>top.ran=10</script>'>",
    "<style>@import'//x.example'</style>",
    "--><script>window.ran=12</script><!--",
];
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

async fn wrong() -> impl IntoResponse {
    let body =
        format!("<!doctype html><title>x</title><script src=/probe/ran.js></script>{}", PAYLOADS.concat());
    ([(CONTENT_TYPE, "text/html")], body)
}

async fn ran() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript")], "window.ran = 'a script of this site';")
}

fn options() -> Options {
    let more =
        Routes::new().get("/probe/wrong", Access::Public, wrong).get("/probe/ran.js", Access::Public, ran);
    Options {
        variables: vec![("TD_METRICS__TOKEN", TOKEN), ("TD_LIMITS__REQUESTS_PER_MINUTE", "100000")],
        more,
    }
}

/// Payloads wherever the bot, Discord or a browser can put a text.
async fn fill(app: &TestApp) {
    let bot = app.bot().await;
    for (index, payload) in PAYLOADS.into_iter().enumerate() {
        app.tracks(FIRST, payload, &format!("{index}{payload}"), &[&format!("mira{index}")]).await;
    }
    let channels = PAYLOADS.into_iter().enumerate().map(|(index, name)| {
        json!({"id": format!("1111111111111111{index:02}"), "name": name, "bot_can_post": true})
    });
    let channels: Vec<_> = channels.collect();
    let guild = json!({"name": PAYLOADS[3], "icon_url": "https://x.example/'%22><svg/onload=window.ran=13>", "channels": channels});
    bot.call("PUT", &format!("guilds/{FIRST}"), &guild).send().await.ok();
    let mut beat = heartbeat(&[FIRST]);
    beat["version"] = PAYLOADS[1].into();
    bot.post("heartbeat", &beat).await.ok();
    let reports = PAYLOADS.into_iter().enumerate().map(|(index, name)| {
        json!({"platform": "tiktok", "username": format!("mira{index}"), "followers": 7, "status": "active",
               "display_name": name, "collected_at": "2026-11-16T11:00:00Z"})
    });
    let reports: Vec<_> = reports.collect();
    bot.post(&format!("guilds/{FIRST}/accounts"), &json!({"accounts": reports})).await.ok();
    let posts: Vec<_> = (0..PAYLOADS.len())
        .map(|index| post(&format!("<svg/onload=window.ran={index}>"), &format!("mira{index}")))
        .collect();
    bot.post(&format!("guilds/{FIRST}/posts"), &json!({"posts": posts})).await.ok();
    for user in ["admin", "viewer"] {
        app.discord.set_name(user, PAYLOADS[0]);
    }
}

/// How often the server heard of something that the policy refused.
async fn reports(app: &TestApp) -> u64 {
    let numbers = app.with_key(TOKEN).get("/metrics").await.ok().body;
    let line = numbers.lines().find_map(|line| line.strip_prefix("csp_reports_total "));
    line.and_then(|count| count.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_looks_like_markup_runs_and_a_page_that_let_it_would_be_noticed() {
    let app = TestApp::sqlite_with(options()).await;
    fill(&app).await;
    // A session whose device is a payload, for the page that lists sessions.
    let odd = app.anonymous();
    let callback = odd.approve(&odd.start_login("/guilds").await, "admin").await;
    let request = odd.request(reqwest::Method::GET, &callback).header("user-agent", PAYLOADS[1]);
    odd.send(request).await.expect(303);
    let Some(browser) = Browser::open(&app).await else { return };
    let mut seen = 0;
    for user in ["admin", "viewer"] {
        browser.goto("/status").await;
        browser.driver.delete_all_cookies().await.expect("no cookies");
        browser.log_in(user).await;
        for page in pages() {
            browser.goto(&page).await;
            assert!(browser.script("return window.ran ?? null").await.is_null(), "{page} ran a name");
            let heard = browser.complaints().await;
            assert!(!heard.iter().any(|text| text.contains("Content Security Policy")), "{page}: {heard:?}");
            let text = browser.script("return document.documentElement.innerHTML").await;
            seen += usize::from(text.as_str().is_some_and(|text| text.contains("window.ran=")));
        }
    }
    assert_eq!(reports(&app).await, 0);
    assert!(seen > 4, "the names are on {seen} pages");

    browser.goto("/probe/wrong").await;
    assert_eq!(browser.script("return window.ran").await, "a script of this site", "what runs is noticed");
    assert!(browser.complaints().await.iter().any(|text| text.contains("Content Security Policy")));
    let noticed = async || (reports(&app).await > 3).then_some(());
    crate::support::eventually("reports of the wrong page", std::time::Duration::from_secs(10), noticed)
        .await;
    browser.close().await;
}
