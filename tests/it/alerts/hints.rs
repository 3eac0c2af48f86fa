//! ALERT-02: the numbers to choose a value by; what is predicted is what a replay fires.

use serde_json::{Value, json};
use tracking_dashboard::time::{Clock, DAY, HOUR, Ms};

use super::{Site, id};
use crate::support::FIRST;

/// Views of each of 24 posts on each day: some rise slowly, some at once, some hop, some were high before.
fn views(post: i64, day: i64) -> i64 {
    match post % 4 {
        0 => post * 10 * day,
        1 => 900 + post - day * 3,
        2 if day > 20 => 5_000 + post,
        2 => 40,
        _ => post * 100 + if day % 2 == 0 { 500 } else { 0 },
    }
}

async fn collect(site: &Site, prefix: &str, days: std::ops::Range<i64>, start: Ms) {
    for day in days {
        let at = start.plus(day * DAY + HOUR);
        let one = |post: i64| {
            let value = views(post, day);
            json!({"platform": "tiktok", "external_id": format!("{prefix}{post}"), "collected_at": at,
                "views": value, "likes": value / 10, "comments": 0, "shares": 0})
        };
        let body = json!({"snapshots": (0..24).map(one).collect::<Vec<_>>()});
        site.bot.post(&format!("guilds/{FIRST}/metrics"), &body).await.ok();
    }
}

async fn add(site: &Site, prefix: &str, account: &str, posted_at: Ms) {
    let one = |post: i64| {
        json!({"external_id": format!("{prefix}{post}"), "platform": "tiktok", "username": account,
            "url": format!("https://example.com/{prefix}{post}"), "posted_at": posted_at})
    };
    let body = json!({"posts": (0..24).map(one).collect::<Vec<_>>()});
    site.bot.post(&format!("guilds/{FIRST}/posts"), &body).await.ok();
}

#[tokio::test]
async fn the_predicted_number_is_what_replaying_the_same_days_fires() {
    const VALUES: [i64; 6] = [1, 100, 905, 1_000, 1_700, 5_010];
    for site in Site::all().await {
        // Everything happens 40 days later, so that the account is older than its posts.
        let start = site.app.clock.now().day().start();
        site.app.clock.set(start.plus(40 * DAY + 12 * HOUR));
        let site = Site { admin: site.app.admin().await, ..site };
        add(&site, "a", "mira", start.plus(HOUR)).await;
        collect(&site, "a", 0..41, start).await;
        let mut predicted = Vec::new();
        for value in VALUES {
            let path = format!("/api/v1/guilds/{FIRST}/groups/{}/alert-hints?value={value}", site.group);
            predicted.push(site.admin.get(&path).await.ok().json()["would_fire"].as_i64().unwrap());
        }
        assert!(predicted.iter().any(|n| *n > 3), "{predicted:?}");

        // The same days again, in another group whose thresholds are made before the last thirty of them.
        site.app.clock.set(start);
        site.app.tracks(FIRST, "Acme B", "Replay", &["again"]).await;
        site.app.clock.set(start.plus(40 * DAY + 12 * HOUR));
        let groups = site.admin.get(&format!("/api/v1/guilds/{FIRST}/groups?limit=9")).await.ok().json();
        let replay = groups["items"].as_array().unwrap().iter().find(|group| group["label"] == "Replay");
        let replay = id(replay.unwrap());
        let mut fired = Vec::new();
        for (index, value) in VALUES.into_iter().enumerate() {
            let prefix = format!("r{index}-");
            add(&site, &prefix, "again", start.plus(HOUR)).await;
            collect(&site, &prefix, 0..11, start).await;
            let threshold = site.app.threshold(FIRST, &replay, value).await;
            collect(&site, &prefix, 11..41, start).await;
            let sql =
                "SELECT COUNT(*) FROM alerts l JOIN thresholds t ON t.id = l.threshold_id WHERE t.value = $1";
            fired.push(site.app.db.q(sql).bind(value).scalar::<i64>().await.unwrap());
            let one = format!("/api/v1/guilds/{FIRST}/groups/{replay}/alert-thresholds/{threshold}");
            site.admin.send_json(reqwest::Method::DELETE, &one, &json!({})).await.expect(204);
        }
        assert_eq!(predicted, fired);
    }
}

#[tokio::test]
async fn hints_are_average_ninth_tenth_and_greatest_of_what_was_collected() {
    for site in Site::all().await {
        let hints = async |query: &str| {
            let path = format!("/api/v1/guilds/{FIRST}/groups/{}/alert-hints?{query}", site.group);
            site.admin.get(&path).await.ok().json()
        };
        let nothing = json!({"average": null, "p90": null, "max": null, "sample": 0, "would_fire": null});
        assert_eq!(hints("").await, nothing);
        for (post, views) in [("1", 100), ("2", 200), ("3", 300), ("4", 1_000)] {
            site.views(post, views).await;
        }
        site.views("4", 900).await;
        let found = hints("metric=views&value=300").await;
        let wanted = json!({"average": 400, "p90": 1_000, "max": 1_000, "sample": 4, "would_fire": 2});
        assert_eq!(found, wanted);
        assert_eq!(hints("platform=x").await["sample"], Value::from(0));
        assert_eq!(hints("metric=followers").await["sample"], Value::from(0));
        for wrong in ["value=0", "value=1.5", "metric=posts", "platform=myspace", "x=1"] {
            let path = format!("/api/v1/guilds/{FIRST}/groups/{}/alert-hints?{wrong}", site.group);
            site.admin.get(&path).await.expect(422);
        }
    }
}
