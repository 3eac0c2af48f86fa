//! `doctor` as people run it: the real binary against a running site, and against nothing.

use std::process::Output;

use tokio::process::Command;
use tracking_dashboard::demo::discord::PREFIX;

use crate::support::{Proxy, TestApp, apps, require, variable};

async fn doctor(variables: &[(&str, &str)]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_tracking-dashboard"))
        .arg("doctor")
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .await
        .expect("the binary");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output, said)
}

#[tokio::test]
async fn a_site_in_order_passes_with_a_line_per_check() {
    for app in apps().await {
        let api = format!("{}{PREFIX}/api/", app.base);
        let (output, said) = doctor(&[
            ("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
            ("TD_DISCORD__CLIENT_ID", "1"),
            ("TD_DISCORD__CLIENT_SECRET", "s"),
            ("TD_DISCORD__BOT_TOKEN", "pretend-bot-token"),
            ("TD_DISCORD__API_URL", &api),
            ("TD_DATABASE__URL", &app.db_url),
        ])
        .await;
        assert!(output.status.success(), "{said}");
        assert!(said.contains("Discord takes it"), "{said}");
        for check in ["configuration", "database", "discord", "clock", "bot token"] {
            assert!(said.lines().any(|line| line.contains(check)), "{check}: {said}");
        }
        assert!(said.contains("is up to date") && said.contains("can be written"), "{said}");
    }
}

#[tokio::test]
async fn a_bot_token_that_discord_refuses_fails_and_is_not_shown() {
    let app = TestApp::sqlite().await;
    let api = format!("{}{PREFIX}/api/", app.base);
    let (output, said) = doctor(&[
        ("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
        ("TD_DISCORD__CLIENT_ID", "1"),
        ("TD_DISCORD__CLIENT_SECRET", "s"),
        ("TD_DISCORD__BOT_TOKEN", "another-bots-token"),
        ("TD_DISCORD__API_URL", &api),
        ("TD_DATABASE__URL", &app.db_url),
    ])
    .await;
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("Discord refuses it") && !said.contains("another-bots-token"), "{said}");
}

#[tokio::test]
async fn what_is_wrong_fails_and_is_named() {
    let discord = [("TD_DISCORD__CLIENT_ID", "1"), ("TD_DISCORD__CLIENT_SECRET", "s")];
    let (output, said) = doctor(&[&discord[..], &[("TD_AUTH__SECRET", "short")]].concat()).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(said.starts_with("fail") && said.contains("TD_AUTH__SECRET"), "{said}");
    assert_eq!(said.matches("configuration").count(), 1, "{said}");
}

#[tokio::test]
async fn a_valkey_is_looked_at_where_there_is_one_and_its_absence_is_no_failure() {
    let app = TestApp::sqlite().await;
    let api = format!("{}{PREFIX}/api/", app.base);
    let look = async |url: &str| {
        doctor(&[
            ("TD_AUTH__SECRET", "0123456789abcdef0123456789abcdef"),
            ("TD_DISCORD__CLIENT_ID", "1"),
            ("TD_DISCORD__CLIENT_SECRET", "s"),
            ("TD_DISCORD__API_URL", &api),
            ("TD_DATABASE__URL", &app.db_url),
            ("TD_CACHE__URL", url),
        ])
        .await
    };
    let closed = format!("redis://{}", Proxy::closed().await);
    let (output, said) = look(&closed).await;
    assert!(output.status.success(), "{said}");
    assert!(said.lines().any(|line| line.starts_with("warn") && line.contains("check cache.url")), "{said}");
    let Some(url) = variable("TD_TEST_REDIS_URL") else { return require("TD_TEST_REDIS_URL") };
    let (_, said) = look(&url).await;
    assert!(said.lines().any(|line| line.starts_with("ok") && line.contains("valkey")), "{said}");
    assert!(said.contains("answers, with ") && said.contains("limits.instances is 1"), "{said}");
}
