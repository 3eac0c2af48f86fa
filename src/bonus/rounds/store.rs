//! SQL of bonus rounds and their targets.

use super::{Round, State, Target};
use crate::audit::Actor;
use crate::bonus::Week;
use crate::bonus::rules::{NewTarget, Outcome};
use crate::db::{Batch, Db, Exec, Result, Tx};
use crate::ids::{GroupId, GuildId, PaymentId, RoundId, TargetId};
use crate::time::{Day, Ms};

/// Rounds of the guild `$1`; what is paid is summed for the chosen rows alone.
macro_rules! rounds {
    ($choice:literal) => {
        concat!(
            "SELECT r.id, r.week, r.bonus_amount_cents, r.target_count, r.created_at, r.created_by_id, r.created_by,
               r.evaluated_at, r.evaluated_by_id, r.evaluated_by, r.near_miss_percent, r.achieved_count,
               r.near_miss_count,
               (SELECT CAST(COALESCE(SUM(p.amount_cents), 0) AS BIGINT) FROM bonus_payments p
                WHERE p.round_id = r.id AND p.paid) AS total_paid_cents
             FROM (SELECT * FROM bonus_rounds WHERE guild_id = $1 AND ",
            $choice,
            ") r ORDER BY r.week DESC"
        )
    };
}

pub async fn find(db: &mut impl Exec, guild: GuildId, id: RoundId) -> Result<Option<Round>> {
    db.q(rounds!("id = $2")).bind(guild).bind(id).opt().await
}

/// The round of a week.
pub async fn of_week(db: &mut impl Exec, guild: GuildId, week: Week) -> Result<Option<Round>> {
    db.q(rounds!("week = $2")).bind(guild).bind(week).opt().await
}

/// Up to `limit` rounds of that state whose weeks start before `before`, newest first; of those that owe
/// something `keep` as well.
pub async fn page(
    db: &mut impl Exec,
    guild: GuildId,
    state: State,
    keep: Option<RoundId>,
    before: Day,
    limit: i64,
) -> Result<Vec<Round>> {
    let sql = match state {
        State::All => rounds!("week < $2 ORDER BY week DESC LIMIT $3"),
        State::Pending => rounds!("week < $2 AND evaluated_at IS NULL ORDER BY week DESC LIMIT $3"),
        State::Evaluated => rounds!("week < $2 AND evaluated_at IS NOT NULL ORDER BY week DESC LIMIT $3"),
        State::Unpaid => rounds!(
            "week < $2 AND (id = $4 OR EXISTS (SELECT 1 FROM bonus_payments o
               WHERE o.round_id = bonus_rounds.id AND NOT o.paid)) ORDER BY week DESC LIMIT $3"
        ),
    };
    let page = db.q(sql).bind(guild).bind(before).bind(limit);
    if state == State::Unpaid { page.bind(keep).all().await } else { page.all().await }
}

/// Weeks that have a round, newest first.
pub async fn weeks(db: &mut impl Exec, guild: GuildId) -> Result<Vec<Week>> {
    let rows: Vec<(Week,)> = db
        .q("SELECT week FROM bonus_rounds WHERE guild_id = $1 ORDER BY week DESC")
        .bind(guild)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(week,)| week).collect())
}

/// The targets of a round by brand and group, with payments and with what the rollups say now.
pub async fn targets(db: &mut impl Exec, round: &Round) -> Result<Vec<Target>> {
    db.q("SELECT t.id, t.group_id, g.label AS group_label, g.deleted_at IS NOT NULL AS group_is_deleted,
            b.id AS brand_id, b.label AS brand_label, t.target_views,
            (SELECT CAST(COALESCE(SUM(d.views), 0) AS BIGINT) FROM group_days d
             WHERE d.group_id = t.group_id AND d.day >= $2 AND d.day <= $3) AS views_now,
            t.actual_views, t.evidence, t.achieved, t.near_miss, t.streak,
            p.id AS payment_id, p.amount_cents, p.paid, p.paid_at, p.paid_by_id, p.paid_by, p.notes
          FROM bonus_targets t
          JOIN account_groups g ON g.id = t.group_id
          JOIN brands b ON b.id = g.brand_id
          LEFT JOIN bonus_payments p ON p.target_id = t.id
          WHERE t.round_id = $1 ORDER BY b.label_folded, b.id, g.label_folded, g.id")
        .bind(round.id)
        .bind(round.week.first())
        .bind(round.week.last())
        .all()
        .await
}

/// Targets of a pending round that the count so far reaches, and is near to, by the guild's percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SoFar {
    pub round_id: RoundId,
    pub reached: i64,
    pub near: i64,
}

