//! Making a round by its page.

use tracking_dashboard::time::Day;

use super::bonus;
use crate::bonus::{LAST_WEEK, Stage, THIS_WEEK, api};
use crate::support::{Actor, Answer, SECOND, TestApp, apps};

fn new() -> String {
    format!("{}/new", bonus())
}

async fn send(actor: &Actor, step: &str, fields: &[(&str, &str)]) -> Answer {
    actor.post_form(&new(), &[&[("step", step)], fields].concat()).await
}

async fn rounds(stage: &Stage<'_>) -> usize {
    stage.admin.get(&api("rounds")).await.ok().json()["items"].as_array().map_or(0, Vec::len)
}

async fn viewer(app: &TestApp) -> Actor {
    app.viewer().await
}

#[tokio::test]
async fn a_round_is_reviewed_and_then_made_once() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "<b>Beta</b>", "Gamma"]).await;
        stage.gain(0, "2026-11-10", 12_345).await;
        let page = stage.admin.get(&new()).await.ok().body;
        for part in [
            &format!("value=\"{THIS_WEEK}\" checked"),
            "The next one can be chosen when it begins, on <time datetime=\"2026-11-22T00:00:00Z\"",
            "oldest first: 0 · 0 · 0 · 12,345",
            "mean <strong class=\"font-semibold text-base-content\">3,086</strong>",
            "&lt;b&gt;Beta&lt;/b&gt;",
            "No views in the last 4 weeks",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("value=\"2026-11-22\"") && !page.contains("have a round already"));
        let own = format!("target-{}", stage.groups[1]);
        let fields = [
            ("week", THIS_WEEK),
            ("amount", "49.95"),
            ("views", "10,000"),
            ("groups[]", stage.groups[0].as_str()),
            ("groups[]", stage.groups[1].as_str()),
            (own.as_str(), "25 000"),
        ];
        let review = send(&stage.admin, "review", &fields).await.ok().body;
        for part in ["15–21 Nov 2026", "$49.95", "$99.90", "10,000 views", "25,000 views", "Create round"] {
            assert!(review.contains(part), "{part}");
        }
        assert!(!review.contains("Gamma") && !review.contains("This week has ended"));
        assert_eq!(rounds(&stage).await, 0, "nothing is made yet");
        let back = send(&stage.admin, "edit", &fields).await.ok().body;
        assert!(back.contains("value=\"49.95\"") && back.contains("value=\"25 000\""));

        let first = send(&stage.admin, "create", &fields).await.expect(303);
        let again = send(&stage.admin, "create", &fields).await.expect(303);
        assert_eq!(first.location(), again.location(), "pressed twice");
        let page = stage.admin.get(again.location()).await.ok().body;
        assert!(page.contains("created with 2 targets. It was made once."));
        assert_eq!((rounds(&stage).await, stage.audit("round.created").await.len()), (1, 1));
        let round = stage.detail(first.location().rsplit('/').next().unwrap()).await;
        assert_eq!((&round["bonus_amount_cents"], &round["week_start"]), (&4_995.into(), &THIS_WEEK.into()));
        let targets: Vec<_> =
            round["targets"].as_array().unwrap().iter().map(|t| &t["target_views"]).collect();
        assert_eq!(targets, [10_000, 25_000]);

        let mut other = fields;
        other[1].1 = "50";
        for step in ["review", "create"] {
            let taken = send(&stage.admin, step, &other).await.expect(422).body;
            assert!(taken.contains("This has a bonus round already."), "{step}");
            assert!(taken.contains(first.location()), "a way to it");
        }
        let page = stage.admin.get(&new()).await.ok().body;
        assert!(page.contains("One week has a round already and is not offered."));
        assert!(!page.contains(&format!("value=\"{THIS_WEEK}\"")), "what cannot be made is not offered");
    }
}

