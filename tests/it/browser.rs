//! Pages in a real browser.

mod axe;
mod crawl;
mod driver;
mod live;
mod login;
mod palette;
