//! The panel of a group's page: how it did in its last rounds.

use maud::{Markup, html};

use super::round::streak;
use super::{href, round_href, words};
use crate::app::App;
use crate::bonus::{OfGroup, of_group};
use crate::http::Error;
use crate::ids::{GroupId, GuildId};
use crate::web::icons::icon_sm;
use crate::web::status::gauge;
use crate::web::{panel, text};

/// Rounds of the panel; the list of rounds has them all.
const ROUNDS: i64 = 6;

/// One statement.
pub async fn panel_of_group(app: &App, guild: GuildId, group: GroupId) -> Result<Markup, Error> {
    let rounds = of_group(&app.db, guild, group, ROUNDS).await?;
    if rounds.is_empty() {
        let text = "The rounds in which this group has a target are shown here.";
        let blank = panel::empty_in("trophy", "No bonus round yet", text, None);
        return Ok(panel::panel("bonus-of-group", "Bonus rounds", None, blank, None));
    }
    let table = html! {
        table class="dtable dtable-cards" {
            thead { tr {
                th scope="col" { "Week" } th.r scope="col" { "Views" } th scope="col" class="w-[24%]" { span.sr-only { "Against the target" } }
                th scope="col" { "Result" } th.r scope="col" { "Streak" }
            } }
            tbody { @for round in &rounds { (row(guild, round)) } }
        }
    };
    let foot = html! { a class="link ms-auto inline-flex min-h-6 items-center gap-1" href=(href(guild)) { "All rounds" (icon_sm("arrow-right")) } };
    Ok(panel::panel("bonus-of-group", "Bonus rounds", None, table, Some(foot)))
}

fn row(guild: GuildId, round: &OfGroup) -> Markup {
    let outcome = round.outcome();
    html! {
        tr id={ "round-" (round.round_id) } class="max-sm:grid-cols-[minmax(0,1fr)_auto]" {
            th scope="row" {
                a class="font-semibold hover:underline" href=(round_href(guild, round.round_id)) { (words::week(round.week)) }
                span class="block text-micro text-muted num" { (text::money(round.bonus_amount_cents)) }
            }
            td class="r max-sm:order-last max-sm:text-start!" {
                span class="font-semibold" { (text::number(round.views)) }
                span class="text-micro text-muted sm:block" { span class="sm:hidden" { " " } "of " (text::number(round.target_views)) }
            }
            td class="max-sm:order-3 max-sm:col-span-full" { (gauge(round.views, round.target_views, words::gauge_kind(outcome))) }
            td class="max-sm:text-end!" { (words::result(outcome)) }
            td class="r max-sm:order-last max-sm:text-end!" { @if let Some(rounds) = round.streak { (streak(rounds)) } }
        }
    }
}
