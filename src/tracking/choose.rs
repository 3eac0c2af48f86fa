//! Choices of what is tracked, for filter forms: a brand, a group, a platform, a state.

use maud::{Markup, html};

use super::Platform;
use super::accounts::Status;
use super::accounts::list::GroupChoice;
use crate::http::Params;
use crate::http::params::OTHER_BRAND;
use crate::ids::{BrandId, GroupId};
use crate::web::icons::platform_bare;

/// A brand that the chosen group is not of would show nothing without saying why: the group decides.
pub fn drop_other_brand(
    groups: &[GroupChoice],
    brand: &mut Option<BrandId>,
    group: Option<GroupId>,
    params: &mut Params,
) {
    let of = groups.iter().find(|each| Some(each.id) == group).map(|each| each.brand_id);
    if brand.is_some() && of.is_some() && *brand != of {
        params.fault("brand_id", OTHER_BRAND.into());
        *brand = None;
    }
}

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

/// The id of the choice of a group in a form that stands beside its `#results`: it is swapped with them,
/// as what it offers depends on the brand.
pub const GROUP: &str = "filter-group";

/// The groups of the chosen brand, or every one by brand.
pub fn group(
    groups: &[GroupChoice],
    brand: Option<BrandId>,
    chosen: Option<GroupId>,
    id: Option<&str>,
) -> Markup {
    let chosen = chosen.map(|id| id.to_string()).unwrap_or_default();
    let offered: Vec<_> =
        groups.iter().filter(|each| brand.is_none_or(|id| id == each.brand_id)).cloned().collect();
    html! {
        label class="max-sm:min-w-36 max-sm:flex-1" {
            span.sr-only { "Group" }
            select id=[id] class="select w-full sm:w-44" name="group_id" { (group_options(&offered, &chosen, "All groups")) }
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

/// The states of an account.
pub fn status(chosen: Option<Status>) -> Markup {
    html! {
        label class="max-sm:min-w-36 max-sm:flex-1" {
            span.sr-only { "State" }
            select class="select w-full sm:w-36" name="status" {
                option value="" { "Any state" }
                @for each in Status::ALL {
                    option value=(each.as_str()) selected[chosen == Some(each)] { (each.word()) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn choices() -> [GroupChoice; 2] {
        [(1, "Lumen"), (2, "Müller")].map(|(n, brand)| GroupChoice {
            brand_id: BrandId(Uuid::from_u128(n)),
            brand: brand.into(),
            id: GroupId(Uuid::from_u128(10 + n)),
            label: format!("{brand} creators"),
        })
    }

    #[test]
    fn a_chosen_brand_offers_its_groups_alone() {
        let groups = choices();
        let all = group(&groups, None, None, None).into_string();
        assert!(all.contains("Lumen creators") && all.contains("Müller creators"));
        let some = group(&groups, Some(groups[0].brand_id), None, Some(GROUP)).into_string();
        assert!(some.contains("Lumen creators") && !some.contains("Müller creators"));
    }

    #[test]
    fn a_group_decides_over_another_brand_and_not_over_its_own() {
        let groups = choices();
        for (brand, kept) in [(0, true), (1, false)] {
            let (mut brand, mut params) = (Some(groups[brand].brand_id), Params::parse(""));
            drop_other_brand(&groups, &mut brand, Some(groups[0].id), &mut params);
            assert_eq!((brand.is_some(), params.ignored().is_empty()), (kept, kept));
        }
    }
}
