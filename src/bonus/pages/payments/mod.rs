//! The tab of a round's payments: a switch and a note for each, many at once, and what happened to each.

mod ask;
mod forms;
mod history;
mod note;
mod rows;

use maud::{Markup, html};

use super::round::Opened;
use super::{ADMINS_ONLY, round_href};
use crate::app::App;
use crate::http::{Access, Error, Routes};
use crate::ids::{GuildId, PaymentId, RoundId};
use crate::web::icons::icon;
use crate::web::{dialog, form, panel};

/// The dialogs that mark every payment of the round.
const PAY_ALL: &str = "pay-all";
const UNPAY_ALL: &str = "unpay-all";

/// The routes of the payments' forms.
pub fn routes() -> Routes {
    const ALL: &str = "/guilds/{guild_id}/bonus/rounds/{round_id}/payments";
    const ONE: &str = "/guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}";
    Routes::new()
        .post(ALL, Access::Admin, forms::bulk)
        .post("/guilds/{guild_id}/bonus/rounds/{round_id}/payments/undo", Access::Admin, forms::undo)
        .post(ONE, Access::Admin, forms::switch)
        .post(
            "/guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}/notes",
            Access::Admin,
            forms::notes,
        )
        .get(
            "/guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}/history",
            Access::Viewer,
            history::page,
        )
}

/// Where the payments of a round are changed.
fn payments_href(guild: GuildId, round: RoundId) -> String {
    format!("{}/payments", round_href(guild, round))
}

fn payment_href(guild: GuildId, round: RoundId, payment: PaymentId) -> String {
    format!("{}/{payment}", payments_href(guild, round))
}

/// The tab; only for evaluated rounds. Links and dialogs stay where the round stands: `opened.place`;
/// forms lead back there with [`super::back::back`].
pub async fn tab(_app: &App, opened: &Opened<'_>) -> Result<Markup, Error> {
    if opened.detail.payments().next().is_none() {
        let text = "No group achieved its target, so there is nothing to pay.";
        return Ok(
            html! { section.panel aria-label="Payments" { (panel::empty("banknote", "No payments", text, None)) } },
        );
    }
    let aside = html! { div class="flex flex-wrap items-center justify-end gap-x-3 gap-y-1" { span.asof { "one for each group that achieved" } (unpay_all(opened)) } };
    Ok(html! {
        (super::round::summary(opened.round()))
        @if !opened.admin { div class="mb-3" { (panel::note(panel::Tone::Locked, html! { (ADMINS_ONLY) })) } }
        (rows::orders(opened))
        (panel::panel("payments", "Payments", Some(aside), rows::table(opened), Some(rows::sum(opened))))
        (rows::chosen(opened))
    })
}

/// Buttons beside those of the round.
pub fn actions(opened: &Opened<'_>) -> Markup {
    let label = html! { (icon("banknote")) "Mark all paid" };
    let unpaid = opened.detail.payments().any(|payment| !payment.paid);
    let reason = match (opened.admin, opened.detail.payments().next().is_some(), unpaid) {
        (false, ..) => ADMINS_ONLY,
        (true, false, _) => "No group achieved its target: there is nothing to pay.",
        (true, true, false) => "All payments of this round are paid.",
        (true, true, true) => {
            let href = opened.place.dialog(opened.part, PAY_ALL);
            return dialog::link(PAY_ALL, &href, "btn btn-primary", label);
        }
    };
    form::button_denied(PAY_ALL, label, reason)
}

fn unpay_all(opened: &Opened<'_>) -> Markup {
    let label = html! { "Mark all unpaid" };
    let paid = opened.detail.payments().any(|payment| payment.paid);
    let reason = match (opened.admin, paid) {
        (false, _) => ADMINS_ONLY,
        (true, false) => "No payment of this round is paid.",
        (true, true) => {
            let href = opened.place.dialog(opened.part, UNPAY_ALL);
            return dialog::link(UNPAY_ALL, &href, "btn btn-sm btn-quiet", label);
        }
    };
    html! { span class="[&>.btn]:btn-sm" { (form::button_denied(UNPAY_ALL, label, reason)) } }
}

/// The dialog of that name, if it is one of the payments.
pub fn dialog(opened: &Opened<'_>, name: &str, close: &str) -> Option<Markup> {
    let paid = match name {
        PAY_ALL => true,
        UNPAY_ALL => false,
        _ => return None,
    };
    let ask = ask::Ask::new(opened.guild, opened.detail, None, paid)?;
    Some(ask.draw(opened.csrf, close))
}
