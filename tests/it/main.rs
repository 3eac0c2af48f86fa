//! The product from outside: a really listening server, browsers and a bot, on both databases.

mod auth_flow;
mod support;
