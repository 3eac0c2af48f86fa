//! Rounds and payments against a ledger kept beside them: whatever is made, evaluated, paid, noted, taken
//! back or deleted, in whatever order, the tables and the ledger agree to the cent.

mod ledger;
pub mod store;

use ledger::{Ledger, Step};

use super::leaderboard::{self, RankBy, Span};
use super::payments::{self, Which};
use super::rounds::{self, evaluate};
use super::rules::{Draft, NewTarget};
use crate::audit::{Acting, Actor};
use crate::db::Db;
use crate::db::testing::both_engines;
use crate::demo::dice::Dice;
use crate::http::{Code, Error};
use crate::ids::{ChangeId, GroupId, GuildId, PaymentId, RoundId};
use crate::time::Ms;

/// Operations after which everything is compared.
const COMPARED: usize = 250;
const SEED: u64 = 20_261_115;

/// The product's side: the same steps, by the product's own functions.
struct Product {
    db: Db,
    guild: GuildId,
    groups: Vec<GroupId>,
    rounds: std::collections::HashMap<usize, RoundId>,
    changes: Vec<Option<ChangeId>>,
}

impl Product {
    fn acting(&self, who: u8, now: Ms) -> Acting {
        let actor = Actor { id: who.to_string(), ..Actor::system("test", "Somebody") };
        Acting { guild_id: self.guild, actor, now, request_id: None }
    }

    /// Does the step in a transaction of its own, rolled back if it fails. What came of it: the code of the
    /// error, or payments changed and their sum.
    async fn perform(&mut self, step: &Step, who: u8, now: Ms) -> Result<(usize, i64), Code> {
        let acting = self.acting(who, now);
        let mut tx = self.db.begin().await.unwrap();
        let missing = RoundId::new(now);
        let id = |number: &usize| self.rounds.get(number).copied().unwrap_or(missing);
        let none = |done: Result<(), Error>| done.map(|()| (0, 0));
        let done = match step {
            Step::Views { group, day, views } => {
                store::add_views(&mut tx, self.guild, self.groups[*group], *day, *views).await;
                Ok((0, 0))
            }
            Step::Create { number, week_start, amount_cents, targets } => {
                let target =
                    |(group, views): &(usize, i64)| NewTarget { group: self.groups[*group], views: *views };
                let targets = targets.iter().map(target).collect();
                let draft = Draft { week_start: *week_start, amount_cents: *amount_cents, targets };
                let made = rounds::create(&mut tx, &acting, &draft).await;
                made.map(|round| self.rounds.insert(*number, round.id)).map(|_| (0, 0))
            }
            Step::Evaluate(number) => none(evaluate::evaluate(&mut tx, &acting, id(number)).await.map(drop)),
            Step::Delete(number) => none(rounds::delete(&mut tx, &acting, id(number)).await),
            Step::Pay { number, groups, paid } => {
                let ids = store::payments(&mut tx, id(number)).await;
                let of = |group: &usize| {
                    let found = ids.iter().find(|(_, of)| *of == self.groups[*group]);
                    found.map_or(PaymentId::new(now), |(id, _)| *id)
                };
                let chosen: Option<Vec<PaymentId>> = groups.as_ref().map(|all| all.iter().map(of).collect());
                let which = chosen.as_deref().map_or(Which::All, Which::These);
                let changed = payments::set_paid(&mut tx, &acting, id(number), which, *paid).await;
                changed.map(|changed| {
                    self.changes.push(changed.change);
                    (changed.count, changed.total_cents)
                })
            }
            Step::Note { number, group, notes } => {
                let ids = store::payments(&mut tx, id(number)).await;
                let found = ids.iter().find(|(_, of)| *of == self.groups[*group]);
                let payment = found.map_or(PaymentId::new(now), |(id, _)| *id);
                none(
                    payments::write_notes(&mut tx, &acting, id(number), payment, notes, None).await.map(drop),
                )
            }
            Step::Undo { number, change } => {
                let change = self.changes.get(*change).copied().flatten().unwrap_or(ChangeId::new(now));
                let undone = payments::undo(&mut tx, &acting, id(number), change).await;
                undone.map(|undone| (undone.count, undone.total_cents))
            }
        };
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done.map_err(|error| error.code())
    }

    async fn compare(&self, ledger: &Ledger, now: Ms) {
        let group = |id: GroupId| self.groups.iter().position(|group| *group == id).unwrap();
        for (number, expected) in ledger.rounds() {
            let detail = rounds::detail(&self.db, self.guild, self.rounds[number]).await.unwrap();
            assert_eq!(ledger::found(&detail, group), expected.expected(), "round {number}");
        }
        assert_eq!(store::count(&self.db, self.guild).await, ledger.rounds().count() as i64);
        for span in [Span::Twelve, Span::All] {
            let board =
                leaderboard::board(&self.db, self.guild, span, RankBy::TotalBonus, now.day()).await.unwrap();
            let row = |standing: &leaderboard::Standing| {
                let sums = (standing.total_bonus_cents, standing.total_paid_cents);
                (
                    group(standing.group_id),
                    (standing.rounds, standing.achieved, sums, standing.current_streak),
                )
            };
            let found = board.ranked.iter().map(|ranked| row(&ranked.standing)).collect();
            assert_eq!(ledger.standings(span.since(now.day())), found, "{span:?}");
        }
    }
}

async fn run(db: &Db, operations: usize) {
    let (guild, groups) = store::world(db, 6).await;
    let mut product =
        Product { db: db.clone(), guild, groups, rounds: Default::default(), changes: Vec::new() };
    let (mut ledger, mut dice) = (Ledger::default(), Dice::new(SEED));
    let mut refused = 0;
    for operation in 1..=operations {
        let (step, who) = ledger.next(&mut dice);
        let expected = ledger.perform(&step, who);
        let found = product.perform(&step, who, ledger.now).await;
        assert_eq!(found, expected, "operation {operation}: {step:?}");
        refused += usize::from(found.is_err());
        if operation % COMPARED == 0 || operation == operations {
            product.compare(&ledger, ledger.now).await;
        }
    }
    assert!(refused > operations / 20 && refused < operations / 2, "{refused} of {operations} were refused");
}

async fn run_both(operations: usize) {
    for test in both_engines().await {
        run(&test.db, if test.db.is_sqlite() { operations } else { operations / 10 }).await;
    }
}

#[tokio::test]
async fn no_cent_is_lost_whatever_is_done() {
    run_both(10_000).await;
}

#[tokio::test]
#[ignore = "takes minutes"]
async fn no_cent_is_lost_in_a_hundred_thousand_operations() {
    run_both(100_000).await;
}
