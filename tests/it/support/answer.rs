//! An answer of the server, read whole.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, SET_COOKIE};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Answer {
        Answer::try_read(response).await.expect("a whole answer")
    }

    /// Of a live stream only the beginning: it has no end.
    pub async fn try_read(mut response: reqwest::Response) -> reqwest::Result<Answer> {
        let (status, headers) = (response.status(), response.headers().clone());
        if headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
            let first = response.chunk().await?.unwrap_or_default();
            return Ok(Answer { status, headers, body: String::from_utf8_lossy(&first).into_owned() });
        }
        let bytes = response.bytes().await?;
        Ok(Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() })
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }

    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Status and error code.
    pub fn told(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["code"].as_str().unwrap_or_default().to_owned())
    }

    /// Pointers of the fields that an error names.
    pub fn pointers(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The body without what is another in every answer.
    pub fn bare(&self) -> String {
        self.body.replace(self.header("x-request-id"), "")
    }

    /// The answer, which must be 200.
    #[track_caller]
    pub fn ok(self) -> Answer {
        self.expect(200)
    }

    /// The answer, which must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Cookies that it sets; removed ones are empty.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        let set = self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = set.filter_map(|text| text.split(';').next()?.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}
