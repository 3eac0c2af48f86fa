//! How active sessions look. Each dialog has an address of its own, so it works without scripts.

use maud::{Markup, html};

use super::device::{Device, Kind};
use super::pages::HERE;
use super::{events, rules};
use crate::audit::SecurityEvent;
use crate::auth::Listed;
use crate::http::RequestId;
use crate::ids::SessionId;
use crate::time::Ms;
use crate::web::dialog::{Dialog, opener};
use crate::web::icons::{icon, icon_class};
use crate::web::status::state_icon;
use crate::web::{panel, text, time};

/// What the page is drawn from.
pub struct View {
    pub sessions: Vec<(Listed, Device)>,
    pub current: SessionId,
    /// `None`: they could not be read.
    pub events: Option<Vec<SecurityEvent>>,
    pub request_id: RequestId,
    /// The dialog that the address asks for.
    pub dialog: String,
    pub csrf: String,
    pub now: Ms,
}

impl View {
    pub fn body(&self) -> Markup {
        let others = self.sessions.len().saturating_sub(1);
        html! {
            div class="max-w-4xl" {
                (panel::page_head(
                    &format!("Active sessions ({})", self.sessions.len()),
                    "Where your account is logged in. Revoke what you do not recognise; it ends at once.",
                    (others > 0).then(|| self.others_button()),
                ))
                section.panel aria-label="Devices" {
                    ul.rows { @for (session, device) in &self.sessions { (self.row(session, device)) } }
                    div.panel-foot { span { "Only the first part of an address is shown." } }
                }
                (self.everywhere())
                div class="mt-4" { (self.recent()) }
            }
            @for (session, device) in &self.sessions { (self.revoke_dialog(session, device)) }
            @if others > 0 { (self.others_dialog(others)) }
            (self.everywhere_dialog())
        }
    }

