//! Every GET that a session may ask, on a guild with few and with many rows.

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use tower::ServiceExt;
use tracking_dashboard::db::record::{Statement, recorded};
use tracking_dashboard::demo::large;
use tracking_dashboard::demo::world::Large;
use tracking_dashboard::http::Access;
use tracking_dashboard::time::Clock;

use crate::access::rules::rows;
use crate::imports;
use crate::support::{Actor, FIRST, Options, TestApp, apps_with};

/// Addresses that take another way to their rows than the plain one; `{account}`, `{group}`, `{brand}`,
/// `{round}` and `{day}` are of the guild.
const MORE: &[&str] = &[
    "/guilds/{guild}?days=90",
    "/guilds/{guild}/bonus?state=pending",
    "/guilds/{guild}/bonus?state=unpaid",
    "/guilds/{guild}/bonus?open={round}",
    "/guilds/{guild}/bonus?tab=leaderboard&weeks=all",
    "/guilds/{guild}/bonus/rounds/{round}?tab=results&sort=percent",
    "/guilds/{guild}/bonus/rounds/{round}?tab=payments&dialog=pay-all",
    "/guilds/{guild}/accounts?q=nova",
    "/guilds/{guild}/accounts?group_id={group}",
    "/guilds/{guild}/accounts?brand_id={brand}&platform=tiktok",
    "/guilds/{guild}/alerts?group_id={group}",
    "/guilds/{guild}/alerts?tab=history",
    "/guilds/{guild}/alerts?tab=history&group_id={group}",
    "/guilds/{guild}/alerts?dialog=new-threshold&group_id={group}",
    "/guilds/{guild}/alerts/hint?group_id={group}&value=100",
    "/guilds/{guild}/alerts/hint?group_id={group}&metric=followers&value=100",
    "/guilds/{guild}/posts?sort=likes",
    "/guilds/{guild}/posts?account_id={account}",
    "/api/v1/guilds/{guild}/posts?platform=tiktok",
    "/api/v1/guilds/{guild}/posts?from={day}&to={day}",
    "/api/v1/guilds/{guild}/posts?sort=views",
    "/api/v1/guilds/{guild}/posts?sort=views&from={day}&platform=tiktok",
    "/api/v1/guilds/{guild}/posts?sort=likes&from={day}T10:00:00Z",
    "/api/v1/guilds/{guild}/posts?account_id={account}&sort=views",
    "/api/v1/guilds/{guild}/posts?group_id={group}",
    "/api/v1/guilds/{guild}/posts?group_id={group}&sort=likes",
    "/api/v1/guilds/{guild}/posts?brand_id={brand}",
    "/api/v1/guilds/{guild}/posts?brand_id={brand}&sort=views&from={day}&to={day}",
];

/// What was drawn a moment ago asks nothing.
fn asking() -> Options {
    Options { variables: vec![("TD_CACHE__TTL_SECONDS", "0")], ..Options::default() }
}

/// A site with sample data of some size, and its administrator.
pub struct Site {
    pub app: TestApp,
    admin: Actor,
}

impl Site {
    pub async fn all(accounts: usize, posts: usize) -> Vec<Site> {
        let mut sites = Vec::new();
        for app in apps_with(asking).await {
            let mut tx = app.app.db.begin().await.unwrap();
            let sample = Large::new(3, app.clock.now(), accounts, posts);
            large::fill(&mut tx, sample, |_| ()).await.unwrap();
            tx.commit().await.unwrap();
            let admin = app.admin().await;
            sites.push(Site { app, admin });
        }
        sites
    }

    /// What a request runs; it is asked beside the network, in this very task.
    pub async fn statements(&self, path: &str) -> Vec<Statement> {
        self.ask(path).await.1
    }

    async fn ask(&self, path: &str) -> (String, Vec<Statement>) {
        let cookies: Vec<_> =
            self.admin.jar().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::get(path).header(header::COOKIE, cookies.join("; "));
        let request = request.body(Body::empty()).unwrap();
        let router = self.app.app.router();
        let work = async {
            let answer = router.oneshot(request).await.unwrap();
            let status = answer.status();
            assert!(!status.is_client_error() && !status.is_server_error(), "{path}: {status}");
            // A live stream has no end.
            let live =
                answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
            if live { None } else { Some(answer.into_body().collect().await.unwrap().to_bytes()) }
        };
        let (body, statements) = recorded(work).await;
        (String::from_utf8_lossy(&body.unwrap_or_default()).into_owned(), statements)
    }

