//! One account: what it gained by day, its followers, its newest posts, and the groups it was in.

mod store;

pub use store::{FollowerRow, GroupRow, PostRow, days, followers, groups, posts};
