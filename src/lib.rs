//! Tracking Dashboard: the web side of a Discord bot that tracks social accounts.

pub mod web;
