//! Login and sessions over HTTP.
