//! The page of one account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::super::detail::{self, FollowerRow, GroupRow, PostRow};
use super::super::links::profile_url;
use super::super::list::{self, AccountRow, GroupChoice};
use super::dialogs::{self, Form};
use super::forms::Typed;
use super::{Looking, base, state_of};
use crate::app::App;
use crate::guilds::GuildAccess;
use crate::guilds::frame::PageRequest;
use crate::http::{Code, Error, Params, Path, render};
use crate::ids::{AccountId, GuildId};
use crate::time::{Day, Ms};
use crate::tracking::gains::{Gains, Known};
use crate::tracking::groups;
use crate::tracking::period::{DayRow, Metric, Period};
use crate::web::chart::{self, Chart, Series};
use crate::web::dialog::opener;
use crate::web::form::{Faults, button_denied, post_form};
use crate::web::icons::{icon, icon_sm, platform, platform_name};
use crate::web::results::results;
use crate::web::status::state;
use crate::web::{Page, page as full_page, panel, text, time};

const POSTS: i64 = 10;
const GROUPS: i64 = 20;
const ADMINS: &str = "Only administrators of this server can change accounts.";

/// What the page is drawn from.
struct View<'a> {
    account: &'a AccountRow,
    base: String,
    gains: Gains<'a>,
    days: Vec<DayRow>,
    followers: Vec<FollowerRow>,
    posts: Vec<PostRow>,
    history: Vec<GroupRow>,
    choices: Vec<GroupChoice>,
    admin: bool,
    csrf: &'a str,
    now: Ms,
    wrong: bool,
}

/// `GET /guilds/{guild_id}/accounts/{account_id}`
pub async fn page(
    State(app): State<App>,
    scope: Looking,
    request: PageRequest,
    Path((_, id)): Path<(GuildId, AccountId)>,
    mut params: Params,
) -> Result<Response, Error> {
    let open = params.text("dialog").as_deref() == Some(dialogs::EDIT);
    Ok(render::html(draw(&app, &scope, &request, id, params, (open, None, Faults::default())).await?))
}

/// The page again, with the dialog and what is wrong in it.
pub async fn with_faults(
    app: &App,
    scope: &GuildAccess,
    request: &PageRequest,
    id: AccountId,
    params: Params,
    typed: Typed,
    faults: Faults,
) -> Result<Response, Error> {
    let page = draw(app, scope, request, id, params, (true, Some(typed), faults)).await?;
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
}

