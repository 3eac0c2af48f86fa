//! Whose a job is: of the instance that is at it, until that is silent.

use std::time::Duration;

use tracking_dashboard::db::{Lock, is_busy};
use tracking_dashboard::time::HOUR;

use super::{ALIVE, act, count, ended, raw, state, upload};
use crate::support::{FIRST, Options, apps, apps_with, eventually};

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_job_of_an_instance_that_is_gone_is_begun_again_when_its_lease_is_over() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let import = upload(&admin, "tiktok,ana,Acme,Launch,\n").await;
        let until = app.app.clock.now().plus(60_000).0;
        let claimed = format!(
            "UPDATE imports SET state = 'running', fence = 1, lease_until = {until}, confirmed_at = 1,
             actor_type = 'user', actor_name = 'Ada', actor_id = (SELECT CAST(user_id AS TEXT) FROM guild_members
             WHERE role = 'admin' AND guild_id = {FIRST} LIMIT 1) WHERE id = {}",
            raw(&app, &import)
        );
        app.db.script(claimed).await.unwrap();
        app.imports.wake();
        act(&admin, &import, "confirm").await.expect(202);
        assert_eq!(state(&admin, &import).await, "running", "its lease is good");
        app.clock.advance(60_000);
        app.imports.wake();
        assert_eq!(ended(&admin, &import).await["state"], "completed");
        assert_eq!(count(&app, ALIVE).await, 1);
    }
}

#[tokio::test]
async fn a_job_that_has_to_wait_longer_than_its_lease_and_a_lock_stays_with_its_instance() {
    let short = || Options { variables: vec![("TD_IMPORT__LEASE_SECONDS", "1")], ..Options::default() };
    for app in apps_with(short).await {
        if app.db.is_sqlite() {
            continue; // it has no second instance, and no lock but its writer
        }
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let import = upload(&admin, "tiktok,ana,Acme,Launch,\n").await;
        let queued = format!(
            "UPDATE imports SET state = 'queued', confirmed_at = 1, actor_type = 'user', actor_name = 'Ada',
             actor_id = (SELECT CAST(user_id AS TEXT) FROM guild_members
             WHERE role = 'admin' AND guild_id = {FIRST} LIMIT 1) WHERE id = {}",
            raw(&app, &import)
        );
        app.db.script(queued).await.unwrap();
        // Somebody else changes the guild for a long while.
        let mut held = app.db.begin_holding(Lock::Guild(FIRST)).await.unwrap();
        held.q("SET LOCAL idle_in_transaction_session_timeout = 0").exec().await.unwrap();
        app.imports.wake();
        let waits = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        eventually("the job waits", SOON, async || (count(&app, waits).await == 1).then_some(())).await;

        app.clock.advance(HOUR);
        let lease = "SELECT lease_until FROM imports";
        let renewed = async || (count(&app, lease).await > app.app.clock.now().0).then_some(());
        eventually("the lease is renewed", SOON, renewed).await;
        // Whoever asks for the lock now is refused later than the job was first.
        let mut other = app.db.begin().await.unwrap();
        assert!(is_busy(&other.lock(Lock::Guild(FIRST)).await.unwrap_err()));
        drop(other);
        assert_eq!(state(&admin, &import).await, "running");

        drop(held);
        assert_eq!(ended(&admin, &import).await["state"], "completed");
        assert_eq!(count(&app, "SELECT fence FROM imports").await, 1, "nobody else had it");
        assert_eq!(count(&app, ALIVE).await, 1);
    }
}
