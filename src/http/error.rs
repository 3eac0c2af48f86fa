//! The one error type. Only fixed sentences of ours leave the server (AUTH-05); what really
//! happened is logged under the request id.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::web::form::Faults;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Declares the codes: the status and the title of each, as the API contract lists them.
macro_rules! codes {
    ($($name:ident $text:literal $status:ident $title:literal $detail:literal;)+) => {
        /// The stable part of an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($name),+ }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text),+ }
            }
            pub fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status),+ }
            }
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title),+ }
            }
            /// The sentence used when the place of the error has no better one.
            pub fn detail(self) -> &'static str {
                match self { $(Code::$name => $detail),+ }
            }
        }
    };
}

codes! {
    InvalidRequest "invalid_request" BAD_REQUEST "Invalid request" "The request could not be understood.";
    RequestTimeout "request_timeout" REQUEST_TIMEOUT "Request too slow" "The request took too long to arrive.";
    Unauthenticated "unauthenticated" UNAUTHORIZED "Login needed" "Log in, or send a valid API key.";
    InvalidSignature "invalid_signature" UNAUTHORIZED "Signature refused" "The signature, its id or its time is missing or wrong.";
    Forbidden "forbidden" FORBIDDEN "Not allowed" "You are not allowed to do this.";
    AdminRequired "admin_required" FORBIDDEN "Administrators only" "Only an administrator of this server can do this.";
    UnverifiedEmail "unverified_email" FORBIDDEN "Verify your email" "Your Discord account has no verified email address.";
    CsrfFailed "csrf_failed" FORBIDDEN "Form expired" "This form is out of date. Reload the page and try again.";
    InsufficientScope "insufficient_scope" FORBIDDEN "Key not allowed" "This API key does not have the scope for this.";
    NotFound "not_found" NOT_FOUND "Not found" "This does not exist, was deleted, or you have no access to it.";
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED "Method not allowed" "This address does not support that method.";
    Conflict "conflict" CONFLICT "Conflict" "This conflicts with the present state.";
    ImportInProgress "import_in_progress" CONFLICT "Import running" "Another import of this server is running. Wait until it ends.";
    NotEmpty "not_empty" CONFLICT "Not empty" "Something still belongs to this. Move or delete it first.";
    ThresholdExists "threshold_exists" CONFLICT "Threshold exists" "This group has a threshold of this metric and platform already.";
    RoundExists "round_exists" CONFLICT "Round exists" "This week has a bonus round already.";
    RoundNotOver "round_not_over" CONFLICT "Week not over" "The week of this round is not over yet.";
    RoundNotEvaluated "round_not_evaluated" CONFLICT "Not evaluated" "This round has not been evaluated yet.";
    AlreadyEvaluated "already_evaluated" CONFLICT "Already evaluated" "This round was evaluated before.";
    RoundPaid "round_paid" CONFLICT "Round paid" "A payment of this round is paid, so the round must stay.";
    ChangedSince "changed_since" CONFLICT "Changed since" "Some of this was changed again meanwhile, so nothing was taken back.";
    PayloadTooLarge "payload_too_large" PAYLOAD_TOO_LARGE "Too large" "The request is larger than allowed.";
    UnsupportedMediaType "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE "Unsupported content type" "Send application/json.";
    ValidationFailed "validation_failed" UNPROCESSABLE_ENTITY "Please check your input" "Some values are not allowed.";
    ImportHasErrors "import_has_errors" UNPROCESSABLE_ENTITY "Rows need a correction" "Every row must be valid before an import can start.";
    InvalidCursor "invalid_cursor" UNPROCESSABLE_ENTITY "Invalid cursor" "This cursor was altered or belongs to another list. Start from the first page.";
    KeyReused "idempotency_key_reused" UNPROCESSABLE_ENTITY "Key reused" "This key was used before with another body.";
    RateLimited "rate_limited" TOO_MANY_REQUESTS "Too many requests" "Please wait a moment and try again.";
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong" "This is our fault. Nothing was changed.";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Unavailable for the moment" "Please try again in a moment.";
}

/// Fields that one error names.
pub const MOST_FIELDS: usize = 20;

