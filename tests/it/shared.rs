//! What several instances share through Valkey, and that each does without it (PERF-01, PERF-02).

mod cache;
mod limits;

use std::time::Duration;

use crate::support::{Options, Proxy, TestApp, eventually, require, variable};

const SOON: Duration = Duration::from_secs(10);

/// One of Valkey's numbered databases, empty, behind a proxy. Tests take different numbers: they run at the same time.
struct Valkey {
    proxy: Proxy,
    number: u8,
}

impl Valkey {
    /// `None` where there is none.
    async fn empty(number: u8) -> Option<Valkey> {
        let Some(url) = variable("TD_TEST_REDIS_URL") else {
            require("TD_TEST_REDIS_URL");
            return None;
        };
        let proxy = Proxy::to(url.trim_start_matches("redis://").to_owned()).await;
        let this = Valkey { proxy, number };
        let () = redis::cmd("FLUSHDB").query_async(&mut this.connection().await).await.unwrap();
        Some(this)
    }

    fn url(&self) -> String {
        format!("redis://{}/{}", self.proxy.address, self.number)
    }

    async fn connection(&self) -> redis::aio::MultiplexedConnection {
        let client = redis::Client::open(self.url()).unwrap();
        client.get_multiplexed_async_connection().await.unwrap()
    }

    /// What an instance needs to be told, and `more`. Leaked: tests end soon.
    fn options(&self, more: &[(&'static str, &'static str)]) -> Options {
        let url: &'static str = self.url().leak();
        let variables = [&[("TD_CACHE__URL", url)], more].concat();
        Options { variables, ..Options::default() }
    }
}

async fn is_up(app: &TestApp, up: bool) {
    let asked = async || (app.valkey.as_ref().unwrap().is_up() == up).then_some(());
    eventually("Valkey is noticed", SOON, asked).await;
}
