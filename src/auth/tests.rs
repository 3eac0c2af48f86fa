//! Login, rotation, rights and Discord's moods, over HTTP against a small pretend Discord.

mod discord;
mod forgetting;
mod keys;
mod login;
mod rights;
mod rotation;
mod site;
mod store;
mod syncing;
