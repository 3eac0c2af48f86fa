//! A sample of the overview page.

use maud::{Markup, html};

use super::super::chart::{Chart, Series, chart};
use super::super::status::{Beat, beats, gauge, state};
use super::super::*;

pub(super) const NOW: i64 = 1_795_419_000_000;
const DAY: i64 = 86_400_000;

fn sample_chart() -> Markup {
    let days: Vec<i64> = (0..30).map(|day| NOW - NOW % DAY - (29 - day) * DAY).collect();
    let wave = |scale: i64| {
        (0..30)
            .map(|day| {
                (day != 10 && day != 11).then_some(scale + (day * 7_919 % 13) * scale / 20 + day * scale / 60)
            })
            .collect()
    };
    let series = [
        Series { key: "views", label: "Last 30 days", values: wave(400_000) },
        Series { key: "before", label: "30 days before", values: wave(350_000) },
    ];
    let sum: i64 = series[0].values.iter().flatten().sum();
    let foot = html! { span { "Sum 30 days " strong class="text-base-content num" { (text::number(sum)) } } span class="max-sm:hidden" { "Two days without collection are gaps, not zeros." } };
    chart(&Chart {
        id: "views",
        label: "Views gained per day.",
        unit: "views",
        days: &days,
        series: &series,
        foot,
    })
}

pub(super) fn overview() -> Markup {
    let strip: Vec<Beat> = (0..48)
        .map(|i| {
            if i == 7 {
                Beat::Late
            } else if i == 20 {
                Beat::Down
            } else {
                Beat::Online
            }
        })
        .collect();
    let spark: Vec<Option<i64>> = (0..14).map(|day| Some(day * 37 % 11 + day)).collect();
    html! {
        (panel::page_head("Overview", "What your creators did in the last 7 days, and what needs you.", Some(html! {
            (table::segments("Range", &[table::Choice { label: html! { "7 days" }, href: "?days=7", current: true }, table::Choice { label: html! { "30 days" }, href: "?days=30", current: false }]))
            (dialog::opener("new", "?dialog=new", "btn btn-primary", html! { (icons::icon("plus")) "Create round" }))
        })))
        div class="grid gap-4" {
            section #status-card class="panel p-5" aria-label="Bot" { (beats(&strip, "Online but for half an hour")) }
            ul class="grid grid-cols-2 gap-3 lg:gap-4 xl:grid-cols-4" {
                @for (name, label, now, before) in [("eye", "Views gained", 4_114_467, 3_738_336), ("heart", "Likes gained", 187_452, 173_406), ("image-play", "New posts", 412, 426), ("user-round-plus", "Followers gained", 9_870, 9_866)] {
                    li class="panel p-3.5 lg:px-5 lg:py-4" {
                        p class="flex items-center gap-1.5 text-small font-medium text-muted" { (icons::icon_sm(name)) (label) }
                        div class="mt-1 grid grid-cols-1 items-end gap-x-4 sm:grid-cols-[auto_minmax(0,1fr)]" { p class="metric max-sm:text-xl!" { (text::number(now)) } div class="max-sm:mt-1" { (chart::spark(&spark, label)) } }
                        p class="mt-1.5 flex flex-wrap items-center gap-x-1.5 text-small text-muted" { (text::delta(now, before)) span.num { "from " (text::number(before)) } }
                    }
                }
            }
            div class="grid gap-4 xl:grid-cols-3" {
                section class="panel flex flex-col xl:col-span-2" aria-label="Views" { div.panel-head { h2 { "Views gained per day" } (chart::legend(&[("views", "Last 30 days"), ("before", "30 days before")])) } (sample_chart()) }
                (panel::panel("failed", "Failed", None, panel::failed("The list could not be loaded", "The database did not answer in time.", "01JD4T-7Q2M", "?"), None))
                section class="panel xl:col-span-3" aria-label="Groups" {
                    table class="dtable dtable-cards dtable-sticky" {
                        thead { tr { th scope="col" { "Account" } (table::sort_header("Views", table::Sort::Descending, "?sort=views", "r")) th scope="col" { "State" } th scope="col" class="w-1/3" { "Against the target" } } }
                        tbody { @for (name, kind, word, views) in [("@the_long_weekend_with_bea_and_tom", "achieved", "Achieved", 118), ("@<script>alert(1)</script>", "near", "Near miss", 95), ("@c", "missed", "Missed", 60)] {
                            tr { th scope="row" { div class="flex items-center gap-2.5" { (icons::platform("tiktok")) a.handle href="#" { (text::handle(name)) } } } td.r data-label="Views" { (text::number(views)) } td { (state(kind, word)) } td { (gauge(views, 100, kind)) } }
                        } }
                    }
                    div.panel-foot { (table::pager("3 of 230", None, Some("?after=3"))) }
                }
            }
        }
        (dialog::Dialog { id: "new", title: "Create round", open: false, close: "/guilds/1" }.form("/guilds/1/bonus", "token",
            form::Field { id: "amount", label: "Amount for each group", hint: Some("In dollars."), error: Some("Enter at least 0.01.") }.input("text", "amount", "0", &[("inputmode", "decimal"), ("required", "")]),
            html! { button class="btn btn-primary" { "Create round" } }))
    }
}
