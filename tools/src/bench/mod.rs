//! Benchmarks. Each takes its floor in the same run on the same machine, and prints the ratio.

mod floor;
pub mod ingest;
