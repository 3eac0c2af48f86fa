//! Pages in a real browser.

mod accounts;
mod alerts;
mod analytics;
mod axe;
mod back;
mod brands;
mod crawl;
mod driver;
mod elsewhere;
mod live;
mod login;
mod palette;
mod payloads;
mod sessions;
