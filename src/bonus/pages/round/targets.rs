//! The targets of a round: what each group was to gain and what it gained, or has so far.

use maud::{Markup, html};
use serde::Deserialize;

use super::Opened;
use crate::bonus::pages::words;
use crate::bonus::rounds::Target;
use crate::ids::GuildId;
use crate::tracking::groups;
use crate::web::icons::{icon_sm, platform, platform_name};
use crate::web::status::gauge;
use crate::web::{panel, text};

/// What the evaluation saw on one platform.
#[derive(Deserialize)]
struct Seen {
    platform: String,
    posts: i64,
    views: i64,
}

pub fn tab(opened: &Opened<'_>) -> Markup {
    let (round, targets) = (opened.round(), &opened.detail.targets);
    let views = targets.iter().fold(0_i64, |sum, target| sum.saturating_add(target.actual()));
    let so_far = if round.is_pending() { "so far" } else { "in all" };
    let aside = html! { span.asof { (text::count(round.target_count, "group", "groups")) ", " (text::number(views)) " views " (so_far) } };
    let foot = round.near_miss_percent.map(near_miss);
    panel::panel("targets", "Targets", Some(aside), table(opened), foot)
}

/// What a near miss is, which also counts as missed.
pub fn near_miss(percent: i64) -> Markup {
    html! { span { "Near miss: at least " (percent) " % of the target. It counts as missed." } }
}

fn table(opened: &Opened<'_>) -> Markup {
    html! {
        table class="dtable dtable-cards" {
            thead { tr {
                th scope="col" { "Group" } th.r scope="col" { "Views" }
                th scope="col" class="w-[26%]" { span class="relative block w-full" { "0" span class="absolute left-[80%] -translate-x-1/2 text-base-content" { "target" } } }
                th scope="col" { "Result" } th.r scope="col" { "Difference" }
                @if !opened.round().is_pending() { th.r scope="col" { "Streak" } }
            } }
            tbody { @for target in &opened.detail.targets { (row(opened.guild, target)) } }
        }
    }
}

fn row(guild: GuildId, target: &Target) -> Markup {
    let outcome = target.outcome();
    html! {
        tr id={ "target-" (target.id) } class="max-sm:grid-cols-[minmax(0,1fr)_auto]" {
            th scope="row" {
                (name(guild, target))
                (evidence(target))
            }
            td class="r align-top max-sm:order-last max-sm:text-start!" { (views(target)) }
            td class="align-top max-sm:order-3 max-sm:col-span-full" { div class="sm:pt-2.5" { (gauge(target.actual(), target.target_views, words::gauge_kind(outcome))) } }
            td class="align-top max-sm:text-end!" { div class="sm:pt-2" { (words::result(outcome)) } }
            td class="r align-top text-small max-sm:order-last max-sm:text-end!" { (words::distance(target.delta(), outcome)) span class="block text-micro text-muted" { (words::percent(target.delta_percent())) } }
            @if let Some(rounds) = target.streak {
                td class={ "r align-top max-sm:order-last max-sm:col-span-full max-sm:text-start!" @if rounds == 0 { " max-sm:hidden!" } } { div class="sm:pt-2" { (streak(rounds)) } }
            }
        }
    }
}

/// The group and its brand, each with the way to it.
pub fn name(guild: GuildId, target: &Target) -> Markup {
    html! {
        @if target.group_is_deleted {
            span class="font-semibold wrap-anywhere" { bdi { (target.group_label) } } span class="text-muted" { " (deleted)" }
        } @else {
            a class="font-semibold wrap-anywhere hover:underline" href=(groups::href(guild, target.group_id)) { bdi { (target.group_label) } }
        }
        span class="block text-micro text-muted wrap-anywhere" {
            a class="hover:underline" href={ "/guilds/" (guild) "/brands?brand_id=" (target.brand_id) } { bdi { (target.brand_label) } }
        }
    }
}

/// What was gained, of how much.
pub fn views(target: &Target) -> Markup {
    html! {
        span class="font-semibold" { (text::number(target.actual())) }
        span class="text-micro text-muted sm:block" { span class="sm:hidden" { " " } "of " (text::number(target.target_views)) }
    }
}

/// Rounds achieved in a row.
pub fn streak(rounds: i64) -> Markup {
    html! {
        @if rounds > 0 { span class="inline-flex items-center gap-1 align-middle text-small" { (icon_sm("flame")) (text::count(rounds, "round", "rounds")) } }
        @else { span class="text-small text-muted" { span aria-hidden="true" { "–" } span.sr-only { "no streak" } } }
    }
}

/// On demand: what was seen by platform, and that posts changed since.
fn evidence(target: &Target) -> Markup {
    let seen: Vec<Seen> =
        target.evidence.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    html! {
        @if target.differs_now() { p class="mt-1 flex items-center gap-1 text-micro text-warning" { (icon_sm("clock-alert")) "views now differ" } }
        @if target.actual_views.is_some() {
            details class="data mt-1 text-micro" {
                summary class="inline-flex min-h-6 items-center gap-1 text-muted hover:underline" {
                    span.when-closed { (icon_sm("chevron-right")) } span.when-open { (icon_sm("chevron-down")) } "By platform" span.sr-only { ": " (target.group_label) }
                }
                ul class="mt-1 grid gap-1 num" {
                    @for part in &seen {
                        li class="flex items-center gap-1.5" { (platform(&part.platform)) span { (platform_name(&part.platform)) ": " (text::number(part.views)) " views, " (text::count(part.posts, "post", "posts")) } }
                    }
                    @if seen.is_empty() { li class="text-muted" { "Nothing was collected in the week." } }
                    @if target.differs_now() { li class="text-muted" { "Posts changed since: now it would be " (text::number(target.views_now)) " views. The result stays." } }
                }
            }
        }
    }
}
