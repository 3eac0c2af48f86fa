//! The dialogs of a round, each at an address: `?dialog=evaluate`, `?dialog=delete`.

use maud::{Markup, html};

use super::Opened;
use crate::bonus::pages::{payments, round_href};
use crate::bonus::{Week, rules};
use crate::web::dialog::Dialog;
use crate::web::{text, time};

pub const EVALUATE: &str = "evaluate";
pub const DELETE: &str = "delete";

/// Why a round cannot be evaluated yet, and when it will be.
pub fn not_over(week: Week) -> String {
    let (end, due) = (time::moment(week.end().0), time::moment(rules::due_at(week).0));
    format!("Its week runs until {end}. The round is evaluated by itself on {due}.")
}

impl Opened<'_> {
    /// The dialog of that name, if this person may use it now.
    pub fn dialog(&self, name: &str) -> Option<Markup> {
        if !self.admin {
            return None;
        }
        let close = self.place.part(self.part);
        let paid = self.detail.payments().any(|payment| payment.paid);
        match name {
            EVALUATE if self.round().is_pending() && self.round().week.is_over(self.now) => {
                Some(self.evaluating(&close))
            }
            DELETE if !paid => Some(self.deleting(&close)),
            name => payments::dialog(self, name, &close),
        }
    }

    fn action(&self, verb: &str) -> String {
        format!("{}/{verb}", round_href(self.guild, self.round().id))
    }

    fn evaluating(&self, close: &str) -> Markup {
        let round = self.round();
        let body = html! {
            p {
                "The views that " (text::count(round.target_count, "group", "groups")) " gained in the week " strong { (round.week.name()) }
                " are stored as they are now. Each group that achieved its target gets a payment of "
                strong.num { (text::money(round.bonus_amount_cents)) } ", not paid yet."
            }
            p class="mt-3 text-muted" {
                @let due = rules::due_at(round.week);
                @if due > self.now { "By itself the round is evaluated " (time::time(self.now.0, due.0)) ": views that the bot reports until then would still count." }
                @else { "Views that the bot reports later no longer count." }
            }
        };
        let foot = html! { button class="btn btn-primary" { "Evaluate now" } };
        let dialog = Dialog { id: "evaluate-dialog", title: "Evaluate this round now?", open: true, close };
        dialog.form(&self.action("evaluate"), self.csrf, body, foot)
    }

    fn deleting(&self, close: &str) -> Markup {
        let round = self.round();
        let payments = self.detail.payments().count() as i64;
        let body = html! {
            p {
                "The round of " strong { (round.week.name()) } " with " strong.num { (text::count(round.target_count, "target", "targets")) }
                @if payments > 0 {
                    " and " strong.num { (text::count(payments, "payment", "payments")) } " of " strong.num { (text::money(round.total_bonus_cents())) } " together, none of it paid,"
                }
                " is deleted. Streaks and the leaderboard are counted without it."
            }
            p class="mt-3 text-muted" { "This cannot be undone. The week can get another round afterwards." }
        };
        let foot = html! { button class="btn btn-error" { "Delete round" } };
        let dialog = Dialog { id: "delete-dialog", title: "Delete this round?", open: true, close };
        dialog.form(&self.action("delete"), self.csrf, body, foot)
    }
}
