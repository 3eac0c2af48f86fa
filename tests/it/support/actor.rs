//! Somebody with a browser's cookies, and nothing else of a browser.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE};
use serde_json::Value;

use super::Answer;

pub const CSRF_COOKIE: &str = "__Host-td_csrf";

/// Cookies are kept by hand: HTTP clients do not send `Secure` ones over plain http.
pub struct Actor {
    base: String,
    http: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A request that is being put together.
pub struct Asking<'a> {
    actor: &'a Actor,
    builder: reqwest::RequestBuilder,
}

impl Actor {
    pub fn new(base: &str) -> Actor {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("an HTTP client");
        Actor { base: base.to_owned(), http, cookies: Mutex::default() }
    }

    /// Logs in through the whole flow as one of the pretend Discord's people; the answer is the
    /// callback's.
    pub async fn log_in(&self, user: &str, return_to: Option<&str>) -> Answer {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(return_to.map(|path| ("return_to", path)))
            .finish();
        let start = self.get(&format!("/auth/login?{query}")).await.expect(303);
        let authorize = self.path(start.location());
        let page = self.get(&authorize).await.expect(200);
        assert!(page.body.contains(&format!("value=\"{user}\"")), "no button for {user}");
        let (path, query) = authorize.split_once('?').expect("parameters");
        let chosen = self.get(&format!("{path}/confirm?{query}&user={user}")).await.expect(303);
        self.get(&self.path(chosen.location())).await
    }

    /// The path of an address on this site.
    pub fn path(&self, location: &str) -> String {
        location.strip_prefix(&self.base).unwrap_or(location).to_owned()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).send().await
    }

    /// As a page's script does it: with the CSRF header.
    pub async fn post_json(&self, path: &str, value: &Value) -> Answer {
        self.request(Method::POST, path).csrf().json(value).send().await
    }

    /// As a form does it: with the CSRF field.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.cookie(CSRF_COOKIE).unwrap_or_default();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .append_pair("_csrf", &token)
            .finish();
        let request = self.request(Method::POST, path);
        request.header(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded").body(body).send().await
    }

    /// Anything else. Carries the cookies; `Accept` is a browser's for pages, JSON's for the API.
    pub fn request(&self, method: Method, path: &str) -> Asking<'_> {
        let mut builder = self.http.request(method, format!("{}{path}", self.base));
        let cookies = self.cookies.lock().expect("cookies");
        if !cookies.is_empty() {
            let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            builder = builder.header(COOKIE, pairs.join("; "));
        }
        let accept = if path.starts_with("/api/") { "application/json" } else { "text/html,*/*;q=0.8" };
        Asking { actor: self, builder: builder.header(ACCEPT, accept) }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("cookies").insert(name.to_owned(), value.to_owned());
    }

    fn take_cookies(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().expect("cookies");
        for value in answer.headers.get_all(SET_COOKIE) {
            let text = value.to_str().expect("a readable cookie");
            let (pair, attributes) = text.split_once(';').unwrap_or((text, ""));
            let (name, value) = pair.split_once('=').expect("name=value");
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Asking<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    pub fn csrf(self) -> Self {
        let token = self.actor.cookie(CSRF_COOKIE).unwrap_or_default();
        self.header("x-csrf-token", &token)
    }

    pub fn json(self, value: &Value) -> Self {
        self.header(CONTENT_TYPE.as_str(), "application/json").body(value.to_string())
    }

    pub fn body(mut self, body: impl Into<reqwest::Body>) -> Self {
        self.builder = self.builder.body(body);
        self
    }

    pub async fn send(self) -> Answer {
        let answer = Answer::read(self.builder.send().await.expect("an answer")).await;
        self.actor.take_cookies(&answer);
        answer
    }
}
