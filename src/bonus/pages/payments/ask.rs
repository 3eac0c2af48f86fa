//! The question before many payments are marked at once: how many, whose, and how much together.

use maud::{Markup, html};

use super::payments_href;
use crate::bonus::rounds::{Detail, Payment};
use crate::ids::{GuildId, PaymentId, RoundId};
use crate::web::dialog::Dialog;
use crate::web::text;

/// Names that are told.
const NAMES: usize = 8;

pub struct Ask<'a> {
    guild: GuildId,
    round: RoundId,
    paid: bool,
    /// The chosen ones; all where none are named.
    ids: Option<&'a [PaymentId]>,
    /// What would change.
    changing: Vec<Payment<'a>>,
    /// How many are so already.
    already: usize,
}

impl<'a> Ask<'a> {
    /// `None` when a chosen payment is not the round's.
    pub fn new(
        guild: GuildId,
        detail: &'a Detail,
        ids: Option<&'a [PaymentId]>,
        paid: bool,
    ) -> Option<Ask<'a>> {
        let all: Vec<Payment<'_>> = detail.payments().collect();
        let known = |id: &PaymentId| all.iter().any(|payment| payment.id == *id);
        if ids.is_some_and(|ids| !ids.iter().all(known)) {
            return None;
        }
        let chosen = all.into_iter().filter(|payment| ids.is_none_or(|ids| ids.contains(&payment.id)));
        let (already, changing): (Vec<_>, Vec<_>) = chosen.partition(|payment| payment.paid == paid);
        Some(Ask { guild, round: detail.round.id, paid, ids, changing, already: already.len() })
    }

    fn word(&self) -> &'static str {
        if self.paid { "paid" } else { "unpaid" }
    }

    pub fn title(&self) -> String {
        format!("Mark as {}?", self.word())
    }

    pub fn draw(&self, csrf: &str, close: &str) -> Markup {
        let title = self.title();
        let dialog = Dialog { id: "mark-dialog", title: &title, open: true, close };
        if self.changing.is_empty() {
            return dialog.with(
                html! { p { "Nothing to change: what you chose is " (self.word()) " already." } },
                html! {},
            );
        }
        let count = text::count(self.changing.len() as i64, "payment", "payments");
        let foot =
            html! { button class="btn btn-primary" autofocus { "Mark " (count) " as " (self.word()) } };
        dialog.form(&payments_href(self.guild, self.round), csrf, self.body(&count), foot)
    }

    fn body(&self, count: &str) -> Markup {
        let total = self.changing.iter().fold(0_i64, |sum, payment| sum.saturating_add(payment.amount_cents));
        html! {
            input type="hidden" name="paid" value=(self.paid);
            input type="hidden" name="sure" value="yes";
            @match self.ids {
                None => { input type="hidden" name="all" value="yes"; }
                Some(ids) => { @for id in ids { input type="hidden" name="ids[]" value=(id); } }
            }
            p { strong.num { (count) } ", " strong.num { (text::money(total)) } @if self.changing.len() > 1 { " together" } ", will be marked as " (self.word()) "." }
            ul class="mt-3 grid gap-1" {
                @for payment in self.changing.iter().take(NAMES) {
                    li class="flex gap-3" {
                        span class="min-w-0 flex-1 wrap-anywhere" { bdi { (payment.target.group_label) } span class="text-muted" { " · " bdi { (payment.target.brand_label) } } }
                        span.num { (text::money(payment.amount_cents)) }
                    }
                }
                @if self.changing.len() > NAMES { li class="text-muted" { "and " (self.changing.len() - NAMES) " more" } }
            }
            @if self.already > 0 {
                p class="mt-3 text-muted" { (text::count(self.already as i64, "other is", "others are")) " " (self.word()) " already and " @if self.already == 1 { "stays as it was." } @else { "stay as they were." } }
            }
        }
    }
}
