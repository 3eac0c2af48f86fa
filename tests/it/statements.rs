//! What a request asks the database: always as many statements, and never a whole large table. The
//! routes come from the route table, so a new one is looked at by itself.

mod plans;
mod walk;
