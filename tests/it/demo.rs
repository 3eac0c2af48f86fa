//! The demo as people start it: ready, alive, and there again the next time.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tracking_dashboard::demo::people::{FIRST, FIRST_NAME};
use tracking_dashboard::start;
use tracking_dashboard::time::SystemClock;

use crate::edge::headers::assert_guarded;
use crate::support::{Actor, Bot, Demo, eventually};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_shows_sample_data_and_its_bot_reports() {
    start::process();
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &[]).await;
    let actor = Actor::new(&demo.base);
    assert_eq!(actor.log_in("admin", "/").await.expect(303).location(), "/");
    let page = actor.get("/guilds").await.expect(200);
    assert!(page.body.contains(FIRST_NAME), "{}", page.body);
    let accounts = actor.get(&format!("/guilds/{FIRST}/accounts?q=%3Cb%3Ebold")).await.expect(200);
    assert!(accounts.body.contains("&lt;b&gt;bold&lt;/b&gt;") && !accounts.body.contains("<b>bold"));
    // The sample data's version is the bot's own: its latency is not.
    let path = format!("/api/v1/guilds/{FIRST}/status");
    let reported = async || {
        let status = actor.get(&path).await.expect(200).json();
        (status["status"] == "online" && status["age_seconds"] == 0).then_some(())
    };
    eventually("a heartbeat", SOON, reported).await;
    demo.kill().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_callbacks_have_to_be_signed_as_anywhere() {
    start::process();
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--no-bot"]).await;
    let kept = std::fs::read(folder.path().join("demo-credentials.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    let text = |name: &str| kept[name].as_str().unwrap().to_owned();
    let (key, secret) = (text("api_key"), text("signing_secret"));
    let bot = Bot::at(reqwest::Client::new(), &demo.base, &key, &secret, Arc::new(SystemClock));
    let call = bot.call("POST", &format!("guilds/{FIRST}/posts"), &serde_json::json!({"posts": []}));
    for header in ["webhook-signature", "webhook-timestamp", "webhook-id"] {
        let unsigned = call.clone().without(header).send().await;
        assert_eq!(unsigned.told(), (401, "invalid_signature".into()), "{header}");
    }
    call.send().await.ok();
    demo.kill().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn started_again_it_goes_on_where_it_was() {
    start::process();
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--no-bot"]).await;
    let kept = || std::fs::read(folder.path().join("demo-credentials.json")).unwrap();
    let (credentials, port) = (kept(), demo.base.rsplit(':').next().unwrap().to_owned());
    let actor = Actor::new(&demo.base);
    actor.log_in("viewer", "/").await.expect(303);
    demo.kill().await;
    let again = Demo::start(folder.path(), &["--no-bot", "--port", &port]).await;
    assert_eq!(kept(), credentials);
    assert_eq!(again.base, actor_base(&port));
    let me = actor.get("/api/v1/me").await.expect(200).json();
    assert_eq!(me["username"], "vik.harbor", "the session did not outlive the restart");
    again.kill().await;
}

fn actor_base(port: &str) -> String {
    format!("http://127.0.0.1:{port}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_names_of_this_machine_lead_to_the_printed_one() {
    start::process();
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), &["--no-bot"]).await;
    let actor = Actor::new(&demo.base);
    let port = demo.base.rsplit(':').next().unwrap();
    for (method, status) in [(reqwest::Method::GET, 308), (reqwest::Method::POST, 307)] {
        let request = actor.request(method, "/login?return_to=%2Fguilds");
        let request = request.header("host", format!("localhost:{port}"));
        let answer = actor.send(request).await.expect(status);
        assert_eq!(answer.location(), format!("{}/login?return_to=%2Fguilds", demo.base));
        assert_guarded("the redirect", &answer);
    }
    // What asks for no address of ours is led to none.
    let mut stream = TcpStream::connect(demo.base.trim_start_matches("http://")).await.unwrap();
    let head = format!("OPTIONS * HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 40") && !answer.contains("location:"), "{answer}");
    // A second demo on the same port says so, and makes nothing.
    let other = folder.path().join("other");
    let second = Command::new(env!("CARGO_BIN_EXE_tracking-dashboard"))
        .args(["demo", "--port", port, "--data"])
        .arg(&other)
        .output()
        .await
        .unwrap();
    assert!(!second.status.success() && !other.exists());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("taken") && said.contains("--port"), "{said}");
    demo.kill().await;
}
