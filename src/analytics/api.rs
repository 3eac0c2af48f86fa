//! Analytics as JSON and as CSV.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Filter, Report, report};
use crate::api_keys::Scope;
use crate::api_keys::grants::TrackingRead;
use crate::app::App;
use crate::cache;
use crate::guilds::{GuildAccess, GuildScope, Viewer};
use crate::http::wanted::Wanted;
use crate::http::{Error, Operation, Params, csv, render};
use crate::ids::{AccountId, BrandId, GroupId, GuildId};
use crate::time::Day;
use crate::tracking::Platform;
use crate::tracking::accounts::profile_url;
use crate::tracking::period::{DayRow, Period, Totals};

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct TotalsJson {
    accounts: i64,
    #[serde(flatten)]
    gained: Totals,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct DayJson {
    date: Day,
    posts: i64,
    views: i64,
    likes: i64,
    comments: i64,
    shares: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct PlatformJson<'a> {
    #[schemars(with = "Platform")]
    platform: &'a str,
    posts: i64,
    views: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct AccountJson<'a> {
    id: AccountId,
    #[schemars(with = "Platform")]
    platform: &'a str,
    username: &'a str,
    display_name: &'a str,
    url: String,
    group: Labelled<'a, GroupId>,
    views: i64,
    previous_views: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct GroupJson<'a> {
    id: GroupId,
    label: &'a str,
    brand: Labelled<'a, BrandId>,
    views: i64,
    previous_views: i64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Labelled<'a, Id> {
    id: Id,
    label: &'a str,
}

/// The days up to and with today (UTC), and as many before.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Analytics")]
pub struct ReportJson<'a> {
    totals: TotalsJson,
    previous: TotalsJson,
    series: Vec<DayJson>,
    by_platform: Vec<PlatformJson<'a>>,
    top_accounts: Vec<AccountJson<'a>>,
    top_groups: Vec<GroupJson<'a>>,
}

/// The lengths of a period.
#[derive(JsonSchema)]
#[schemars(inline, extend("enum" = [7, 30, 90]))]
#[expect(dead_code, reason = "only its schema is of interest")]
struct Days(i64);

pub fn analytics_operation() -> Operation {
    Operation::new("Analytics", "What was gained in a period against the one before")
        .text("Days count for the group that an account had on them. With `Accept: text/csv` the series comes as CSV.")
        .scope(Scope::TrackingRead)
        .query::<Days>("days", "Days up to and with today (UTC); 30 where it is left out.")
        .query::<BrandId>("brand_id", "Only of this brand.")
        .query::<GroupId>("group_id", "Only of this group.")
        .query::<Platform>("platform", "Only of this platform.")
        .ok::<ReportJson<'static>>()
        .or_file("text/csv")
}

/// `GET /api/v1/guilds/{guild_id}/analytics`
pub async fn analytics(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Error> {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wanted = Wanted::of(accept).filter(|wanted| *wanted == Wanted::Csv).unwrap_or(Wanted::Json);
    answer(&app, &scope, params, wanted).await
}

/// `GET /guilds/{guild_id}/analytics.csv`: the same days, as a file.
pub async fn csv(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    params: Params,
) -> Result<Response, Error> {
    answer(&app, &scope, params, Wanted::Csv).await
}

/// What a program gets, whichever address it asks; the page's may name a metric too.
pub(super) async fn answer(
    app: &App,
    scope: &GuildAccess,
    mut params: Params,
    wanted: Wanted,
) -> Result<Response, Error> {
    let period = read_period(&mut params);
    let filter = Filter::read(&mut params);
    params.finish()?;
    let read = async {
        let today = app.clock.now().day();
        Ok::<_, Error>(report(&app.db, scope.guild_id(), &filter, period, today).await?)
    };
    match wanted {
        Wanted::Csv => as_csv(scope.guild_id(), &read.await?),
        Wanted::Json | Wanted::Page => {
            let draw = async { render::to_json(&ReportJson::from(&read.await?)) };
            cache::json(app, scope, &format!("analytics {period:?} {filter:?}"), draw).await
        }
    }
}

/// A week is on the overview already.
pub(super) fn read_period(params: &mut Params) -> Period {
    params.get("days", "7, 30 or 90").unwrap_or(Period::Month)
}

fn as_csv(guild: GuildId, report: &Report) -> Result<Response, Error> {
    let header = ["date", "posts", "views", "likes", "comments", "shares"].map(str::to_owned);
    let day = |row: DayRow| {
        let [posts, views, likes, comments, shares] =
            [row.posts, row.views, row.likes, row.comments, row.shares].map(|count| count.to_string());
        [row.day.to_string(), posts, views, likes, comments, shares]
    };
    let body = csv::records(std::iter::once(header).chain(report.each_day().map(day)))?;
    let name = format!("analytics_{guild}_{}_{}.csv", report.first(), report.today);
    Ok(csv::attachment(&name, body))
}

impl<'a> From<&'a Report> for ReportJson<'a> {
    fn from(report: &'a Report) -> ReportJson<'a> {
        let day = |row: DayRow| DayJson {
            date: row.day,
            posts: row.posts,
            views: row.views,
            likes: row.likes,
            comments: row.comments,
            shares: row.shares,
        };
        let account = |row: &'a super::store::AccountRow| AccountJson {
            id: row.id,
            platform: &row.platform,
            username: &row.username,
            display_name: &row.display_name,
            url: profile_url(&row.platform, &row.username),
            group: Labelled { id: row.group_id, label: &row.group_label },
            views: row.views,
            previous_views: row.views_before,
        };
        let group = |row: &'a super::store::GroupRow| GroupJson {
            id: row.id,
            label: &row.label,
            brand: Labelled { id: row.brand_id, label: &row.brand },
            views: row.views,
            previous_views: row.views_before,
        };
        let platforms = report.platforms.iter();
        ReportJson {
            totals: TotalsJson { accounts: report.accounts, gained: report.totals },
            previous: TotalsJson { accounts: report.accounts_before, gained: report.previous },
            series: report.each_day().map(day).collect(),
            by_platform: platforms
                .map(|row| PlatformJson {
                    platform: &row.platform,
                    posts: row.totals.posts,
                    views: row.totals.views,
                })
                .collect(),
            top_accounts: report.top_accounts.iter().map(account).collect(),
            top_groups: report.top_groups.iter().map(group).collect(),
        }
    }
}
