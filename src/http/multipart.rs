//! An uploaded file with the fields beside it, read as it arrives and never beyond its limit.

use std::collections::BTreeMap;
use std::error::Error as StdError;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::FromRequest;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Request, header};
use futures_util::stream::{self, Stream, StreamExt};
use multer::Multipart;

use super::{Code, Error, Once, body, overload};
use crate::app::App;
use crate::auth::Caller;
use crate::crypto::sha256;
use crate::ids::{ApiKeyId, UserId};
use crate::slots::{Slot, Slots};

/// Room for the other fields and what stands between them.
const FIELDS_BYTES: usize = 64 * 1024;
/// Within these bytes a form without scripts says its CSRF token: it must be the first field.
const HEAD_BYTES: usize = 4 * 1024;
/// Parts of a form.
const MOST_PARTS: usize = 20;
const FILE: &str = "file";

/// `multipart/form-data` with one file in the field `file`; the others are short texts.
pub struct Upload {
    pub filename: String,
    pub content: Vec<u8>,
    pub fields: BTreeMap<String, String>,
    /// The request may be repeated: the same file and fields are the same request.
    pub once: Once,
    /// Held until the file is done with.
    pub place: Slot<Sender>,
}

/// Whose uploads are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    User(UserId),
    Key(ApiKeyId),
}

/// Uploads that are being read, of one sender and of all: each takes memory several times its size.
#[derive(Clone)]
pub struct Uploads(Slots<Sender>);

impl Default for Uploads {
    fn default() -> Uploads {
        Uploads(Slots::new(2, 8))
    }
}

impl Uploads {
    /// A place for one more, before any of its body is read.
    fn place(&self, parts: &Parts) -> Result<Slot<Sender>, Error> {
        self.place_of(parts.extensions.get::<Caller>().unwrap_or(&Caller::Anonymous))
    }

    /// A place to read a file that is kept already.
    pub fn place_of(&self, caller: &Caller) -> Result<Slot<Sender>, Error> {
        let sender = match caller {
            Caller::Session(session) => Sender::User(session.user_id),
            Caller::Key(key) => Sender::Key(key.key_id),
            Caller::Anonymous => return Err(Code::Unauthenticated.into()),
        };
        let detail = "Other uploads are being read. Try again in a moment.";
        self.0.take(sender).ok_or_else(|| Error::because(Code::RateLimited, detail).retry_after(5))
    }
}

impl FromRequest<App> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, Error> {
        let boundary = boundary(request.headers()).ok_or_else(unsupported)?;
        let limit = app.config.import.max_bytes;
        let (parts, body) = request.into_parts();
        if body.size_hint().lower() > 2 * limit as u64 {
            return Err(Code::PayloadTooLarge.into());
        }
        let place = app.uploads.place(&parts)?;
        let read = Reading::all(body, &boundary, limit).await?;
        overload::come_back().await?;
        let (filename, content) = read.file.ok_or_else(|| Error::field("#/file", "is required"))?;
        let once = Once::over(&parts, digest(&filename, &content, &read.fields))?;
        Ok(Upload { filename, content, fields: read.fields, once, place })
    }
}

#[derive(Default)]
struct Reading {
    file: Option<(String, Vec<u8>)>,
    fields: BTreeMap<String, String>,
}

impl Reading {
    async fn all(body: Body, boundary: &str, limit: usize) -> Result<Reading, Error> {
        let mut form = Multipart::new(drained(body, limit + FIELDS_BYTES, 2 * limit), boundary);
        let (mut read, mut fields_bytes) = (Reading::default(), 0);
        let mut parts = 0;
        while let Some(mut field) = form.next_field().await.map_err(|error| refused(&error))? {
            parts += 1;
            if parts > MOST_PARTS {
                return Err(Code::PayloadTooLarge.into());
            }
            let name = field.name().unwrap_or_default().to_owned();
            let filename = field.file_name().map(str::to_owned);
            let is_file = name == FILE;
            let mut content = Vec::new();
            let mut too_large = false;
            while let Some(chunk) = field.chunk().await.map_err(|error| refused(&error))? {
                fields_bytes += if is_file { 0 } else { chunk.len() };
                too_large |= fields_bytes > FIELDS_BYTES || (is_file && content.len() + chunk.len() > limit);
                // What is too large is read to its end all the same: who sends does not listen yet.
                if !too_large {
                    content.extend_from_slice(&chunk);
                }
            }
            drop(field);
            if too_large {
                while let Ok(Some(_)) = form.next_field().await {}
                return Err(Code::PayloadTooLarge.into());
            }
            read.take(name, filename, content, is_file)?;
        }
        Ok(read)
    }

    fn take(
        &mut self,
        name: String,
        filename: Option<String>,
        content: Vec<u8>,
        is_file: bool,
    ) -> Result<(), Error> {
        let pointer = || format!("#/{}", name.chars().take(40).collect::<String>());
        let twice = if is_file {
            self.file.replace((filename.unwrap_or_default(), content)).is_some()
        } else if name == super::csrf::FIELD {
            false
        } else {
            let text = String::from_utf8(content).map_err(|_| Error::field(pointer(), "must be a text"))?;
            self.fields.insert(name.clone(), text).is_some()
        };
        if twice { Err(Error::field(pointer(), "is given twice")) } else { Ok(()) }
    }
}

