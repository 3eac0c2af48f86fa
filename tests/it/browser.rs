//! Pages in a real browser.

mod analytics;
mod crawl;
mod driver;
mod live;
mod login;