/// The counts so far of the guild's pending rounds from `oldest` to `newest`, by the rule of
/// [`crate::bonus::rules::outcome`]; whole numbers, as it has.
pub async fn so_far(db: &mut impl Exec, guild: GuildId, oldest: Week, newest: Week) -> Result<Vec<SoFar>> {
    db.q("SELECT s.round_id,
            CAST(SUM(CASE WHEN s.views >= s.target_views THEN 1 ELSE 0 END) AS BIGINT) AS reached,
            CAST(SUM(CASE WHEN s.views < s.target_views
                      AND s.views >= (s.target_views * s.near_miss_percent + 99) / 100
                     THEN 1 ELSE 0 END) AS BIGINT) AS near
          FROM (SELECT t.round_id, t.target_views, u.near_miss_percent,
                  (SELECT CAST(COALESCE(SUM(d.views), 0) AS BIGINT) FROM group_days d
                   WHERE d.group_id = t.group_id AND d.day >= t.week AND d.day < t.week + 7) AS views
                FROM bonus_rounds r JOIN bonus_targets t ON t.round_id = r.id JOIN guilds u ON u.id = r.guild_id
                WHERE r.guild_id = $1 AND r.evaluated_at IS NULL AND r.week >= $2 AND r.week <= $3) s
          GROUP BY s.round_id")
        .bind(guild)
        .bind(oldest)
        .bind(newest)
        .all()
        .await
}

/// What a group gained in a week, counted from the first one asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Weekly {
    pub group_id: GroupId,
    pub week: i64,
    pub views: i64,
}

/// The views of the guild's groups by week, from a Sunday to before another; weeks without any are not there.
pub async fn weekly(db: &mut impl Exec, guild: GuildId, from: Day, until: Day) -> Result<Vec<Weekly>> {
    db.q("SELECT d.group_id, (d.day - $2) / 7 AS week, CAST(SUM(d.views) AS BIGINT) AS views
          FROM account_groups g JOIN group_days d ON d.group_id = g.id AND d.day >= $2 AND d.day < $3
          WHERE g.guild_id = $1 AND g.deleted_at IS NULL GROUP BY 1, 2")
        .bind(guild)
        .bind(from)
        .bind(until)
        .all()
        .await
}

pub struct NewRound<'a> {
    pub id: RoundId,
    pub week: Week,
    pub amount_cents: i64,
    pub targets: &'a [NewTarget],
    pub by: &'a Actor,
}

/// Adds a round with its targets. A week that has a round is a unique violation.
pub async fn insert(tx: &mut Tx, guild: GuildId, round: &NewRound<'_>, now: Ms) -> Result<()> {
    tx.q("INSERT INTO bonus_rounds
            (id, guild_id, week, bonus_amount_cents, target_count, created_at, created_by_id, created_by)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(round.id)
        .bind(guild)
        .bind(round.week)
        .bind(round.amount_cents)
        .bind(round.targets.len() as i64)
        .bind(now)
        .bind(round.by.id.clone())
        .bind(round.by.name.clone())
        .exec()
        .await?;
    let targets = Batch {
        head: "INSERT INTO bonus_targets (id, round_id, group_id, guild_id, week, target_views) VALUES ",
        casts: &["UUID", "UUID", "UUID", "BIGINT", "BIGINT", "BIGINT"],
        tail: "",
    };
    targets
        .exec(&mut &mut *tx, round.targets, |q, target| {
            let q = q.bind(TargetId::new(now)).bind(round.id).bind(target.group);
            q.bind(guild).bind(round.week).bind(target.views)
        })
        .await?;
    Ok(())
}

/// Deletes a round with its targets and payments.
pub async fn delete(tx: &mut Tx, guild: GuildId, id: RoundId) -> Result<()> {
    tx.q("DELETE FROM bonus_rounds WHERE guild_id = $1 AND id = $2").bind(guild).bind(id).exec().await?;
    Ok(())
}

/// Pending rounds of any guild up to that week, oldest first.
pub async fn due(db: &Db, newest: Week) -> Result<Vec<(GuildId, RoundId)>> {
    db.q("SELECT guild_id, id FROM bonus_rounds WHERE evaluated_at IS NULL AND week <= $1 ORDER BY week, id LIMIT 100")
        .bind(newest)
        .all()
        .await
}

/// What a round's evaluation found.
pub struct Evaluated<'a> {
    pub by: &'a Actor,
    pub near_miss_percent: i64,
    pub achieved: i64,
    pub near_misses: i64,
}

/// Marks a pending round as evaluated; false when another was quicker.
pub async fn claim(tx: &mut Tx, guild: GuildId, id: RoundId, found: &Evaluated<'_>, now: Ms) -> Result<bool> {
    let claimed = tx
        .q("UPDATE bonus_rounds SET evaluated_at = $3, evaluated_by_id = $4, evaluated_by = $5,
              near_miss_percent = $6, achieved_count = $7, near_miss_count = $8
            WHERE guild_id = $1 AND id = $2 AND evaluated_at IS NULL")
        .bind(guild)
        .bind(id)
        .bind(now)
        .bind(found.by.id.clone())
        .bind(found.by.name.clone())
        .bind(found.near_miss_percent)
        .bind(found.achieved)
        .bind(found.near_misses)
        .exec()
        .await?;
    Ok(claimed == 1)
}

/// A target as the evaluation reads it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Asked {
    pub id: TargetId,
    pub group_id: GroupId,
    pub target_views: i64,
}

