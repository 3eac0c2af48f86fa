//! Pages in a real browser.

mod accounts;
mod axe;
mod back;
mod crawl;
mod driver;
mod elsewhere;
mod live;
mod login;
mod palette;
mod payloads;
