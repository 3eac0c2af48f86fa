//! Paying by the pages.

use tracking_dashboard::time::MINUTE;

use super::{between, bonus, sent};
use crate::access::rules::MISSING;
use crate::bonus::{LAST_WEEK, Stage, id};
use crate::support::{Actor, Answer, TestApp, apps};

/// A round of last week in which every group achieved.
struct Paying<'a> {
    stage: Stage<'a>,
    round: String,
    payments: Vec<String>,
}

impl<'a> Paying<'a> {
    async fn of(app: &'a TestApp, names: &[&str]) -> Paying<'a> {
        let stage = Stage::of(app, names).await;
        let targets: Vec<_> = (0..names.len()).map(|group| (group, 10)).collect();
        for group in 0..names.len() {
            stage.gain(group, "2026-11-10", 10).await;
        }
        let round = stage.made(LAST_WEEK, 5_000, &targets).await;
        let payments = round["payments"].as_array().unwrap().iter().map(id).collect();
        Paying { stage, round: id(&round), payments }
    }

    fn href(&self) -> String {
        format!("{}/rounds/{}", bonus(), self.round)
    }

    fn tab(&self) -> String {
        format!("{}?tab=payments", self.href())
    }

    async fn send(&self, actor: &Actor, path: &str, fields: &[(&str, &str)]) -> Answer {
        let to = format!("{}/payments{path}", self.href());
        sent(actor, &self.stage.app.base, &self.tab(), &to, fields).await
    }

    /// Sends it as the admin and follows the answer to its page.
    async fn shown(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.send(&self.stage.admin, path, fields).await.expect(303);
        assert_eq!(answer.location(), self.tab(), "back where it was sent from");
        self.stage.admin.get(answer.location()).await.ok().body
    }

    /// Takes back what the toast of this page offers.
    async fn undone(&self, page: &str) -> String {
        let undo = between(page, "/payments/undo?", "\"");
        self.shown(&format!("/undo?{undo}"), &[]).await
    }

    async fn states(&self) -> Vec<(bool, String, String)> {
        let of = |payment: &serde_json::Value| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            (payment["paid"] == true, text(&payment["paid_at"]), text(&payment["paid_by"]["name"]))
        };
        self.stage.detail(&self.round).await["payments"].as_array().unwrap().iter().map(of).collect()
    }
}

#[tokio::test]
async fn a_switch_pays_and_unpays_and_can_be_taken_back() {
    for app in apps().await {
        let paying = Paying::of(&app, &["<b>Alpha</b>", "Beta"]).await;
        let one = format!("/{}", paying.payments[0]);
        let page = paying.shown(&one, &[("paid", "true")]).await;
        for part in [
            "&lt;b&gt;Alpha&lt;/b&gt; marked as paid, $50.00.",
            "aria-checked=\"true\" aria-label=\"&lt;b&gt;Alpha&lt;/b&gt;, $50.00, paid\"",
            "by <bdi>Ada</bdi>",
            "Paid $50.00 of $100.00",
        ] {
            assert!(page.contains(part), "{part}");
        }
        let paid = paying.states().await;
        assert_eq!((paid[0].0, paid[0].2.as_str(), paid[1].0), (true, "Ada", false));
        let again = paying.shown(&one, &[("paid", "true")]).await;
        assert!(again.contains("Nothing to change: it was so already."));
        app.clock.advance(MINUTE);
        let unpaid = paying.shown(&one, &[("paid", "false")]).await;
        assert!(unpaid.contains("marked as unpaid, $50.00."));
        let back = paying.undone(&unpaid).await;
        assert!(back.contains("Undone: 1 payment is as before, $50.00 in all."));
        assert_eq!(paying.states().await, paid, "by whom and when as before");
        assert!(paying.undone(&unpaid).await.contains("This was undone already"));

        let viewer = app.viewer().await;
        for (path, fields) in [
            (one.as_str(), vec![("paid", "false")]),
            ("", vec![("paid", "false"), ("all", "yes"), ("sure", "yes")]),
            (&*format!("{one}/notes"), vec![("notes", "x")]),
            (&*format!("/undo?change={MISSING}"), vec![]),
        ] {
            assert_eq!(paying.send(&viewer, path, &fields).await.status, 403, "{path}");
        }
        assert_eq!(paying.states().await, paid);
        paying.send(&paying.stage.admin, &one, &[("paid", "maybe")]).await.expect(422);
        paying.send(&paying.stage.admin, &format!("/{MISSING}"), &[("paid", "true")]).await.expect(404);
        let page = viewer.get(&paying.tab()).await.ok().body;
        assert!(page.contains("Only administrators of this server can change this."));
        assert!(page.contains("aria-disabled=\"true\" aria-label=\"&lt;b&gt;Alpha"), "seen, with the reason");
        assert!(!page.contains("data-select") && !page.contains("name=\"notes\""));
    }
}

