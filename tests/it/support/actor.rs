//! Somebody who asks the server: a browser with cookies, a program with a key, or nobody.

use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tracking_dashboard::http::cookies::CSRF;

use super::{Answer, Events, TestApp, contract};

/// HTTP clients keep no `Secure` cookies on plain http: these are kept by hand.
type Jar = BTreeMap<String, String>;

pub struct Actor {
    http: reqwest::Client,
    base: String,
    jar: Mutex<Jar>,
    key: Option<String>,
}

impl TestApp {
    pub fn anonymous(&self) -> Actor {
        Actor { http: self.http.clone(), base: self.base.clone(), jar: Mutex::default(), key: None }
    }

    /// Nobody yet, in a browser that calls itself so.
    pub fn calling_itself(&self, user_agent: &str) -> Actor {
        let http = reqwest::Client::builder().redirect(Policy::none()).user_agent(user_agent);
        Actor { http: http.build().expect("a client"), ..self.anonymous() }
    }

    /// A program that sends this API key.
    pub fn with_key(&self, key: &str) -> Actor {
        Actor { key: Some(key.to_owned()), ..self.anonymous() }
    }
}

impl Actor {
    /// Somebody at any server.
    pub fn new(base: &str) -> Actor {
        let http = reqwest::Client::builder().redirect(Policy::none()).build().expect("a client");
        Actor { http, base: base.to_owned(), jar: Mutex::default(), key: None }
    }

    /// Another tab of the same browser: it starts with the same cookies.
    pub fn tab(&self) -> Actor {
        let jar = Mutex::new(self.jar());
        Actor { http: self.http.clone(), base: self.base.clone(), jar, key: self.key.clone() }
    }

    /// The same browser, asking another instance.
    pub fn at(&self, instance: &TestApp) -> Actor {
        self.at_base(&instance.base)
    }

    /// As [`Actor::at`], by the server's address.
    pub fn at_base(&self, base: &str) -> Actor {
        Actor { base: base.to_owned(), ..self.tab() }
    }

    /// A visit of another site.
    pub fn elsewhere(&self, url: reqwest::Url) -> RequestBuilder {
        self.http.get(url)
    }

    /// Somebody at any server, who sends this API key.
    pub fn with_key(base: &str, key: &str) -> Actor {
        Actor { key: Some(key.to_owned()), ..Actor::new(base) }
    }

    pub fn jar(&self) -> Jar {
        self.jar.lock().unwrap().clone()
    }

    pub fn cookie(&self, name: &str) -> String {
        self.jar().get(name).cloned().unwrap_or_default()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub fn drop_cookie(&self, name: &str) {
        self.jar.lock().unwrap().remove(name);
    }

    /// A request with who they are and nothing more: no CSRF token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        let jar = self.jar();
        if !jar.is_empty() {
            let pairs: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    /// Sends, and keeps the cookies that come back.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let (http, request) = request.build_split();
        let request = request.expect("a request");
        let asked = contract::Asked::of(&request);
        let answer = Answer::read(http.execute(request).await.expect("an answer")).await;
        contract::hold(&asked, &answer);
        let mut jar = self.jar.lock().unwrap();
        for (name, value) in answer.cookies() {
            match value.as_str() {
                "" => jar.remove(&name),
                _ => jar.insert(name, value),
            };
        }
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// As scripts of a page do: with the CSRF token in the header.
    pub async fn send_json(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).header("x-csrf-token", self.cookie(CSRF));
        self.send(request.json(body)).await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send_json(Method::POST, path, body).await
    }

    /// As a form without scripts does: with the CSRF token in a field.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("_csrf", &self.cookie(CSRF)).extend_pairs(fields);
        let kind = "application/x-www-form-urlencoded";
        let request = self.request(Method::POST, path).header("content-type", kind);
        self.send(request.body(form.finish())).await
    }

    /// Opens a live stream.
    pub async fn events(&self, path: &str) -> Events {
        let response = self.request(Method::GET, path).send().await.expect("an answer");
        Events::new(response)
    }
}
