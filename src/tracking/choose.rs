//! Choices of what is tracked, for filter forms: a brand, a group, a platform.

use maud::{Markup, html};

use super::Platform;
use super::accounts::list::GroupChoice;
use crate::ids::{BrandId, GroupId};
use crate::web::icons::platform_bare;

/// Every brand that has a group.
pub fn brand(groups: &[GroupChoice], chosen: Option<BrandId>) -> Markup {
    html! {
        label class="max-sm:min-w-36 max-sm:flex-1" {
            span.sr-only { "Brand" }
            select class="select w-full sm:w-40" name="brand_id" {
                option value="" { "All brands" }
                @for brand in groups.chunk_by(|a, b| a.brand_id == b.brand_id) {
                    option value=(brand[0].brand_id) selected[chosen == Some(brand[0].brand_id)] { (brand[0].brand) }
                }
            }
        }
    }
}

/// Every group, by brand.
pub fn group(groups: &[GroupChoice], chosen: Option<GroupId>) -> Markup {
    let chosen = chosen.map(|id| id.to_string()).unwrap_or_default();
    html! {
        label class="max-sm:min-w-36 max-sm:flex-1" {
            span.sr-only { "Group" }
            select class="select w-full sm:w-44" name="group_id" { (group_options(groups, &chosen, "All groups")) }
        }
    }
}

/// The options of a choice of a group; `none` stands first, without a value.
pub fn group_options(groups: &[GroupChoice], chosen: &str, none: &str) -> Markup {
    html! {
        option value="" { (none) }
        @for brand in groups.chunk_by(|a, b| a.brand_id == b.brand_id) {
            optgroup label=(brand[0].brand) {
                @for group in brand { option value=(group.id) selected[group.id.to_string() == chosen] { (group.label) } }
            }
        }
    }
}

/// Platforms side by side, as pictures.
pub fn platforms(chosen: Option<Platform>) -> Markup {
    html! {
        div class="seg max-sm:w-full" role="radiogroup" aria-label="Platform" {
            label class="max-sm:flex-1" { input.sr-only type="radio" name="platform" value="" checked[chosen.is_none()]; "All" }
            @for each in Platform::ALL {
                label class="px-2! max-sm:flex-1" title=(each.name()) {
                    input.sr-only type="radio" name="platform" value=(each.as_str()) checked[chosen == Some(each)];
                    (platform_bare(each.as_str()))
                }
            }
        }
    }
}

/// Platforms as a list of words.
pub fn platform(chosen: Option<Platform>) -> Markup {
    html! {
        label class="max-sm:min-w-36 max-sm:flex-1" {
            span.sr-only { "Platform" }
            select class="select w-full sm:w-40" name="platform" {
                option value="" { "All platforms" }
                @for each in Platform::ALL {
                    option value=(each.as_str()) selected[chosen == Some(each)] { (each.name()) }
                }
            }
        }
    }
}
