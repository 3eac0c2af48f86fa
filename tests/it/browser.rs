//! Pages in a real browser.

mod accounts;
mod alerts;
mod analytics;
mod axe;
mod back;
mod bonus_create;
mod bonus_payments;
mod bonus_reading;
mod brands;
mod crawl;
mod driver;
mod elsewhere;
mod exports;
mod imports;
mod live;
mod login;
mod long_names;
mod palette;
mod payloads;
mod race;
mod selection;
mod sessions;
