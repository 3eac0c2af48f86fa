//! How a file is read: which of its columns is which of ours, and whether what is missing is created.

use maud::{Markup, html};

use super::href;
use crate::ids::GuildId;
use crate::transfer::import::columns::{Column, Mapped};
use crate::transfer::import::view::{Import, MissingGroup};
use crate::web::form::{Field, button_denied, post_form};
use crate::web::icons::icon;
use crate::web::text;

/// The form that reads the same file once more.
pub fn form(guild: GuildId, import: &Import, columns: &[Mapped], admin: bool, csrf: &str) -> Markup {
    let fields = html! {
        fieldset disabled[!admin] {
            legend class="sr-only" { "Columns of the file" }
            div class="grid gap-x-4 gap-y-3 sm:grid-cols-2 xl:grid-cols-3" {
                @for (index, mapped) in columns.iter().enumerate().filter(|(_, mapped)| !mapped.header.is_empty()) { div { (choice(index, mapped)) } }
            }
            (create_missing(import.create_missing))
        }
        div class="mt-4" {
            @let label = html! { (icon("refresh-cw")) "Check again" };
            @if admin { button class="btn btn-quiet" { (label) } } @else { (button_denied("again", label, super::ADMINS_ONLY)) }
        }
    };
    post_form(&format!("{}/again", href(guild, import.id)), csrf, "panel-body", fields)
}

fn choice(index: usize, mapped: &Mapped) -> Markup {
    let id = format!("column-{index}");
    let field = Field { id: &id, label: &mapped.header, ..Field::default() };
    field.with(html! {
        select.select.w-full id=(id) name="columns[]" {
            option value="" { "Not used" }
            @for column in Column::ALL { option value=(column) selected[mapped.column == Some(column)] { (column) } }
        }
    })
}

/// The box of the upload and of this form.
pub fn create_missing(ticked: bool) -> Markup {
    html! {
        label class="mt-4 flex min-h-8 cursor-pointer items-center gap-2.5" {
            input.checkbox type="checkbox" name="create_missing" value="true" checked[ticked];
            "Create missing brands and groups"
        }
    }
}

/// What the import would make, or what is in its way; `lead` begins the sentence.
pub fn missing(brands: &[String], groups: &[MissingGroup], lead: &str) -> Markup {
    let (brand_count, group_count) = (brands.len() as i64, groups.len() as i64);
    html! {
        div class="panel-body" {
            p class="text-small text-muted" {
                (lead) " "
                @if brand_count > 0 { (text::count(brand_count, "brand", "brands")) @if group_count > 0 { " and " } }
                @if group_count > 0 { (text::count(group_count, "group", "groups")) } "."
            }
            ul class="mt-2 grid max-h-60 gap-1 overflow-y-auto text-small" tabindex="0" aria-label="Brands and groups" {
                @for brand in brands { li class="flex items-center gap-2" { (icon("layers")) bdi class="font-semibold wrap-anywhere" { (brand) } span.text-muted { "brand" } } }
                @for group in groups { li class="flex items-center gap-2" { (icon("folder-plus")) span class="min-w-0 wrap-anywhere" { bdi class="font-semibold" { (group.group) } span.text-muted { " · " bdi { (group.brand) } } } } }
            }
        }
    }
}
