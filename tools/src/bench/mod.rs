//! Benchmarks. Each takes its floor in the same run on the same machine, and prints the ratio.

pub mod depth;
mod floor;
pub mod ingest;
