//! The page on which an administrator makes a round: week, groups and targets on one form, then a review of
//! them. What was typed goes along in the form, so that the page works without scripts.

mod form;
mod review;
mod rows;
mod typed;
mod weeks;

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::bonus::Week;
use crate::bonus::pages::{href as rounds_href, round_href};
use crate::bonus::rounds::hints::{Hint, hints};
use crate::bonus::rounds::{self, Round, store};
use crate::bonus::rules::Draft;
use crate::guilds::frame::PageRequest;
use crate::guilds::{Admin, GuildAccess, GuildScope, Viewer};
use crate::http::{Access, Code, Error, Flash, Form, RequestId, Routes, render};
use crate::ids::{GroupId, GuildId};
use crate::time::Ms;
use crate::tracking::accounts::list::{self, GroupChoice};
use crate::tracking::change;
use crate::web::form::Faults;
use crate::web::{Page, page, text};
use typed::Typed;

const DENIED: &str = "Only administrators of this server can make bonus rounds.";

pub fn routes() -> Routes {
    Routes::new().get("/guilds/{guild_id}/bonus/new", Access::Viewer, show).post(
        "/guilds/{guild_id}/bonus/new",
        Access::Admin,
        send,
    )
}

/// The address of this page.
pub fn href(guild: GuildId) -> String {
    format!("{}/new", rounds_href(guild))
}

/// What can be chosen from. Three statements.
struct Choices {
    groups: Vec<GroupChoice>,
    hints: HashMap<GroupId, Hint>,
    /// Weeks that have a round.
    used: Vec<Week>,
}

impl Choices {
    async fn read(app: &App, guild: GuildId) -> Result<Choices, Error> {
        Ok(Choices {
            groups: list::groups(&app.db, guild).await?,
            hints: hints(&app.db, guild, app.clock.now()).await?,
            used: store::weeks(&mut &app.db, guild).await?,
        })
    }
}

/// What both steps are drawn from.
struct View<'a> {
    guild: GuildId,
    csrf: &'a str,
    admin: bool,
    now: Ms,
    choices: &'a Choices,
    typed: &'a Typed,
    faults: &'a Faults,
    /// The round that the chosen week has already.
    taken: Option<&'a Round>,
}

/// The steps by name; all but the last are parts of one form.
fn steps(review: bool) -> Markup {
    const STEPS: [(&str, &str); 4] =
        [("Week", "#week"), ("Groups", "#groups"), ("Targets", "#targets"), ("Review", "")];
    html! {
        ol class="mb-4 flex flex-wrap items-center gap-x-2 gap-y-1 text-small" aria-label="Steps" {
            @for (index, (name, to)) in STEPS.iter().enumerate() {
                @let last = index + 1 == STEPS.len();
                li class="flex items-center gap-2" aria-current=[(review && last).then_some("step")] {
                    @if index > 0 { span class="text-muted" aria-hidden="true" { "›" } }
                    @if review || last { span class={ @if review == last { "font-semibold" } @else { "text-muted" } } { (index + 1) " " (name) } }
                    @else { a class="inline-flex min-h-6 items-center font-semibold hover:underline" href=(to) { (index + 1) " " (name) } }
                }
            }
        }
    }
}

/// `GET /guilds/{guild_id}/bonus/new`
pub async fn show(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
) -> Result<Response, Error> {
    let choices = Choices::read(&app, scope.guild_id()).await?;
    let typed = Typed::new(&choices.used, app.clock.now());
    Ok(render::html(draw(&app, &scope, &request, &choices, &typed, Told::default()).await?))
}

/// What is said about the fields, and which of the two steps it is.
#[derive(Default)]
struct Told {
    faults: Faults,
    taken: Option<Round>,
    review: Option<Draft>,
}

