//! The ledger: what rounds and payments should be, in plain maps and plain sums.

use std::collections::{BTreeMap, BTreeSet};

use crate::bonus::rounds::{Detail, Target};
use crate::bonus::{Week, payments};
use crate::demo::dice::Dice;
use crate::http::Code;
use crate::ids::GroupId;
use crate::time::{DAY, Day, HOUR, MINUTE, Ms, SECOND};

const GROUPS: i64 = 6;
/// The guild's setting when nobody changed it.
const NEAR: i64 = 90;
/// The first moment; rounds are made for the weeks after it.
const START: Ms = Ms(20_000 * DAY);

/// One operation. Rounds are told apart by the number of the operation that made them.
#[derive(Clone, Debug)]
pub enum Step {
    Views {
        group: usize,
        day: Day,
        views: i64,
    },
    Create {
        number: usize,
        week_start: Day,
        amount_cents: i64,
        targets: Vec<(usize, i64)>,
    },
    Evaluate(usize),
    Delete(usize),
    Pay {
        number: usize,
        groups: Option<Vec<usize>>,
        paid: bool,
    },
    Note {
        number: usize,
        group: usize,
        notes: String,
    },
    /// `change` counts the payments steps that did not fail.
    Undo {
        number: usize,
        change: usize,
    },
}

type Paid = Option<(Ms, u8)>;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Payment {
    paid: Paid,
    notes: String,
}

/// What a target came to: views, achieved, near miss, its payment.
type Row = (i64, Option<(bool, bool)>, Option<(Paid, String)>);

#[derive(Clone, Debug)]
pub struct Round {
    week: Week,
    amount_cents: i64,
    targets: BTreeMap<usize, i64>,
    /// Views, achieved, near miss.
    seen: Option<BTreeMap<usize, (i64, bool, bool)>>,
    payments: BTreeMap<usize, Payment>,
    views_now: BTreeMap<usize, i64>,
}

struct Change {
    number: usize,
    at: Ms,
    /// Before and after.
    steps: BTreeMap<usize, (Paid, Paid)>,
    used: bool,
}

pub struct Ledger {
    pub now: Ms,
    views: BTreeMap<(usize, Day), i64>,
    rounds: BTreeMap<usize, Round>,
    changes: Vec<Change>,
    made: usize,
}

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger {
            now: START.plus(60 * DAY),
            views: BTreeMap::new(),
            rounds: BTreeMap::new(),
            changes: Vec::new(),
            made: 0,
        }
    }
}

impl Ledger {
    /// The next operation, and who does it; time passes first.
    pub fn next(&mut self, dice: &mut Dice) -> (Step, u8) {
        let pause = [SECOND, MINUTE, HOUR, DAY][dice.weighted(&[60.0, 30.0, 9.0, 1.0])];
        self.now = self.now.plus(dice.between(1, pause));
        let newest = self.rounds.len() as i64;
        let known: Vec<usize> = self.rounds.keys().copied().collect();
        // Now and then one that was deleted, or never was.
        let number = match dice.chance(0.03) {
            true => dice.between(0, self.made as i64 + 1) as usize,
            false => dice.pick(&known).copied().unwrap_or(0),
        };
        let group = dice.between(0, GROUPS - 1) as usize;
        let weights = [20.0, if newest < 30 { 8.0 } else { 2.0 }, 6.0, 3.0, 40.0, 8.0, 20.0];
        let step = match dice.weighted(&weights) {
            0 => {
                let day = self.now.day().plus(-dice.between(0, 40));
                Step::Views { group, day, views: dice.between(1, 2_000) }
            }
            1 => self.create(dice),
            2 => Step::Evaluate(number),
            3 => Step::Delete(number),
            4 => {
                let some = || (0..GROUPS as usize).collect::<Vec<_>>();
                let payable = self.rounds.get(&number).map(|round| round.payments.keys().copied().collect());
                let from: Vec<usize> = if dice.chance(0.05) { some() } else { payable.unwrap_or_else(some) };
                let chosen: Vec<usize> = from.into_iter().filter(|_| dice.chance(0.5)).collect();
                let groups = (!dice.chance(0.3)).then_some(chosen);
                Step::Pay { number, groups, paid: dice.chance(0.6) }
            }
            5 => Step::Note { number, group, notes: "n".repeat(dice.between(0, 505) as usize) },
            _ => {
                // Mostly a late one, and its own round.
                let count = self.changes.len() as i64;
                let change = (count - dice.between(1, 12)).max(0) as usize;
                let own = self.changes.get(change).map_or(number, |change| change.number);
                Step::Undo { number: if dice.chance(0.05) { number } else { own }, change }
            }
        };
        (step, dice.between(0, 2) as u8)
    }

