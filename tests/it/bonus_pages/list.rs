//! The list of rounds and the leaderboard.

use super::{in_order, page, played, round_page};
use crate::bonus::{Stage, id};
use crate::support::{FIRST, SECOND, apps};

#[tokio::test]
async fn rounds_come_newest_first_with_counts_and_money() {
    for app in apps().await {
        let played = played(&app).await;
        let body = played.viewer.get(&page()).await.ok().body;
        assert!(in_order(&body, &["15–21 Nov 2026", "8–14 Nov 2026", "1–7 Nov 2026"]));
        assert!(in_order(&body, &["$50.00", "Pending", "So far", ">1<", " of 2 groups reached"]));
        let paid = "<strong class=\"font-semibold\">$0.00</strong><span class=\"text-muted\"> paid of $49.95";
        assert!(in_order(&body, &["1 achieved", "2 missed", "1 of them near", paid]), "{body}");
        assert!(body.contains("Sun, 15 Nov 2026, 00:00 to Sun, 22 Nov 2026, 00:00 UTC"));
        let outsider = app.outsider().await;
        assert_eq!(outsider.get(&page()).await.status, 404);
    }
}

#[tokio::test]
async fn the_filter_is_in_the_address_and_a_wrong_one_is_named() {
    for app in apps().await {
        let played = played(&app).await;
        let get = async |query: &str| played.viewer.get(&format!("{}?{query}", page())).await.ok().body;
        let pending = get("state=pending").await;
        assert!(pending.contains("15–21 Nov") && !pending.contains("8–14 Nov"));
        let evaluated = get("state=evaluated").await;
        assert!(!evaluated.contains("15–21 Nov") && evaluated.contains("8–14 Nov"));
        assert!(get("state=all").await.contains("15–21 Nov"));
        let unpaid = get("state=unpaid").await;
        assert!(!unpaid.contains("15–21 Nov") && unpaid.contains("8–14 Nov"));
        let last = id(&played.last);
        played.stage.patch(&format!("{last}/payments"), serde_json::json!({"paid": true})).await.ok();
        let open = get(&format!("state=unpaid&open={last}")).await;
        assert!(open.contains("8–14 Nov"), "what is open stays while its last payment is marked");
        assert!(!get("state=unpaid").await.contains("8–14 Nov"));
        let wrong = get("state=done&cursor=nothing&open=7&tab=money").await;
        for said in
            ["The filter is not known", "no longer there", "The round is not known", "The tab is not known"]
        {
            assert!(wrong.contains(said), "{said}");
        }
        let second = app.admin().await.get(&format!("/guilds/{SECOND}/bonus")).await.ok().body;
        assert!(second.contains("No bonus rounds yet") && !second.contains("Alpha"));
    }
}

#[tokio::test]
async fn reading_on_repeats_and_skips_no_round_when_one_is_added_meanwhile() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let weeks: Vec<String> = (1..=23).map(sunday).collect();
        for week in &weeks {
            stage.made(week, 100, &[(0, 1)]).await;
        }
        let first = stage.admin.get(&page()).await.ok().body;
        stage.made(&sunday(0), 100, &[(0, 1)]).await;
        let next = href_of(&first, "Load more");
        let second = stage.admin.get(&next).await.ok().body;
        let third = stage.admin.get(&href_of(&second, "Load more")).await.ok().body;
        assert!(!third.contains("Load more"));
        let seen: Vec<String> = [&first, &second, &third].into_iter().flat_map(|body| rounds(body)).collect();
        let all: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), all.len()), (23, 23));
        // What was read on is in the address for whoever comes back or gets the link.
        let whole = stage.admin.get(&format!("{}?show=20", page())).await.ok().body;
        assert_eq!(rounds(&whole).len(), 20);
        assert_eq!(rounds(&stage.admin.get(&href_of(&whole, "Load more")).await.ok().body).len(), 4);
    }
}

/// The Sunday so many weeks ago.
fn sunday(ago: i64) -> String {
    tracking_dashboard::time::Day::parse("2026-11-15").unwrap().plus(-7 * ago).to_string()
}

/// Ids of the cards of a page.
fn rounds(body: &str) -> Vec<String> {
    body.split("<li id=\"round-").skip(1).map(|rest| rest.chars().take(36).collect()).collect()
}