#[tokio::test]
async fn a_note_is_saved_by_its_button_and_by_a_script() {
    for app in apps().await {
        let paying = Paying::of(&app, &["Alpha"]).await;
        let admin = &paying.stage.admin;
        let note = format!("/{}/notes", paying.payments[0]);
        let page = paying.shown(&note, &[("notes", "two\r\n</textarea><b>lines")]).await;
        assert!(
            page.contains("Note saved.")
                && page.contains("\ntwo\n&lt;/textarea&gt;&lt;b&gt;lines</textarea>")
        );
        let by_script = async |text: &str| {
            let path = format!("{}/payments{note}", paying.href());
            let token = admin.cookie(tracking_dashboard::http::cookies::CSRF);
            let request = admin.request(reqwest::Method::POST, &path).header("x-csrf-token", token);
            let form =
                url::form_urlencoded::Serializer::new(String::new()).append_pair("notes", text).finish();
            let request = request.header("accept", "application/json");
            let kind = "application/x-www-form-urlencoded";
            admin.send(request.header("content-type", kind).body(form)).await
        };
        assert_eq!(by_script("paid by bank").await.status, 204);
        assert!(!admin.get(&paying.tab()).await.ok().body.contains("Note saved."), "the field says so");
        let long = by_script(&"é".repeat(501)).await;
        assert_eq!((long.status.as_u16(), long.pointers()), (422, vec!["#/notes".to_owned()]));
        assert_eq!(by_script(&"é".repeat(500)).await.status, 204);
        assert!(!paying.states().await[0].0, "a note says nothing of paying");
    }
}

