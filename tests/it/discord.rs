//! The pretend Discord is as strict as the real one: what our login must not get wrong, fails here.

use serde_json::Value;
use tracking_dashboard::crypto::{base64url, sha256};
use tracking_dashboard::demo::discord::{CLIENT_ID, CLIENT_SECRET};
use tracking_dashboard::time::SECOND;

use crate::support::{Answer, TestApp};

const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters-0123456789";
const TOKEN: &str = "/pretend-discord/api/oauth2/token";

fn query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn code(app: &TestApp) -> String {
    let challenge = base64url(&sha256(VERIFIER.as_bytes()));
    let redirect = format!("{}/auth/callback", app.base);
    let asked = query(&[
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", &redirect),
        ("scope", "identify email guilds"),
        ("state", "s"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("user", "admin"),
    ]);
    let path = format!("/pretend-discord/oauth2/authorize/confirm?{asked}");
    let answer = app.anonymous().get(&path).await.expect(303);
    let back = url::Url::parse(answer.location()).unwrap();
    back.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned()
}

async fn token(app: &TestApp, fields: &[(&str, &str)]) -> Answer {
    let redirect = format!("{}/auth/callback", app.base);
    let mut all =
        vec![("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET), ("redirect_uri", &redirect)];
    // What is given here comes first and counts.
    all.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    all.extend(fields);
    let form = query(&all);
    let nobody = app.anonymous();
    let request = nobody.request(reqwest::Method::POST, TOKEN);
    nobody.send(request.header("content-type", "application/x-www-form-urlencoded").body(form)).await
}

async fn by_code(app: &TestApp, code: &str, verifier: &str) -> Answer {
    token(app, &[("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier)]).await
}

#[track_caller]
fn refused(answer: &Answer, error: &str) {
    assert_eq!(answer.json()["error"], error, "{}", answer.body);
    assert!(matches!(answer.status.as_u16(), 400 | 401));
}

#[tokio::test]
async fn a_code_works_once_within_a_minute_and_with_its_verifier() {
    let app = TestApp::sqlite().await;
    let given = code(&app).await;
    let first = by_code(&app, &given, VERIFIER).await.expect(200).json();
    assert_eq!((&first["token_type"], &first["expires_in"]), (&Value::from("Bearer"), &Value::from(604_800)));
    refused(&by_code(&app, &given, VERIFIER).await, "invalid_grant");
    refused(&by_code(&app, &code(&app).await, "another-verifier").await, "invalid_grant");
    let late = code(&app).await;
    app.clock.advance(60 * SECOND);
    refused(&by_code(&app, &late, VERIFIER).await, "invalid_grant");
    let elsewhere = [("grant_type", "authorization_code"), ("redirect_uri", "http://evil.example/")];
    refused(&token(&app, &elsewhere).await, "invalid_grant");
    refused(&token(&app, &[("client_secret", "wrong")]).await, "invalid_client");
}

#[tokio::test]
async fn a_refresh_token_is_rotated_and_a_revoked_token_is_dead() {
    let app = TestApp::sqlite().await;
    let first = by_code(&app, &code(&app).await, VERIFIER).await.expect(200).json();
    let old = first["refresh_token"].as_str().unwrap();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", old)];
    let second = token(&app, &fields).await.expect(200).json();
    refused(&token(&app, &fields).await, "invalid_grant");
    let access = second["access_token"].as_str().unwrap().to_owned();
    let nobody = app.anonymous();
    let me = async || {
        let request = nobody.request(reqwest::Method::GET, "/pretend-discord/api/users/@me");
        nobody.send(request.bearer_auth(&access)).await
    };
    assert_eq!(me().await.expect(200).json()["email"], "ada@example.com");
    let form = query(&[("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET), ("token", &access)]);
    let request = nobody.request(reqwest::Method::POST, "/pretend-discord/api/oauth2/token/revoke");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    nobody.send(request).await.expect(200);
    assert_eq!(me().await.expect(401).json()["message"], "401: Unauthorized");
}

#[tokio::test]
async fn the_authorize_page_refuses_what_discord_refuses() {
    let app = TestApp::sqlite().await;
    let redirect = format!("{}/auth/callback", app.base);
    let good = [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", &redirect),
        ("scope", "identify email guilds"),
        ("code_challenge", "x"),
        ("code_challenge_method", "S256"),
    ];
    let path = |pairs: &[(&str, &str)]| format!("/pretend-discord/oauth2/authorize?{}", query(pairs));
    app.anonymous().get(&path(&good)).await.expect(200);
    for (name, value) in [
        ("response_type", "token"),
        ("client_id", "1"),
        ("redirect_uri", "https://evil.example/auth/callback"),
        ("scope", "bot"),
        ("code_challenge", ""),
        ("code_challenge_method", "plain"),
    ] {
        let mut bad = good;
        for pair in bad.iter_mut().filter(|pair| pair.0 == name) {
            pair.1 = value;
        }
        app.anonymous().get(&path(&bad)).await.expect(400);
    }
}