/// Where the link of that label leads to.
fn href_of(body: &str, label: &str) -> String {
    let (before, _) = body.split_once(label).expect("the link");
    let (_, href) = before.rsplit_once(" href=\"").expect("an address");
    href.split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn a_round_opens_in_the_list_and_only_one_of_the_guild() {
    for app in apps().await {
        let played = played(&app).await;
        let opened = format!("{}?open={}", page(), id(&played.last));
        let body = played.viewer.get(&opened).await.ok().body;
        assert!(in_order(&body, &["aria-expanded=\"true\"", "Parts of the round", "Alpha", "2,000 over"]));
        let (cards, _) = body.split_once("id=\"dialogs\"").unwrap();
        assert_eq!(cards.matches("aria-expanded=\"true\"").count(), 1);
        assert!(
            body.contains(&format!("href=\"{}\"", round_page(&played.last))),
            "without scripts it leads there"
        );
        let results = played.viewer.get(&format!("{opened}&part=results")).await.ok().body;
        assert!(results.contains("400 views short"));
        let other =
            played.stage.admin.get(&format!("/guilds/{SECOND}/bonus?open={}", id(&played.last))).await;
        assert!(!other.ok().body.contains("Alpha"));
    }
}

#[tokio::test]
async fn a_viewer_sees_why_no_round_can_be_created() {
    for app in apps().await {
        let viewer = app.viewer().await.get(&page()).await.ok().body;
        assert!(
            viewer.contains("aria-disabled=\"true\"")
                && viewer.contains("Only administrators of this server")
        );
        assert!(!viewer.contains(&format!("href=\"{}/new\"", page())));
        let admin = app.admin().await.get(&page()).await.ok().body;
        assert!(admin.contains(&format!("href=\"{}/new\"", page())));
    }
}

#[tokio::test]
async fn the_leaderboard_shares_places_and_says_what_it_is_made_of() {
    for app in apps().await {
        let played = played(&app).await;
        let get = async |query: &str| {
            played.viewer.get(&format!("{}?tab=leaderboard{query}", page())).await.ok().body
        };
        let body = get("").await;
        assert!(body.contains("3 groups in 2 evaluated rounds since"));
        assert!(in_order(&body, &["1st place", "100.0 %", "Alpha", "2 of 2 rounds achieved", "$74.95"]));
        assert!(body.contains("2nd place, shared by 2"));
        assert!(body.contains("Beta &lt;b&gt;") && !body.contains("Beta <b>"));
        let bonus = get("&rank=total_bonus&weeks=all").await;
        assert!(in_order(&bonus, &["1st place", "$74.95", "Alpha"]));
        let wrong = get("&weeks=52&rank=luck").await;
        assert!(wrong.contains("The period is not known") && wrong.contains("The order is not known"));
        let none = played.stage.admin.get(&format!("/guilds/{SECOND}/bonus?tab=leaderboard")).await.ok().body;
        assert!(none.contains("No evaluated round in these weeks"));
    }
}

#[tokio::test]
async fn the_overview_and_the_groups_page_tell_of_rounds() {
    for app in apps().await {
        let stage = Stage::of(&app, &["Alpha"]).await;
        let overview = format!("/guilds/{FIRST}");
        let group = format!("/guilds/{FIRST}/groups/{}", stage.groups[0]);
        let viewer = app.viewer().await;
        assert!(!viewer.get(&overview).await.ok().body.contains("no bonus round yet"), "rounds are not used");
        assert!(viewer.get(&group).await.ok().body.contains("No bonus round yet"));
        stage.gain(0, "2026-11-10", 5_000).await;
        stage.made("2026-11-08", 12_345, &[(0, 5_000)]).await;
        let said = viewer.get(&overview).await.ok().body;
        let unpaid = format!("href=\"{}?state=unpaid\"", page());
        for part in
            ["1 bonus payment is not paid", "$123.45 together.", &unpaid, "This week has no bonus round yet"]
        {
            assert!(said.contains(part), "{part}");
        }
        stage.made("2026-11-15", 100, &[(0, 5_000)]).await;
        let said = viewer.get(&overview).await.ok().body;
        assert!(!said.contains("no bonus round yet") && !said.contains("waits for its evaluation"));
        let body = viewer.get(&group).await.ok().body;
        assert!(in_order(&body, &["15–21 Nov 2026", "Pending", "8–14 Nov 2026", "Achieved", "1 round"]));
        app.clock.set(tracking_dashboard::time::Ms::parse("2026-11-22T00:30:00Z").unwrap());
        let admin = app.admin().await;
        let said = admin.get(&overview).await.ok().body;
        assert!(said.contains("The round of 15–21 Nov 2026 waits for its evaluation"), "{said}");
    }
}