    fn create(&mut self, dice: &mut Dice) -> Step {
        let week = Week::containing(self.now.day()).plus(-dice.between(-1, 30).min(30));
        let week_start = week.first().plus(i64::from(dice.chance(0.02)));
        let groups: Vec<usize> = (0..GROUPS as usize).filter(|_| dice.chance(0.7)).collect();
        let targets = groups.into_iter().map(|group| (group, dice.between(0, 3_000))).collect();
        let amount_cents = if dice.chance(0.02) { 0 } else { dice.between(1, 100_000_000) };
        Step::Create { number: self.made + 1, week_start, amount_cents, targets }
    }

    /// What the operation should come to: the code of the error, or payments changed and their sum.
    pub fn perform(&mut self, step: &Step, who: u8) -> Result<(usize, i64), Code> {
        match step {
            Step::Views { group, day, views } => {
                *self.views.entry((*group, *day)).or_default() += views;
                self.renew_views();
                Ok((0, 0))
            }
            Step::Create { number, week_start, amount_cents, targets } => {
                let week = Week::starting(*week_start).ok_or(Code::ValidationFailed)?;
                let fits = week <= Week::containing(self.now.day()) && *amount_cents > 0;
                if !fits || targets.is_empty() || targets.iter().any(|(_, views)| *views == 0) {
                    return Err(Code::ValidationFailed);
                }
                if self.rounds.values().any(|round| round.week == week) {
                    return Err(Code::RoundExists);
                }
                self.made = *number;
                let round = Round {
                    week,
                    amount_cents: *amount_cents,
                    targets: targets.iter().copied().collect(),
                    seen: None,
                    payments: BTreeMap::new(),
                    views_now: BTreeMap::new(),
                };
                self.rounds.insert(*number, round);
                self.renew_views();
                if week.is_over(self.now) { self.evaluate(*number) } else { Ok((0, 0)) }
            }
            Step::Evaluate(number) => self.evaluate(*number),
            Step::Delete(number) => {
                let round = self.rounds.get(number).ok_or(Code::NotFound)?;
                if round.payments.values().any(|payment| payment.paid.is_some()) {
                    return Err(Code::RoundPaid);
                }
                self.rounds.remove(number);
                Ok((0, 0))
            }
            Step::Pay { number, groups, paid } => self.pay(*number, groups.as_deref(), *paid, who),
            Step::Note { number, group, notes } => {
                if notes.len() > payments::MOST_NOTES {
                    return Err(Code::ValidationFailed);
                }
                let round = self.rounds.get_mut(number).ok_or(Code::NotFound)?;
                round.payments.get_mut(group).ok_or(Code::NotFound)?.notes.clone_from(notes);
                Ok((0, 0))
            }
            Step::Undo { number, change } => self.undo(*number, *change),
        }
    }

    fn renew_views(&mut self) {
        for round in self.rounds.values_mut() {
            let of = |group: &usize| {
                let days = (*group, round.week.first())..=(*group, round.week.last());
                (*group, self.views.range(days).map(|(_, views)| views).sum())
            };
            round.views_now = round.targets.keys().map(of).collect();
        }
    }

    fn evaluate(&mut self, number: usize) -> Result<(usize, i64), Code> {
        let round = self.rounds.get_mut(&number).ok_or(Code::NotFound)?;
        if round.seen.is_some() {
            return Err(Code::AlreadyEvaluated);
        }
        if !round.week.is_over(self.now) {
            return Err(Code::RoundNotOver);
        }
        let seen = |(group, target): (&usize, &i64)| {
            let views = round.views_now[group];
            (*group, (views, views >= *target, views < *target && views * 100 >= target * NEAR))
        };
        let seen: BTreeMap<_, _> = round.targets.iter().map(seen).collect();
        let achieved = seen.iter().filter(|(_, (_, achieved, _))| *achieved);
        round.payments = achieved.map(|(group, _)| (*group, Payment::default())).collect();
        round.seen = Some(seen);
        Ok((0, 0))
    }

