//! What was measured, held against what is wanted.

use std::time::Duration;

use anyhow::Result;

/// A measurement whose noise is above this is taken again, up to [`TRIES`] times in all.
const NOISE: f64 = 1.15;
const TRIES: usize = 3;

/// A row of the table that ends the run.
pub struct Line {
    pub what: String,
    pub measured: String,
    pub wanted: &'static str,
    pub reached: bool,
    /// The same thing measured twice in the same turns, greater through less; 1 is a quiet machine.
    pub noise: Option<f64>,
}

impl Line {
    pub fn new(what: impl Into<String>, measured: String, wanted: &'static str, reached: bool) -> Self {
        Self { what: what.into(), measured, wanted, reached, noise: None }
    }

    pub fn with_noise(self, noise: f64) -> Self {
        Self { noise: Some(noise), ..self }
    }
}

pub fn print(lines: &[Line]) {
    println!("\n{:<46} {:<44} {:<22} {:<7} {:>5}", "what", "measured", "wanted", "reached", "noise");
    for line in lines {
        let noise = line.noise.map_or(String::new(), |noise| format!("{noise:.2}"));
        let reached = if line.reached { "yes" } else { "NO" };
        println!("{:<46} {:<44} {:<22} {reached:<7} {noise:>5}", line.what, line.measured, line.wanted);
    }
}

/// Measures until the machine is quiet enough; the quietest of the tries counts. The measurement
/// gives its noise with its result.
pub async fn steady<T>(mut measure: impl AsyncFnMut() -> Result<(T, f64)>) -> Result<(T, f64)> {
    let mut best = measure().await?;
    for _ in 1..TRIES {
        if best.1 <= NOISE {
            break;
        }
        let next = measure().await?;
        if next.1 < best.1 {
            best = next;
        }
    }
    Ok(best)
}

/// How far two measurements of one thing are apart.
pub fn apart(one: f64, other: f64) -> f64 {
    one.max(other) / one.min(other)
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
