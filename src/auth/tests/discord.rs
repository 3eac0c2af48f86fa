//! As much of Discord as a login needs, with moods that tests set.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use url::Url;

use crate::crypto::{base64url, sha256};

#[derive(Clone)]
pub struct PretendDiscord {
    pub url: Url,
    state: Arc<Mutex<Moods>>,
}

pub struct Moods {
    pub user: Value,
    pub guilds: Value,
    /// Answered to everything instead, with `Retry-After: 64.57`.
    pub broken: Option<StatusCode>,
    pub grant_withdrawn: bool,
    /// The only access token that is accepted.
    pub access: String,
    pub refresh: String,
    /// Codes given out, with the challenge each is bound to.
    codes: Vec<(String, String)>,
    pub exchanges: usize,
    pub renewals: usize,
    pub reads: usize,
}

type Shared = State<Arc<Mutex<Moods>>>;

impl PretendDiscord {
    pub async fn start() -> PretendDiscord {
        let state = Arc::new(Mutex::new(Moods {
            user: user("80000000000000001", "ada", true),
            guilds: json!([]),
            broken: None,
            grant_withdrawn: false,
            access: "a0".into(),
            refresh: "r0".into(),
            codes: Vec::new(),
            exchanges: 0,
            renewals: 0,
            reads: 0,
        }));
        let router = Router::new()
            .route("/api/oauth2/token", post(token))
            .route("/api/users/@me", get(me))
            .route("/api/users/@me/guilds", get(guilds))
            .with_state(state.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        PretendDiscord { url, state }
    }

    pub fn set<T>(&self, change: impl FnOnce(&mut Moods) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    /// The person says yes: a code, and the state that goes back with it.
    pub fn approve(&self, authorize: &Url) -> (String, String) {
        let get = |name: &str| {
            let mut pairs = authorize.query_pairs();
            pairs.find(|(n, _)| n == name).map(|(_, v)| v.into_owned()).unwrap_or_default()
        };
        assert_eq!((get("response_type").as_str(), get("code_challenge_method").as_str()), ("code", "S256"));
        assert_eq!(get("scope"), "identify email guilds");
        let code = format!("code-{}", get("state"));
        self.set(|moods| moods.codes.push((code.clone(), get("code_challenge"))));
        (code, get("state"))
    }
}

pub fn user(id: &str, name: &str, verified: bool) -> Value {
    let email = format!("{name}@example.com");
    json!({ "id": id, "username": name, "global_name": name, "avatar": null, "verified": verified, "email": email })
}

fn broken(moods: &Moods) -> Option<Response> {
    let status = moods.broken?;
    Some((status, [("retry-after", "64.57")], "{\"message\":\"secret upstream text\"}").into_response())
}

async fn token(State(state): Shared, form: String) -> Response {
    let mut moods = state.lock().unwrap();
    if let Some(response) = broken(&moods) {
        return response;
    }
    let field = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(form.as_bytes());
        pairs.find(|(n, _)| n == name).map(|(_, v)| v.into_owned()).unwrap_or_default()
    };
    let good = if field("grant_type") == "authorization_code" {
        moods.exchanges += 1;
        let challenge = base64url(&sha256(field("code_verifier").as_bytes()));
        let wanted = (field("code"), challenge);
        let place = moods.codes.iter().position(|given| *given == wanted);
        place.map(|place| moods.codes.remove(place)).is_some()
    } else {
        moods.renewals += 1;
        field("refresh_token") == moods.refresh && !moods.grant_withdrawn
    };
    if !good {
        return (StatusCode::BAD_REQUEST, "{\"error\":\"invalid_grant\"}").into_response();
    }
    let number = moods.exchanges + moods.renewals;
    (moods.access, moods.refresh) = (format!("a{number}"), format!("r{number}"));
    let body = json!({
        "access_token": moods.access, "refresh_token": moods.refresh, "token_type": "Bearer",
        "expires_in": 604_800, "scope": "identify email guilds",
    });
    ([("content-type", "application/json")], body.to_string()).into_response()
}

fn read(state: &Mutex<Moods>, headers: &HeaderMap, what: fn(&Moods) -> &Value) -> Response {
    let mut moods = state.lock().unwrap();
    moods.reads += 1;
    if let Some(response) = broken(&moods) {
        return response;
    }
    let wanted = format!("Bearer {}", moods.access);
    if moods.grant_withdrawn || headers.get("authorization").is_none_or(|given| given != wanted.as_str()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    what(&moods).to_string().into_response()
}

async fn me(State(state): Shared, headers: HeaderMap) -> Response {
    read(&state, &headers, |moods| &moods.user)
}

async fn guilds(State(state): Shared, headers: HeaderMap) -> Response {
    read(&state, &headers, |moods| &moods.guilds)
}
