//! What was deleted in the last 30 days, and the way back.

use maud::{Markup, html};

use super::super::tree::DeletedRow;
use super::{ADMINS_ONLY, View};
use crate::tracking::groups;
use crate::web::form::{button_denied, post_button};
use crate::web::icons::icon_sm;
use crate::web::{panel, time};

impl View {
    pub(super) fn recently_deleted(&self) -> Markup {
        if self.deleted.is_empty() {
            return html! {};
        }
        let table = html! {
            p class="panel-body text-muted" { "Can be restored for 30 days. Without accounts or a history they are then removed for good." }
            table class="dtable dtable-cards" {
                thead { tr {
                    th scope="col" { "Name" } th scope="col" { "Deleted" } th scope="col" { "By" }
                    th scope="col" { span.sr-only { "Actions" } }
                } }
                tbody { @for row in &self.deleted { (self.deleted_row(row)) } }
            }
        };
        html! { div class="mt-6" { (panel::panel("deleted", "Recently deleted", None, table, None)) } }
    }

    fn deleted_row(&self, row: &DeletedRow) -> Markup {
        let (id, href) = match row.group_id {
            Some(group) => (group.to_string(), groups::href(self.guild, group)),
            None => (row.brand_id.to_string(), format!("{}/{}", self.base, row.brand_id)),
        };
        let label = html! { (icon_sm("rotate-ccw")) "Restore" span.sr-only { " " (row.label) } };
        let denied = match (self.admin, row.group_id) {
            (false, _) => Some(ADMINS_ONLY),
            (true, Some(_)) if row.brand_is_deleted => Some("Its brand is deleted. Restore the brand first."),
            _ => None,
        };
        html! {
            tr class="max-sm:grid-cols-2" {
                th scope="row" class="max-sm:col-span-2" {
                    span class="font-semibold wrap-anywhere" { (row.label) }
                    span class="text-muted wrap-anywhere" { @if row.group_id.is_some() { " · group in " (row.brand) } @else { " · brand" } }
                }
                td class="whitespace-nowrap text-muted" data-label="Deleted" { (time::time(self.now.0, row.deleted_at.0)) }
                td class="text-muted wrap-anywhere" data-label="By" { (row.deleted_by.as_deref().unwrap_or("unknown")) }
                td class="r max-sm:col-span-2" {
                    @match denied {
                        Some(reason) => (button_denied(&format!("restore-{id}"), label, reason)),
                        None => (post_button(&format!("{href}/restore"), &self.csrf, "btn btn-sm btn-quiet", label)),
                    }
                }
            }
        }
    }
}