    fn pay(
        &mut self,
        number: usize,
        groups: Option<&[usize]>,
        paid: bool,
        who: u8,
    ) -> Result<(usize, i64), Code> {
        let round = self.rounds.get_mut(&number).ok_or(Code::NotFound)?;
        if round.seen.is_none() {
            return Err(Code::RoundNotEvaluated);
        }
        let all: BTreeSet<usize> = match groups {
            Some(groups) => groups.iter().copied().collect(),
            None => round.payments.keys().copied().collect(),
        };
        if all.iter().any(|group| !round.payments.contains_key(group)) {
            return Err(Code::NotFound);
        }
        let state = paid.then_some((self.now, who));
        let mut steps = BTreeMap::new();
        for group in all {
            let payment = round.payments.get_mut(&group).ok_or(Code::Internal)?;
            if payment.paid.is_some() != paid {
                steps.insert(group, (payment.paid, state));
                payment.paid = state;
            }
        }
        let count = steps.len();
        let used = steps.is_empty();
        let total = round.amount_cents * count as i64;
        self.changes.push(Change { number, at: self.now, steps, used });
        Ok((count, total))
    }

    fn undo(&mut self, number: usize, change: usize) -> Result<(usize, i64), Code> {
        let round = self.rounds.get_mut(&number).ok_or(Code::NotFound)?;
        let change = self.changes.get_mut(change).ok_or(Code::NotFound)?;
        if change.used || self.now.since(change.at) >= HOUR || change.number != number {
            return Err(Code::NotFound);
        }
        if change.steps.iter().any(|(group, (_, is))| round.payments[group].paid != *is) {
            return Err(Code::ChangedSince);
        }
        for (group, (was, _)) in &change.steps {
            round.payments.get_mut(group).ok_or(Code::Internal)?.paid = *was;
        }
        change.used = true;
        Ok((change.steps.len(), round.amount_cents * change.steps.len() as i64))
    }

    pub fn rounds(&self) -> impl Iterator<Item = (&usize, &Round)> {
        self.rounds.iter()
    }

    /// Rounds, achieved, (bonus, paid), and the streak, of each group.
    pub fn standings(&self, since: Option<Week>) -> BTreeMap<usize, (i64, i64, (i64, i64), i64)> {
        let mut by_week: Vec<&Round> = self.rounds.values().filter(|round| round.seen.is_some()).collect();
        by_week.sort_by_key(|round| round.week);
        let mut standings = BTreeMap::<usize, (i64, i64, (i64, i64), i64)>::new();
        let mut streaks = BTreeMap::<usize, i64>::new();
        for round in by_week {
            for (group, (_, achieved, _)) in round.seen.iter().flatten() {
                let streak = streaks.entry(*group).or_default();
                *streak = if *achieved { *streak + 1 } else { 0 };
                if since.is_some_and(|since| round.week < since) {
                    continue;
                }
                let row = standings.entry(*group).or_default();
                row.0 += 1;
                row.1 += i64::from(*achieved);
                let payment = round.payments.get(group);
                row.2.0 += payment.map_or(0, |_| round.amount_cents);
                row.2.1 += payment.and_then(|payment| payment.paid).map_or(0, |_| round.amount_cents);
                row.3 = *streak;
            }
        }
        standings
    }
}

/// A round's money (per group, bonus, paid) and its targets.
type Expected = ((i64, i64, i64), BTreeMap<usize, Row>);

impl Round {
    pub fn expected(&self) -> Expected {
        let row = |group: &usize| {
            let payment = self.payments.get(group).map(|payment| (payment.paid, payment.notes.clone()));
            let row = match self.seen.as_ref().map(|seen| seen[group]) {
                Some((views, achieved, near_miss)) => (views, Some((achieved, near_miss)), payment),
                None => (self.views_now[group], None, payment),
            };
            (*group, row)
        };
        let paid = self.payments.values().filter(|payment| payment.paid.is_some()).count() as i64;
        let money =
            (self.amount_cents, self.amount_cents * self.payments.len() as i64, self.amount_cents * paid);
        (money, self.targets.keys().map(row).collect())
    }
}

/// The same of the product.
pub fn found(detail: &Detail, group: impl Fn(GroupId) -> usize) -> Expected {
    let row = |target: &Target| {
        let outcome = target.outcome().map(|outcome| (outcome.achieved, outcome.near_miss));
        let payment = target.payment().map(|payment| {
            let by = payment.paid_by_id.and_then(|id| id.parse().ok());
            (payment.paid_at.zip(by), payment.notes.to_owned())
        });
        (group(target.group_id), (target.actual(), outcome, payment))
    };
    let round = &detail.round;
    let money = (round.bonus_amount_cents, round.total_bonus_cents(), round.total_paid_cents);
    (money, detail.targets.iter().map(row).collect())
}
