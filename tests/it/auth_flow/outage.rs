//! Discord slow, refusing or away: what goes on, what stops, and what people are told.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tracking_dashboard::demo::discord::Endpoint;
use tracking_dashboard::time::{Clock, MINUTE, SECOND};
use tracking_dashboard::web::time::clock;

use crate::support::{Actor, FIRST, SECOND as SECOND_GUILD, TestApp, apps, eventually};

const BANNER: &str = "Discord does not answer. What you may see is as of";
const SOON: Duration = Duration::from_secs(5);
const HOUR: Duration = Duration::from_secs(3_600);

/// Calls that our server made.
fn calls(app: &TestApp) -> u64 {
    [Endpoint::Me, Endpoint::Guilds, Endpoint::Token].map(|endpoint| app.discord.calls(endpoint)).iter().sum()
}

async fn settled(app: &TestApp) {
    let idle = async || app.requests.is_empty().then_some(());
    eventually("nothing is under way", SOON, idle).await;
}

fn page() -> String {
    format!("/guilds/{FIRST}")
}

#[tokio::test]
async fn pages_say_how_old_the_rights_are_while_discord_is_away() {
    for app in apps().await {
        let viewer = app.viewer().await;
        for (status, wait) in [(502, None), (429, Some(64.57))] {
            assert!(!viewer.get(&page()).await.ok().body.contains(BANNER));
            let since = clock(app.clock.now().0);
            app.discord.answer_with(status, wait, 1_000);
            app.clock.advance(6 * MINUTE);
            viewer.get(&page()).await.ok();
            settled(&app).await;
            let shown = viewer.get(&page()).await.ok().body;
            assert!(shown.contains(&format!("{BANNER} {since}")), "{status}: as of {since}");
            assert!(viewer.get("/settings/sessions").await.ok().body.contains(BANNER));
            assert_eq!(viewer.get("/api/v1/me").await.status, 200);
            app.clock.advance(10 * MINUTE);
            assert_eq!(viewer.get(&page()).await.status, 503, "after 15 minutes that is over");
            settled(&app).await;

            app.discord.answer_normally();
            app.clock.advance(2 * MINUTE);
            assert!(!viewer.get(&page()).await.ok().body.contains(BANNER), "{status}: back again");
        }
    }
}

#[tokio::test]
async fn a_right_that_is_gone_is_gone_within_a_minute_of_the_next_reading() {
    for app in apps().await {
        let admin = app.admin().await;
        let there = format!("/api/v1/guilds/{SECOND_GUILD}");
        admin.get(&there).await.ok();
        app.discord.remove_guild("admin", SECOND_GUILD);
        // The first try to read it meets a hiccup.
        app.discord.answer_with(500, None, 1);
        app.clock.advance(5 * MINUTE + SECOND);
        let mut waited = 0;
        while admin.get(&there).await.status != 404 {
            settled(&app).await;
            app.clock.advance(5 * SECOND);
            waited += 5;
            assert!(waited <= 60, "the right is still there");
        }
        admin.get(&format!("/api/v1/guilds/{FIRST}")).await.ok();
    }
}

#[tokio::test]
async fn discord_is_asked_at_most_ten_times_a_minute_whatever_it_answers() {
    for app in apps().await {
        let other = app.instance().await;
        let people = [app.admin().await, app.viewer().await, app.outsider().await];
        let tabs = |person: &Actor| [person.tab(), person.at(&other), person.tab()];
        for (status, wait) in [(429, Some(64.57)), (503, None), (200, None)] {
            match status {
                200 => app.discord.answer_normally(),
                status => app.discord.answer_with(status, wait, 10_000),
            }
            app.clock.advance(6 * MINUTE);
            let before = calls(&app);
            for _ in 0..12 {
                let tabs: Vec<_> = people.iter().flat_map(tabs).collect();
                join_all(tabs.iter().map(|tab| tab.get("/api/v1/guilds"))).await;
                settled(&app).await;
                settled(&other).await;
                app.clock.advance(5 * SECOND);
            }
            let asked = calls(&app) - before;
            assert!((1..=10).contains(&asked), "{status}: {asked} calls in a minute");
        }
    }
}

/// Discord takes the connection and says nothing, or not in time.
async fn silent(app: TestApp, delay: Duration) {
    let viewer = app.viewer().await;
    app.discord.delay(delay);
    let since = Instant::now();
    let login = app.anonymous();
    let late = async {
        let answer = login.log_in("admin", "/guilds").await;
        assert!(answer.location().starts_with("/login?error=discord_down"), "{}", answer.location());
        assert!(login.get(answer.location()).await.ok().body.contains("Discord does not answer"));
        since.elapsed()
    };
    let meanwhile = async {
        app.clock.advance(6 * MINUTE);
        let since = Instant::now();
        for _ in 0..20 {
            viewer.get(&page()).await.ok();
        }
        since.elapsed()
    };
    let (login, pages) = tokio::join!(late, meanwhile);
    assert!(login <= Duration::from_secs(10), "the login answers after {login:?}");
    assert!(pages < Duration::from_secs(5), "pages do not wait for Discord: {pages:?}");
    // What needs a fresh answer says so in time as well, and does not hang.
    app.clock.advance(15 * MINUTE);
    let since = Instant::now();
    assert_eq!(viewer.get(&format!("/api/v1/guilds/{FIRST}")).await.told(), (503, "unavailable".into()));
    assert!(since.elapsed() <= Duration::from_secs(11), "{:?}", since.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_discord_that_says_nothing_holds_up_logins_only_and_those_hear_of_it_within_ten_seconds() {
    let silence = async |delay| join_all(apps().await.into_iter().map(|app| silent(app, delay))).await;
    tokio::join!(silence(HOUR), silence(Duration::from_secs(30)));
}
