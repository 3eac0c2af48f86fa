//! Accounts as a file, and the template of an import.

mod files;
mod pages;
mod slow;
mod template;
