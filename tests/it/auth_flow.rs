//! Login, its denials, and what becomes of a session.

mod login;
