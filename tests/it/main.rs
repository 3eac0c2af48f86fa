//! Tests of the whole program through HTTP and the browser, on both databases: one binary, so that
//! linking stays cheap.

#[macro_use]
mod support;

mod access;
mod auth_flow;
mod browser;
mod crash;
mod demo;
mod discord;
mod doctor;
mod edge;
mod ingest;