#[tokio::test]
async fn the_newest_weeks_without_a_round_are_offered() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let week = |ago: i64| Day::parse(THIS_WEEK).unwrap().plus(-7 * ago).to_string();
        for ago in [0, 1, 3] {
            stage.made(&week(ago), 100, &[(0, 1)]).await;
        }
        let page = stage.admin.get(&new()).await.ok().body;
        for ago in 0..10 {
            let offered = page.contains(&format!("name=\"week\" value=\"{}\"", week(ago)));
            assert_eq!(offered, [2, 4, 5, 6, 7].contains(&ago), "{ago} weeks ago");
        }
        assert!(page.contains("3 weeks have a round already and are not offered."));
        let older = [("week", week(9)), ("amount", "x".to_owned())];
        let fields = older.each_ref().map(|(name, value)| (*name, value.as_str()));
        let again = send(&stage.admin, "review", &fields).await.expect(422).body;
        assert!(again.contains(&format!("value=\"{}\" checked", week(9))), "what was chosen stays");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_each_field_with_what_was_typed() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha", "Beta"]).await;
        let foreign = crate::bonus::groups(&app, SECOND, &["Elsewhere"]).await;
        let group = stage.groups[0].as_str();
        let own = format!("target-{group}");
        let cents = "This must have at most two digits after the point";
        let amount = "This must be an amount in dollars such as 50 or 49.95";
        let views = "This must be a whole number of views such as 10000, 10,000 or 10 000.";
        let wrong = async |changed: &[(&str, &str)], said: &str| {
            let usual = [("week", THIS_WEEK), ("amount", "50"), ("views", "100"), ("groups[]", group)];
            let kept = usual.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
            let fields: Vec<(&str, &str)> = kept.chain(changed).copied().collect();
            for step in ["review", "create"] {
                let page = send(&stage.admin, step, &fields).await.expect(422).body;
                assert!(page.contains(said), "{step} {changed:?}: {said}");
                for (name, value) in changed.iter().filter(|(name, _)| matches!(*name, "amount" | "views")) {
                    assert!(page.contains(&format!("value=\"{value}\"")), "{name} stays as it was typed");
                }
            }
        };
        for text in ["", "-1", "1,00", "1e3", "9223372036854775808.00"] {
            wrong(&[("amount", text)], amount).await;
        }
        for text in ["0.001", "12.345"] {
            wrong(&[("amount", text)], cents).await;
        }
        for text in ["0", "92233720368547758.07", "1000000.01"] {
            wrong(&[("amount", text)], "This must be $0.01 to $1,000,000.00.").await;
        }
        for text in ["1.000", "1,00", "10k", "-5"] {
            wrong(&[("views", text)], views).await;
            wrong(&[(&own, text)], views).await;
        }
        wrong(&[("views", "0")], "This must be 1 to 1,000,000,000,000 views.").await;
        wrong(&[(&own, "1000000000001")], "This must be 1 to 1,000,000,000,000 views.").await;
        wrong(&[("views", "")], "This must be given: not every chosen group has a target of its own.").await;
        wrong(&[("week", "2026-11-22")], "This must not lie in the future: this week started on 2026-11-15.")
            .await;
        wrong(&[("week", "")], "This must be chosen.").await;
        wrong(&[("week", "other"), ("date", "31.12.2026")], "This must be a date such as 2026-11-15.").await;
        wrong(&[("groups[]", foreign[0].as_str())], "This must be groups of this server").await;
        wrong(
            &[("groups[]", group), ("groups[]", group)],
            "This is chosen twice: each group has one target.",
        )
        .await;
        wrong(&[("groups[]", "")], "This must be groups of this server").await;
        let all = send(&stage.admin, "review", &[("amount", "x"), ("views", "x")]).await.expect(422).body;
        assert!(all.contains(amount) && all.contains(views) && all.contains("This must be 1 to 500 groups."));
        let none = send(&stage.admin, "review", &[]).await.expect(422).body;
        for said in
            ["This must be chosen.", amount, "This must be given, unless", "This must be 1 to 500 groups."]
        {
            assert!(none.contains(said), "{said}");
        }
        let made = stage.made(LAST_WEEK, 100, &[(0, 1)]).await;
        let taken = [("week", LAST_WEEK), ("amount", "x"), ("views", "x"), ("groups[]", &foreign[0])];
        for step in ["review", "create"] {
            let page = send(&stage.admin, step, &taken).await.expect(422).body;
            for said in
                [amount, views, "This must be groups of this server", "This has a bonus round already."]
            {
                assert!(page.contains(said), "{step}: {said}");
            }
            assert!(page.contains(&crate::bonus::id(&made)), "the way to the round of that week");
        }
        send(&stage.admin, "create", &[("evil", "1")]).await.expect(422);
        assert_eq!(rounds(&stage).await, 1);
    }
}

#[tokio::test]
async fn a_week_that_is_over_is_asked_about_twice_and_evaluated_at_once() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        stage.gain(0, "2026-11-10", 500).await;
        // A Thursday says its week.
        let fields = [
            ("week", "other"),
            ("date", "2026-11-12"),
            ("amount", "50"),
            ("views", "500"),
            ("groups[]", stage.groups[0].as_str()),
        ];
        let review = send(&stage.admin, "review", &fields).await.ok().body;
        assert!(review.contains("This week has ended.") && review.contains("8–14 Nov 2026"));
        let asked = send(&stage.admin, "create", &fields).await.expect(422).body;
        assert!(asked.contains("This must be ticked.") && asked.contains("Create round"));
        assert_eq!(rounds(&stage).await, 0);
        let made =
            send(&stage.admin, "create", &[&fields[..], &[("past", "yes")]].concat()).await.expect(303);
        let round = stage.detail(made.location().rsplit('/').next().unwrap()).await;
        assert_eq!((&round["week_start"], &round["state"]), (&LAST_WEEK.into(), &"evaluated".into()));
        assert_eq!(round["payments"][0]["amount_cents"], 5_000);
        let page = stage.admin.get(made.location()).await.ok().body;
        assert!(page.contains("It is evaluated: 1 achieved."));
    }
}

#[tokio::test]
async fn a_viewer_reads_the_page_and_makes_nothing() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let viewer = viewer(&app).await;
        let page = viewer.get(&new()).await.ok().body;
        assert!(page.contains("Only administrators of this server can make bonus rounds."));
        assert!(page.contains("<fieldset class=\"grid gap-3 lg:gap-4\" disabled>"));
        assert!(!page.contains("name=\"step\""), "no button that sends it");
        let group = stage.groups[0].as_str();
        let fields = [("week", THIS_WEEK), ("amount", "50"), ("views", "1"), ("groups[]", group)];
        for step in ["review", "create"] {
            assert_eq!(send(&viewer, step, &fields).await.status, 403, "{step}");
        }
        assert_eq!(rounds(&stage).await, 0);
    }
}

#[tokio::test]
async fn a_form_with_a_row_for_each_of_a_thousand_groups_is_read() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let ids: Vec<String> = (0..1_000).map(|n| format!("0192f0c0-0000-7000-8000-{n:012}")).collect();
        let names: Vec<String> = ids.iter().map(|id| format!("target-{id}")).collect();
        let mut fields = vec![("week", THIS_WEEK), ("amount", "50"), ("views", "1")];
        fields.extend(ids.iter().map(|id| ("groups[]", id.as_str())));
        fields.extend(names.iter().map(|name| (name.as_str(), "1,000,000,000,000")));
        let page = send(&stage.admin, "review", &fields).await.expect(422).body;
        assert!(page.contains("one that was chosen is not there any more"));
    }
}
