//! The rounds, newest first: ten and then ten more, one of them opened in place.

mod address;
mod card;

use maud::{Markup, html};

use super::home::create;
use super::place::Place;
use super::round::{self, Opened};
use crate::app::App;
use crate::bonus::rounds::{self, Asked, Detail, Page, State};
use crate::guilds::GuildAccess;
use crate::http::{Code, Error, Params};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::web::results::results;
use crate::web::table::{Choice, segments_in_place};
use crate::web::{dialog, panel};

use address::Address;

/// Rounds that are read on at once.
pub const ROWS: i64 = 10;

/// What the list is drawn from.
struct View {
    guild: GuildId,
    address: Address,
    /// Where the list is read again, the open round at its tab.
    refresh: String,
    /// What of the address could not be used, in words.
    notes: Vec<&'static str>,
    page: Page,
    /// The round that is open, drawn.
    open: Option<Markup>,
    dialog: Option<Markup>,
    admin: bool,
    now: Ms,
}

/// The list at this query. At most three statements: the rounds, the counts so far of those that are
/// pending, and the targets of the one that is open.
pub async fn show(app: &App, access: &GuildAccess, csrf: &str, params: &mut Params) -> Result<Markup, Error> {
    let guild = access.guild_id();
    let mut address = Address::read(params);
    let part = params.get("part", "targets, payments or results").unwrap_or_default();
    let order = params.text("sort");
    let sort = round::Sort::read(params);
    let (asked_dialog, now) = (params.text("dialog"), app.clock.now());
    // A link may be older than the secret, or its filter was changed by hand: begin again and say so.
    let (page, restarted) = match read(app, guild, &address).await {
        Err(error) if error.code() == Code::InvalidCursor => {
            address.cursor = None;
            (read(app, guild, &address).await?, true)
        }
        page => (page?, false),
    };
    let found = page.rounds.iter().map(|(round, _)| round).find(|round| Some(round.id) == address.open);
    let (mut open, mut dialog) = (None, None);
    let mut refresh = address.refresh(guild);
    if let Some(round) = found {
        let targets = rounds::store::targets(&mut &app.db, round).await?;
        let detail = Detail { round: round.clone(), targets };
        let place = Place::in_list(address.href(guild));
        let opened =
            Opened { guild, detail: &detail, place: &place, part, sort, admin: access.is_admin(), csrf, now };
        let order = order.filter(|_| sort != round::Sort::default()).map(|order| format!("sort={order}"));
        refresh = Place::in_list(refresh).part_with(part, &order.unwrap_or_default());
        dialog = asked_dialog.as_deref().and_then(|name| opened.dialog(name));
        open = Some(opened.in_place(app).await?);
    } else {
        address.open = None;
    }
    let (admin, notes) = (access.is_admin(), notes(params, restarted));
    Ok(View { guild, address, refresh, notes, page, open, dialog, admin, now }.body())
}

async fn read(app: &App, guild: GuildId, address: &Address) -> Result<Page, Error> {
    let limit = if address.cursor.is_some() { ROWS } else { address.show };
    let cursor = address.cursor.as_deref();
    let asked = Asked { state: address.state, cursor, limit, keep: address.open };
    rounds::list(&app.db, &app.secrets, guild, asked).await
}

impl View {
    fn body(self) -> Markup {
        let more = self.more();
        html! {
            div hx-include="#shown" { (results(&self.refresh, html! {
                @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
                (self.states())
                @if self.address.cursor.is_some() {
                    p class="mb-3" { a.link href=(Address { cursor: None, ..self.address.clone() }.href(self.guild)) { "To the newest rounds" } }
                }
                @if self.page.rounds.is_empty() { section.panel aria-label="Rounds" { (self.nothing()) } }
                @else {
                    ul #rounds class="grid grid-cols-1 gap-3" {
                        @for (round, so_far) in &self.page.rounds {
                            @let open = self.open.as_ref().filter(|_| Some(round.id) == self.address.open);
                            (card::Card { guild: self.guild, round, so_far: so_far.as_ref(), address: &self.address, open, now: self.now }.draw())
                        }
                        (more)
                    }
                }
            })) }
            (dialog::place(self.dialog))
        }
    }

    /// All rounds, or those of one state.
    fn states(&self) -> Markup {
        let all = [
            (State::All, "All"),
            (State::Pending, "Pending"),
            (State::Evaluated, "Evaluated"),
            (State::Unpaid, "Not fully paid"),
        ];
        let hrefs = all.map(|(state, _)| Address { state, ..Address::default() }.href(self.guild));
        let choices: Vec<Choice<'_>> = all
            .iter()
            .zip(&hrefs)
            .map(|((state, label), href)| Choice {
                label: html! { (label) },
                href,
                current: *state == self.address.state,
            })
            .collect();
        html! { div class="mb-3" { (segments_in_place("Which rounds", &choices)) } }
    }

    /// The last of the list: the way on, and how many are shown for whatever reads the list again.
    fn more(&self) -> Markup {
        let shown = self.address.shown(self.page.rounds.len());
        html! {
            li #more {
                input #shown type="hidden" name="show" value=(shown) disabled[shown <= ROWS];
                @if let Some(next) = &self.page.next {
                    @let on = Address { cursor: Some(next.clone()), show: shown, ..self.address.clone() };
                    @let whole = Address { cursor: None, show: shown + ROWS, ..self.address.clone() };
                    a class="btn btn-quiet w-full" data-more href=(on.href(self.guild)) hx-get=(on.href(self.guild)) hx-target="#more" hx-sync="#results:replace"
                        hx-select="#rounds > li" hx-swap="outerHTML show:none" hx-replace-url=(whole.href(self.guild)) { "Load more" }
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        let all = super::href(self.guild);
        match self.address.state {
            State::All => {
                let text =
                    "Set each group a target of views for a week; the groups that achieve it get a bonus.";
                panel::empty(
                    "trophy",
                    "No bonus rounds yet",
                    text,
                    Some(create_again(self.guild, self.admin)),
                )
            }
            State::Pending => {
                panel::no_match("No round is pending", "All rounds so far are evaluated.", &all)
            }
            State::Evaluated => {
                let text = "A round is evaluated two hours after its week.";
                panel::no_match("No round is evaluated yet", text, &all)
            }
            State::Unpaid => {
                let text = "No round has a payment that is not paid.";
                panel::no_match("Nothing is left to pay", text, &all)
            }
        }
    }
}

/// The button once more; where it is denied the one in the head of the page says why.
fn create_again(guild: GuildId, admin: bool) -> Markup {
    if admin {
        create(guild, true)
    } else {
        html! {}
    }
}

/// One sentence for each thing that was left out.
fn notes(params: &Params, restarted: bool) -> Vec<&'static str> {
    const TOLD: &[(&str, &str)] = &[
        ("state", "The filter is not known: these are all rounds."),
        ("show", "The number of rounds is none: these are the newest."),
        ("open", "The round is not known and was left out."),
        ("part", "The part of the round is not known: these are its targets."),
        ("sort", "The order is not known: the groups come by name."),
    ];
    params.notes(TOLD, restarted)
}
