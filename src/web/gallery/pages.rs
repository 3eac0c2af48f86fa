//! The sample pages: every kind of page, with long names and markup in names.

use super::super::login::{Login, login_page};
use super::super::*;
use super::overview::{NOW, overview};

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
        user: Some(FrameUser { id: "8".into(), name: "Robin Vale".into() }),
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

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let crumbs = [("Harbor Collective", Some("/guilds/1".to_owned())), ("Overview", None)];
    let page = |frame: &Frame| {
        let toast =
            toast::Toast { tone: panel::Tone::Good, text: "Note saved".into(), undo: Some("/undo".into()) };
        super::super::page(
            &Frame { toast: Some(toast), ..frame.clone() },
            Page { title: "Overview", current: "overview", crumbs: &crumbs, charts: true, body: overview() },
        )
    };
    let light = Frame {
        theme: Theme::Light,
        rail: true,
        notices: vec![Notice {
            tone: panel::Tone::Warn,
            text: "Discord does not answer.".into(),
            action: Some(("Status".into(), "/status".into())),
            dismiss: Some("/dismiss".into()),
        }],
        ..frame("<b>Harbor</b> & Sons")
    };
    [
        ("overview", page(&frame("Harbor Collective"))),
        ("overview-light", page(&light)),
        (
            "guilds",
            super::super::page(
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
                &ErrorTold {
                    status: 500,
                    code: "internal",
                    title: "Something broke on our side",
                    detail: "The error is in our log under this id.",
                    request_id: "01JD4T-7Q2M",
                },
            ),
        ),
        ("unverified", message::unverified_email_page(Theme::Dark, "/auth/login", Some("t"))),
        ("terms", legal::terms_page(Theme::Dark)),
        ("privacy", legal::privacy_page(Theme::Auto)),
    ]
    .map(|(name, markup)| (name, markup.into_string()))
    .into()
}
