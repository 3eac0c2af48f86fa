//! What cannot be is refused whole, and the field is named.

use serde_json::{Value, json};

use crate::support::{Answer, FIRST, FOREIGN, SECOND, apps, heartbeat, post, snapshot};

const AT: &str = "2026-11-16T11:00:00Z";

fn with(mut value: Value, field: &str, new: Value) -> Value {
    value[field] = new;
    value
}

#[tokio::test]
async fn a_guild_that_is_unknown_and_one_of_another_key_are_the_same_404() {
    for app in apps().await {
        let (bot, guild_bot) = (app.bot().await, app.guild_bot(FIRST).await);
        let body = json!({"posts": []});
        guild_bot.post(&format!("guilds/{FIRST}/posts"), &body).await.ok();
        let bare = |answer: Answer| {
            assert_eq!(answer.status, 404);
            answer.bare()
        };
        let missing = bare(guild_bot.post("guilds/99999999999999999/posts", &body).await);
        assert_eq!(bare(guild_bot.post(&format!("guilds/{SECOND}/posts"), &body).await), missing);
        assert_eq!(bare(guild_bot.post(&format!("guilds/{FOREIGN}/metrics"), &json!({})).await), missing);
        assert_eq!(bare(bot.post("guilds/99999999999999999/posts", &body).await), missing);
        assert_eq!(bare(bot.post("guilds/nonsense/posts", &body).await), missing);
        let answer = guild_bot.post("heartbeat", &heartbeat(&[FIRST])).await;
        assert_eq!(answer.told(), (403, "forbidden".into()), "the bot's own key alone");
    }
}

#[tokio::test]
async fn one_bad_item_refuses_the_call_and_is_pointed_at() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let bot = app.bot().await;
        let (posts, metrics) = (format!("guilds/{FIRST}/posts"), format!("guilds/{FIRST}/metrics"));
        bot.post(&posts, &json!({"posts": [post("1", "mira")]})).await.ok();
        let good = snapshot("1", AT, 50);
        for (field, value) in [
            ("views", json!(-1)),
            ("views", json!(1_000_000_000_001_i64)),
            ("likes", json!(1.5)),
            ("comments", json!("3")),
            ("shares", Value::Null),
            ("collected_at", json!("2026-11-16T12:05:01Z")),
            ("collected_at", json!("2026-11-16T12:00:00+01:00")),
            ("platform", json!("myspace")),
            ("external_id", json!("")),
            ("unknown", json!(1)),
        ] {
            let body = json!({"snapshots": [good.clone(), with(good.clone(), field, value)]});
            let answer = bot.post(&metrics, &body).await;
            assert_eq!(answer.told(), (422, "validation_failed".into()), "{field}");
            assert_eq!(answer.pointers(), [format!("#/snapshots/1/{field}")], "{}", answer.body);
        }
        let accounts = format!("/api/v1/guilds/{FIRST}/accounts");
        let seen = app.viewer().await.get(&accounts).await.ok().json();
        assert_eq!(seen["items"][0]["views_7d"], 0, "nothing of the refused calls was stored");
        bot.post(&metrics, &json!({"snapshots": [good]})).await.ok();
    }
}

#[tokio::test]
async fn names_and_addresses_that_cannot_be_are_named() {
    for app in apps().await {
        let bot = app.bot().await;
        let posts = format!("guilds/{FIRST}/posts");
        for (field, value) in [
            ("username", ""),
            ("username", "two words"),
            ("username", "nul\0"),
            ("url", "javascript:alert(1)"),
            ("url", "https://127.0.0.1/"),
            ("url", "https://user:word@example.com/"),
            ("external_id", "a b"),
            ("posted_at", "yesterday"),
        ] {
            let answer =
                bot.post(&posts, &json!({"posts": [with(post("1", "mira"), field, json!(value))]})).await;
            assert_eq!(answer.told(), (422, "validation_failed".into()), "{field} {value:?}");
            assert_eq!(answer.pointers(), [format!("#/posts/0/{field}")]);
        }
        let guild = json!({"name": " ", "icon_url": "ftp://example.com/a.png", "channels": []});
        let answer = bot.call("PUT", &format!("guilds/{FIRST}"), &guild).send().await;
        assert_eq!(answer.pointers(), ["#/name", "#/icon_url"], "{}", answer.body);
    }
}

#[tokio::test]
async fn a_call_takes_a_thousand_items_and_not_one_more() {
    for app in apps().await {
        let bot = app.bot().await;
        let path = format!("guilds/{FIRST}/metrics");
        let body = |count: usize| json!({"snapshots": vec![snapshot("1", AT, 1); count]});
        assert_eq!(bot.post(&path, &body(1_000)).await.ok().json()["accepted"], 0);
        let answer = bot.post(&path, &body(1_001)).await;
        assert_eq!((answer.told().0, answer.pointers()), (422, vec!["#/snapshots".to_owned()]));
    }
}