/// The boundary between the parts of a body that is a form with files.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

fn unsupported() -> Error {
    Error::because(Code::UnsupportedMediaType, "Send multipart/form-data with the file in its field `file`.")
}

/// The body was longer than its limit.
#[derive(Debug, thiserror::Error)]
#[error("the body is too large")]
struct TooLarge;

type Failed = Box<dyn StdError + Send + Sync>;

/// The body up to `limit`. What is beyond is read and dropped, up to `most`, before it fails: a client that
/// still sends would take an early answer for a broken connection.
fn drained(body: Body, limit: usize, most: usize) -> impl Stream<Item = Result<Bytes, Failed>> + Send {
    stream::unfold((body.into_data_stream(), 0_usize, false), move |(mut body, mut read, over)| async move {
        if over {
            return None;
        }
        loop {
            match body.next().await {
                None if read > limit => return Some((Err(TooLarge.into()), (body, read, true))),
                None => return None,
                Some(Err(error)) => return Some((Err(error.into()), (body, read, true))),
                Some(Ok(chunk)) => {
                    read += chunk.len();
                    if read > most.max(limit) {
                        return Some((Err(TooLarge.into()), (body, read, true)));
                    }
                    if read <= limit {
                        return Some((Ok(chunk), (body, read, false)));
                    }
                }
            }
        }
    })
}

fn refused(error: &multer::Error) -> Error {
    let mut cause: Option<&(dyn StdError + 'static)> = match error {
        multer::Error::StreamReadFailed(cause) => Some(&**cause),
        _ => None,
    };
    while let Some(error) = cause {
        if error.is::<TooLarge>() {
            return Code::PayloadTooLarge.into();
        }
        if error.is::<body::TooSlow>() {
            return Code::RequestTimeout.into();
        }
        cause = error.source();
    }
    Error::because(Code::InvalidRequest, "The form could not be read to its end.")
}

/// Boundaries differ each time, so the parts are what makes two requests the same.
fn digest(filename: &str, content: &[u8], fields: &BTreeMap<String, String>) -> Bytes {
    let mut all = sha256(content).to_vec();
    for text in std::iter::once(filename).chain(fields.iter().flat_map(|(name, value)| [&**name, &**value])) {
        all.extend(sha256(text.as_bytes()));
    }
    all.into()
}

/// The CSRF token of a form with files, which is its first field, and the body as it was.
pub async fn token(headers: &HeaderMap, body: Body) -> Result<(Body, Option<String>), Error> {
    let Some(boundary) = boundary(headers) else { return Ok((body, None)) };
    let mut rest = body.into_data_stream();
    let mut head = Vec::new();
    let end = format!("\r\n--{boundary}");
    while head.len() < HEAD_BYTES && !has(&head, end.as_bytes()) {
        match rest.next().await {
            None => break,
            Some(Ok(chunk)) => head.extend_from_slice(&chunk),
            Some(Err(error)) => return Err(refused(&multer::Error::StreamReadFailed(error.into()))),
        }
    }
    let head = Bytes::from(head);
    let first = stream::iter([Ok::<_, Failed>(head.clone())]);
    let token = match Multipart::new(first, boundary).next_field().await {
        Ok(Some(field)) if field.name() == Some(super::csrf::FIELD) => field.text().await.ok(),
        _ => None,
    };
    let whole = stream::iter([Ok(head)]).chain(rest);
    Ok((Body::from_stream(whole), token))
}

/// Whether the first part has ended within these bytes.
fn has(head: &[u8], end: &[u8]) -> bool {
    head.windows(end.len()).any(|window| window == end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nsecret\r\n\
        --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nx,y\r\n\
        --b\r\nContent-Disposition: form-data; name=\"create_missing\"\r\n\r\ntrue\r\n--b--\r\n";

    fn headers() -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, "multipart/form-data; boundary=b".parse().unwrap())])
    }

    #[tokio::test]
    async fn the_token_is_read_and_the_body_stays_whole() {
        let pieces: Vec<_> =
            BODY.as_bytes().chunks(7).map(|chunk| Ok::<_, Failed>(Bytes::from_static(chunk))).collect();
        let (body, token) = token(&headers(), Body::from_stream(stream::iter(pieces))).await.unwrap();
        assert_eq!(token.as_deref(), Some("secret"));
        let read = Reading::all(body, "b", 1024).await.unwrap();
        assert_eq!(read.file, Some(("a.csv".into(), b"x,y".to_vec())));
        assert_eq!(read.fields, BTreeMap::from([("create_missing".into(), "true".into())]));
    }

    #[tokio::test]
    async fn a_file_beyond_its_limit_is_refused_and_one_at_it_is_not() {
        let of = async |limit| Reading::all(Body::from(BODY), "b", limit).await.map(|_| ());
        assert!(of(4).await.is_ok() && of(3).await.is_ok());
        assert_eq!(of(2).await.unwrap_err().code(), Code::PayloadTooLarge);
        let cut = Reading::all(Body::from(&BODY[..90]), "b", 1024).await.map(|_| ());
        assert_eq!(cut.unwrap_err().code(), Code::InvalidRequest);
    }
}
