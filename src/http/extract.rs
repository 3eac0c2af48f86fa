//! The only extractors for bodies and paths: they fail with errors of ours.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Request, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Code, Error, body, json};
use crate::app::App;

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Error> {
        require_content_type(&request, "application/json")?;
        let bytes = body::read(request.into_body(), app.config.limits.json_bytes).await?;
        json::parse(&bytes).map(Json)
    }
}

/// Files are uploaded otherwise; the largest form has a row for each of a thousand groups.
pub const FORM_BYTES: usize = 256 * 1024;

/// A form body. Its CSRF token was checked by [`super::csrf`] before any handler ran. A field whose
/// name ends in `[]` is a list, however often it comes.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &App) -> Result<Self, Error> {
        require_content_type(&request, "application/x-www-form-urlencoded")?;
        let bytes = body::read(request.into_body(), FORM_BYTES).await?;
        let mut fields = Map::new();
        for (name, value) in
            url::form_urlencoded::parse(&bytes).filter(|(name, _)| name != super::csrf::FIELD)
        {
            let value = Value::from(value.into_owned());
            match name.strip_suffix("[]") {
                None => drop(fields.insert(name.into_owned(), value)),
                Some(list) => match fields.entry(list).or_insert_with(|| Value::Array(Vec::new())) {
                    Value::Array(values) => values.push(value),
                    single => *single = value,
                },
            }
        }
        json::parse(&serde_json::to_vec(&fields).map_err(Error::internal)?).map(Form)
    }
}

/// Path parameters. One that can't be an id is 404, as if it didn't exist.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    #[expect(clippy::disallowed_types, reason = "the one place that wraps axum's extractor")]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(_) => Err(Code::NotFound.into()),
        }
    }
}

/// 415 unless the body is of this type (parameters such as a charset aside).
pub fn require_content_type(request: &Request<Body>, wanted: &str) -> Result<(), Error> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|value| value.split(';').next()).map(str::trim);
    match essence {
        Some(essence) if essence.eq_ignore_ascii_case(wanted) => Ok(()),
        _ => Err(Code::UnsupportedMediaType.into()),
    }
}
