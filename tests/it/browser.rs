//! Pages in a real browser.

mod crawl;
mod driver;
mod live;
mod login;
mod sessions;