/// A field of the input and what is allowed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// JSON pointer, e.g. `#/targets/0/target_views`.
    pub pointer: String,
    pub detail: Cow<'static, str>,
}

impl FieldError {
    pub fn new(pointer: impl Into<String>, detail: impl Into<Cow<'static, str>>) -> FieldError {
        FieldError { pointer: pointer.into(), detail: detail.into() }
    }
}

/// What may be said about an error, before it is dressed as JSON or as a page.
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: Code,
    pub detail: Cow<'static, str>,
    pub errors: Vec<FieldError>,
    /// Seconds, for `Retry-After`.
    pub retry_after: Option<u64>,
}

impl From<Code> for Problem {
    fn from(code: Code) -> Problem {
        let retry_after = matches!(code, Code::Unavailable | Code::RateLimited).then_some(2);
        Problem { code, detail: code.detail().into(), errors: Vec::new(), retry_after }
    }
}

/// An error on its way out: what may be said, and what only the log may know.
#[derive(Debug)]
pub struct Error {
    pub problem: Problem,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(code: Code) -> Error {
        Error { problem: code.into(), source: None }
    }

    /// With a sentence better than the code's own.
    pub fn because(code: Code, detail: impl Into<Cow<'static, str>>) -> Error {
        let mut error = Error::new(code);
        error.problem.detail = detail.into();
        error
    }

    /// 422 that names the fields, as many as anybody reads: an answer must not outgrow its request.
    pub fn fields(mut errors: Vec<FieldError>) -> Error {
        errors.truncate(MOST_FIELDS);
        let mut error = Error::new(Code::ValidationFailed);
        error.problem.errors = errors;
        error
    }

    /// 422 that names one field.
    pub fn field(pointer: impl Into<String>, detail: impl Into<Cow<'static, str>>) -> Error {
        Error::fields(vec![FieldError::new(pointer, detail)])
    }

    /// 500; `source` goes to the log.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error { problem: Code::Internal.into(), source: Some(source.into()) }
    }

    /// 503; `source` goes to the log.
    pub fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error { problem: Code::Unavailable.into(), source: Some(source.into()) }
    }

    /// One error for all who waited for the same work; the log of each has the whole story.
    pub fn shared(error: Arc<Error>) -> Error {
        Error { problem: error.problem.clone(), source: error.source.is_some().then(|| error.into()) }
    }

    pub fn retry_after(mut self, seconds: u64) -> Error {
        self.problem.retry_after = Some(seconds);
        self
    }

    /// The faults for a form to show beside its fields; any other error stays one.
    pub fn into_faults(self) -> Result<Faults, Error> {
        if self.problem.errors.is_empty() {
            return Err(self);
        }
        let faults = self.problem.errors.into_iter();
        Ok(Faults::new(faults.map(|fault| (fault.pointer, fault.detail.into_owned()))))
    }

    pub fn code(&self) -> Code {
        self.problem.code
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Error {
        Error::new(code)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        if is_outage(&error) { Error::unavailable(error) } else { Error::internal(error) }
    }
}

/// Whether the database could not be reached or is full, as opposed to a fault of ours.
fn is_outage(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::WorkerCrashed => true,
        // A port that is open before its server is: connected, and closed at once.
        sqlx::Error::Protocol(text) => text.contains("SSLRequest"),
        // PostgreSQL classes 08 (connection), 53 (resources), 55P03 (lock), 57 (shutdown, timeout), 40 (serialization),
        // 25006 (a standby); SQLite BUSY 5, LOCKED 6, READONLY 8, IOERR 10, FULL 13, and their extended codes in the low byte.
        sqlx::Error::Database(e) => e.code().is_some_and(|code| {
            if e.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
                ["08", "53", "55P03", "57", "40", "25006"].iter().any(|class| code.starts_with(class))
            } else {
                code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13))
            }
        }),
        _ => false,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.problem.code.as_str())?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl IntoResponse for Error {
    /// A bare response that carries the problem; [`super::render`] dresses it.
    fn into_response(self) -> Response {
        if let Some(source) = &self.source {
            tracing::error!(code = self.problem.code.as_str(), error = ?source, "request failed");
        }
        let mut response = self.problem.code.status().into_response();
        response.extensions_mut().insert(self.problem);
        response
    }
}
