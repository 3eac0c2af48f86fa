//! Pages in a real browser.

mod analytics;
mod crawl;
mod driver;
mod elsewhere;
mod live;
mod login;
mod payloads;
