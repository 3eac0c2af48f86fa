//! The cards of the overview. Each reads its own data; one that fails says so and leaves the rest standing.

use maud::{Markup, html};

use super::{attention, gains, top_groups};
use crate::alerts;
use crate::app::App;
use crate::cache;
use crate::guilds::GuildAccess;
use crate::guilds::status_card::status_card;
use crate::http::{Error, RequestId};
use crate::ids::GuildId;
use crate::tracking::period::Period;
use crate::web::panel;
use crate::web::status::not_connected;

/// Entries of the card of what fired.
const ALERTS: i64 = 5;

/// A card, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    Status,
    Gains,
    Chart,
    Attention,
    TopGroups,
    Alerts,
    Recent,
}

impl Card {
    pub const ALL: [Card; 7] = [
        Card::Status,
        Card::Gains,
        Card::Chart,
        Card::Attention,
        Card::TopGroups,
        Card::Alerts,
        Card::Recent,
    ];

    /// Its id in the page and in its address.
    pub fn id(self) -> &'static str {
        match self {
            Card::Status => "status",
            Card::Gains => "gains",
            Card::Chart => "chart",
            Card::Attention => "attention",
            Card::TopGroups => "top-groups",
            Card::Alerts => "alerts",
            Card::Recent => "recent",
        }
    }

    /// Where it stands on a wide screen: two columns beside each other, the lists to the right.
    fn place(self) -> &'static str {
        match self {
            Card::Status | Card::Gains | Card::Recent => "grid xl:col-span-3",
            Card::Chart | Card::TopGroups => "grid xl:col-span-2",
            Card::Attention | Card::Alerts => "grid",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Card::Status => "Bot status",
            Card::Gains => "Views gained",
            Card::Chart => "Views gained per day",
            Card::Attention => "Needs attention",
            Card::TopGroups => "Top groups",
            Card::Alerts => "Recent alerts",
            Card::Recent => "Recent activity",
        }
    }
}

/// The card, or in its place what failed with a retry that asks again.
pub async fn render(
    app: &App,
    scope: &GuildAccess,
    card: Card,
    period: Period,
    request_id: &RequestId,
) -> Markup {
    let guild = scope.guild_id();
    let content = match card {
        // These say what happened seconds ago, also what is no change of tracked data: a key that was revoked.
        Card::Status | Card::Attention | Card::Recent => draw(app, guild, card, period).await,
        Card::Gains | Card::Chart | Card::TopGroups | Card::Alerts => {
            let what = format!("overview {} {}", card.id(), period.days());
            cache::markup(app, scope, &what, draw(app, guild, card, period)).await
        }
    };
    let href = format!("/guilds/{guild}/cards/{}?days={}", card.id(), period.days());
    let content = content.unwrap_or_else(|error| {
        tracing::error!(%error, card = card.id(), "a card failed");
        let retry = format!("/guilds/{guild}?days={}", period.days());
        let failed =
            panel::failed("This could not be loaded", &error.problem.detail, request_id.as_str(), &retry);
        panel::panel(&format!("{}-failed", card.id()), card.title(), None, failed, None)
    });
    // The status is pushed whole by the live stream; the others are asked for when something changed.
    let trigger = (card != Card::Status).then_some("tracked from:body");
    html! { div id={ "card-" (card.id()) } class=(card.place()) hx-get=[trigger.map(|_| &href)] hx-trigger=[trigger] hx-ext="morph" hx-swap="morph:outerHTML" { (content) } }
}

async fn draw(app: &App, guild: GuildId, card: Card, period: Period) -> Result<Markup, Error> {
    match card {
        Card::Status => status(app, guild).await,
        Card::Gains => gains::card(app, guild, period).await,
        Card::Chart => gains::chart_card(app, guild, period).await,
        Card::Attention => attention::card(app, guild).await,
        Card::TopGroups => top_groups::card(app, guild, period).await,
        Card::Alerts => alerts::recent(app, guild, ALERTS).await,
        Card::Recent => attention::recent(app, guild).await,
    }
}

async fn status(app: &App, guild: GuildId) -> Result<Markup, Error> {
    let now = app.clock.now();
    let card = status_card(&app.db, guild, now).await?;
    Ok(html! { (not_connected()) (card) })
}
