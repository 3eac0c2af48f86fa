//! Geometry of the drawings: paths on a 100 by 100 square, gaps kept, and round numbers for axes.

use std::fmt::Write as _;

/// Points in per cent of the drawing; `None` is a gap, never a zero.
pub(super) fn points(values: &[Option<i64>], low: f64, high: f64) -> Vec<Option<(f64, f64)>> {
    let (steps, height) =
        (values.len().saturating_sub(1).max(1) as f64, if high > low { high - low } else { 1.0 });
    let point = |(index, value): (usize, &Option<i64>)| {
        value.map(|value| (index as f64 / steps * 100.0, 100.0 - (value as f64 - low) / height * 100.0))
    };
    values.iter().enumerate().map(point).collect()
}

/// The line through the points, lifted at every gap.
pub(super) fn line(points: &[Option<(f64, f64)>]) -> String {
    let (mut path, mut down) = (String::new(), false);
    for point in points {
        if let Some((x, y)) = point {
            let _ = write!(path, "{}{x:.2} {y:.2}", if down { 'L' } else { 'M' });
        }
        down = point.is_some();
    }
    path
}

/// The surface under the line, one piece between gaps.
pub(super) fn area(points: &[Option<(f64, f64)>]) -> String {
    let mut path = String::new();
    for run in points.split(Option::is_none) {
        let run: Vec<_> = run.iter().flatten().collect();
        if let ([first, .., last], true) = (run.as_slice(), run.len() > 1) {
            let _ = write!(path, "M{:.2} 100", first.0);
            for (x, y) in &run {
                let _ = write!(path, "L{x:.2} {y:.2}");
            }
            let _ = write!(path, "L{:.2} 100Z", last.0);
        }
    }
    path
}

/// The step of an axis from zero with four steps that holds `max`: 1, 2, 2.5 or 5 times a power of ten.
pub(super) fn axis_step(max: i64) -> i64 {
    let wanted = max.max(1) / 4 + i64::from(max.max(1) % 4 > 0);
    let mut power = 1_i64;
    loop {
        for tenths in [10, 20, 25, 50] {
            let step = i128::from(power) * tenths / 10;
            if i128::from(power) * tenths % 10 == 0 && step >= i128::from(wanted) {
                return i64::try_from(step).unwrap_or(i64::MAX / 4);
            }
        }
        match power.checked_mul(10) {
            Some(next) => power = next,
            None => return i64::MAX / 4,
        }
    }
}

/// The middles, in per cent, of gaps at least two values wide.
pub(super) fn gaps(values: &[Option<i64>]) -> Vec<f64> {
    let steps = values.len().saturating_sub(1).max(1) as f64;
    let (mut middles, mut start) = (Vec::new(), None);
    for (index, value) in values.iter().chain([&Some(0)]).enumerate() {
        match (value, start) {
            (None, None) => start = Some(index),
            (Some(_), Some(first)) => {
                if index - first >= 2 {
                    middles.push((first + index - 1) as f64 / 2.0 / steps * 100.0);
                }
                start = None;
            }
            _ => {}
        }
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_gaps() {
        let values = [Some(0), Some(10), None, None, Some(5), Some(10)];
        let points = points(&values, 0.0, 10.0);
        assert_eq!(line(&points), "M0.00 100.00L20.00 0.00M80.00 50.00L100.00 0.00");
        assert_eq!(area(&points).matches('Z').count(), 2);
        assert_eq!(gaps(&values), [50.0]);
        assert_eq!((line(&[]), area(&[]), gaps(&[])), (String::new(), String::new(), vec![]));
    }

    #[test]
    fn steps_are_round() {
        for (max, step) in [
            (0, 1),
            (3, 1),
            (8, 2),
            (9, 5),
            (100, 25),
            (685_481, 200_000),
            (800_000, 200_000),
            (i64::MAX, 2_500_000_000_000_000_000),
        ] {
            assert_eq!(axis_step(max), step, "{max}");
        }
    }
}
