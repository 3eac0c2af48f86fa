//! The tree itself: a panel for each brand with the table of its groups.

use maud::{Markup, html};

use super::super::store::Brand;
use super::super::tree::TreeRow;
use super::{ADMINS_ONLY, View};
use crate::ids::GroupId;
use crate::tracking::groups;
use crate::web::form::{icon_button, icon_denied};
use crate::web::icons::icon_sm;
use crate::web::table::{chip, clear_filters, cursor_pager};
use crate::web::{dialog, panel, text};

impl View {
    pub(super) fn summary(&self) -> Markup {
        let filter = &self.filter;
        let brand = filter.brand_id.and_then(|id| self.page.brands.iter().find(|brand| brand.id == id));
        let q = super::TreeFilter { q: None, ..filter.clone() };
        let without_brand = super::TreeFilter { brand_id: None, ..filter.clone() };
        let href = |filter: &super::TreeFilter| format!("{}{}", self.base, filter.query());
        html! {
            @for text in &self.notes { div class="mb-3" { (panel::note(panel::Tone::Warn, html! { (text) })) } }
            @if self.total.brands > 0 {
                div class="mb-3 flex flex-wrap items-center gap-2 text-small text-muted" {
                    span.num data-announce {
                        strong class="text-base-content" { (text::count(self.matching.groups, "group", "groups")) }
                        " in " (text::count(self.matching.brands, "brand", "brands"))
                        @if !filter.is_empty() { ", of " (text::number(self.total.groups)) " in " (text::number(self.total.brands)) }
                    }
                    @if let Some(text) = &filter.q { (chip(&format!("“{text}”"), &href(&q))) }
                    @if let Some(brand) = brand { (chip(&brand.label, &href(&without_brand))) }
                    @if !filter.is_empty() { (clear_filters(&self.base)) }
                }
            }
        }
    }

    pub(super) fn tree(&self) -> Markup {
        let (previous, next) = (self.page.slice.previous.as_deref(), self.page.slice.next.as_deref());
        let shown = format!("{} on this page", text::count(self.page.slice.rows.len() as i64, "row", "rows"));
        let list = format!("{}{}", self.base, self.filter.query());
        html! {
            div class="grid gap-3 lg:gap-4" {
                @for brand in &self.page.brands { (self.brand(brand)) }
            }
            @if previous.is_some() || next.is_some() {
                div class="panel-foot mt-3 border-0!" {
                    (cursor_pager(&shown, &list, previous, next, false))
                }
            }
        }
    }

    fn brand(&self, brand: &Brand) -> Markup {
        let rows: Vec<&TreeRow> = self
            .page
            .slice
            .rows
            .iter()
            .filter(|row| row.brand_id == brand.id && row.group_id.is_some())
            .collect();
        let title = format!("brand-{}", brand.id);
        html! {
            section.panel aria-labelledby=(title) {
                div class="panel-head flex-nowrap" {
                    div class="min-w-0" {
                        h2 id=(title) class="wrap-anywhere" { (brand.label) }
                        p.asof {
                            (text::count(brand.group_count, "group", "groups")) " · "
                            a class="hover:underline" href={ "/guilds/" (self.guild) "/accounts?brand_id=" (brand.id) } { (text::count(brand.account_count, "account", "accounts")) }
                        }
                    }
                    div class="aside flex flex-none" { (self.brand_actions(brand)) }
                }
                @if rows.is_empty() {
                    p class="panel-body text-muted" { "No groups yet." }
                } @else { (self.groups(&rows)) }
            }
        }
    }

    fn brand_actions(&self, brand: &Brand) -> Markup {
        let (id, label) = (brand.id, &brand.label);
        let [add, rename, delete] =
            [format!("New group in {label}"), format!("Rename {label}"), format!("Delete {label}")];
        html! {
            @if self.admin {
                (dialog::icon_link(&format!("add-{id}"), &self.asks(&format!("new-group&id={id}")), "plus", &add))
                (dialog::icon_link(&format!("edit-{id}"), &self.asks(&format!("edit-brand&id={id}")), "pencil", &rename))
                @if brand.group_count > 0 { (icon_denied("trash-2", &delete, "It still has groups. Move or delete them first.")) }
                @else { (icon_button(&format!("delete-{id}"), &format!("{}/{id}/delete", self.base), &self.csrf, "trash-2", &delete)) }
            } @else {
                @for (name, label) in [("plus", &add), ("pencil", &rename), ("trash-2", &delete)] { (icon_denied(name, label, ADMINS_ONLY)) }
            }
        }
    }

    fn groups(&self, rows: &[&TreeRow]) -> Markup {
        html! {
            table class="dtable dtable-cards sm:table-fixed" {
                thead { tr {
                    th scope="col" { "Group" } th.r scope="col" class="w-24" { "Accounts" }
                    th.r scope="col" class="w-32" { "Views, 7 d" } th.r scope="col" class="w-28" { "Change" }
                    th scope="col" class="w-52 max-lg:hidden" { "Channel" }
                    th scope="col" class="w-28" { span.sr-only { "Actions" } }
                } }
                tbody { @for row in rows { @if let Some((id, label)) = row.group() { (self.group(row, id, label)) } } }
            }
        }
    }

    fn group(&self, row: &TreeRow, id: GroupId, label: &str) -> Markup {
        html! {
            tr id={ "group-" (id) } class="max-sm:grid-cols-3 max-sm:items-start" {
                th scope="row" class="max-sm:col-span-2" {
                    a class="font-semibold hover:underline wrap-anywhere" href=(groups::href(self.guild, id)) { (label) }
                }
                td class="r max-sm:order-1" data-label="Accounts" {
                    a class="hover:underline" href={ "/guilds/" (self.guild) "/accounts?group_id=" (id) } { (text::number(row.account_count)) }
                }
                td class="r font-semibold max-sm:order-1" data-label="Views, 7 d" { (text::number(row.views_7d)) }
                td class="r max-sm:order-1" data-label="Change" { (text::delta(row.views_7d, row.views_before)) }
                td class="max-lg:hidden! text-muted" {
                    @match (&row.channel, row.channel_id) {
                        (Some(name), _) => span class="wrap-anywhere" { "#" (name) },
                        (None, Some(_)) => span.inline-flex.items-center.gap-1 title="The bot tells of no such channel any more; the server's notification channel is used" { (icon_sm("triangle-alert")) "gone" },
                        (None, None) => span.sr-only { "none of its own" },
                    }
                }
                td class="max-sm:justify-self-end" { div class="flex justify-end" { (self.group_actions(row, id, label)) } }
            }
        }
    }

    fn group_actions(&self, row: &TreeRow, id: GroupId, label: &str) -> Markup {
        let (edit, delete) = (format!("Edit {label}"), format!("Delete {label}"));
        html! {
            @if self.admin {
                (dialog::icon_link(&format!("edit-{id}"), &self.asks(&format!("edit-group&id={id}")), "pencil", &edit))
                @if row.account_count > 0 { (icon_denied("trash-2", &delete, "It still has accounts. Move or delete them first.")) }
                @else { (icon_button(&format!("delete-{id}"), &format!("{}/delete", groups::href(self.guild, id)), &self.csrf, "trash-2", &delete)) }
            } @else {
                @for (name, label) in [("pencil", &edit), ("trash-2", &delete)] { (icon_denied(name, label, ADMINS_ONLY)) }
            }
        }
    }
}
