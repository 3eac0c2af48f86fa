//! Accounts deleted within the last 30 days, and the way back for each.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::super::changes::{self, DeletedRow};
use super::{Looking, base};
use crate::app::App;
use crate::guilds::frame::PageRequest;
use crate::http::{Error, render};
use crate::time::Ms;
use crate::tracking::change::{RESTORABLE, restorable_since};
use crate::web::form::{button_denied, post_button};
use crate::web::icons::{icon, icon_sm, platform};
use crate::web::{Page, page as full_page, panel, text, time};

/// Rows of the page: the newest; an older one comes back by being added again.
const ROWS: i64 = 200;

/// `GET /guilds/{guild_id}/accounts/deleted`
pub async fn page(State(app): State<App>, scope: Looking, request: PageRequest) -> Result<Response, Error> {
    let (guild, now) = (scope.guild_id(), app.clock.now());
    let rows = changes::deleted(&app.db, guild, restorable_since(now), ROWS).await?;
    let frame = request.guild_frame(&app, guild, "/accounts").await?;
    let base = base(guild);
    let why = "What they had gathered stays for 30 days, and comes back with them.";
    let body = html! {
        (panel::page_head("Recently deleted accounts", why, None))
        section.panel aria-label="Recently deleted accounts" {
            @if rows.is_empty() {
                @let action = html! { a class="btn btn-quiet" href=(base) { (icon("arrow-left")) "Accounts" } };
                (panel::empty("trash-2", "Nothing was deleted", "Accounts that somebody deletes wait here for 30 days.", Some(action)))
            } @else {
                table class="dtable dtable-cards" {
                    thead { tr {
                        th scope="col" { "Account" } th scope="col" { "Group" } th scope="col" { "Deleted" }
                        th scope="col" { "Gone for good" } th scope="col" { span.sr-only { "Actions" } }
                    } }
                    tbody { @for row in &rows { (tr(row, &base, scope.is_admin(), &frame.csrf, now)) } }
                }
            }
        }
    };
    let crumbs = [
        (scope.guild_name(), Some(format!("/guilds/{guild}"))),
        ("Accounts", Some(base.clone())),
        ("Recently deleted", None),
    ];
    let page = Page {
        title: "Recently deleted accounts",
        current: "accounts",
        crumbs: &crumbs,
        charts: false,
        body,
    };
    Ok(render::html(full_page(&frame, page)))
}

fn tr(row: &DeletedRow, base: &str, admin: bool, csrf: &str, now: Ms) -> Markup {
    let restore = html! { (icon_sm("undo-2")) "Restore" span.sr-only { " @" (row.username) } };
    html! {
        tr id={ "account-" (row.id) } class="max-sm:grid-cols-2" {
            th scope="row" class="max-sm:col-span-2" {
                div class="flex items-center gap-2.5" {
                    (platform(&row.platform))
                    span class="min-w-0" { span.handle { "@" (text::handle(&row.username)) } span class="block text-micro font-normal text-muted" { bdi { (row.display_name) } } }
                }
            }
            td data-label="Group" { bdi { (row.group_label) } }
            td data-label="Deleted" { (time::time(now.0, row.deleted_at.0)) }
            td data-label="Gone for good" { (gone(row.deleted_at.plus(RESTORABLE))) }
            td class="r max-sm:col-span-2" {
                @if admin { (post_button(&format!("{base}/{}/restore", row.id), csrf, "btn btn-sm btn-quiet", restore)) }
                @else { (button_denied(&format!("restore-{}", row.id), restore, "Only administrators of this server can restore accounts.")) }
            }
        }
    }
}

/// A day: counted in whole days, thirty would be twenty-nine at once.
fn gone(at: Ms) -> Markup {
    time::time_as(at.0, &time::date(at.0))
}
