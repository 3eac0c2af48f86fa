//! SQL of firing: what watches, and what fired.

use std::collections::{BTreeSet, HashSet};

use uuid::Uuid;

use crate::alerts::Kind;
use crate::alerts::metric::Metric;
use crate::alerts::rules::Reach;
use crate::alerts::words::Words;
use crate::db::{Batch, Result, Tx};
use crate::ids::{AccountId, AlertId, GroupId, GuildId, PostId, ThresholdId};
use crate::time::Ms;
use crate::tracking::Platform;

/// A threshold that is on, in a group whose threshold alerts are on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Watching {
    pub id: ThresholdId,
    pub group_id: GroupId,
    pub metric: Metric,
    #[sqlx(try_from = "String")]
    pub platform: Reach,
    pub value: i64,
    pub armed_at: Ms,
}

/// Those of the guild that watch followers, or those that watch posts.
pub async fn watching(tx: &mut Tx, guild: GuildId, followers: bool) -> Result<Vec<Watching>> {
    tx.q("SELECT t.id, t.group_id, t.metric, t.platform, t.value, t.armed_at
          FROM thresholds t LEFT JOIN alert_settings s ON s.group_id = t.group_id
          WHERE t.guild_id = $1 AND t.deleted_at IS NULL AND t.enabled = TRUE
            AND COALESCE(s.threshold_alerts, TRUE) = TRUE AND (t.metric = 'followers') = $2")
        .bind(guild)
        .bind(followers)
        .all()
        .await
}

/// A post that passed a threshold.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Subject {
    pub id: PostId,
    pub url: String,
    pub username: String,
}

pub async fn subjects(tx: &mut Tx, posts: &[PostId]) -> Result<Vec<Subject>> {
    let find = Batch {
        head: "WITH asked (id) AS (VALUES ",
        casts: &["UUID"],
        tail: ") SELECT p.id, p.url, a.username
               FROM asked CROSS JOIN posts p JOIN accounts a ON a.id = p.account_id WHERE p.id = asked.id",
    };
    find.all(&mut &mut *tx, posts, |q, id| q.bind(*id)).await
}

/// One of the switches of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    Streak,
    Status,
}

/// The groups in which it is off.
pub async fn groups_without(tx: &mut Tx, guild: GuildId, switch: Switch) -> Result<BTreeSet<GroupId>> {
    let off: Vec<(GroupId,)> = tx
        .q("SELECT s.group_id FROM account_groups g JOIN alert_settings s ON s.group_id = g.id
            WHERE g.guild_id = $1 AND (($2 = TRUE AND s.streak_alerts = FALSE)
              OR ($2 = FALSE AND s.status_alerts = FALSE))")
        .bind(guild)
        .bind(switch == Switch::Streak)
        .all()
        .await?;
    Ok(off.into_iter().map(|(group,)| group).collect())
}

/// The groups among these that are alive, with their labels.
pub async fn labels(tx: &mut Tx, guild: GuildId, groups: &[GroupId]) -> Result<Vec<(GroupId, String)>> {
    let find = Batch {
        head: "WITH asked (id, guild_id) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") SELECT g.id, g.label FROM asked CROSS JOIN account_groups g
               WHERE g.id = asked.id AND g.guild_id = asked.guild_id AND g.deleted_at IS NULL",
    };
    find.all(&mut &mut *tx, groups, |q, id| q.bind(*id).bind(guild)).await
}

/// What fires. Its message waits in the outbox.
#[derive(Clone, Debug)]
pub struct NewAlert {
    pub id: AlertId,
    pub at: Ms,
    pub group: GroupId,
    pub kind: Kind,
    pub words: Words,
    pub threshold: Option<ThresholdId>,
    pub subject: Option<Uuid>,
    pub account: Option<AccountId>,
    pub metric: Option<Metric>,
    pub platform: Option<Platform>,
    pub post_url: Option<String>,
}

impl NewAlert {
    pub fn new(group: GroupId, kind: Kind, words: Words, now: Ms) -> NewAlert {
        NewAlert {
            id: AlertId::new(now),
            at: now,
            group,
            kind,
            words,
            threshold: None,
            subject: None,
            account: None,
            metric: None,
            platform: None,
            post_url: None,
        }
    }
}

/// Writes what fired, but nothing a second time. Returns the thresholds that did fire.
pub async fn insert(tx: &mut Tx, guild: GuildId, alerts: &[NewAlert]) -> Result<Vec<ThresholdId>> {
    let insert = Batch {
        head: "INSERT INTO alerts (id, guild_id, group_id, at, kind, threshold_id, subject_id, account_id,
                                   metric, platform, message, detail, post_url, delivery, next_try_at) VALUES ",
        casts: &[
            "UUID", "BIGINT", "UUID", "BIGINT", "TEXT", "UUID", "UUID", "UUID", "TEXT", "TEXT", "TEXT",
            "TEXT", "TEXT", "TEXT", "BIGINT",
        ],
        tail: " ON CONFLICT DO NOTHING RETURNING threshold_id",
    };
    let fired: Vec<(Option<ThresholdId>,)> = insert
        .all(&mut &mut *tx, alerts, |q, alert| {
            q.bind(alert.id)
                .bind(guild)
                .bind(alert.group)
                .bind(alert.at)
                .bind(alert.kind)
                .bind(alert.threshold)
                .bind(alert.subject)
                .bind(alert.account)
                .bind(alert.metric)
                .bind(alert.platform)
                .bind(alert.words.message.clone())
                .bind(alert.words.detail.clone())
                .bind(alert.post_url.clone())
                .bind("pending")
                .bind(alert.at)
        })
        .await?;
    let once: HashSet<ThresholdId> = fired.into_iter().filter_map(|(threshold,)| threshold).collect();
    Ok(once.into_iter().collect())
}

pub async fn triggered(tx: &mut Tx, thresholds: &[ThresholdId], now: Ms) -> Result<()> {
    let update = Batch {
        head: "WITH fired (id, at) AS (VALUES ",
        casts: &["UUID", "BIGINT"],
        tail: ") UPDATE thresholds SET last_triggered_at = fired.at FROM fired WHERE thresholds.id = fired.id",
    };
    update.exec(&mut &mut *tx, thresholds, |q, id| q.bind(*id).bind(now)).await?;
    Ok(())
}