/// What the groups of a round were to gain.
pub async fn asked(tx: &mut Tx, round: RoundId) -> Result<Vec<Asked>> {
    tx.q("SELECT id, group_id, target_views FROM bonus_targets WHERE round_id = $1 ORDER BY group_id")
        .bind(round)
        .all()
        .await
}

/// What a target's group gained in the week on one platform.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Gained {
    pub group_id: GroupId,
    pub platform: String,
    pub posts: i64,
    pub views: i64,
}

/// What the groups of a round gained in its week, by platform; groups that gained nothing are not there.
pub async fn gained(tx: &mut Tx, round: &Round) -> Result<Vec<Gained>> {
    tx.q("SELECT t.group_id, d.platform, CAST(SUM(d.posts) AS BIGINT) AS posts, CAST(SUM(d.views) AS BIGINT) AS views
          FROM bonus_targets t JOIN group_days d ON d.group_id = t.group_id AND d.day >= $2 AND d.day <= $3
          WHERE t.round_id = $1 GROUP BY t.group_id, d.platform ORDER BY t.group_id, d.platform")
        .bind(round.id)
        .bind(round.week.first())
        .bind(round.week.last())
        .all()
        .await
}

/// A target as the evaluation leaves it.
pub struct Seen {
    pub id: TargetId,
    pub group: GroupId,
    pub actual: i64,
    pub evidence: String,
    pub outcome: Outcome,
}

pub async fn save_outcomes(tx: &mut Tx, seen: &[Seen]) -> Result<()> {
    let save = Batch {
        head: "WITH seen (id, actual, evidence, achieved, near_miss) AS (VALUES ",
        casts: &["UUID", "BIGINT", "TEXT", "BOOLEAN", "BOOLEAN"],
        tail: ") UPDATE bonus_targets SET actual_views = seen.actual, evidence = seen.evidence,
                 achieved = seen.achieved, near_miss = seen.near_miss
               FROM seen WHERE bonus_targets.id = seen.id",
    };
    save.exec(&mut &mut *tx, seen, |q, target| {
        let q = q.bind(target.id).bind(target.actual).bind(target.evidence.clone());
        q.bind(target.outcome.achieved).bind(target.outcome.near_miss)
    })
    .await?;
    Ok(())
}

/// A payment, not paid yet, for each target that was achieved.
pub async fn insert_payments(
    tx: &mut Tx,
    guild: GuildId,
    round: &Round,
    seen: &[Seen],
    now: Ms,
) -> Result<()> {
    let achieved: Vec<&Seen> = seen.iter().filter(|target| target.outcome.achieved).collect();
    let payments = Batch {
        head: "INSERT INTO bonus_payments (id, target_id, round_id, group_id, guild_id, week, amount_cents) VALUES ",
        casts: &["UUID", "UUID", "UUID", "UUID", "BIGINT", "BIGINT", "BIGINT"],
        tail: "",
    };
    payments
        .exec(&mut &mut *tx, &achieved, |q, target| {
            let q = q.bind(PaymentId::new(now)).bind(target.id).bind(round.id).bind(target.group);
            q.bind(guild).bind(round.week).bind(round.bonus_amount_cents)
        })
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bonus::model_test::store::{add_views, world};
    use crate::bonus::rules::{MOST_VIEWS, outcome};
    use crate::db::testing::both_engines;
    use crate::time::Day;

    #[tokio::test]
    async fn a_round_counts_as_near_what_its_evaluation_will() {
        // At the guild's 90 per cent, and one to either side of it.
        let targets = [1, 2, 9, 10, 11, 99, 101, 1_000, 3_333, 77_777_777, MOST_VIEWS - 1, MOST_VIEWS];
        let cases: Vec<(i64, i64)> = targets
            .into_iter()
            .flat_map(|target: i64| {
                let near = (target * 90 + 99) / 100;
                [near - 1, near, near + 1, target - 1, target].map(|views| (target, views.max(0)))
            })
            .collect();
        for test in both_engines().await {
            let (guild, groups) = world(&test.db, cases.len()).await;
            let week = Week::containing(Day(20_000));
            let by = Actor::system("test", "Test");
            let mut tx = test.db.begin().await.unwrap();
            let mut wanted = Vec::new();
            for (number, ((target, views), group)) in cases.iter().zip(groups).enumerate() {
                let (id, week) = (RoundId::new(Ms(0)), week.plus(number as i64));
                let targets = &[NewTarget { group, views: *target }];
                let round = NewRound { id, week, amount_cents: 1, targets, by: &by };
                insert(&mut tx, guild, &round, Ms(0)).await.unwrap();
                add_views(&mut tx, guild, group, week.last(), *views).await;
                let outcome = outcome(*views, *target, 90);
                wanted.push((id, i64::from(outcome.achieved), i64::from(outcome.near_miss)));
            }
            let last = week.plus(cases.len() as i64);
            let mut found = so_far(&mut &mut tx, guild, week, last).await.unwrap();
            found.sort_by_key(|round| round.round_id);
            let found: Vec<_> =
                found.iter().map(|round| (round.round_id, round.reached, round.near)).collect();
            wanted.sort();
            assert_eq!(found, wanted);
        }
    }
}
