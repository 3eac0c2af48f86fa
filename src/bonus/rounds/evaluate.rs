//! Evaluating a round: what its groups gained is stored as it is seen now, and those that achieved
//! get a payment. By itself two hours after the week, or by an admin once the week is over.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval};

use super::store::{self, Asked, Evaluated, Gained, Seen};
use super::{Round, audited, found};
use crate::alerts;
use crate::app::App;
use crate::audit::{Acting, Changes};
use crate::bonus::{self, rules, streaks};
use crate::db::Tx;
use crate::guilds::settings;
use crate::http::{Code, Error};
use crate::ids::{GroupId, GuildId, RoundId};
use crate::tracking::change;

const EVERY: Duration = Duration::from_secs(60);

/// What was seen on one platform.
#[derive(Serialize)]
struct Evidence<'a> {
    platform: &'a str,
    posts: i64,
    views: i64,
}

/// Evaluates a round; the caller holds the guild's lock. 409 `already_evaluated`, or `round_not_over`
/// while its week runs.
pub async fn evaluate(tx: &mut Tx, acting: &Acting, id: RoundId) -> Result<Round, Error> {
    let round = found(tx, acting.guild_id, id).await?;
    evaluate_found(tx, acting, &round).await
}

pub(super) async fn evaluate_found(tx: &mut Tx, acting: &Acting, round: &Round) -> Result<Round, Error> {
    if !round.is_pending() {
        return Err(Code::AlreadyEvaluated.into());
    }
    if !round.week.is_over(acting.now) {
        return Err(Code::RoundNotOver.into());
    }
    let guild = acting.guild_id;
    let percent = settings::load(&mut *tx, guild).await?.near_miss_percent;
    let targets = store::asked(tx, round.id).await?;
    let seen = seen(&targets, &store::gained(tx, round).await?, percent)?;
    let achieved = seen.iter().filter(|target| target.outcome.achieved).count() as i64;
    let near_misses = seen.iter().filter(|target| target.outcome.near_miss).count() as i64;
    let evaluated = Evaluated { by: &acting.actor, near_miss_percent: percent, achieved, near_misses };
    if !store::claim(tx, guild, round.id, &evaluated, acting.now).await? {
        return Err(Code::AlreadyEvaluated.into());
    }
    store::save_outcomes(tx, &seen).await?;
    store::insert_payments(tx, guild, round, &seen, acting.now).await?;
    let streaks = streaks::renew(tx, guild, round.week).await?;
    // A round for a past week is no news.
    if !round.is_retroactive() {
        alerts::fire::streaks(tx, guild, &streaks, acting.now).await?;
    }
    let changes = Changes::new()
        .field("achieved", None, Some(achieved))
        .field("near_misses", None, Some(near_misses))
        .field("missed", None, Some(seen.len() as i64 - achieved))
        .field("total_bonus_cents", None, Some(achieved.saturating_mul(round.bonus_amount_cents)));
    acting.changed(tx, "round.evaluated", audited(round.id, round.week), changes).await?;
    found(tx, guild, round.id).await
}

fn seen(targets: &[Asked], gained: &[Gained], percent: i64) -> Result<Vec<Seen>, Error> {
    let mut by_group = HashMap::<GroupId, Vec<&Gained>>::new();
    for part in gained {
        by_group.entry(part.group_id).or_default().push(part);
    }
    let one = |target: &Asked| {
        let parts = by_group.remove(&target.group_id).unwrap_or_default();
        let actual = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(part.views));
        let evidence = parts.iter().map(|part| Evidence {
            platform: &part.platform,
            posts: part.posts,
            views: part.views,
        });
        let evidence = serde_json::to_string(&evidence.collect::<Vec<_>>()).map_err(Error::internal)?;
        let outcome = rules::outcome(actual, target.target_views, percent);
        Ok(Seen { id: target.id, group: target.group_id, actual, evidence, outcome })
    };
    targets.iter().map(one).collect()
}

/// Evaluates rounds whose weeks have settled, again and again.
pub async fn watch(app: App) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match evaluate_due(&app).await {
            Ok(0) => {}
            Ok(rounds) => tracing::info!(rounds, "bonus rounds evaluated"),
            Err(error) => tracing::warn!(?error, "bonus rounds could not be evaluated"),
        }
    }
}

/// Evaluates every round that is due, each in a transaction of its own; also those that became due while
/// nothing ran. Of several instances the first one to claim a round evaluates it. Returns how many it did.
pub async fn evaluate_due(app: &App) -> Result<usize, Error> {
    let mut evaluated = 0;
    for (guild, round) in store::due(&app.db, rules::newest_due(app.clock.now())).await? {
        match evaluate_one(app, guild, round).await {
            Ok(()) => evaluated += 1,
            // Another instance was quicker, or somebody deleted it.
            Err(error) if matches!(error.code(), Code::AlreadyEvaluated | Code::NotFound) => {}
            Err(error) => tracing::error!(?error, %round, "a bonus round could not be evaluated"),
        }
    }
    Ok(evaluated)
}

async fn evaluate_one(app: &App, guild_id: GuildId, round: RoundId) -> Result<(), Error> {
    let acting = Acting { guild_id, actor: bonus::itself(), now: app.clock.now(), request_id: None };
    let mut tx = change::begin(app, guild_id).await?;
    let done = evaluate(&mut tx, &acting, round).await.map(drop);
    change::committed(app, tx, guild_id, done).await
}
