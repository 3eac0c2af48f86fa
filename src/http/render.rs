//! Dresses every error once: RFC 9457 JSON for programs, a page for people (AUTH-05).

use axum::body::Body;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::error::{Code, FieldError, Problem};
use super::{RequestId, cookies};
use crate::web;

/// An error as RFC 9457 has it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct ProblemJson<'a> {
    /// Leads to the code's row in the API's documentation.
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    /// The stable part.
    code: &'static str,
    request_id: &'a str,
    /// With 422: which fields, and what is allowed there.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

/// What the answer's form depends on, taken before the request is consumed.
pub struct Asked {
    method: Method,
    uri: Uri,
    json: bool,
    htmx: bool,
    /// The page that a form or a script sent it from.
    page: Option<String>,
    theme: web::Theme,
}

impl Asked {
    pub fn of(method: &Method, uri: &Uri, headers: &HeaderMap) -> Asked {
        let accepts = |kind: &str| {
            headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(kind))
        };
        let htmx = headers.contains_key("hx-request");
        let program = accepts("json") || accepts("text/csv");
        let json = is_for_machines(uri.path()) || htmx || (program && !accepts("text/html"));
        let theme = cookies::theme(headers);
        let page = page(headers);
        Asked { method: method.clone(), uri: uri.clone(), json, htmx, page, theme }
    }

    /// The address that a person wants to be at: this one, or the page they were on.
    fn wanted(&self) -> Option<&str> {
        let itself = self.method == Method::GET && !self.htmx;
        if itself { self.uri.path_and_query().map(|path| path.as_str()) } else { self.page.as_deref() }
    }
}

/// Only path and query count, and they are checked where they are used: whoever sends another
/// site's address gains nothing.
fn page(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let url = text("hx-current-url").or_else(|| text("referer"))?;
    let url = url::Url::parse(url).ok().filter(|url| url.has_host())?;
    Some(url[url::Position::BeforePath..url::Position::AfterQuery].to_owned())
}

/// What programs ask, whatever they say they accept.
fn is_for_machines(path: &str) -> bool {
    path.starts_with("/api/") || matches!(path, "/metrics" | "/healthz" | "/readyz" | "/csp-report")
}

/// Marks an error response that brings its own body, for machines that read it (`/readyz`).
#[derive(Clone, Copy)]
pub struct Dressed;

/// Gives an error response its body; everything else passes untouched.
pub fn dress(response: Response, asked: &Asked, request_id: &RequestId) -> Response {
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || response.extensions().get::<Dressed>().is_some() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    // A status without a problem comes from a library (router, body limits): its text is dropped.
    let problem = parts.extensions.remove::<Problem>().unwrap_or_else(|| code_for(status).into());
    let mut dressed = if asked.json {
        as_json(&problem, asked, request_id)
    } else if let Some(redirect) = elsewhere(&problem, asked) {
        redirect
    } else {
        as_page(&problem, asked, request_id)
    };
    for name in [header::SET_COOKIE, header::ALLOW] {
        for value in parts.headers.get_all(&name) {
            dressed.headers_mut().append(name.clone(), value.clone());
        }
    }
    if let Some(seconds) = problem.retry_after {
        dressed.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    dressed
}

fn as_json(problem: &Problem, asked: &Asked, request_id: &RequestId) -> Response {
    let body = ProblemJson {
        r#type: format!("/api/docs#{}", problem.code.as_str()),
        title: problem.code.title(),
        status: problem.code.status().as_u16(),
        detail: &problem.detail,
        code: problem.code.as_str(),
        request_id: request_id.as_str(),
        errors: &problem.errors,
    };
    let body = serde_json::to_vec(&body).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = problem.code.status();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if problem.code.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if asked.htmx
        // A login is the script's matter: it says so first, and keeps what was typed.
        && problem.code == Code::UnverifiedEmail
        && let Ok(target) = HeaderValue::from_str(&with_way_back("/auth/unverified-email", asked))
    {
        response.headers_mut().insert("hx-redirect", target);
    }
    response
}

/// Pages that need a login lead to it and back again; unverified users are told what to do.
fn elsewhere(problem: &Problem, asked: &Asked) -> Option<Response> {
    let path = match problem.code {
        Code::Unauthenticated => "/login",
        Code::UnverifiedEmail => "/auth/unverified-email",
        _ => return None,
    };
    Some(Redirect::to(&with_way_back(path, asked)).into_response())
}

fn with_way_back(path: &str, asked: &Asked) -> String {
    let Some(wanted) = asked.wanted() else { return path.to_owned() };
    let query =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", wanted).finish();
    format!("{path}?{query}")
}

fn as_page(problem: &Problem, asked: &Asked, request_id: &RequestId) -> Response {
    let code = problem.code;
    let told = web::ErrorTold {
        status: code.status().as_u16(),
        code: code.as_str(),
        title: code.title(),
        detail: &problem.detail,
        request_id: request_id.as_str(),
    };
    let page = web::error_page(asked.theme, &told);
    (code.status(), html(page)).into_response()
}

/// An HTML response.
pub fn html(page: maud::Markup) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], page.into_string()).into_response()
}

/// An HTML response of another status, as a form with what is wrong in it. It keeps its body.
pub fn html_as(status: StatusCode, page: maud::Markup) -> Response {
    let mut response = html(page);
    *response.status_mut() = status;
    response.extensions_mut().insert(Dressed);
    response
}

/// 303 to a page of ours.
pub fn see_other(to: &str) -> Response {
    Redirect::to(to).into_response()
}

/// A JSON response of another status, which keeps its body.
pub fn json_as(status: StatusCode, value: &impl Serialize) -> Result<Response, super::Error> {
    let mut response = json(value)?;
    *response.status_mut() = status;
    response.extensions_mut().insert(Dressed);
    Ok(response)
}

/// The text of a JSON response.
pub fn to_json(value: &impl Serialize) -> Result<String, super::Error> {
    serde_json::to_string(value).map_err(super::Error::internal)
}

/// A JSON response.
pub fn json(value: &impl Serialize) -> Result<Response, super::Error> {
    Ok(json_text(to_json(value)?))
}

/// A response of JSON that was written before.
pub fn json_text(body: String) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn code_for(status: StatusCode) -> Code {
    match status {
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::Forbidden,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => Code::RequestTimeout,
        StatusCode::CONFLICT => Code::Conflict,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::UNPROCESSABLE_ENTITY => Code::ValidationFailed,
        StatusCode::TOO_MANY_REQUESTS => Code::RateLimited,
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => Code::Unavailable,
        status if status.is_client_error() => Code::InvalidRequest,
        _ => Code::Internal,
    }
}
