//! Analytics as page, JSON and CSV: the same numbers for who may see them.

use reqwest::Method;
use serde_json::{Value, json};
use tracking_dashboard::api_keys::Scope;

use crate::support::{Actor, Answer, FIRST, FOREIGN, SECOND, TestApp, apps, post, snapshot};

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// Two groups in two brands; `mira` gains 100 views on the 10th and 20 on the 15th, `ola` 30.
async fn fill(app: &TestApp) {
    app.tracks(FIRST, "Acme", "<b>Launch</b>", &["mira"]).await;
    app.tracks(FIRST, "Zeta", "Later", &["ola"]).await;
    app.tracks(FOREIGN, "Foreign", "Foreign", &["mira"]).await;
    let bot = app.bot().await;
    for guild in [FIRST, FOREIGN] {
        let names: &[&str] = if guild == FIRST { &["mira", "ola"] } else { &["mira"] };
        let posts: Vec<_> = names.iter().map(|name| post(name, name)).collect();
        bot.post(&format!("guilds/{guild}/posts"), &json!({"posts": posts})).await.ok();
        let mut read = vec![
            snapshot("mira", "2026-11-10T11:00:00Z", 100),
            snapshot("mira", "2026-11-15T11:00:00Z", 120),
        ];
        if guild == FIRST {
            read.push(snapshot("ola", "2026-11-15T11:00:00Z", 30));
        }
        bot.post(&format!("guilds/{guild}/metrics"), &json!({"snapshots": read})).await.ok();
    }
}

fn api(query: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/analytics{query}")
}

async fn accepting(actor: &Actor, path: &str, accept: &str) -> Answer {
    actor.send(actor.request(Method::GET, path).header("accept", accept)).await
}

async fn json_of(actor: &Actor, path: &str) -> Value {
    actor.get(path).await.ok().json()
}

async fn reader(app: &TestApp) -> Actor {
    app.with_key(&app.key(Some(FIRST), &[Scope::TrackingRead]).await.key)
}

#[tokio::test]
async fn the_numbers_are_those_of_the_contract() {
    for app in apps().await {
        fill(&app).await;
        let viewer = app.viewer().await;
        let week = json_of(&viewer, &api("?days=7")).await;
        assert_eq!(week["totals"]["views"], 150);
        assert_eq!((&week["totals"]["accounts"], &week["previous"]["accounts"]), (&json!(2), &json!(0)));
        assert_eq!(week["previous"]["views"], 0);
        let series = week["series"].as_array().unwrap();
        assert_eq!(series.len(), 7);
        assert_eq!((&series[0]["date"], &series[0]["views"]), (&json!("2026-11-10"), &json!(100)));
        assert_eq!((&series[5]["views"], &series[6]["views"]), (&json!(50), &json!(0)));
        assert_eq!(week["by_platform"][0]["platform"], "tiktok");
        assert_eq!(week["by_platform"][0]["views"], 150);
        assert_eq!(week["top_accounts"][0]["username"], "mira");
        assert_eq!(week["top_groups"][0]["label"], "<b>Launch</b>");
        assert_eq!(week["top_groups"][1]["views"], 30);
        assert_eq!(json_of(&viewer, &api("?days=90")).await["series"].as_array().unwrap().len(), 90);
        assert_eq!(json_of(&viewer, &api("")).await["series"].as_array().unwrap().len(), 30);
        // A day later the first of the seven days is the 11th.
        app.clock.advance(24 * 3_600_000);
        let week = json_of(&viewer, &api("?days=7")).await;
        assert_eq!((&week["totals"]["views"], &week["previous"]["views"]), (&json!(50), &json!(100)));
    }
}

#[tokio::test]
async fn filters_narrow_the_numbers_down() {
    for app in apps().await {
        fill(&app).await;
        let viewer = app.viewer().await;
        let all = json_of(&viewer, &api("?days=7")).await;
        let (group, brand) = (&all["top_groups"][1]["id"], &all["top_groups"][0]["brand"]["id"]);
        let of = async |query: String| {
            let found = json_of(&viewer, &api(&query)).await;
            let named = found["top_accounts"].as_array().unwrap().iter().map(|row| row["username"].clone());
            (found["totals"]["views"].clone(), found["totals"]["accounts"].clone(), named.collect::<Vec<_>>())
        };
        let text = |id: &Value| id.as_str().unwrap().to_owned();
        assert_eq!(
            of(format!("?days=7&group_id={}", text(group))).await,
            (json!(30), json!(1), vec![json!("ola")])
        );
        assert_eq!(
            of(format!("?days=7&brand_id={}", text(brand))).await,
            (json!(120), json!(1), vec![json!("mira")])
        );
        assert_eq!(of("?days=7&platform=x".into()).await, (json!(0), json!(0), vec![]));
        let both = format!("?days=7&brand_id={}&group_id={}", text(brand), text(group));
        assert_eq!(of(both).await, (json!(0), json!(0), vec![]));
    }
}