    fn row(&self, session: &Listed, device: &Device) -> Markup {
        let is_current = session.id == self.current;
        let box_class = if is_current { "bg-primary/15 text-primary" } else { "bg-base-200 text-muted" };
        html! {
            li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5 lg:px-5" {
                span class={ "grid size-10 place-items-center rounded-field " (box_class) } title=(kind_word(device.kind)) {
                    (icon_class(kind_icon(device.kind), "i-lg")) span.sr-only { (kind_word(device.kind)) }
                }
                div class="min-w-0 flex-1 basis-52" {
                    p class="flex flex-wrap items-center gap-2 font-semibold" {
                        (device.label)
                        @if is_current { (state_icon("ok", "shield-check", "This device")) }
                        @else if self.is_new(session) { (state_icon("info", "info", "New device")) }
                    }
                    p class="text-small text-muted num" {
                        (rules::masked(&session.ip)) " · logged in " (time::time(self.now.0, session.created_at.0))
                    }
                }
                dl class="flex gap-x-5 text-small sm:gap-x-8" {
                    div class="sm:w-36" {
                        dt.text-muted { "Last active" }
                        dd.font-medium { @if is_current { "now" } @else { (time::time(self.now.0, session.last_activity_at.0)) } }
                    }
                    div class="sm:w-28" {
                        dt.text-muted { "Ends by" }
                        dd class="font-medium num" { (time::time_as(session.expires_at.0, &time::date(session.expires_at.0))) }
                    }
                }
                @let class = if is_current { "btn btn-sm btn-quiet max-sm:ms-auto min-w-20" } else { "btn btn-sm btn-quiet text-error max-sm:ms-auto min-w-20" };
                (opener(&dialog_id(session.id), &format!("{HERE}?dialog={}", session.id), class, html! { "Revoke" span.sr-only { " " (device.label) } }))
            }
        }
    }

    /// Whether the login of the session was the first one with its device.
    fn is_new(&self, session: &Listed) -> bool {
        let id = session.id.to_string();
        let mut events = self.events.iter().flatten();
        events.any(|event| event.action == "session.new_device" && event.target_id == id)
    }

    fn others_button(&self) -> Markup {
        let label = html! { (icon("log-out")) "Log out other sessions" };
        opener("revoke-others", &format!("{HERE}?dialog=others"), "btn btn-primary", label)
    }

    fn everywhere(&self) -> Markup {
        let count = self.sessions.len();
        let ends = if count == 1 {
            "Ends this session, the only one.".to_owned()
        } else {
            format!("Ends all {count} sessions, this one included.")
        };
        html! {
            section class="panel mt-4 flex flex-wrap items-center gap-x-6 gap-y-3 p-4 lg:px-5" aria-labelledby="everywhere-title" {
                div class="flex-1 basis-72" {
                    h2 #everywhere-title class="text-title font-semibold" { "Log out everywhere" }
                    p class="text-small text-muted" { (ends) " You log in again with Discord." }
                }
                (opener("revoke-all", &format!("{HERE}?dialog=everywhere"), "btn btn-error btn-outline", html! { "Log out everywhere" }))
            }
        }
    }

    fn recent(&self) -> Markup {
        let body = match &self.events {
            Some(events) => events::list(events, self.now.0),
            None => panel::failed(
                "Your activity could not be loaded",
                "The sessions above are right.",
                self.request_id.as_str(),
                HERE,
            ),
        };
        panel::panel("recent", "Recent activity", None, body, None)
    }

    fn revoke_dialog(&self, session: &Listed, device: &Device) -> Markup {
        let is_current = session.id == self.current;
        let id = dialog_id(session.id);
        let title = format!("Revoke {}?", device.label);
        let dialog =
            Dialog { id: &id, title: &title, open: self.dialog == session.id.to_string(), close: HERE };
        let body = html! {
            p { "Logged in " (time::time(self.now.0, session.created_at.0)) " from " (rules::masked(&session.ip)) "." }
            p class="mt-2" {
                @if is_current { "This is the device you are using: you will be logged out here." }
                @else { "It is logged out at once. Whoever uses it has to log in with Discord again." }
            }
        };
        let button = html! { button class="btn btn-error" { "Revoke" } };
        let action = format!("{HERE}/{}/revoke", session.id);
        match is_current {
            true => dialog.leaving_form(&action, &self.csrf, body, button),
            false => dialog.form(&action, &self.csrf, body, button),
        }
    }

    fn others_dialog(&self, others: usize) -> Markup {
        let title = format!("Log out {}?", text::count(others as i64, "other session", "other sessions"));
        let dialog =
            Dialog { id: "revoke-others", title: &title, open: self.dialog == "others", close: HERE };
        let names = self.sessions.iter().filter(|(session, _)| session.id != self.current);
        let body = html! {
            p { "These are logged out at once; this device stays logged in." }
            ul class="mt-2 list-disc ps-5" {
                @for (session, device) in names {
                    li { (device.label) span.text-muted { " · " (rules::masked(&session.ip)) " · active " (time::time(self.now.0, session.last_activity_at.0)) } }
                }
            }
        };
        let button = html! { button class="btn btn-error" { "Log out other sessions" } };
        dialog.form(&format!("{HERE}/revoke-others"), &self.csrf, body, button)
    }

    fn everywhere_dialog(&self) -> Markup {
        let dialog = Dialog {
            id: "revoke-all",
            title: "Log out everywhere?",
            open: self.dialog == "everywhere",
            close: HERE,
        };
        let sessions = text::count(self.sessions.len() as i64, "session", "sessions");
        let body =
            html! { p { "This ends " (sessions) ", this one included. You log in again with Discord." } };
        let button = html! { button class="btn btn-error" { "Log out everywhere" } };
        dialog.leaving_form(&format!("{HERE}/revoke-all"), &self.csrf, body, button)
    }
}

fn dialog_id(session: SessionId) -> String {
    format!("revoke-{session}")
}

fn kind_icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Desktop => "monitor",
        Kind::Mobile => "smartphone",
        Kind::Tablet => "tablet",
        Kind::Unknown => "circle-dashed",
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Desktop => "Computer",
        Kind::Mobile => "Phone",
        Kind::Tablet => "Tablet",
        Kind::Unknown => "Unknown kind of device",
    }
}
