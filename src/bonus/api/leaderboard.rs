//! The leaderboard as JSON.

use axum::extract::State;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::json::{BrandRef, GroupRef, brand_ref, group_ref};
use crate::api_keys;
use crate::api_keys::grants::BonusRead;
use crate::app::App;
use crate::bonus::leaderboard::{self, RankBy, Ranked, Span};
use crate::cache;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Operation, Params, render};
use crate::time::Day;

/// The groups by rank; equals share one (1, 1, 3).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Leaderboard")]
pub struct Board {
    items: Vec<Standing>,
    meta: Meta,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Standing")]
struct Standing {
    rank: usize,
    group: GroupRef,
    brand: BrandRef,
    /// Evaluated rounds in which the group had a target.
    total_rounds: i64,
    rounds_achieved: i64,
    hit_rate_percent: f64,
    total_bonus_cents: i64,
    total_paid_cents: i64,
    /// Rounds achieved in a row up to now, whatever the weeks asked for.
    current_streak: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Meta {
    /// Null: all time.
    weeks: Option<i64>,
    /// The first week that counts; null when nothing was evaluated yet.
    since: Option<Day>,
    rounds_evaluated: i64,
}

impl From<Ranked> for Standing {
    fn from(Ranked { rank, standing }: Ranked) -> Standing {
        Standing {
            rank,
            group: group_ref(standing.group_id, &standing.group_label),
            brand: brand_ref(standing.brand_id, &standing.brand_label),
            total_rounds: standing.rounds,
            rounds_achieved: standing.achieved,
            hit_rate_percent: standing.hit_rate_percent(),
            total_bonus_cents: standing.total_bonus_cents,
            total_paid_cents: standing.total_paid_cents,
            current_streak: standing.current_streak,
        }
    }
}

/// The words of the parameters, for the description.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is of interest")]
enum Weeks {
    #[schemars(rename = "4")]
    Four,
    #[schemars(rename = "8")]
    Eight,
    #[schemars(rename = "12")]
    Twelve,
    #[schemars(rename = "all")]
    All,
}

#[derive(JsonSchema)]
#[schemars(inline, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is of interest")]
enum Rank {
    HitRate,
    TotalBonus,
}

pub fn leaderboard_operation() -> Operation {
    Operation::new("Bonus", "Groups by how often they achieved, or by what they were to get")
        .scope(api_keys::Scope::BonusRead)
        .query::<Weeks>("weeks", "Rounds of the last weeks, this one included; 12 when left out.")
        .query::<Rank>("rank", "By share of rounds achieved (when left out), or by the sum of bonuses.")
        .ok::<Board>()
}

/// `GET /api/v1/guilds/{guild_id}/bonus/leaderboard`
pub async fn leaderboard(
    State(app): State<App>,
    scope: GuildScope<Viewer, BonusRead>,
    mut params: Params,
) -> Result<Response, Error> {
    let span: Option<Span> = params.get("weeks", "4, 8, 12 or all");
    let by: Option<RankBy> = params.get("rank", "hit_rate or total_bonus");
    params.finish()?;
    let (span, by) = (span.unwrap_or_default(), by.unwrap_or_default());
    let today = app.clock.now().day();
    let draw = async {
        let board = leaderboard::board(&app.db, scope.guild_id(), span, by, today).await?;
        let meta = Meta {
            weeks: span.weeks(),
            since: board.since.map(|week| week.first()),
            rounds_evaluated: board.rounds_evaluated,
        };
        render::to_json(&Board { items: board.ranked.into_iter().map(Standing::from).collect(), meta })
    };
    cache::json(&app, &scope, &format!("leaderboard {span:?} {by:?}"), draw).await
}