async fn draw(
    app: &App,
    scope: &GuildAccess,
    request: &PageRequest,
    id: AccountId,
    mut params: Params,
    (open, typed, faults): (bool, Option<Typed>, Faults),
) -> Result<Markup, Error> {
    let (guild, now) = (scope.guild_id(), app.clock.now());
    let today = now.day();
    let account = list::one(&app.db, guild, id, today).await?.ok_or(Code::NotFound)?;
    let period: Period = params.get("days", "7, 30 or 90").unwrap_or_default();
    let metric: Metric = params.get("metric", "views, likes, comments, shares or posts").unwrap_or_default();
    let here = format!("{}/{id}", base(guild));
    let (first, before) = (period.first(today), period.first_before(today));
    let days = detail::days(&app.db, id, before, today).await?;
    let known = Known {
        period: account.was_checked_since(first) || days.iter().any(|row| row.day >= first),
        earlier: account.was_tracked_on(before),
    };
    let gains = Gains { base: &here, period, metric, today, known };
    let frame = request.guild_frame(app, guild, "/accounts").await?;
    let view = View {
        account: &account,
        base: base(guild),
        days,
        followers: detail::followers(&app.db, id, first, today).await?,
        posts: detail::posts(&app.db, id, POSTS).await?,
        history: detail::groups(&app.db, id, GROUPS).await?,
        choices: if scope.is_admin() { list::groups(&app.db, guild).await? } else { Vec::new() },
        gains,
        admin: scope.is_admin(),
        csrf: &frame.csrf,
        now,
        wrong: !params.ignored().is_empty(),
    };
    let title = format!("@{}", account.username);
    let crumbs = [
        (scope.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Accounts", Some(base(guild))),
        (account.group_label.as_str(), Some(groups::href(guild, account.group_id))),
        (title.as_str(), None),
    ];
    let body = html! {
        (view.body(guild))
        @if view.admin { (view.dialog(open, typed, &faults)) }
    };
    Ok(full_page(&frame, Page { title: &title, current: "accounts", crumbs: &crumbs, charts: true, body }))
}

impl View<'_> {
    fn body(&self, guild: GuildId) -> Markup {
        const COUNTERS: [Metric; 4] = [Metric::Views, Metric::Likes, Metric::Comments, Metric::Posts];
        let here = self.gains.href(self.gains.period, self.gains.metric);
        html! {
            (self.head())
            @if self.wrong { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { "Something in this address is not known and was left out." })) } }
            (results(&here, html! {
                div class="grid gap-3 lg:gap-4" {
                    (self.facts())
                    div class="flex flex-wrap items-center justify-between gap-2" {
                        h2 class="text-title font-semibold" { "The last " (self.gains.period.days()) " days" }
                        (self.gains.periods())
                    }
                    (self.gains.counters(&self.days, &COUNTERS))
                    (self.gains.chart(&self.days))
                    (self.followers_chart())
                    (self.latest(guild))
                    @if self.history.len() > 1 { (self.groups()) }
                }
            }))
        }
    }

    fn head(&self) -> Markup {
        let row = self.account;
        html! {
            div.page-head {
                div class="flex min-w-0 items-center gap-3" {
                    (platform(&row.platform))
                    div class="min-w-0" {
                        h1.handle { "@" (text::handle(&row.username)) }
                        p { bdi { (row.display_name) } " · " bdi { (row.group_label) } " · " bdi { (row.brand_label) } }
                    }
                }
                div.actbar {
                    a class="btn btn-quiet" href=(profile_url(&row.platform, &row.username)) target="_blank" rel="noopener noreferrer" { (icon("external-link")) span class="max-sm:sr-only" { "Profile" } span.sr-only { " on " (platform_name(&row.platform)) ", opens there" } }
                    (self.changes())
                }
            }
        }
    }

    fn changes(&self) -> Markup {
        let paused = self.account.status == "paused";
        let (action, name, word) =
            if paused { ("resume", "play", "Resume") } else { ("pause", "pause", "Pause") };
        let pause = html! { (icon(name)) span class="max-sm:sr-only" { (word) } };
        let delete = html! { (icon("trash-2")) span class="max-sm:sr-only" { "Delete" } };
        let edit = html! { (icon("pencil")) "Edit" };
        if !self.admin {
            return html! {
                (button_denied("pause", pause, ADMINS)) (button_denied("delete", delete, ADMINS)) (button_denied("edit", edit, ADMINS))
            };
        }
        let bulk = format!("{}/bulk", self.base);
        let do_it = |action: &str, class: &str, label: Markup| {
            let body = html! {
                input type="hidden" name="ids[]" value=(self.account.id);
                button class=(class) name="action" value=(action) { (label) }
            };
            post_form(&bulk, self.csrf, "", body)
        };
        let href = format!("{}/{}?dialog={}", self.base, self.account.id, dialogs::EDIT);
        html! {
            (do_it(action, "btn btn-quiet", pause))
            (do_it("delete", "btn btn-quiet text-error", delete))
            (opener(dialogs::EDIT, &href, "btn btn-primary", edit))
        }
    }

    fn facts(&self) -> Markup {
        let row = self.account;
        let (kind, word) = state_of(row);
        let fact = |label: &str, value: Markup| html! { div { dt class="text-small text-muted" { (label) } dd class="mt-0.5 font-semibold num" { (value) } } };
        html! {
            section.panel aria-label="About this account" {
                dl class="panel-body grid grid-cols-2 gap-4 pt-4! sm:grid-cols-4 lg:pt-5!" {
                    (fact("State", state(kind, word)))
                    (fact("Followers", row.followers.map_or_else(|| html! { "unknown" }, |n| html! { (text::number(n)) })))
                    (fact("Collected", row.last_checked_at.map_or_else(|| html! { "never" }, |at| time::time(self.now.0, at.0))))
                    (fact("Tracked since", time::time_as(row.created_at.0, &time::date(row.created_at.0))))
                }
                @if row.status == "unavailable" {
                    p class="px-4 pb-4 text-small text-muted lg:px-5" {
                        "The platform does not show it any more."
                        @if let Some(at) = row.status_at { " The bot last said so " (time::time(self.now.0, at.0)) "." }
                    }
                }
            }
        }
    }

    fn followers_chart(&self) -> Markup {
        let (first, count) = (self.gains.period.first(self.gains.today), self.gains.period.days());
        if self.followers.is_empty() {
            let text = "The bot has not reported followers in these days.";
            return panel::panel(
                "followers",
                "Followers",
                None,
                panel::empty_in("user-round-plus", "No followers known", text, None),
                None,
            );
        }
        // What was read last holds until it is read again.
        let on = |day: Day| self.followers.iter().rfind(|row| row.day <= day).map(|row| row.followers);
        let values: Vec<_> = (0..count).map(|offset| on(first.plus(offset))).collect();
        let starts: Vec<i64> = (0..count).map(|offset| first.plus(offset).start().0).collect();
        let latest = values.iter().rev().flatten().next().copied().unwrap_or(0);
        let series = [Series { key: "likes", label: "Followers", values }];
        let foot =
            html! { span { "Latest " strong class="text-base-content num" { (text::number(latest)) } } };
        let label = format!("Followers per day over {count} days.");
        let chart = Chart {
            id: "follower-days",
            label: &label,
            unit: "followers",
            days: &starts,
            series: &series,
            foot,
        };
        panel::panel("followers", "Followers", None, chart::chart(&chart), None)
    }

    fn latest(&self, guild: GuildId) -> Markup {
        let all = format!("/guilds/{guild}/posts?account_id={}", self.account.id);
        let aside = html! { a.link href=(all) { "All posts" } };
        if self.posts.is_empty() {
            let text = "The bot reports posts as it finds them.";
            return panel::panel(
                "posts",
                "Latest posts",
                None,
                panel::empty_in("image-play", "No posts yet", text, None),
                None,
            );
        }
        let body = html! {
            table class="dtable dtable-cards" {
                thead { tr {
                    th scope="col" { "Posted" } th.r scope="col" { "Views" } th.r scope="col" { "Likes" }
                    th.r scope="col" { "Comments" } th class="r max-md:hidden" scope="col" { "Shares" }
                } }
                tbody {
                    @for post in &self.posts {
                        tr id={ "post-" (post.id) } class="max-sm:grid-cols-3" {
                            th scope="row" class="max-sm:col-span-3" {
                                a class="inline-flex items-center gap-1.5 hover:underline" href=(post.url) target="_blank" rel="noopener noreferrer" {
                                    (time::time(self.now.0, post.posted_at.0)) (icon_sm("external-link")) span.sr-only { "Open the post" }
                                }
                            }
                            td class="r font-semibold" data-label="Views" { (text::number(post.views)) }
                            td.r data-label="Likes" { (text::number(post.likes)) }
                            td.r data-label="Comments" { (text::number(post.comments)) }
                            td class="r max-md:hidden!" { (text::number(post.shares)) }
                        }
                    }
                }
            }
        };
        panel::panel("posts", "Latest posts", Some(aside), body, None)
    }

    /// What it gained on a day counts for the group of that day.
    fn groups(&self) -> Markup {
        let body = html! {
            ul.rows {
                @for row in &self.history {
                    li class="flex flex-wrap justify-between gap-2 px-4 py-2.5 lg:px-5" {
                        span { bdi { (row.label) } span.text-muted { " · " bdi { (row.brand) } } }
                        span.text-muted { @if row.from_day == Day(0) { "from the beginning" } @else { "from " (time::date(row.from_day.start().0)) } }
                    }
                }
            }
        };
        panel::panel("groups", "Groups over time", None, body, None)
    }

    fn dialog(&self, open: bool, typed: Option<Typed>, faults: &Faults) -> Markup {
        let typed = typed.unwrap_or_else(|| Typed::of(self.account));
        let here = format!("{}/{}", self.base, self.account.id);
        let groups = &self.choices;
        Form { typed: &typed, faults, groups, csrf: self.csrf, open, action: &here, close: &here }
            .edit_account()
    }
}
