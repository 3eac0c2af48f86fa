//! Pages in a real browser.

mod accounts;
mod analytics;
mod brands;
mod crawl;
mod driver;
mod elsewhere;
mod live;
mod login;
mod payloads;
mod sessions;
