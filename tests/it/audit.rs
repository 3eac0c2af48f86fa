//! The audit log of a guild as page, JSON and CSV.

use serde_json::json;
use tracking_dashboard::api_keys::Scope;
use tracking_dashboard::audit::{self, Actor as By, Changes, Entry, Target};
use tracking_dashboard::ids::{ApiKeyId, GuildId, UserId};
use tracking_dashboard::time::{Clock, HOUR, Ms};

use crate::support::{Actor, FIRST, FOREIGN, SECOND, TestApp, apps};

const ADA: UserId = UserId::new(210_000_000_000_000_001);

/// One entry of a guild, `hours` ago.
fn entry(
    app: &TestApp,
    guild: Option<GuildId>,
    hours: i64,
    actor: &By,
    action: &'static str,
    label: &str,
) -> Entry {
    Entry {
        at: app.clock.now().plus(-hours * HOUR),
        guild_id: guild,
        user_id: guild.is_none().then_some(ADA),
        actor: actor.clone(),
        action,
        target: Target::new("brand", "7", label),
        changes: Some(Changes::new().field("label", "=1+1", label)),
        request_id: Some(format!("request-{hours}")),
    }
}

/// Twelve renamed brands an hour apart, by Ada and by a key in turn, and what must not be seen.
async fn fill(app: &TestApp) -> String {
    let (ada, key) = (By::user(ADA, "<b>Ada</b>"), By::api_key(ApiKeyId::new(Ms(1)), "@sync"));
    let mut all = vec![
        entry(app, Some(FOREIGN), 1, &ada, "brand.renamed", "zq7canary"),
        entry(app, None, 1, &ada, "session.login", "zq7canary"),
    ];
    for hour in 0..12 {
        let (actor, action) =
            if hour % 2 == 0 { (&ada, "brand.renamed") } else { (&key, "brand.frobnicated") };
        all.push(entry(app, Some(FIRST), hour * 3, actor, action, &format!("Brand {hour}")));
    }
    let mut tx = app.app.db.begin().await.unwrap();
    for entry in all {
        audit::record(&mut tx, entry).await.unwrap();
    }
    tx.commit().await.unwrap();
    key.id
}

fn api(query: &str) -> String {
    format!("/api/v1/guilds/{FIRST}/audit{query}")
}

async fn labels(actor: &Actor, path: &str) -> Vec<String> {
    let items = actor.get(path).await.ok().json()["items"].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .map(|item| item["target"]["label"].as_str().unwrap_or_default().replace("Brand ", ""))
        .collect()
}

#[tokio::test]
async fn entries_are_told_as_the_contract_says() {
    for app in apps().await {
        fill(&app).await;
        let list = app.viewer().await.get(&api("?limit=1")).await.ok().json();
        let first = &list["items"][0];
        assert_eq!(first["at"], "2026-11-16T12:00:00.000Z");
        assert_eq!(first["actor"], json!({"type": "user", "id": ADA.to_string(), "name": "<b>Ada</b>"}));
        assert_eq!(first["action"], "brand.renamed");
        assert_eq!(first["target"], json!({"type": "brand", "id": "7", "label": "Brand 0"}));
        assert_eq!(first["changes"], json!({"label": {"old": "=1+1", "new": "Brand 0"}}));
        assert!(list["next_cursor"].is_string());
    }
}

