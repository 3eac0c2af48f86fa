//! SQL of the model test.

use crate::db::{Db, Tx};
use crate::ids::{GroupId, GuildId, PaymentId, RoundId};
use crate::time::{Day, Ms};
use crate::tracking::groups::{self, NewGroup};
use crate::tracking::{Label, brands};

/// A guild with this many groups.
pub async fn world(db: &Db, count: usize) -> (GuildId, Vec<GroupId>) {
    let guild = GuildId::new(1);
    let mut tx = db.begin().await.unwrap();
    tx.q("INSERT INTO guilds (id, name, created_at, updated_at) VALUES ($1, 'x', 0, 0)")
        .bind(guild)
        .exec()
        .await
        .unwrap();
    let brand = brands::insert(&mut tx, guild, &Label::parse("Brand").unwrap(), Ms(0)).await.unwrap();
    let mut groups = Vec::new();
    for number in 0..count {
        let label = Label::parse(&format!("Group {number}")).unwrap();
        let new = NewGroup { guild, brand, label: &label, channel: None };
        groups.push(groups::insert(&mut tx, &new, Ms(0)).await.unwrap());
    }
    tx.commit().await.unwrap();
    (guild, groups)
}

/// The group gained views on a day.
pub async fn add_views(tx: &mut Tx, guild: GuildId, group: GroupId, day: Day, views: i64) {
    tx.q("INSERT INTO group_days AS t (guild_id, group_id, platform, day, posts, views, likes, comments, shares)
          VALUES ($1, $2, 'x', $3, 1, $4, 0, 0, 0)
          ON CONFLICT (group_id, day, platform) DO UPDATE SET views = t.views + excluded.views")
        .bind(guild)
        .bind(group)
        .bind(day)
        .bind(views)
        .exec()
        .await
        .unwrap();
}

pub async fn payments(tx: &mut Tx, round: RoundId) -> Vec<(PaymentId, GroupId)> {
    tx.q("SELECT id, group_id FROM bonus_payments WHERE round_id = $1").bind(round).all().await.unwrap()
}

pub async fn count(db: &Db, guild: GuildId) -> i64 {
    db.q("SELECT COUNT(*) FROM bonus_rounds WHERE guild_id = $1").bind(guild).scalar().await.unwrap()
}
