//! The page of one import: what it would change, how far it is, or what came of it.

use axum::extract::State as Of;
use axum::response::Response;
use maud::{Markup, html};

use super::dialogs::{self, CONFIRM, UNDO};
use super::{ADMINS_ONLY, Looking, href};
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::http::{Error, Params, Path, render};
use crate::ids::{GuildId, ImportId};
use crate::time::Ms;
use crate::transfer::base;
use crate::transfer::import::undo::{self, Remains};
use crate::transfer::import::view::{Import, KeptBrand, KeptGroup, Preview, State, Undone};
use crate::transfer::import::{preview, store};
use crate::web::dialog::opener;
use crate::web::form::{button_denied, post_button};
use crate::web::icons::icon;
use crate::web::{Page, page as full_page, panel};

/// What the page is drawn from.
pub struct View {
    pub guild: GuildId,
    pub admin: bool,
    pub csrf: String,
    pub preview: Preview,
    /// The rows that change an account, and not the first ones.
    pub changes_only: bool,
    /// What imports left that were undone before this one, if this one can be.
    pub remains: Remains,
    /// Groups and brands that are there, if an undo kept some.
    pub there: (Vec<KeptGroup>, Vec<KeptBrand>),
    /// Another import that the guild is busy with.
    pub busy: Option<Import>,
    pub dialog: Option<String>,
    pub now: Ms,
}

