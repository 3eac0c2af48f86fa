//! What needs somebody, from every feature that has such things, and what was changed last.

use maud::{Markup, html};

use crate::alerts;
use crate::app::App;
use crate::audit;
use crate::bonus;
use crate::http::Error;
use crate::ids::GuildId;
use crate::tracking::accounts;
use crate::transfer::import;
use crate::web::attention::attention;
use crate::web::panel;

/// Entries of the card of recent activity.
const RECENT: i64 = 6;

/// Each feature adds its lines with one bounded query of its own.
pub async fn card(app: &App, guild: GuildId) -> Result<Markup, Error> {
    let now = app.clock.now();
    let mut all = accounts::attention(&app.db, guild, now).await?;
    all.extend(bonus::attention(&app.db, guild, now).await?);
    all.extend(import::attention(&app.db, guild, now).await?);
    all.extend(alerts::attention(&app.db, guild, now).await?);
    let count = (!all.is_empty())
        .then(|| html! { span class="count ms-0!" aria-label={ (all.len()) " things" } { (all.len()) } });
    Ok(panel::panel("attention", "Needs attention", count, attention(all), None))
}

pub async fn recent(app: &App, guild: GuildId) -> Result<Markup, Error> {
    let list = audit::recent(&app.db, guild, RECENT, app.clock.now()).await?;
    let all = html! { a class="link text-small" href={ "/guilds/" (guild) "/activity" } { "All activity" } };
    Ok(panel::panel("recent", "Recent activity", Some(all), list, None))
}
