//! The analytics page. A program that asks its address gets the same numbers as JSON or CSV.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::api::{answer, read_period};
use super::{Filter, Report, panels, report};
use crate::api_keys::grants::TrackingRead;
use crate::app::App;
use crate::cache;
use crate::guilds::frame::PageRequest;
use crate::guilds::{GuildScope, Viewer};
use crate::http::wanted::Wanted;
use crate::http::{Code, Error, Params, render};
use crate::tracking::accounts::list::{self, GroupChoice};
use crate::tracking::choose;
use crate::tracking::gains::{Gains, Known};
use crate::tracking::period::{Metric, Period};
use crate::web::icons::icon;
use crate::web::results::results;
use crate::web::table::{Choice, segments_in_place};
use crate::web::{Page, page, panel};

/// What the page is drawn from.
struct View {
    base: String,
    period: Period,
    metric: Metric,
    filter: Filter,
    /// What of the address could not be used, in words.
    notes: Vec<&'static str>,
    groups: Vec<GroupChoice>,
    report: Report,
    guild: crate::ids::GuildId,
}

/// `GET /guilds/{guild_id}/analytics`
pub async fn analytics(
    State(app): State<App>,
    scope: GuildScope<Viewer, TrackingRead>,
    wanted: Wanted,
    request: Result<PageRequest, Error>,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let metric = params.get("metric", "views, likes, comments, shares or posts").unwrap_or_default();
    if wanted != Wanted::Page {
        return answer(&app, &scope, params, wanted).await;
    }
    if scope.session().is_none() {
        return Err(Error::because(
            Code::Forbidden,
            "An API key gets JSON or CSV here. Log in for the page.",
        ));
    }
    let frame = request?.guild_frame(&app, guild, "/analytics").await?;
    let period = read_period(&mut params);
    let mut filter = Filter::read(&mut params);
    let groups = list::groups(&app.db, guild).await?;
    drop_unknown(&mut filter, &groups, &mut params);
    choose::drop_other_brand(&groups, &mut filter.brand_id, filter.group_id, &mut params);
    let notes = notes(&params);
    let what = format!("analytics page {period:?} {metric:?} {filter:?} {notes:?}");
    let draw = async {
        let view = View {
            base: format!("/guilds/{guild}/analytics"),
            notes,
            report: report(&app.db, guild, &filter, period, app.clock.now().day()).await?,
            period,
            metric,
            filter,
            groups,
            guild,
        };
        Ok(view.body())
    };
    let body = cache::markup(&app, &scope, &what, draw).await?;
    let crumbs = [(scope.guild_name(), Some(format!("/guilds/{guild}"))), ("Analytics", None)];
    let page = Page { title: "Analytics", current: "analytics", crumbs: &crumbs, charts: true, body };
    Ok(render::html(self::page(&frame, page)))
}

/// A brand or group that is not (or no longer) there would show nothing without saying why.
fn drop_unknown(filter: &mut Filter, groups: &[GroupChoice], params: &mut Params) {
    if filter.brand_id.is_some_and(|id| groups.iter().all(|group| group.brand_id != id)) {
        params.fault("brand_id", "is not known".into());
        filter.brand_id = None;
    }
    if filter.group_id.is_some_and(|id| groups.iter().all(|group| group.id != id)) {
        params.fault("group_id", "is not known".into());
        filter.group_id = None;
    }
}

