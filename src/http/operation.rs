//! What the API's description says of a route, declared beside its handler. Who may call it and most of its
//! errors follow from the route's [`Access`]; the tests hold every answer against the rest.

use axum::http::{Method, StatusCode};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{Access, Code};
use crate::api_keys::Scope;

/// Makes the schema of a type.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

fn shape<T: JsonSchema>() -> Shape {
    |schemas| schemas.subschema_for::<T>()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Query,
    Header,
}

#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub place: Place,
    pub text: &'static str,
    pub shape: Shape,
    pub required: bool,
}

/// What a success carries.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Nothing,
    Json(Shape),
    /// `items` and `next_cursor`.
    List(Shape),
    /// Server-sent events, each with data like this.
    Events(Shape),
    /// A file of this type.
    File(&'static str),
}

/// An operation of the API.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The group it is shown in.
    pub tag: &'static str,
    pub summary: &'static str,
    pub text: &'static str,
    /// What a key needs; `None`: no key will do.
    pub scope: Option<Scope>,
    /// Only the bot's own key.
    pub bot_only: bool,
    pub parameters: Vec<Parameter>,
    pub body: Option<Shape>,
    /// The type of the body.
    pub body_type: &'static str,
    pub status: StatusCode,
    pub answer: Answer,
    /// Types that may be asked for instead.
    pub or_files: Vec<&'static str>,
    codes: Vec<Code>,
}

impl Operation {
    pub fn new(tag: &'static str, summary: &'static str) -> Operation {
        Operation {
            tag,
            summary,
            text: "",
            scope: None,
            bot_only: false,
            parameters: Vec::new(),
            body: None,
            body_type: "application/json",
            status: StatusCode::NO_CONTENT,
            answer: Answer::Nothing,
            or_files: Vec::new(),
            codes: Vec::new(),
        }
    }

    /// More than the summary.
    pub fn text(self, text: &'static str) -> Self {
        Operation { text, ..self }
    }

    pub fn scope(self, scope: Scope) -> Self {
        Operation { scope: Some(scope), ..self }
    }

    pub fn bot_only(self) -> Self {
        Operation { bot_only: true, ..self }.fails(&[Code::Forbidden])
    }

    /// A query parameter, which may be left out.
    pub fn query<T: JsonSchema>(self, name: &'static str, text: &'static str) -> Self {
        let shape = shape::<T>();
        self.with(Parameter { name, place: Place::Query, text, shape, required: false }).strict()
    }

    /// Unknown query parameters are refused.
    pub fn strict(self) -> Self {
        self.fails(&[Code::ValidationFailed])
    }

    /// A JSON body.
    pub fn body<T: JsonSchema>(self) -> Self {
        Operation { body: Some(shape::<T>()), ..self }.fails(&[
            Code::InvalidRequest,
            Code::UnsupportedMediaType,
            Code::ValidationFailed,
        ])
    }

    /// A form with a file.
    pub fn upload<T: JsonSchema>(self) -> Self {
        Operation { body_type: "multipart/form-data", ..self.body::<T>() }
    }

    /// Takes `Idempotency-Key`.
    pub fn idempotent(self) -> Self {
        let text = "At most 255 visible ASCII characters. The same key and body within 24 h gives the first answer again.";
        let shape = shape::<String>();
        self.with(Parameter { name: "Idempotency-Key", place: Place::Header, text, shape, required: false })
            .fails(&[Code::InvalidRequest, Code::KeyReused, Code::Conflict])
    }

    /// 200 with this.
    pub fn ok<T: JsonSchema>(self) -> Self {
        Operation { status: StatusCode::OK, answer: Answer::Json(shape::<T>()), ..self }
    }

    /// 201 with this.
    pub fn created<T: JsonSchema>(self) -> Self {
        Operation { status: StatusCode::CREATED, ..self.ok::<T>() }
    }

    /// 202 with this.
    pub fn accepted<T: JsonSchema>(self) -> Self {
        Operation { status: StatusCode::ACCEPTED, ..self.ok::<T>() }
    }

    /// 200 with a list that is whole.
    pub fn list<T: JsonSchema>(self) -> Self {
        Operation { status: StatusCode::OK, answer: Answer::List(shape::<T>()), ..self }
    }

    /// 200 with a page of a list: `limit` and `cursor`.
    pub fn pages<T: JsonSchema>(self) -> Self {
        self.list::<T>()
            .query::<Limit>("limit", "Items of a page.")
            .query::<String>("cursor", "`next_cursor` of the page before, with the same filters.")
            .fails(&[Code::InvalidCursor])
    }

    /// A live stream whose events carry this.
    pub fn events<T: JsonSchema>(self) -> Self {
        Operation { status: StatusCode::OK, answer: Answer::Events(shape::<T>()), ..self }
    }

    /// A download.
    pub fn file(self, kind: &'static str) -> Self {
        Operation { status: StatusCode::OK, answer: Answer::File(kind), ..self }
    }

    /// The same as a file of another type, for who asks for that.
    pub fn or_file(mut self, kind: &'static str) -> Self {
        self.or_files.push(kind);
        self
    }

    /// Errors that do not follow from the rest.
    pub fn fails(mut self, codes: &[Code]) -> Self {
        self.codes.extend(codes);
        self
    }

    fn with(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// Every error it may answer with, by status.
    pub fn errors(&self, method: &Method, path: &str, access: Access) -> Vec<Code> {
        let mut codes = vec![Code::RateLimited, Code::Internal, Code::Unavailable];
        codes.extend(&self.codes);
        if path.contains('{') {
            codes.push(Code::NotFound);
        }
        let by_key = if self.scope.is_some() { Code::InsufficientScope } else { Code::Forbidden };
        match access {
            Access::Public => {}
            Access::Operator => codes.push(Code::Unauthenticated),
            Access::Bot => codes.extend([
                Code::Unauthenticated,
                Code::InvalidSignature,
                Code::KeyReused,
                Code::Conflict,
                by_key,
            ]),
            Access::SignedIn | Access::Viewer => {
                codes.extend([Code::Unauthenticated, Code::UnverifiedEmail, by_key]);
            }
            Access::Admin => {
                codes.extend([Code::Unauthenticated, Code::UnverifiedEmail, Code::AdminRequired, by_key]);
            }
        }
        if method != Method::GET {
            // Callbacks, too: cookies that come without `Authorization` need their token.
            codes.extend([Code::RequestTimeout, Code::PayloadTooLarge, Code::CsrfFailed]);
        }
        codes.sort_by_key(|code| (code.status(), code.as_str()));
        codes.dedup();
        codes
    }
}

/// 1 to 100; 25 where it is left out.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Limit(#[schemars(range(min = 1, max = 100))] u8);
