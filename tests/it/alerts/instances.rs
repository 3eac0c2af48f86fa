//! Several instances on one database: an alert fires once and is posted once.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tracking_dashboard::demo::discord::Endpoint;

use super::Site;
use crate::support::{Bot, FIRST, eventually, snapshot};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_several_instances_take_in_at_once_fires_and_is_posted_once() {
    for site in Site::all().await {
        let others = [site.app.instance().await, site.app.instance().await];
        site.threshold(100).await;
        let mut bots = vec![Bot::new(&site.app).await];
        for other in &others {
            bots.push(Bot::new(other).await);
        }
        let path = format!("guilds/{FIRST}/metrics");
        let calls = (0..12).map(|number| {
            let post = format!("{}", number % 4 + 1);
            let at = format!("2026-11-16T11:{number:02}:00Z");
            let body = json!({"snapshots": [snapshot(&post, &at, 90 + 10 * (number % 3 + 1))]});
            let (bot, path) = (&bots[number as usize % bots.len()], path.clone());
            async move { bot.post(&path, &body).await.ok() }
        });
        join_all(calls).await;
        site.becomes(&["sent"; 4]).await;
        let look = async || (site.app.discord.messages().len() == 4).then_some(());
        eventually("all are posted", Duration::from_secs(10), look).await;
        assert_eq!(site.app.discord.calls(Endpoint::Messages), 4, "each by one instance");
    }
}
