//! Pages in a real browser.

mod brands;
mod crawl;
mod driver;
mod live;
mod login;