impl View {
    fn body(&self) -> Markup {
        let earlier = self.report.earlier;
        let gains = Gains {
            base: &self.base,
            period: self.period,
            metric: self.metric,
            today: self.report.today,
            known: Known { period: true, earlier },
        };
        let download =
            self.href_of(&format!("{}.csv", self.base), self.period, Metric::default(), &self.filter);
        html! {
            (results(&self.href(self.period, self.metric), html! {
                div.page-head {
                    div { h1 { "Analytics" } p { (self.why()) } }
                    div class="flex flex-wrap items-center gap-2" {
                        a class="btn btn-quiet" href=(download) download { (icon("download")) "CSV" }
                        (self.periods())
                    }
                }
                (self.filters())
                @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
                div class="grid gap-3 lg:gap-4" {
                    (panels::all_counters(&gains, &self.report))
                    div class="grid gap-3 lg:gap-4 xl:grid-cols-3" {
                        div class="grid xl:col-span-2" { (gains.chart_with(&self.report.days, self.metrics())) }
                        (panels::platforms(&self.report, self.metric))
                    }
                    @if let Some(text) = panels::top_by_views(self.metric) { p class="text-small text-muted" { (text) } }
                    div class="grid items-start gap-3 lg:gap-4 xl:grid-cols-2" {
                        (panels::top_accounts(self.guild, &self.report.top_accounts, earlier))
                        (panels::top_groups(self.guild, &self.report.top_groups, earlier))
                    }
                }
            }))
        }
    }

    fn why(&self) -> Markup {
        html! {
            span data-announce { "What was gained in the last " (self.period.days()) " days, " (panels::span(&self.report)) }
            ", today so far included (UTC), against as many days before."
        }
    }

    fn href(&self, period: Period, metric: Metric) -> String {
        self.href_of(&self.base, period, metric, &self.filter)
    }

    /// An address that says only what is not usual.
    fn href_of(&self, base: &str, period: Period, metric: Metric, filter: &Filter) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if period != Period::Month {
            query.append_pair("days", &period.days().to_string());
        }
        if metric != Metric::default() {
            query.append_pair("metric", metric.as_str());
        }
        query.extend_pairs(filter.pairs());
        match query.finish() {
            text if text.is_empty() => base.to_owned(),
            text => format!("{base}?{text}"),
        }
    }

    fn periods(&self) -> Markup {
        let hrefs = Period::ALL.map(|period| self.href(period, self.metric));
        let choice = |(period, href): (&Period, &'_ String)| (*period, href.clone());
        let pairs: Vec<_> = Period::ALL.iter().zip(&hrefs).map(choice).collect();
        let choices: Vec<_> = pairs
            .iter()
            .map(|(period, href)| Choice {
                label: html! { (period.days()) " days" },
                href,
                current: *period == self.period,
            })
            .collect();
        segments_in_place("Period", &choices)
    }

    fn metrics(&self) -> Markup {
        let hrefs = Metric::ALL.map(|metric| self.href(self.period, metric));
        let choices: Vec<_> = Metric::ALL
            .iter()
            .zip(&hrefs)
            .map(|(metric, href)| Choice {
                label: html! { (metric.word()) },
                href,
                current: *metric == self.metric,
            })
            .collect();
        segments_in_place("Metric", &choices)
    }

    fn filters(&self) -> Markup {
        let filter = &self.filter;
        html! {
            form class="filters mb-3" aria-label="Filter analytics" method="get" action=(self.base)
                hx-get=(self.base) hx-trigger="change, submit" hx-target="#results" hx-select="#results"
                hx-ext="morph" hx-swap="morph:outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                @if self.period != Period::Month { input type="hidden" name="days" value=(self.period.days()); }
                @if self.metric != Metric::default() { input type="hidden" name="metric" value=(self.metric.as_str()); }
                (choose::brand(&self.groups, filter.brand_id))
                (choose::group(&self.groups, filter.brand_id, filter.group_id, None))
                (choose::platform(filter.platform))
                @if !filter.is_empty() {
                    a class="link inline-flex min-h-6 items-center" href=(self.href_of(&self.base, self.period, self.metric, &Filter::default())) { "Clear filters" }
                }
                noscript { button class="btn btn-quiet" type="submit" { "Filter" } }
            }
        }
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("days", "The period is not known: these are the last 30 days."),
        ("metric", "The metric is not known: the chart shows views."),
        ("brand_id", "The brand is not known and was left out."),
        ("group_id", "The group is not known and was left out."),
        ("platform", "The platform is not known and was left out."),
    ];
    params.notes(TOLD, false)
}
