//! The leaderboard: the first three on a podium, and all of them in a table.

use maud::{Markup, html};

use super::href;
use super::round::streak;
use crate::app::App;
use crate::bonus::leaderboard::{Board, RankBy, Ranked, Span, Standing, board};
use crate::cache;
use crate::guilds::GuildAccess;
use crate::http::{Error, Params};
use crate::ids::GuildId;
use crate::tracking::groups;
use crate::web::icons::icon_sm;
use crate::web::results::results;
use crate::web::table::{Choice, segments_in_place};
use crate::web::{panel, text, time};

/// Groups that are named on one place of the podium.
const NAMED: usize = 3;

/// What the board is drawn from.
struct View {
    guild: GuildId,
    span: Span,
    by: RankBy,
    notes: Vec<&'static str>,
    board: Board,
}

/// The leaderboard at this query. Two statements.
pub async fn show(app: &App, scope: &GuildAccess, params: &mut Params) -> Result<Markup, Error> {
    let guild = scope.guild_id();
    let span = params.get("weeks", "4, 8, 12 or all").unwrap_or_default();
    let by = params.get("rank", "hit_rate or total_bonus").unwrap_or_default();
    let notes = notes(params);
    let what = format!("leaderboard page {span:?} {by:?} {notes:?}");
    let draw = async {
        let board = board(&app.db, guild, span, by, app.clock.now().day()).await?;
        Ok(View { guild, span, by, notes, board }.body())
    };
    cache::markup(app, scope, &what, draw).await
}

impl View {
    fn body(&self) -> Markup {
        html! {
            (results(&self.href(self.span, self.by), html! {
                @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
                (self.controls())
                p class="mb-3 text-small text-muted num" data-announce { (self.meta()) }
                @if self.board.ranked.is_empty() { section.panel aria-label="Leaderboard" { (self.nothing()) } }
                @else {
                    (self.podium())
                    (panel::panel("board", "All groups", None, self.table(), None))
                }
            }))
        }
    }

    fn href(&self, span: Span, by: RankBy) -> String {
        let mut href = format!("{}?tab=leaderboard", href(self.guild));
        if span != Span::default() {
            href.push_str(&format!("&weeks={}", span.as_str()));
        }
        if by != RankBy::default() {
            href.push_str(&format!("&rank={}", by.as_str()));
        }
        href
    }

    fn controls(&self) -> Markup {
        let spans = Span::ALL.map(|span| (self.href(span, self.by), span));
        let bys = RankBy::ALL.map(|by| (self.href(self.span, by), by));
        let word = |span: Span| {
            if span == Span::All { "All time".to_owned() } else { format!("{} weeks", span.as_str()) }
        };
        let spans: Vec<Choice<'_>> = spans
            .iter()
            .map(|(href, span)| Choice { label: html! { (word(*span)) }, href, current: *span == self.span })
            .collect();
        let bys: Vec<Choice<'_>> = bys
            .iter()
            .map(|(href, by)| Choice { label: html! { (by_word(*by)) }, href, current: *by == self.by })
            .collect();
        html! {
            div class="mb-3 flex flex-wrap items-center gap-3" {
                (segments_in_place("Period", &spans))
                (segments_in_place("Rank by", &bys))
            }
        }
    }

    fn meta(&self) -> Markup {
        let groups = text::count(self.board.ranked.len() as i64, "group", "groups");
        let rounds = text::count(self.board.rounds_evaluated, "evaluated round", "evaluated rounds");
        html! {
            (groups) " in " (rounds)
            @if let Some(since) = self.board.since { " since " (time::time_as(since.first().start().0, &time::date(since.first().start().0))) }
        }
    }

    fn nothing(&self) -> Markup {
        if self.span == Span::All {
            let text = "Groups appear here once a round with them is evaluated.";
            return panel::empty("trophy", "No evaluated round yet", text, None);
        }
        let all = self.href(Span::All, self.by);
        let action = html! { a class="btn btn-quiet" href=(all) { "Show all time" } };
        panel::empty("trophy", "No evaluated round in these weeks", "Look further back.", Some(action))
    }

    /// The places up to the third; equals share one.
    fn podium(&self) -> Markup {
        let places = self.board.ranked.chunk_by(|a, b| a.rank == b.rank);
        html! {
            ol class="mb-4 grid grid-cols-[repeat(auto-fit,minmax(min(100%,15rem),1fr))] gap-3 lg:gap-4" aria-label="Podium" {
                @for place in places.take_while(|place| place.first().is_some_and(|first| first.rank <= 3)) { (self.place(place)) }
            }
        }
    }

