//! The leaderboard and its streaks.

use serde_json::{Value, json};

use super::{LAST_WEEK, Stage, WEEK_BEFORE, api, id};
use crate::support::apps;

/// Rank, name, achieved of rounds, streak.
fn rows(board: &Value) -> Vec<(i64, String, (i64, i64), i64)> {
    let number = |row: &Value, field: &str| row[field].as_i64().unwrap();
    let of = |row: &Value| {
        let label = row["group"]["label"].as_str().unwrap().to_owned();
        let hits = (number(row, "rounds_achieved"), number(row, "total_rounds"));
        (number(row, "rank"), label, hits, number(row, "current_streak"))
    };
    board["items"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn groups_are_ranked_by_rate_or_by_sum_over_the_weeks_asked_for() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta", "Gamma"]).await;
        let board =
            async |query: &str| stage.admin.get(&api(&format!("leaderboard{query}"))).await.ok().json();
        assert_eq!(
            board("").await,
            json!({"items": [], "meta": {"weeks": 12, "since": "2026-08-30", "rounds_evaluated": 0}})
        );
        for (group, day) in [(0, "2026-11-10"), (0, "2026-11-03"), (1, "2026-11-10"), (2, "2026-10-06")] {
            stage.gain(group, day, 10).await;
        }
        let last = stage.made(LAST_WEEK, 1_000, &[(0, 10), (1, 10)]).await;
        stage.made(WEEK_BEFORE, 500, &[(0, 10), (1, 11), (2, 10)]).await;
        stage.made("2026-10-04", 9_000, &[(2, 10)]).await;
        let to = format!("{}/payments/{}", id(&last), id(&last["payments"][0]));
        stage.patch(&to, json!({"paid": true})).await.ok();
        let row = |rank, label: &str, hits, streak| (rank, label.to_owned(), hits, streak);

        let all = board("?weeks=all").await;
        assert_eq!(
            rows(&all),
            [row(1, "Alpha", (2, 2), 2), row(2, "Beta", (1, 2), 1), row(2, "Gamma", (1, 2), 0)]
        );
        assert_eq!(all["meta"], json!({"weeks": null, "since": "2026-10-04", "rounds_evaluated": 3}));
        let alpha = &all["items"][0];
        let sums = (&alpha["hit_rate_percent"], &alpha["total_bonus_cents"], &alpha["total_paid_cents"]);
        assert_eq!(sums, (&json!(100.0), &json!(1_500), &json!(1_000)));
        let four = board("?weeks=4&rank=total_bonus").await;
        assert_eq!(
            rows(&four),
            [row(1, "Alpha", (2, 2), 2), row(2, "Beta", (1, 2), 1), row(3, "Gamma", (0, 1), 0)]
        );
        assert_eq!(four["meta"]["since"], "2026-10-25");
        assert_eq!(rows(&board("?weeks=8&rank=total_bonus").await)[0].1, "Gamma");
        for (query, pointer) in [("?weeks=5", "#/weeks"), ("?rank=views", "#/rank"), ("?days=7", "#/days")] {
            assert_eq!(stage.admin.get(&api(&format!("leaderboard{query}"))).await.pointers(), [pointer]);
        }
    }
}

#[tokio::test]
async fn a_round_made_for_a_past_week_counts_where_it_belongs() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let streak = async || {
            let board = stage.admin.get(&api("leaderboard")).await.ok().json();
            board["items"][0]["current_streak"].as_i64().unwrap()
        };
        for day in ["2026-11-10", "2026-10-28"] {
            stage.gain(0, day, 10).await;
        }
        stage.made(LAST_WEEK, 100, &[(0, 10)]).await;
        stage.made("2026-10-25", 100, &[(0, 10)]).await;
        assert_eq!(streak().await, 2, "a week without a target neither breaks nor adds");
        let between = id(&stage.made(WEEK_BEFORE, 100, &[(0, 10)]).await);
        assert_eq!(streak().await, 1, "one between them was missed");
        stage
            .admin
            .send_json(reqwest::Method::DELETE, &api(&format!("rounds/{between}")), &json!({}))
            .await
            .expect(204);
        assert_eq!(streak().await, 2);
    }
}
