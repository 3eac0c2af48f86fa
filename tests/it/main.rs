//! The product from outside: a really listening server, browsers and a bot, on both databases.

mod access;
mod accounts;
mod alerts;
mod analytics;
mod api;
mod audit;
mod auth_flow;
mod bonus;
mod browser;
mod crash;
mod demo;
mod discord;
mod doctor;
mod documents;
mod edge;
mod find;
mod ingest;
mod live;
mod posts;
mod sessions;
mod settings;
mod statements;
mod support;
mod tree;