#[tokio::test]
async fn pages_hold_every_entry_once_and_cursors_fit_their_list_only() {
    for app in apps().await {
        let key = fill(&app).await;
        let viewer = app.viewer().await;
        for filter in ["", "&action=brand.renamed", "&from=2026-11-15&to=2026-11-16"] {
            let all = labels(&viewer, &api(&format!("?limit=100{filter}"))).await;
            let (mut found, mut cursor) = (Vec::new(), String::new());
            loop {
                let path = api(&format!("?limit=5{filter}{cursor}"));
                let list = viewer.get(&path).await.ok().json();
                found.extend(labels(&viewer, &path).await);
                match list["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(found, all, "{filter}");
        }
        let list = viewer.get(&api("?limit=5")).await.ok().json();
        let cursor = list["next_cursor"].as_str().unwrap();
        for path in [
            api(&format!("?limit=5&actor={key}&cursor={cursor}")),
            api(&format!("?limit=5&cursor={cursor}A")),
            format!("/api/v1/guilds/{SECOND}/audit?cursor={cursor}"),
        ] {
            let answer = app.admin().await.get(&path).await;
            assert_eq!(answer.told(), (422, "invalid_cursor".into()), "{path}");
        }
        // The page begins again and says so.
        let page = viewer.get(&format!("/guilds/{FIRST}/activity?cursor={cursor}A")).await.ok();
        assert!(page.body.contains("this is the first one"));
    }
}

#[tokio::test]
async fn filters_choose_by_person_action_and_time() {
    for app in apps().await {
        let key = fill(&app).await;
        let viewer = app.viewer().await;
        let of = async |query: &str| labels(&viewer, &api(query)).await;
        assert_eq!(of(&format!("?actor={ADA}")).await, ["0", "2", "4", "6", "8", "10"]);
        assert_eq!(of("?action=brand.frobnicated").await, ["1", "3", "5", "7", "9", "11"]);
        assert_eq!(of(&format!("?actor={key}&action=brand.renamed")).await, [""; 0]);
        assert_eq!(of(&format!("?actor={key}&action=brand.frobnicated&limit=2")).await, ["1", "3"]);
        // Noon, 9, 6, 3 o'clock, midnight: five of the day itself.
        assert_eq!(of("?from=2026-11-16").await, ["0", "1", "2", "3", "4"]);
        assert_eq!(of("?to=2026-11-15&from=2026-11-15&limit=2").await, ["5", "6"]);
        assert_eq!(of("?from=2026-11-16T09:00:00Z&to=2026-11-16T09:00:00Z").await, ["1"]);
        assert_eq!(of("?actor=nobody").await, [""; 0]);
        for (query, pointer) in [
            ("?from=yesterday", "#/from"),
            ("?from=2026-11-16&to=2026-11-15", "#/to"),
            ("?action=brand", "#/action"),
            ("?limit=0", "#/limit"),
            ("?who=x", "#/who"),
        ] {
            let answer = viewer.get(&api(query)).await;
            assert_eq!(
                (answer.status.as_u16(), answer.pointers()),
                (422, vec![pointer.to_owned()]),
                "{query}"
            );
        }
        let page = viewer.get(&format!("/guilds/{FIRST}/activity?from=yesterday")).await.ok();
        assert!(page.body.contains("is no date and was left out"));
        let page = viewer.get(&format!("/guilds/{FIRST}/activity?from=2026-11-16&to=2026-11-15")).await.ok();
        assert!(page.body.contains("both were left out") && !page.body.contains("value=\"2026-11-16\""));
    }
}

#[tokio::test]
async fn only_who_may_see_the_guild_sees_its_entries() {
    for app in apps().await {
        fill(&app).await;
        let key = async |guild, scope| app.with_key(&app.key(Some(guild), &[scope]).await.key);
        let paths = [api(""), format!("/guilds/{FIRST}/activity.csv")];
        for path in &paths {
            for actor in [app.viewer().await, app.admin().await, key(FIRST, Scope::AuditRead).await] {
                assert!(!actor.get(path).await.ok().body.contains("zq7canary"), "{path}");
            }
            assert_eq!(key(FIRST, Scope::TrackingRead).await.get(path).await.status, 403);
            assert_eq!(key(SECOND, Scope::AuditRead).await.get(path).await.status, 404);
            assert_eq!(app.outsider().await.get(path).await.status, 404);
        }
        let page = app.viewer().await.get(&format!("/guilds/{FIRST}/activity")).await.ok();
        assert!(!page.body.contains("zq7canary") && !page.body.contains("session."));
    }
}

#[tokio::test]
async fn the_page_tells_who_did_what_in_words() {
    for app in apps().await {
        fill(&app).await;
        let page = app.viewer().await.get(&format!("/guilds/{FIRST}/activity")).await.ok().body;
        assert!(page.contains("&lt;b&gt;Ada&lt;/b&gt;") && !page.contains("<b>Ada"));
        for words in [
            "renamed the brand",
            "frobnicated the brand",
            "(API key)",
            "Today, Monday, 16 November 2026",
            "Name: ",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(
            page.contains("data-copy=\"request-3\"") && page.contains("title=\"16 Nov 2026, 09:00:00 UTC\"")
        );
        // The same on the overview, shortly.
        let overview = app.viewer().await.get(&format!("/guilds/{FIRST}")).await.ok().body;
        assert!(overview.contains("Recent activity") && overview.contains("frobnicated the brand"));
        assert!(overview.contains("All good"));
    }
}

#[tokio::test]
async fn the_file_holds_the_filtered_entries_without_formulas() {
    for app in apps().await {
        fill(&app).await;
        let viewer = app.viewer().await;
        let all = viewer.get(&format!("/guilds/{FIRST}/activity.csv")).await.ok();
        assert_eq!(all.header("content-type"), "text/csv; charset=utf-8");
        assert!(all.header("content-disposition").contains("activity_"));
        // The key of the test itself was made here too.
        let lines: Vec<_> = all.body.lines().filter(|line| line.contains("brand")).collect();
        assert_eq!(lines.len(), 12);
        assert!(lines[1].contains(",'@sync,") && lines[1].contains("Name: =1+1 -> Brand 1"), "{}", lines[1]);
        let some = viewer
            .get(&format!("/guilds/{FIRST}/activity.csv?action=brand.renamed&from=2026-11-16"))
            .await
            .ok();
        assert_eq!(some.body.lines().count(), 1 + 3);
        assert_eq!(viewer.get(&format!("/guilds/{FIRST}/activity.csv?from=x")).await.status, 422);
    }
}

#[tokio::test]
async fn a_file_of_many_entries_holds_each_of_them_once() {
    for app in apps().await {
        let ada = By::user(ADA, "Ada");
        // Many at one moment: the parts meet in the middle of it.
        let all =
            (0..2_500).map(|n| entry(&app, Some(FIRST), 1, &ada, "brand.renamed", &format!("Brand {n}")));
        let mut tx = app.app.db.begin().await.unwrap();
        audit::record_all(&mut tx, all.collect()).await.unwrap();
        tx.commit().await.unwrap();
        let file =
            app.viewer().await.get(&format!("/guilds/{FIRST}/activity.csv?action=brand.renamed")).await.ok();
        let mut seen: Vec<&str> =
            file.body.lines().skip(1).filter_map(|line| line.split(',').nth(7)).collect();
        assert_eq!(seen.len(), 2_500);
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 2_500);
    }
}
