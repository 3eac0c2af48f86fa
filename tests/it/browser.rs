//! Pages in a real browser.

mod accounts;
mod crawl;
mod driver;
mod elsewhere;
mod live;
mod login;
mod payloads;
