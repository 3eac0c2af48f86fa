//! The groups with most views in the period.

use maud::{Markup, html};

use crate::analytics::Filter;
use crate::analytics::store::{self, GroupRow};
use crate::app::App;
use crate::http::Error;
use crate::ids::GuildId;
use crate::tracking::groups;
use crate::tracking::period::Period;
use crate::tracking::rollups::windows;
use crate::web::{panel, text};

const ROWS: i64 = 6;

pub async fn card(app: &App, guild: GuildId, period: Period) -> Result<Markup, Error> {
    let today = app.clock.now().day();
    let ends = (today, windows::until(&app.db, guild).await?);
    let top = store::top_groups(&app.db, guild, &Filter::default(), period, ends, ROWS).await?;
    let earlier = store::has_data_by(&app.db, guild, &Filter::default(), period.first_before(today)).await?;
    let span = period.first(today).through(today);
    Ok(panel::panel("top-groups", &format!("Top groups, {span}"), None, table(guild, &top, earlier), None))
}

fn table(guild: GuildId, top: &[GroupRow], earlier: bool) -> Markup {
    if top.is_empty() {
        let text = "Groups appear here once the bot reports metrics for their accounts.";
        return panel::empty_in("layers", "No views in this period", text, None);
    }
    let most = top.iter().map(|group| group.views).max().unwrap_or(1);
    html! {
        table class="dtable dtable-cards" {
            thead { tr {
                th scope="col" class="w-8" { "#" } th scope="col" { "Group" }
                th.r scope="col" { "Views gained" } th.r scope="col" { "Change" }
                th scope="col" class="w-[30%] max-sm:hidden" { span.sr-only { "Share of the first" } }
            } }
            tbody {
                @for (index, group) in top.iter().enumerate() {
                    tr class="max-sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]" {
                        td class="text-muted num" { (index + 1) }
                        th scope="row" {
                            a class="font-semibold hover:underline" href=(groups::href(guild, group.id)) { (group.label) }
                            span class="text-muted" { " · " (group.brand) }
                        }
                        td class="r font-semibold" { (text::number(group.views)) }
                        td class="r max-sm:order-last max-sm:col-start-3" { (text::delta(group.views, earlier.then_some(group.views_before))) }
                        td class="max-sm:hidden" { progress class="progress progress-primary" value=(group.views) max=(most) aria-hidden="true" {} }
                    }
                }
            }
        }
    }
}
