//! Backups made while others write: each, put into a new folder, is a whole database with all that was
//! acknowledged before it began.

use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use tracking_dashboard::db::Db;

use crate::crash::server::Folder;
use crate::support::{FIRST, Settings, depth, eventually, signal};

/// `TD_TEST_BACKUPS` asks for more.
const BACKUPS: usize = 3;
const WRITERS: usize = 2;

/// Makes brands without end; what was acknowledged is noted.
async fn write(folder: &Folder, base: &str, key: &str, name: String, acknowledged: &Mutex<Vec<String>>) {
    for number in 0.. {
        let label = format!("{name}-{number}");
        let request = folder.http.post(format!("{base}/api/v1/guilds/{FIRST}/brands")).bearer_auth(key);
        let answer = request.json(&json!({"label": label})).send().await.expect("an answer");
        assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap_or_default());
        acknowledged.lock().unwrap().push(label);
    }
}

async fn check(url: &str, before: &[String]) -> usize {
    let db = Db::open(url).await.expect("the copy");
    let whole: String = db.q("PRAGMA integrity_check").scalar().await.expect("a check");
    assert_eq!(whole, "ok");
    let sql = "SELECT target_label FROM audit_log WHERE action = 'brand.created'";
    let there: Vec<(String,)> = db.q(sql).all().await.expect("entries");
    db.close().await;
    let there: std::collections::HashSet<_> = there.into_iter().map(|(label,)| label).collect();
    for label in before {
        assert!(there.contains(label), "the entry of {label} was acknowledged before and is not there");
    }
    there.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_starts_and_has_every_entry_that_was_acknowledged_before_it() {
    let backups = depth("TD_TEST_BACKUPS", BACKUPS);
    let folder = Folder::new().await;
    let key = folder.key_of(FIRST, &["tracking:write"]).await;
    let server = folder.start().await;
    let acknowledged = Mutex::new(Vec::new());
    let writers = (0..WRITERS).map(|n| write(&folder, &server.base, &key, format!("w{n}"), &acknowledged));
    let saved = tempfile::tempdir().unwrap();
    let making = async {
        let mut made = Vec::new();
        for number in 0..backups {
            let count = || acknowledged.lock().unwrap().len();
            let enough = count() + 20;
            eventually("writes go on", Duration::from_secs(60), async || (count() >= enough).then_some(()))
                .await;
            let before = acknowledged.lock().unwrap().clone();
            let file = saved.path().join(format!("{number}.db"));
            let out = folder
                .settings
                .command(&["backup", file.to_str().unwrap()])
                .output()
                .await
                .expect("the binary");
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            assert!(String::from_utf8_lossy(&out.stdout).contains(" rows, in "), "{out:?}");
            made.push((file, before));
        }
        made
    };
    let made = tokio::select! {
        _ = futures_util::future::join_all(writers) => unreachable!("writers have no end"),
        made = making => made,
    };
    let again =
        folder.settings.command(&["backup", made[0].0.to_str().unwrap()]).output().await.expect("the binary");
    assert!(
        !again.status.success()
            && String::from_utf8_lossy(&again.stderr).contains("is there already: choose another name")
    );
    let nowhere = saved.path().join("none/a.db");
    let out =
        folder.settings.command(&["backup", nowhere.to_str().unwrap()]).output().await.expect("the binary");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains("/none does not exist"), "{said}");
    server.kill().await;
    for (file, before) in &made {
        let fresh = tempfile::tempdir().unwrap();
        let path = fresh.path().join("data.db");
        std::fs::copy(file, &path).unwrap();
        let url = format!("sqlite://{}", path.display());
        assert!(check(&url, before).await >= before.len());
        Settings::on(&url).serve().await.kill().await;
    }
    eprintln!("{} backups under load: each starts, whole, with every entry from before", made.len());
}

#[tokio::test]
async fn without_a_database_no_backup_is_made_and_for_postgresql_its_own_tool_is_named() {
    let folder = Folder::new().await;
    let saved = tempfile::tempdir().unwrap();
    let file = saved.path().join("a.db");
    for (url, said) in [
        (format!("sqlite://{}/none.db", saved.path().display()), "cannot open"),
        ("postgres://td:hunter2@127.0.0.1:1/td".to_owned(), "pg_dump --format=custom"),
    ] {
        let mut command = folder.settings.command(&["backup", file.to_str().unwrap()]);
        let out = command.env("TD_DATABASE__URL", url).output().await.expect("the binary");
        let error = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && error.contains(said) && !error.contains("hunter2"), "{error}");
    }
    assert_eq!(std::fs::read_dir(saved.path()).unwrap().count(), 0);
}

/// More than is copied in a moment.
const MUCH: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60000)
    INSERT INTO audit_log (id, at, actor_type, actor_id, actor_name, action, target_type, target_id, target_label, changes)
    SELECT randomblob(16), n, 'system', '1', 'a', 'a', 'a', '1', hex(randomblob(1000)), '{}' FROM n";

#[tokio::test]
async fn a_backup_that_is_stopped_leaves_nothing_and_one_that_is_killed_is_in_nobodys_way() {
    let (folder, saved) = (Folder::new().await, tempfile::tempdir().unwrap());
    let db = Db::open(&folder.url).await.expect("the database");
    db.script(MUCH.to_owned()).await.expect("rows");
    db.close().await;
    let file = saved.path().join("a.db");
    let files = || std::fs::read_dir(saved.path()).unwrap().map(|entry| entry.unwrap());
    for (sent, left) in [(Signal::INT, 0), (Signal::TERM, 0), (Signal::KILL, 2)] {
        let mut command = folder.settings.command(&["backup", file.to_str().unwrap()]);
        let backup = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary");
        let begun = async || files().any(|file| file.metadata().is_ok_and(|it| it.len() > 0)).then_some(());
        eventually("the copy is begun", Duration::from_secs(30), begun).await;
        signal(backup.id().expect("it runs"), sent);
        let out = backup.wait_with_output().await.expect("its end");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(
            !out.status.success() && (left > 0 || said.contains("stopped: there is no backup")),
            "{said}"
        );
        assert_eq!(files().count(), left, "{sent:?}");
    }
    let out =
        folder.settings.command(&["backup", file.to_str().unwrap()]).output().await.expect("the binary");
    assert!(out.status.success(), "{out:?}");
    let hidden = |file: &std::fs::DirEntry| file.file_name().to_string_lossy().starts_with(".backup-");
    assert_eq!(
        files().filter(|file| !hidden(file)).map(|file| file.file_name()).collect::<Vec<_>>(),
        ["a.db"]
    );
}