/// `POST /guilds/{guild_id}/bonus/new`: each step sends the whole form; only the last makes something.
pub async fn send(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    request: PageRequest,
    request_id: RequestId,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    typed.known_fields()?;
    let (guild, now) = (scope.guild_id(), app.clock.now());
    let choices = Choices::read(&app, guild).await?;
    let asked = match typed.step.as_str() {
        "edit" => Ok(Told::default()),
        _ => asked(&app, guild, &choices, &typed, now).await?,
    };
    let told = match asked {
        Ok(told) => told,
        Err(told) => return again(&app, &scope, &request, &choices, &typed, told).await,
    };
    let Some(draft) = told.review.as_ref().filter(|_| typed.step == "create") else {
        return Ok(render::html(draw(&app, &scope, &request, &choices, &typed, told).await?));
    };
    if is_past(draft, now) && typed.past.is_none() {
        let faults = Faults::new([("past".to_owned(), "must be ticked".to_owned())]);
        return again(&app, &scope, &request, &choices, &typed, Told { faults, ..told }).await;
    }
    let mut tx = change::begin(&app, guild).await?;
    let done = rounds::create(&mut tx, &scope.acting(&app, &request_id), draft).await;
    let (flash, round) = match change::committed(&app, tx, guild, done).await {
        Ok(round) => (Flash::good(said(&round)), round),
        // Sent twice, or by two people at once: the other was quicker.
        Err(error) if error.code() == Code::RoundExists => match taken(&app, &scope, draft).await? {
            (round, true) => (Flash::good(format!("{} It was made once.", said(&round))), round),
            (round, false) => {
                let told = Told { faults: has_round(), taken: Some(round), review: None };
                return again(&app, &scope, &request, &choices, &typed, told).await;
            }
        },
        Err(error) if error.problem.errors.is_empty() => return Err(error),
        Err(error) => {
            let faults = typed.faults_of(&error.problem.errors);
            return again(&app, &scope, &request, &choices, &typed, Told { faults, ..Told::default() }).await;
        }
    };
    Ok(flash.redirect(&app.secrets, request.session.session_id, &round_href(guild, round.id)))
}

/// What was typed as a draft to review, or all that is wrong with it.
async fn asked(
    app: &App,
    guild: GuildId,
    choices: &Choices,
    typed: &Typed,
    now: Ms,
) -> Result<Result<Told, Told>, Error> {
    let draft = typed.draft(&choices.groups, now);
    // The last step finds out by itself, and may be the same form sent twice.
    let looked_up = typed.week().filter(|_| typed.step != "create" || draft.is_err());
    let taken = match looked_up {
        Some(week) => store::of_week(&mut &app.db, guild, week).await?,
        None => None,
    };
    Ok(match (draft, taken) {
        (Ok(draft), None) => Ok(Told { review: Some(draft), ..Told::default() }),
        (draft, taken) => {
            let faults = draft.err().unwrap_or_default();
            let faults = if taken.is_some() { faults.and(has_round()) } else { faults };
            Err(Told { faults, taken, review: None })
        }
    })
}

fn has_round() -> Faults {
    Faults::new([("week".to_owned(), "has a bonus round already".to_owned())])
}

fn is_past(draft: &Draft, now: Ms) -> bool {
    Week::containing(draft.week_start).is_over(now)
}

/// The round of the draft's week, and whether it is this very draft by the same person.
async fn taken(app: &App, access: &GuildAccess, draft: &Draft) -> Result<(Round, bool), Error> {
    let (guild, week) = (access.guild_id(), Week::containing(draft.week_start));
    let round = store::of_week(&mut &app.db, guild, week).await?.ok_or(Code::Conflict)?;
    let mut made: Vec<_> = store::targets(&mut &app.db, &round)
        .await?
        .iter()
        .map(|target| (target.group_id, target.target_views))
        .collect();
    let mut wanted: Vec<_> = draft.targets.iter().map(|target| (target.group, target.views)).collect();
    made.sort_unstable();
    wanted.sort_unstable();
    let same = round.created_by_id == access.actor().id
        && round.bonus_amount_cents == draft.amount_cents
        && made == wanted;
    Ok((round, same))
}

fn said(round: &Round) -> String {
    let targets = text::count(round.target_count, "target", "targets");
    let made = format!("Bonus round of {} created with {targets}.", round.week.name());
    match round.is_pending() {
        true => made,
        false => format!("{made} It is evaluated: {} achieved.", round.achieved()),
    }
}

/// The form as it was typed with what is wrong in it, or the review with its question.
async fn again(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    choices: &Choices,
    typed: &Typed,
    told: Told,
) -> Result<Response, Error> {
    let page = draw(app, access, request, choices, typed, told).await?;
    Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
}

async fn draw(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    choices: &Choices,
    typed: &Typed,
    told: Told,
) -> Result<Markup, Error> {
    let guild = access.guild_id();
    let frame = request.guild_frame(app, guild, "/bonus").await?;
    let view = View {
        guild,
        csrf: &frame.csrf,
        admin: access.is_admin(),
        now: app.clock.now(),
        choices,
        typed,
        faults: &told.faults,
        taken: told.taken.as_ref(),
    };
    let body = match &told.review {
        Some(draft) => view.review(draft),
        None => view.form(),
    };
    let crumbs = [
        (access.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Bonus rounds", Some(rounds_href(guild))),
        ("New round", None),
    ];
    Ok(page(
        &frame,
        Page { title: "New bonus round", current: "bonus", crumbs: &crumbs, charts: false, body },
    ))
}
