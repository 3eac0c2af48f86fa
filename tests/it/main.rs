//! The product from outside: a really listening server, browsers and a bot, on both databases.

mod access;
mod accounts;
mod api;
mod auth_flow;
mod browser;
mod crash;
mod demo;
mod discord;
mod doctor;
mod documents;
mod edge;
mod ingest;
mod live;
mod posts;
mod statements;
mod support;
