//! The large demo: one guild whose posts are made account by account, since all of them at once would
//! fill the memory.

use super::accounts::Made;
use super::{Account, Guild, Plan, Post, Uptime, names, posts, uptime};
use crate::demo::dice::Dice;
use crate::demo::people::{FIRST, FIRST_NAME};
use crate::time::Ms;

/// Hours after publication at which the bot looked: at most three days of a post have a number.
const LOOKS: [i64; 3] = [2, 44, 668];
/// A report of the followers every this many days.
const FOLLOWER_STEP: i64 = 15;

pub struct Large {
    pub guild: Guild,
    pub uptime: Uptime,
    made: Vec<Made>,
    /// Posts of each account.
    counts: Vec<usize>,
    days: Vec<f64>,
    dice: Dice,
    now: Ms,
}

impl Large {
    pub fn new(seed: u64, now: Ms, accounts: usize, posts: usize) -> Large {
        let mut dice = Dice::new(seed);
        let plan = Plan { id: FIRST, name: FIRST_NAME, brands: &names::LARGE, accounts };
        let (guild, made) = plan.guild(&mut dice, now, FOLLOWER_STEP);
        let counts = shares(&made, posts);
        Large { guild, uptime: uptime::of_30_days(now), made, counts, days: posts::rhythm(now), dice, now }
    }

    /// The accounts in their order, each with its posts.
    pub fn accounts(&mut self) -> impl Iterator<Item = (&Account, Vec<Post>)> {
        let Large { guild, made, counts, days, dice, now, .. } = self;
        let mut number = 0;
        guild.accounts.iter().zip(made).zip(counts).enumerate().map(
            move |(index, ((account, made), count))| {
                let posts = (number..number + *count)
                    .map(|number| posts::one(dice, *now, number, index, made, days, &LOOKS))
                    .collect();
                number += *count;
                (account, posts)
            },
        )
    }
}

/// How many of all posts each account has, by its pace; together exactly all.
fn shares(made: &[Made], posts: usize) -> Vec<usize> {
    let sum: f64 = made.iter().map(|made| made.pace).sum();
    let (mut pace, mut given) = (0.0, 0);
    made.iter()
        .map(|made| {
            pace += made.pace;
            let until = (posts as f64 * pace / sum).round() as usize;
            let count = until.min(posts) - given;
            given += count;
            count
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn it_has_exactly_so_many_posts_with_numbers_on_three_days_at_most() {
        let mut large = Large::new(1, Ms(1_795_600_000_000), 230, 5_000);
        assert_eq!((large.guild.brands.len(), large.guild.groups.len()), (10, 200));
        let posts: Vec<Post> = large.accounts().flat_map(|(_, posts)| posts).collect();
        assert_eq!(posts.len(), 5_000);
        let names: HashSet<_> = posts.iter().map(|post| &post.external_id).collect();
        assert_eq!(names.len(), posts.len());
        let days = |post: &Post| post.snapshots.iter().map(|s| s.at.day().0).collect::<HashSet<_>>().len();
        assert!(posts.iter().all(|post| days(post) <= 3) && posts.iter().any(|post| days(post) == 3));
    }
}
