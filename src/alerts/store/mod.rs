//! SQL of the alerts.

pub mod feed;
pub mod fire;
pub mod hints;
pub mod settings;
pub mod thresholds;