#[tokio::test]
async fn many_are_asked_about_first_and_taken_back_together() {
    for app in apps().await {
        let paying = Paying::of(&app, &["Alpha", "Beta", "Gamma"]).await;
        let (admin, ids) = (&paying.stage.admin, &paying.payments);
        let none = paying.shown("", &[("paid", "true")]).await;
        assert!(none.contains("Choose at least one payment first."));
        paying.shown(&format!("/{}", ids[1]), &[("paid", "true")]).await;
        let before = paying.states().await;
        app.clock.advance(MINUTE);

        let chosen = [("paid", "true"), ("ids[]", ids[0].as_str()), ("ids[]", ids[1].as_str())];
        let asked = paying.send(admin, "", &chosen).await.ok().body;
        let text = between(&asked, "<dialog id=\"mark-dialog\"", "</dialog>");
        for part in ["1 payment</strong>, <strong class=\"num\">$50.00", "Alpha", "1 other is paid already"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(paying.states().await, before, "only asked");
        let sure = [&chosen[..], &[("ids[]", MISSING), ("sure", "yes")]].concat();
        paying.send(admin, "", &sure).await.expect(404);
        paying.send(admin, "", &[&chosen[..], &[("ids[]", MISSING)]].concat()).await.expect(404);
        assert_eq!(paying.states().await, before, "all or none");

        let dialog = admin.get(&format!("{}&dialog=pay-all", paying.tab())).await.ok().body;
        let text = between(&dialog, "<dialog id=\"mark-dialog\"", "</dialog>");
        assert!(
            text.contains("2 payments</strong>, <strong class=\"num\">$100.00") && text.contains("Gamma")
        );
        let all = [("paid", "true"), ("all", "yes"), ("sure", "yes")];
        let paid = paying.shown("", &all).await;
        assert!(paid.contains("2 payments marked as paid, $100.00 in all.") && paid.contains("all paid"));
        let nothing = admin.get(&format!("{}&dialog=pay-all", paying.tab())).await.ok().body;
        assert!(nothing.contains("Nothing to change: what you chose is paid already."));

        paying.shown(&format!("/{}", ids[2]), &[("paid", "false")]).await;
        let refused = paying.undone(&paid).await;
        assert!(refused.contains("Nothing was undone: Gamma was changed again."), "in words");
        assert!(paying.states().await[0].0, "none of it");
        paying.shown("", &[("paid", "false"), ("ids[]", ids[0].as_str()), ("sure", "yes")]).await;
        let unpaid = paying.shown("", &[("paid", "false"), ("all", "yes"), ("sure", "yes")]).await;
        assert!(unpaid.contains("1 payment marked as unpaid, $50.00 in all."));
        paying.undone(&unpaid).await;
        assert_eq!(paying.states().await, before, "paid-by and dates as before");
    }
}

#[tokio::test]
async fn what_happened_to_a_payment_stands_in_its_history() {
    for app in apps().await {
        let paying = Paying::of(&app, &["Alpha", "Beta"]).await;
        let one = format!("/{}", paying.payments[0]);
        paying.shown(&one, &[("paid", "true")]).await;
        paying.shown(&format!("{one}/notes"), &[("notes", "by bank")]).await;
        paying.shown(&format!("/{}", paying.payments[1]), &[("paid", "true")]).await;
        let history = format!("{}/payments{one}/history", paying.href());
        for who in [&paying.stage.admin, &app.viewer().await] {
            let page = who.get(&history).await.ok().body;
            let list = between(&page, "id=\"history\"", "</section>");
            let (noted, paid) = (list.find("by bank").unwrap(), list.find("marked as paid:").unwrap());
            assert!(noted < paid && list.contains("Ada"), "the newest first");
            assert!(!list.contains("Beta"), "its own alone");
        }
        let other = format!("{}/payments/{MISSING}/history", paying.href());
        paying.stage.admin.get(&other).await.expect(404);
    }
}

#[tokio::test]
async fn payments_are_sorted_by_the_address() {
    for app in apps().await {
        let paying = Paying::of(&app, &["Alpha", "Beta", "Gamma"]).await;
        paying.shown(&format!("/{}", paying.payments[0]), &[("paid", "true")]).await;
        let order = async |sort: &str| {
            let page = paying.stage.admin.get(&format!("{}&sort={sort}", paying.tab())).await.ok().body;
            let mut at: Vec<_> = paying
                .payments
                .iter()
                .enumerate()
                .map(|(index, id)| (page.find(&format!("id=\"payment-{id}\"")).unwrap(), index))
                .collect();
            at.sort_unstable();
            at.into_iter().map(|(_, index)| index).collect::<Vec<_>>()
        };
        assert_eq!(order("name").await, [0, 1, 2]);
        assert_eq!(order("-name").await, [2, 1, 0]);
        assert_eq!(order("paid").await, [1, 2, 0], "what is to be paid yet stands first");
        assert_eq!(order("-paid").await, [0, 1, 2]);
        assert_eq!(order("amount").await, [0, 1, 2], "equals stand by name");
        let page = paying.stage.admin.get(&format!("{}&sort=luck", paying.tab())).await.ok().body;
        assert!(page.contains("The order is not known"));
    }
}