#[tokio::test]
async fn a_wrong_parameter_is_named() {
    for app in apps().await {
        let viewer = app.viewer().await;
        for (query, pointer) in [
            ("?days=8", "#/days"),
            ("?platform=myspace", "#/platform"),
            ("?brand_id=7", "#/brand_id"),
            ("?group_id=x", "#/group_id"),
            ("?metric=likes", "#/metric"),
        ] {
            let answer = viewer.get(&api(query)).await;
            assert_eq!(answer.told(), (422, "validation_failed".into()), "{query}");
            assert_eq!(answer.pointers(), [pointer]);
        }
        // The page leaves it out and says so; its own metric is none of the API's.
        let page = format!("/guilds/{FIRST}/analytics");
        for (query, words) in [
            ("?days=8", "these are the last 30 days"),
            ("?metric=followers", "the chart shows views"),
            ("?group_id=0198c0de-0000-7000-8000-000000000000", "The group is not known"),
        ] {
            assert!(
                accepting(&viewer, &format!("{page}{query}"), HTML).await.ok().body.contains(words),
                "{query}"
            );
        }
        let answer = accepting(&viewer, &format!("{page}?metric=followers"), "application/json").await;
        assert_eq!(answer.pointers(), ["#/metric"]);
    }
}

#[tokio::test]
async fn one_address_gives_the_page_json_or_csv() {
    for app in apps().await {
        fill(&app).await;
        let (key, viewer) = (reader(&app).await, app.viewer().await);
        let page = format!("/guilds/{FIRST}/analytics?days=7&metric=likes");
        let same = json_of(&key, &api("?days=7")).await;
        for actor in [&key, &viewer] {
            let answer = accepting(actor, &page, "application/json").await.ok();
            assert_eq!(answer.json(), same);
            let csv = accepting(actor, &page, "text/csv").await.ok();
            assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
            let lines: Vec<_> = csv.body.lines().collect();
            assert_eq!(lines[0], "date,posts,views,likes,comments,shares");
            assert_eq!(lines.len(), 8);
            assert!(lines[1].starts_with("2026-11-10,") && lines[1].contains(",100,"), "{}", lines[1]);
            assert_eq!(accepting(actor, &api("?days=7"), "text/csv").await.ok().body, csv.body);
            let file = actor.get(&format!("/guilds/{FIRST}/analytics.csv?days=7")).await.ok();
            assert_eq!(file.body, csv.body);
            assert!(file.header("content-disposition").starts_with("attachment; filename=\"analytics_"));
        }
        assert!(accepting(&viewer, &page, HTML).await.ok().body.contains("<h1>Analytics</h1>"));
        assert!(viewer.get(&page).await.ok().body.contains("<h1>Analytics</h1>"));
        assert_eq!(key.get(&page).await.ok().json(), same, "who sends a key is a program");
        assert_eq!(accepting(&key, &page, HTML).await.status, 403);
    }
}

#[tokio::test]
async fn nobody_else_gets_any_of_it() {
    for app in apps().await {
        fill(&app).await;
        let key = async |guild, scope| app.with_key(&app.key(Some(guild), &[scope]).await.key);
        let page = format!("/guilds/{FIRST}/analytics");
        for accept in ["application/json", "text/csv"] {
            let of = async |actor: &Actor| accepting(actor, &page, accept).await.told();
            assert_eq!(of(&key(FIRST, Scope::AuditRead).await).await, (403, "insufficient_scope".into()));
            assert_eq!(of(&key(SECOND, Scope::TrackingRead).await).await, (404, "not_found".into()));
            assert_eq!(of(&app.outsider().await).await, (404, "not_found".into()));
            assert_eq!(of(&app.with_key("tdk_wrong")).await, (401, "unauthenticated".into()));
        }
        // Another guild's group is one that is not there.
        let all = json_of(&reader(&app).await, &api("?days=7")).await;
        let second = app.with_key(&app.key(Some(SECOND), &[Scope::TrackingRead]).await.key);
        let group = all["top_groups"][0]["id"].as_str().unwrap();
        let path = format!("/api/v1/guilds/{SECOND}/analytics?days=7&group_id={group}");
        assert_eq!(json_of(&second, &path).await["totals"]["views"], 0);
    }
}

#[tokio::test]
async fn names_on_the_page_are_text() {
    for app in apps().await {
        fill(&app).await;
        let page = accepting(&app.viewer().await, &format!("/guilds/{FIRST}/analytics"), HTML).await.ok();
        assert!(page.body.contains("&lt;b&gt;Launch&lt;/b&gt;") && !page.body.contains("<b>Launch"));
    }
}
