//! What happened is in the log, under the id that the person was shown.

use std::io::Write;
use std::sync::{Arc, Mutex};

use super::probe::{INSIDE, probed};

/// What was logged on this thread, on which the server runs as well.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn lines_with(&self, id: &str) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned();
        text.lines().filter(|line| line.contains(id)).map(str::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_request_id_finds_the_whole_story_in_the_log_and_nowhere_else() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    for app in probed(&[]).await {
        let admin = app.admin().await;
        for path in ["/api/v1/probe/broken", "/probe/broken", "/probe/panic", "/api/v1/probe/database"] {
            let answer = admin.get(path).await.expect(500);
            let id = answer.header("x-request-id");
            assert!(answer.body.contains(id), "{path}: the person sees the id");
            assert!(!answer.body.contains(INSIDE), "{path}: and nothing of the inside");
            if !path.starts_with("/api") {
                assert!(answer.body.contains(&format!("data-copy=\"{id}\"")), "{path}: a button copies it");
            }
            let lines = log.lines_with(id);
            assert!(lines.iter().any(|line| line.contains(INSIDE)), "{path}: {lines:?}");
            assert!(lines.iter().any(|line| line.contains("answered status=500")), "{path}: {lines:?}");
        }
        let secrets = admin.jar();
        for secret in ["__Host-td_access", "__Host-td_refresh"].map(|name| secrets[name].clone()) {
            assert_eq!(log.lines_with(&secret), Vec::<String>::new(), "no token is logged");
        }
    }
}
