//! Bonus rounds of the demo, made by the product's own functions at their proper times, so that the audit
//! log tells of them: planned by the administrator, evaluated by themselves, most of them paid.

mod store;

use std::collections::HashMap;

use super::dice::Dice;
use super::people;
use super::world::bonus::{AMOUNTS, FORGOTTEN, NOTES, made_at, target};
use crate::audit::{Acting, Actor};
use crate::bonus::payments::{self, Which};
use crate::bonus::rounds::{self, Detail, evaluate};
use crate::bonus::rules::{Draft, NewTarget, due_at};
use crate::bonus::{self, Week};
use crate::db::{self, Tx};
use crate::http::Error;
use crate::ids::{GroupId, GuildId, new_uuid};
use crate::time::{DAY, HOUR, MINUTE, Ms};

/// So many rounds from this week backwards, the oldest first; one week has none.
pub async fn fill(
    tx: &mut Tx,
    guild: GuildId,
    groups: &[GroupId],
    count: i64,
    dice: &mut Dice,
    now: Ms,
) -> db::Result<()> {
    let rounds = Rounds { guild, groups, views: store::views(tx, guild).await?, now };
    let weeks = (0..).filter(|ago| *ago != FORGOTTEN).take(usize::try_from(count).unwrap_or(0));
    for ago in weeks.collect::<Vec<i64>>().into_iter().rev() {
        let week = Week::containing(now.day()).plus(-ago);
        rounds.round(tx, week, ago, dice).await.map_err(|error| db::Error::Encode(Box::new(error)))?;
    }
    Ok(())
}

struct Rounds<'a> {
    guild: GuildId,
    groups: &'a [GroupId],
    /// What each group gained in each week.
    views: HashMap<(GroupId, Week), i64>,
    now: Ms,
}

impl Rounds<'_> {
    async fn round(&self, tx: &mut Tx, week: Week, ago: i64, dice: &mut Dice) -> Result<(), Error> {
        let by_ada = |at| self.acting(ada(), at);
        let draft = self.draft(week, dice);
        let round = rounds::create(tx, &by_ada(made_at(week.first().start(), self.now)), &draft).await?;
        let settled = due_at(week);
        if settled > self.now {
            return Ok(());
        }
        let itself = self.acting(bonus::itself(), settled.plus(MINUTE));
        evaluate::evaluate(tx, &itself, round.id).await?;
        let detail = rounds::detail(&mut *tx, self.guild, round.id).await?;
        self.pay(tx, &detail, ago, &by_ada(settled.plus(DAY + 8 * HOUR).min(self.now))).await
    }

    fn draft(&self, week: Week, dice: &mut Dice) -> Draft {
        let gained = |group, week| self.views.get(&(group, week)).copied().unwrap_or(0);
        // Nobody knows yet what this week brings.
        let known = if week.end() > self.now { week.plus(-1) } else { week };
        let targets = self.groups.iter().enumerate();
        let targets = targets.map(|(index, group)| NewTarget {
            group: *group,
            views: target(dice, index, gained(*group, known)),
        });
        let amount = AMOUNTS[week.first().0.rem_euclid(3) as usize % AMOUNTS.len()];
        Draft { week_start: week.first(), amount_cents: amount, targets: targets.collect() }
    }

    /// All of the older rounds, half of the last but one, nothing of the last.
    async fn pay(&self, tx: &mut Tx, detail: &Detail, ago: i64, acting: &Acting) -> Result<(), Error> {
        let round = detail.round.id;
        let all: Vec<_> = detail.payments().map(|payment| payment.id).collect();
        let paid = match ago {
            0 | 1 => 0,
            2 => all.len().div_ceil(2),
            _ => all.len(),
        };
        let paid = all.get(..paid).unwrap_or(&all);
        if !paid.is_empty() {
            payments::set_paid(tx, acting, round, Which::These(paid), true).await?;
        }
        for (payment, note) in all.iter().step_by(4).zip(NOTES.iter().cycle().skip(ago as usize % 5)) {
            payments::write_notes(tx, acting, round, *payment, note, None).await?;
        }
        Ok(())
    }

    fn acting(&self, actor: Actor, now: Ms) -> Acting {
        Acting { guild_id: self.guild, actor, now, request_id: Some(new_uuid(now).to_string()) }
    }
}

fn ada() -> Actor {
    let found = people::four().into_iter().find(|person| person.key == "admin");
    found.map_or(Actor::system("demo", "Demo"), |person| Actor::user(person.id, person.global_name))
}
