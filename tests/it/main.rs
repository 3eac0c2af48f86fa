//! The product from outside: a really listening server, browsers and a bot, on both databases.

mod access;
mod auth_flow;
mod browser;
mod crash;
mod demo;
mod discord;
mod doctor;
mod edge;
mod ingest;
mod live;
mod posts;
mod statements;
mod support;
