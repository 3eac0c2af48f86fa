//! Tests over whole pages with difficult sample data. With `GALLERY_DIR` set they are written there to look at.

use maud::{Markup, html};

use super::chart::{Chart, Series, chart};
use super::login::{Login, login_page};
use super::status::{Beat, beats, gauge, state};
use super::*;

const NOW: i64 = 1_795_419_000_000;
const DAY: i64 = 86_400_000;

fn nav_item(key: &'static str, icon: &'static str, label: &'static str, new_group: bool) -> NavItem {
    NavItem {
        key,
        icon,
        label,
        href: format!("/guilds/1/{key}"),
        count: (key == "alerts").then_some(3),
        new_group,
    }
}

fn frame(name: &str) -> Frame {
    let nav = vec![
        nav_item("overview", "layout-dashboard", "Overview", false),
        nav_item("accounts", "users-round", "Accounts", false),
        nav_item("posts", "image-play", "Posts", false),
        nav_item("brands", "layers", "Brands & groups", false),
        nav_item("bonus", "trophy", "Bonus rounds", true),
        nav_item("alerts", "bell", "Alerts", false),
        nav_item("data", "arrow-left-right", "Import & export", true),
        nav_item("activity", "history", "Activity", false),
        nav_item("settings", "settings", "Settings", false),
    ];
    let status = BotStatusView { status: BotStatus::Online, last_seen_at: Some(NOW - 12_000), now: NOW };
    let link = |id: &str, name: &str| FrameGuildLink {
        id: id.into(),
        name: name.into(),
        icon_url: None,
        href: format!("/guilds/{id}/accounts"),
    };
    Frame {
        csrf: "token".into(),
        user: Some(FrameUser { id: "8".into(), name: "Robin Vale".into(), avatar_url: None, sessions: true }),
        guild: Some(FrameGuild {
            id: "1".into(),
            name: name.into(),
            icon_url: None,
            admin: true,
            status,
            nav,
        }),
        guilds: vec![link("1", name), link("2", "Northlight Studio")],
        ..Frame::default()
    }
}

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

fn overview() -> Markup {
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
                    div.panel-foot { (table::pager("1–3 of 230", None, Some("?after=3"))) }
                }
            }
        }
        (dialog::Dialog { id: "new", title: "Create round", open: false, close: "/guilds/1" }.form("/guilds/1/bonus", "token",
            form::Field { id: "amount", label: "Amount for each group", hint: Some("In dollars."), error: Some("Enter at least 0.01.") }.input("text", "amount", "0", &[("inputmode", "decimal"), ("required", "")]),
            html! { button class="btn btn-primary" { "Create round" } }))
    }
}

fn pages() -> Vec<(&'static str, String)> {
    let crumbs = [("Harbor Collective", Some("/guilds/1".to_owned())), ("Overview", None)];
    let page = |frame: &Frame| {
        page_with_toast(
            frame,
            Page { title: "Overview", current: "overview", crumbs: &crumbs, charts: true, body: overview() },
            Some(&toast::Toast {
                tone: panel::Tone::Good,
                text: "Note saved".into(),
                undo: Some("/undo".into()),
            }),
        )
    };
    let light = Frame {
        theme: Theme::Light,
        rail: true,
        notice: Some(Notice {
            tone: panel::Tone::Warn,
            text: "Discord does not answer.".into(),
            action: Some(("Status".into(), "/status".into())),
        }),
        ..frame("<b>Harbor</b> & Sons")
    };
    [
        ("overview", page(&frame("Harbor Collective"))),
        ("overview-light", page(&light)),
        (
            "guilds",
            super::page(
                &Frame { guild: None, ..frame("x") },
                Page {
                    title: "Servers",
                    current: "",
                    crumbs: &[("Servers", None)],
                    charts: false,
                    body: panel::page_head("Your servers", "", None),
                },
            ),
        ),
        (
            "login",
            login_page(&Login {
                start: "/auth/login?return_to=\"",
                status: BotStatus::Online,
                ..Login::default()
            }),
        ),
        (
            "login-light",
            login_page(&Login {
                theme: Theme::Light,
                problem: Some("Your session ended."),
                ..Login::default()
            }),
        ),
        (
            "error",
            error_page(
                Theme::Dark,
                500,
                "internal",
                "Something broke on our side",
                "The error is in our log under this id.",
                "01JD4T-7Q2M",
            ),
        ),
        ("unverified", message::unverified_email_page(Theme::Dark, "/auth/login", Some("t"))),
        ("expired", message::expired_page(Theme::Light, "/guilds")),
        ("terms", legal::terms_page(Theme::Dark)),
        ("privacy", legal::privacy_page(Theme::Auto)),
    ]
    .map(|(name, markup)| (name, markup.into_string()))
    .into()
}

#[test]
fn pages_obey_the_content_security_policy() {
    for (name, page) in pages() {
        if let Some(dir) = std::env::var_os("GALLERY_DIR") {
            std::fs::write(std::path::Path::new(&dir).join(format!("{name}.html")), &page)
                .expect("the gallery's folder is writable");
        }
        assert!(!page.contains(" style="), "{name}");
        assert!(
            !page.contains("<style") && !page.contains("javascript:") && !page.contains(" onclick"),
            "{name}"
        );
        assert_eq!(page.matches("<script").count(), page.matches("<script src=\"/assets/").count(), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(
            page.contains("<main") && page.contains("id=\"main\"") && page.contains("lang=\"en\""),
            "{name}"
        );
    }
}

#[test]
fn ids_are_unique() {
    for (name, page) in pages() {
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| other == &id).count(), 1, "{id} in {name}");
        }
    }
}

#[test]
fn the_shell_draws_what_it_is_given() {
    let pages = pages();
    let page =
        |name| pages.iter().find(|(key, _)| *key == name).map(|(_, page)| page.as_str()).unwrap_or_default();
    let overview = page("overview");
    assert!(
        overview.contains("data-theme=\"tide-dark\"") && overview.contains("data-live=\"/guilds/1/live\"")
    );
    assert_eq!(overview.matches("aria-current=\"page\"").count(), 3, "sidebar, tab bar, breadcrumb");
    assert!(overview.contains("aria-label=\"3 new\"") && overview.contains("action=\"/auth/logout\""));
    assert!(overview.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && overview.contains("chart-"));
    let light = page("overview-light");
    assert!(
        light.contains("data-nav=\"rail\"")
            && light.contains("&lt;b&gt;Harbor&lt;/b&gt; &amp; Sons")
            && light.contains("name=\"rail\" value=\"off\"")
    );
    assert!(!page("guilds").contains("class=\"tabbar\"") && !page("guilds").contains("id=\"live-pill\""));
    assert!(
        !page("privacy").contains("data-theme")
            && page("login").contains("href=\"/auth/login?return_to=&quot;\"")
    );
}
