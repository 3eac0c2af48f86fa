//! Tracking Dashboard: what a Discord bot tracks of creators' social accounts, for the admins of
//! Discord servers. ARCHITECTURE.md is the map.

#![forbid(unsafe_code)]

pub mod alerts;
mod analytics;
pub mod api_docs;
pub mod api_keys;
pub mod app;
pub mod audit;
pub mod auth;
pub mod bonus;
mod cache;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod db;
pub mod demo;
mod discord;
mod doctor;
pub mod guilds;
pub mod http;
pub mod ids;
mod ingest;
mod jobs;
mod live;
mod ops;
mod overview;
pub mod router;
mod sessions;
mod slots;
pub mod start;
pub mod time;
pub mod tracking;
pub mod transfer;
mod undo;
mod upkeep;
mod valkey;
pub mod web;