/// `GET /guilds/{guild_id}/data/imports/{import_id}`
pub async fn page(
    Of(app): Of<App>,
    scope: Looking,
    request: PageRequest,
    Path((_, id)): Path<(GuildId, ImportId)>,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let preview = preview::find(&app, guild, id).await?;
    let frame = request.guild_frame(&app, guild, "/data").await?;
    let busy = store::at_work(&app.db, guild).await?.filter(|import| import.id != id);
    let title = preview.import.filename.clone();
    let remains = match scope.is_admin() && preview.import.undo_until.is_some() {
        true => undo::remains(&mut &app.db, guild).await?,
        false => Remains::default(),
    };
    let there = match &preview.import.undone {
        Some(undone) if !undone.kept_groups.is_empty() || !undone.kept_brands.is_empty() => {
            undo::there(&mut &app.db, guild).await?
        }
        _ => Default::default(),
    };
    let view = View {
        guild,
        admin: scope.is_admin(),
        csrf: frame.csrf.clone(),
        preview,
        changes_only: params.text("show").as_deref() == Some("changes"),
        remains,
        there,
        busy,
        dialog: params.text("dialog").filter(|_| scope.is_admin()),
        now: app.clock.now(),
    };
    let crumbs = [
        (scope.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Import & export", Some(base(guild))),
        (title.as_str(), None),
    ];
    let page =
        Page { title: "Import accounts", current: "data", crumbs: &crumbs, charts: false, body: view.body() };
    Ok(render::html(full_page(&frame, page)))
}

impl View {
    pub fn import(&self) -> &Import {
        &self.preview.import
    }

    pub fn here(&self) -> String {
        href(self.guild, self.import().id)
    }

    fn body(&self) -> Markup {
        let import = self.import();
        let why = match import.state {
            State::Previewed => "Nothing is written until every row is right and you confirm.",
            State::Queued | State::Running => "It goes on when you leave this page.",
            State::Completed => "All of it is done.",
            State::Failed => "Nothing of it was written.",
            State::Cancelled | State::Expired => "Nothing of it was written.",
            State::Undone if import.undone.as_ref().is_some_and(Undone::is_whole) => {
                "What it did was taken back."
            }
            State::Undone => "What it did was taken back, but for what is used or was changed since.",
        };
        html! {
            (panel::page_head("Import accounts", why, Some(self.actions())))
            (self.steps())
            @match import.state {
                State::Previewed | State::Failed => (self.previewed()),
                State::Queued | State::Running => (self.running()),
                _ => (self.ended()),
            }
            (self.dialogs())
        }
    }

    fn steps(&self) -> Markup {
        let at = match self.import().state {
            State::Previewed | State::Cancelled | State::Expired => 1,
            State::Queued | State::Running | State::Failed => 2,
            State::Completed | State::Undone => 3,
        };
        html! {
            ol class="steps-line mb-4 text-small" aria-label="Steps" {
                @for (index, name) in ["Upload", "Check", "Import"].into_iter().enumerate() {
                    @if index < at { li.done { span.n { (icon("check")) } (name) span.sr-only { " (done)" } } }
                    @else { li aria-current=[(index == at).then_some("step")] { span.n { (index + 1) } (name) } }
                }
            }
        }
    }

    fn actions(&self) -> Markup {
        let (import, here) = (self.import(), self.here());
        let another = html! { a class="btn btn-quiet" href=(base(self.guild)) { (icon("upload")) "Upload another file" } };
        html! {
            @match import.state {
                State::Previewed => {
                    @if self.admin { (post_button(&format!("{here}/cancel"), &self.csrf, "btn btn-quiet", html! { "Cancel" })) }
                    a class="btn btn-quiet max-sm:hidden" href=(base(self.guild)) { (icon("upload")) "Upload corrected file" }
                    (self.confirm())
                }
                State::Queued | State::Running => @if self.admin { (post_button(&format!("{here}/cancel"), &self.csrf, "btn btn-quiet", html! { "Cancel import" })) },
                State::Completed => {
                    (self.undo())
                    a class="btn btn-primary" href={ "/guilds/" (self.guild) "/accounts" } { (icon("users-round")) "View accounts" }
                }
                State::Failed => {
                    (another)
                    (self.again())
                }
                State::Cancelled | State::Expired | State::Undone => (another),
            }
        }
    }

    /// The one primary button of a preview, or why it cannot be pressed.
    fn confirm(&self) -> Markup {
        let import = self.import();
        let label = html! { (dialogs::import_words(import)) };
        match self.obstacle() {
            Some(why) => button_denied("confirm", label, &why),
            None => opener(CONFIRM, &format!("{}?dialog={CONFIRM}", self.here()), "btn btn-primary", label),
        }
    }

    /// A job that failed is tried again as it is, unless its rows are wrong by now.
    fn again(&self) -> Markup {
        let label = html! { (icon("refresh-cw")) "Try again" };
        match self.obstacle() {
            Some(why) => button_denied("again", label, &why),
            None => post_button(&format!("{}/confirm", self.here()), &self.csrf, "btn btn-primary", label),
        }
    }

    /// Why this preview cannot be confirmed.
    pub fn obstacle(&self) -> Option<String> {
        let import = self.import();
        match &self.busy {
            _ if !self.admin => Some(ADMINS_ONLY.to_owned()),
            _ if import.invalid_rows > 0 && import.failure.is_some() => {
                Some("Rows do not fit what the server has by now. Check them again first.".to_owned())
            }
            _ if import.invalid_rows > 0 => {
                Some("Rows are wrong. Correct them in your file, then upload it again.".to_owned())
            }
            _ if import.new_rows + import.changed_rows == 0 => {
                Some("Every account is already as the file says.".to_owned())
            }
            other => other.as_ref().map(busy_with),
        }
    }

    fn undo(&self) -> Markup {
        let label = html! { (icon("undo-2")) "Undo import" };
        html! {
            @if !self.admin { (button_denied("undo", label, ADMINS_ONLY)) }
            @else if self.import().undo_until.is_none() { (button_denied("undo", label, "An import can be undone for 7 days.")) }
            @else { (opener(UNDO, &format!("{}?dialog={UNDO}", self.here()), "btn btn-quiet text-error", label)) }
        }
    }

    fn dialogs(&self) -> Markup {
        let (import, details) = (self.import(), &self.preview.details);
        let open = |id| self.dialog.as_deref() == Some(id);
        let missing = (details.missing_brands.len(), details.missing_groups.len());
        html! {
            @if import.state == State::Previewed && self.obstacle().is_none() { (dialogs::confirm(self.guild, import, missing, &self.csrf, open(CONFIRM))) }
            @if self.admin && import.undo_until.is_some() { (dialogs::undo(self.guild, import, details, &self.remains, &self.csrf, open(UNDO))) }
        }
    }
}

fn busy_with(other: &Import) -> String {
    let who = other.confirmed_by.as_deref().unwrap_or("Somebody");
    format!("{who} is importing {} at the moment. Wait until that is done.", other.filename)
}
