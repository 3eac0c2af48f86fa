//! What of bonus rounds somebody should look at.

mod store;

use super::{Week, href, rules};
use crate::db::{Db, Result};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::web::attention::{Attention, Urgency};
use crate::web::{text, time};
use store::Found;

/// Payments that are not paid, a week that is over and not evaluated yet, and that this week has no round
/// where there were rounds before. One statement.
pub async fn attention(db: &Db, guild: GuildId, now: Ms) -> Result<Vec<Attention>> {
    let this_week = Week::containing(now.day());
    let found = store::find(db, guild, this_week).await?;
    let lines = [unpaid(guild, &found), waiting(guild, &found, now), none_yet(guild, &found, this_week)];
    Ok(lines.into_iter().flatten().collect())
}

fn unpaid(guild: GuildId, found: &Found) -> Option<Attention> {
    let are = if found.unpaid == 1 { "is" } else { "are" };
    (found.unpaid > 0).then(|| Attention {
        urgency: Urgency::Late,
        icon: "banknote",
        title: format!("{} {are} not paid", text::count(found.unpaid, "bonus payment", "bonus payments")),
        detail: format!("{} together.", text::money(found.unpaid_cents)),
        href: format!("{}?state=unpaid", href(guild)),
        action: "Review",
    })
}

fn waiting(guild: GuildId, found: &Found, now: Ms) -> Option<Attention> {
    let week = found.waiting?;
    let due = rules::due_at(week);
    let detail = match due > now {
        true => format!("By itself {}, or now by an administrator.", time::ago(now.0, due.0)),
        false => "It is overdue: an administrator can evaluate it.".to_owned(),
    };
    Some(Attention {
        urgency: if due > now { Urgency::Open } else { Urgency::Late },
        icon: "target",
        title: format!("The round of {} waits for its evaluation", week.name()),
        detail,
        href: format!("{}?state=pending", href(guild)),
        action: "Open",
    })
}

/// Where rounds are used, for viewers too: they see who has to be asked.
fn none_yet(guild: GuildId, found: &Found, this_week: Week) -> Option<Attention> {
    (found.has_any && !found.this_week).then(|| Attention {
        urgency: Urgency::Open,
        icon: "trophy",
        title: "This week has no bonus round yet".to_owned(),
        detail: format!("{}; an administrator can create it.", this_week.name()),
        href: href(guild),
        action: "Open",
    })
}
