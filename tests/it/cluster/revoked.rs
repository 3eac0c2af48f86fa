//! What is revoked on one instance is refused on all, with Valkey and without.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::redis::Redis;
use super::site::Cluster;
use crate::support::{Actor, Events, FIRST, depth};

/// `TD_TEST_TRIALS` asks for more.
const TRIALS: usize = 20;
const SOON: Duration = Duration::from_secs(30);
/// From the answer of the revocation to the end of a stream on another instance.
const STREAMS_END: Duration = Duration::from_secs(1);

/// Statuses of the same question at every instance, asked at the same time.
async fn everywhere(cluster: &Cluster, actor: &Actor, path: &str) -> Vec<u16> {
    let asked = cluster.instances.iter().map(|instance| {
        let there = actor.at_base(&instance.base);
        async move { there.get(path).await.status.as_u16() }
    });
    join_all(asked).await
}

async fn streams(cluster: &Cluster, actor: &Actor) -> Vec<Events> {
    let opened = cluster.instances.iter().map(|instance| {
        let there = actor.at_base(&instance.base);
        async move {
            let mut stream = there.events(&format!("/guilds/{FIRST}/live")).await;
            stream.next_named("status", SOON).await;
            stream
        }
    });
    join_all(opened).await
}

/// The longest that one of them stayed open.
async fn end(streams: Vec<Events>, since: Instant) -> Duration {
    let ends = streams.into_iter().map(async |mut stream| {
        while stream.next(SOON).await.is_some() {}
        since.elapsed()
    });
    join_all(ends).await.into_iter().max().unwrap_or_default()
}

async fn delete(actor: &Actor, path: &str) {
    actor.send_json(Method::DELETE, path, &Value::Null).await.expect(204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_instance_revokes_every_instance_refuses_at_the_next_request() {
    let Some(mut redis) = Redis::start().await else { return };
    let Some(cluster) = Cluster::start_with(3, &[("TD_CACHE__URL", &redis.url())]).await else { return };
    let trials = depth("TD_TEST_TRIALS", TRIALS);
    let admin = cluster.log_in(0, "admin").await;
    let (me, keys) = ("/api/v1/me", format!("/api/v1/guilds/{FIRST}/api-keys"));
    let accounts = format!("/api/v1/guilds/{FIRST}/accounts");
    let mut longest = Duration::ZERO;
    for trial in 0..trials {
        // In turns it is there, there and silent, gone, and back.
        match trial % 4 {
            1 => redis.freeze(),
            2 => redis.kill().await,
            3 => redis.start_again().await,
            _ => {}
        }
        let admin = admin.at_base(cluster.base(trial));
        let lost = cluster.log_in(trial + 1, "admin").await;
        let sessions = lost.get("/api/v1/sessions").await.ok().json();
        let id = sessions["items"][0]["id"].as_str().expect("an id");
        let made = json!({"name": "program", "scopes": ["tracking:read"], "expires_in_days": 1});
        let made = admin.post_json(&keys, &made).await.expect(201).json();
        let program = Actor::with_key(cluster.base(0), made["key"].as_str().expect("a key"));
        let key = made["id"].as_str().expect("an id");
        // Whatever an instance may remember of them, it has seen.
        assert_eq!(everywhere(&cluster, &lost, me).await, [200; 3]);
        assert_eq!(everywhere(&cluster, &program, &accounts).await, [200; 3]);
        let open = streams(&cluster, &lost).await;

        delete(&admin, &format!("/api/v1/sessions/{id}")).await;
        let since = Instant::now();
        assert_eq!(everywhere(&cluster, &lost, me).await, [401; 3], "trial {trial}: a session");
        delete(&admin, &format!("{keys}/{key}")).await;
        assert_eq!(everywhere(&cluster, &program, &accounts).await, [401; 3], "trial {trial}: a key");
        longest = longest.max(end(open, since).await);
        assert!(longest <= STREAMS_END, "trial {trial}: a stream stayed open for {longest:?}");
        assert_eq!(admin.get(me).await.status, 200, "nobody else's ended");
    }
    eprintln!("{trials} sessions and {trials} keys revoked: 0 accepted; streams ended within {longest:.1?}");
}