    /// The addresses of all routes, the further ones, and the second page of each list.
    pub async fn addresses(&self) -> Vec<String> {
        let guild = FIRST.to_string();
        let account = self.first(&format!("/api/v1/guilds/{guild}/accounts?limit=1")).await;
        // One that owes something, so that it has payments to ask for.
        let rounds = format!("/api/v1/guilds/{guild}/bonus/rounds?state=evaluated&limit=100");
        let rounds =
            self.admin.get(&rounds).await.ok().json()["items"].as_array().cloned().unwrap_or_default();
        let owes = |round: &&serde_json::Value| round["achieved_count"].as_i64() > Some(0);
        let round = rounds.iter().find(owes).expect("a round in which a group achieved").clone();
        let id = |value: &serde_json::Value| value["id"].as_str().unwrap_or_default().to_owned();
        let row = format!("{},new,{},{},\n", "tiktok", "Brand", "Group");
        let import = imports::preview(&self.app, FIRST, &row).await.to_string();
        let detail = format!("/api/v1/guilds/{guild}/bonus/rounds/{}", id(&round));
        let detail = self.admin.get(&detail).await.ok().json();
        let thing = |name: &str| match name {
            "{account_id}" => id(&account),
            "{group_id}" => id(&account["group"]),
            "{brand_id}" => id(&account["brand"]),
            "{import_id}" => import.clone(),
            "{round_id}" => id(&round),
            "{round_id}/payments/{payment_id}" => {
                format!("{}/payments/{}", id(&round), id(&detail["payments"][0]))
            }
            other => panic!("say which {other} to ask for"),
        };
        let mut all: Vec<String> = rows()
            .into_iter()
            .filter(|row| row.is_safe() && !matches!(row.access, Access::Operator | Access::Bot))
            .filter(|row| row.has_guild() || row.access == Access::SignedIn)
            .map(|row| row.path_to(&guild, &row.thing().map(thing).unwrap_or_default()))
            .collect();
        let day = self.app.clock.now().day().plus(-9).to_string();
        all.extend(MORE.iter().map(|path| {
            let path = path.replace("{guild}", &guild).replace("{account}", &id(&account));
            path.replace("{group}", &id(&account["group"]))
                .replace("{round}", &id(&round))
                .replace("{brand}", &id(&account["brand"]))
                .replace("{day}", &day)
        }));
        let mut further = Vec::new();
        for path in all.iter().filter(|path| path.starts_with("/api/")) {
            let (body, _) = self.ask(path).await;
            let body: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
            if let Some(cursor) = body["next_cursor"].as_str() {
                let joint = if path.contains('?') { "&" } else { "?" };
                further.push(format!("{path}{joint}cursor={cursor}"));
            }
        }
        all.extend(further);
        all
    }

    async fn first(&self, path: &str) -> serde_json::Value {
        self.admin.get(path).await.ok().json()["items"][0].clone()
    }
}

#[tokio::test]
async fn each_request_runs_as_many_statements_with_many_rows_as_with_few() {
    for (few, many) in Site::all(20, 90).await.into_iter().zip(Site::all(600, 6_000).await) {
        let (mut wrong, mut most) = (Vec::new(), 0);
        let addresses = (few.addresses().await, many.addresses().await);
        let routes = rows().iter().filter(|row| row.is_safe() && row.has_guild()).count();
        assert!(addresses.1.len() >= routes + MORE.len());
        // What is done once a minute or once a session.
        for site in [&few, &many] {
            site.statements("/guilds").await;
        }
        let without_page = |path: &&String| !path.contains("cursor=");
        for (one, other) in
            addresses.0.iter().filter(without_page).zip(addresses.1.iter().filter(without_page))
        {
            let asked = many.statements(other).await;
            let (a, b) = (few.statements(one).await.len(), asked.len());
            let of_rounds = asked.iter().filter(|statement| statement.sql.contains("bonus_")).count();
            if of_rounds > 3 {
                wrong.push(format!("{other}: {of_rounds} statements of bonus rounds"));
            }
            if a != b {
                wrong.push(format!("{other}: {a} with few rows, {b} with many"));
            }
            most = most.max(b);
        }
        for further in addresses.1.iter().filter(|path| path.contains("cursor=")) {
            let first = further.split(['?', '&']).next().unwrap();
            let (on, begun) = (many.statements(further).await.len(), many.statements(first).await.len());
            // The count so far of what is pending: that is at the beginning.
            let fewer = usize::from(first.ends_with("/bonus/rounds"));
            assert!((begun - fewer..=begun).contains(&on), "{further}: {on}, and {begun} at first");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!((2..25).contains(&most), "{most} statements for one request");
    }
}
