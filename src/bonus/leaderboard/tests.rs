//! Ranks, ties and rates.

use proptest::prelude::*;

use super::*;
use crate::time::Ms;

fn standing(label: &str, achieved: i64, rounds: i64, cents: i64) -> Standing {
    Standing {
        group_id: GroupId::new(Ms(0)),
        group_label: label.to_owned(),
        group_is_deleted: false,
        brand_id: BrandId::new(Ms(0)),
        brand_label: "Brand".to_owned(),
        rounds,
        achieved,
        total_bonus_cents: cents,
        total_paid_cents: 0,
        current_streak: 0,
    }
}

fn places(standings: Vec<Standing>, by: RankBy) -> Vec<(usize, String)> {
    rank(standings, by).into_iter().map(|ranked| (ranked.rank, ranked.standing.group_label)).collect()
}

fn named(places: &[(usize, &str)]) -> Vec<(usize, String)> {
    places.iter().map(|(rank, label)| (*rank, (*label).to_owned())).collect()
}

#[test]
fn equal_fractions_share_a_rank_and_the_next_is_left_out() {
    let all = || {
        vec![standing("b", 1, 3, 5), standing("c", 2, 6, 9), standing("a", 1, 2, 5), standing("d", 0, 1, 0)]
    };
    assert_eq!(places(all(), RankBy::HitRate), named(&[(1, "a"), (2, "c"), (2, "b"), (4, "d")]));
    assert_eq!(places(all(), RankBy::TotalBonus), named(&[(1, "c"), (2, "b"), (2, "a"), (4, "d")]));
    assert!(places(Vec::new(), RankBy::HitRate).is_empty());
}

#[test]
fn the_last_weeks_end_with_this_one() {
    let today = Day::parse("2026-11-18").unwrap();
    assert_eq!(Span::Four.since(today).map(Week::first), Day::parse("2026-10-25"));
    assert_eq!(Span::Four.since(Day::parse("2026-11-15").unwrap()), Span::Four.since(today));
    assert_eq!(Span::All.since(today), None);
}

proptest! {
    #[test]
    fn a_rank_is_one_more_than_the_number_of_those_who_are_better(
        rows in prop::collection::vec((0..6_i64, 1..6_i64, 0..4_i64), 0..30),
        by in prop::sample::select(RankBy::ALL.to_vec()),
    ) {
        let standings: Vec<_> =
            rows.iter().map(|(achieved, rounds, cents)| standing("x", *achieved.min(rounds), *rounds, *cents)).collect();
        let ranked = rank(standings.clone(), by);
        prop_assert_eq!(ranked.len(), standings.len());
        for Ranked { rank, standing } in ranked {
            let better = standings.iter().filter(|other| by.compare(other, &standing).is_gt()).count();
            prop_assert_eq!(rank, better + 1);
        }
    }
}

#[test]
fn a_rate_has_one_decimal_and_never_rounds_to_all() {
    assert_eq!(standing("a", 2, 3, 0).hit_rate_percent(), 66.7);
    assert_eq!(standing("a", 1, 3, 0).hit_rate_percent(), 33.3);
    assert_eq!(standing("a", 12, 12, 0).hit_rate_percent(), 100.0);
    assert_eq!(standing("a", 0, 4, 0).hit_rate_percent(), 0.0);
}
