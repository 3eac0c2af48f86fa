//! The leaderboard: groups by hit rate or by what they were to get, over some weeks or all time.

mod store;

use std::cmp::Ordering;
use std::str::FromStr;

use super::Week;
use crate::db::{Exec, Result};
use crate::ids::{BrandId, GroupId, GuildId};
use crate::time::Day;

/// How far back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    Four,
    Eight,
    #[default]
    Twelve,
    All,
}

impl Span {
    pub const ALL: [Span; 4] = [Span::Four, Span::Eight, Span::Twelve, Span::All];

    pub fn as_str(self) -> &'static str {
        match self {
            Span::Four => "4",
            Span::Eight => "8",
            Span::Twelve => "12",
            Span::All => "all",
        }
    }

    /// `None`: all time.
    pub fn weeks(self) -> Option<i64> {
        match self {
            Span::Four => Some(4),
            Span::Eight => Some(8),
            Span::Twelve => Some(12),
            Span::All => None,
        }
    }

    /// The first week that counts: this week is the last of them.
    pub fn since(self, today: Day) -> Option<Week> {
        self.weeks().map(|weeks| Week::containing(today).plus(1 - weeks))
    }
}

impl FromStr for Span {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<Span, ()> {
        Span::ALL.into_iter().find(|span| span.as_str() == text).ok_or(())
    }
}

/// What the rank goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RankBy {
    #[default]
    HitRate,
    TotalBonus,
}

impl RankBy {
    pub const ALL: [RankBy; 2] = [RankBy::HitRate, RankBy::TotalBonus];

    pub fn as_str(self) -> &'static str {
        match self {
            RankBy::HitRate => "hit_rate",
            RankBy::TotalBonus => "total_bonus",
        }
    }

    /// Greater is better. Hit rates are compared as fractions: 1 of 3 and 2 of 6 share a rank.
    fn compare(self, a: &Standing, b: &Standing) -> Ordering {
        let rate = |a: &Standing, b: &Standing| i128::from(a.achieved) * i128::from(b.rounds);
        match self {
            RankBy::HitRate => rate(a, b).cmp(&rate(b, a)),
            RankBy::TotalBonus => a.total_bonus_cents.cmp(&b.total_bonus_cents),
        }
    }
}

impl FromStr for RankBy {
    type Err = ();
    fn from_str(text: &str) -> std::result::Result<RankBy, ()> {
        RankBy::ALL.into_iter().find(|by| by.as_str() == text).ok_or(())
    }
}

/// A group's rounds.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    pub group_id: GroupId,
    pub group_label: String,
    pub group_is_deleted: bool,
    pub brand_id: BrandId,
    pub brand_label: String,
    /// Evaluated rounds in which the group had a target; at least one.
    pub rounds: i64,
    pub achieved: i64,
    pub total_bonus_cents: i64,
    pub total_paid_cents: i64,
    /// Rounds achieved in a row up to now, whatever the span.
    pub current_streak: i64,
}

impl Standing {
    pub fn hit_rate_percent(&self) -> f64 {
        let tenths = (i128::from(self.achieved) * 2_000 / i128::from(self.rounds.max(1)) + 1) / 2;
        tenths as f64 / 10.0
    }

    pub fn total_unpaid_cents(&self) -> i64 {
        self.total_bonus_cents.saturating_sub(self.total_paid_cents)
    }
}

/// A standing with its place; equals share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    pub rank: usize,
    pub standing: Standing,
}

/// Ranks 1, 1, 3; among equals those with more rounds stand first, then by name.
pub fn rank(mut standings: Vec<Standing>, by: RankBy) -> Vec<Ranked> {
    standings.sort_by(|a, b| {
        let name = |standing: &Standing| (standing.group_label.to_lowercase(), standing.group_id);
        by.compare(b, a).then(b.rounds.cmp(&a.rounds)).then_with(|| name(a).cmp(&name(b)))
    });
    let mut ranked: Vec<Ranked> = Vec::with_capacity(standings.len());
    for standing in standings {
        let rank = match ranked.last() {
            Some(last) if by.compare(&last.standing, &standing).is_eq() => last.rank,
            _ => ranked.len() + 1,
        };
        ranked.push(Ranked { rank, standing });
    }
    ranked
}

/// The board of a guild.
#[derive(Clone, Debug)]
pub struct Board {
    pub ranked: Vec<Ranked>,
    /// Evaluated rounds that it is made of.
    pub rounds_evaluated: i64,
    /// The first week of the span; of all time: of the oldest round.
    pub since: Option<Week>,
}

/// Two statements.
pub async fn board(mut db: impl Exec, guild: GuildId, span: Span, by: RankBy, today: Day) -> Result<Board> {
    let since = span.since(today);
    let (rounds_evaluated, oldest) = store::evaluated(&mut db, guild, since).await?;
    let standings = store::standings(&mut db, guild, since).await?;
    Ok(Board { ranked: rank(standings, by), rounds_evaluated, since: since.or(oldest) })
}

#[cfg(test)]
mod tests;