    fn place(&self, place: &[Ranked]) -> Markup {
        let Some(first) = place.first() else { return html! {} };
        let ordinal = ["1st", "2nd", "3rd"].get(first.rank - 1).copied().unwrap_or_default();
        html! {
            li class="panel p-4 lg:px-5" {
                p class="flex items-center gap-2 text-small font-semibold text-muted" {
                    span class={ "medal medal-" (first.rank) } aria-hidden="true" { (first.rank) } (ordinal) " place"
                    @if place.len() > 1 { ", shared by " (place.len()) }
                }
                p class="metric mt-1" { (self.figure(&first.standing)) }
                ul class="mt-1 grid gap-1.5" {
                    @for Ranked { standing, .. } in place.iter().take(NAMED) {
                        li { (self.name(standing)) span class="block text-micro text-muted num" { (achieved(standing)) ", " (text::money(standing.total_bonus_cents)) ", " (unpaid(standing)) } }
                    }
                    @if place.len() > NAMED { li class="text-small text-muted" { "and " (place.len() - NAMED) " more" } }
                }
            }
        }
    }

    fn figure(&self, standing: &Standing) -> Markup {
        match self.by {
            RankBy::HitRate => html! { (rate(standing)) },
            RankBy::TotalBonus => html! { (text::money(standing.total_bonus_cents)) },
        }
    }

    fn name(&self, standing: &Standing) -> Markup {
        html! {
            @if standing.group_is_deleted { span class="font-semibold wrap-anywhere" { bdi { (standing.group_label) } } span class="text-muted" { " (deleted)" } }
            @else { a class="font-semibold wrap-anywhere hover:underline" href=(groups::href(self.guild, standing.group_id)) { bdi { (standing.group_label) } } }
            span class="text-muted" { " · " a class="hover:underline" href={ "/guilds/" (self.guild) "/brands?brand_id=" (standing.brand_id) } { bdi { (standing.brand_label) } } }
        }
    }

    fn table(&self) -> Markup {
        html! {
            table class="dtable dtable-cards dtable-sticky" {
                thead { tr {
                    th scope="col" class="w-8" { "#" } th scope="col" { "Group" } th.r scope="col" { "Achieved" }
                    th.r scope="col" { "Hit rate" } th.r scope="col" { "Streak" }
                    th.r scope="col" { "Total" } th.r scope="col" { "Paid" } th.r scope="col" { "Unpaid" }
                } }
                tbody { @for ranked in &self.board.ranked { (self.row(ranked)) } }
            }
        }
    }

    fn row(&self, Ranked { rank, standing }: &Ranked) -> Markup {
        html! {
            tr id={ "standing-" (standing.group_id) } class="max-sm:grid-cols-3" {
                td class="text-muted num max-sm:hidden!" { (rank) }
                th scope="row" class="max-sm:col-span-3" { span class="num text-muted sm:hidden" { (rank) ". " } (self.name(standing)) }
                td.r data-label="Achieved" { (text::number(standing.achieved)) " of " (text::count(standing.rounds, "round", "rounds")) }
                td class="r font-semibold" data-label="Hit rate" { (rate(standing)) }
                td.r data-label="Streak" { (streak(standing.current_streak)) }
                td class="r font-semibold" data-label="Total" { (text::money(standing.total_bonus_cents)) }
                td.r data-label="Paid" { (text::money(standing.total_paid_cents)) }
                td.r data-label="Unpaid" { (text::money(standing.total_unpaid_cents())) }
            }
        }
    }
}

fn by_word(by: RankBy) -> Markup {
    match by {
        RankBy::HitRate => html! { (icon_sm("target")) "Hit rate" },
        RankBy::TotalBonus => html! { (icon_sm("banknote")) "Total bonus" },
    }
}

/// `91.7 %`.
fn rate(standing: &Standing) -> String {
    format!("{:.1} %", standing.hit_rate_percent())
}

fn achieved(standing: &Standing) -> String {
    let rounds = text::count(standing.rounds, "round", "rounds");
    format!("{} of {rounds} achieved", text::number(standing.achieved))
}

fn unpaid(standing: &Standing) -> String {
    match standing.total_unpaid_cents() {
        0 => "all paid".to_owned(),
        cents => format!("{} not paid", text::money(cents)),
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("weeks", "The period is not known: these are the last 12 weeks."),
        ("rank", "The order is not known: the groups come by hit rate."),
    ];
    params.notes(TOLD, false)
}
