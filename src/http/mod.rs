//! The edge: what every request passes on its way in and every response on its way out.

pub mod attachment;
pub mod back;
pub mod body;
pub mod client_ip;
pub mod cookies;
mod csp_report;
pub mod csrf;
pub mod csv;
pub mod cursor;
pub mod edge;
pub mod error;
pub mod extract;
pub mod flash;
pub mod headers;
pub mod json;
pub mod keyset;
pub mod limits;
mod multipart;
mod once;
pub mod operation;
pub mod overload;
pub mod params;
pub mod render;
pub mod replay;
pub mod request_id;
pub mod routes;
pub mod serve;
mod stall;
pub mod wanted;

pub use error::{Code, Error, FieldError, Result};
pub use extract::{Form, Json, Path};
pub use flash::Flash;
pub use multipart::{Upload, Uploads};
pub use once::{JsonOnce, Once};
pub use operation::Operation;
pub use params::Params;
pub use request_id::RequestId;
pub use routes::{Access, Routes};

/// Routes of the edge itself.
pub fn routes() -> Routes {
    csp_report::routes()
}
