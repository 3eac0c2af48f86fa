//! What happened to a person's sessions, in words.

use maud::{Markup, html};

use super::device::{Device, Kind};
use crate::audit::SecurityEvent;
use crate::web::icons::icon_sm;
use crate::web::{panel, time};

/// How many the page shows.
pub const SHOWN: i64 = 10;

/// The icon and the sentence of an entry.
fn told(event: &SecurityEvent) -> (&'static str, String) {
    let device = Device::of(&event.target_label);
    let device = if device.kind == Kind::Unknown { "an unknown device".to_owned() } else { device.label };
    match event.action.as_str() {
        "session.login" => ("user-round", format!("Logged in with {device}")),
        "session.new_device" => ("user-round-plus", format!("First login with {device}")),
        "session.logout" => ("log-out", format!("Logged out of {device}")),
        "session.revoked" => ("x", format!("Revoked {device}")),
        "session.replaced" => ("refresh-cw", format!("A new login in the same browser replaced {device}")),
        "session.too_many" => (
            "x",
            format!("{device} was logged out: there were too many sessions, and it was unused for longest"),
        ),
        "session.reuse_detected" => {
            ("shield-x", format!("A copy of the login of {device} was used, so that session was ended"))
        }
        "session.grant_withdrawn" => {
            ("unplug", "Access was taken back at Discord, so every session was ended".to_owned())
        }
        "session.ended_by_operator" => ("x", format!("The operator of this dashboard logged out {device}")),
        _ => ("info", "Something changed about your sessions".to_owned()),
    }
}

/// The panel's body.
pub fn list(events: &[SecurityEvent], now: i64) -> Markup {
    html! {
        @if events.is_empty() {
            (panel::empty_in("shield-check", "Nothing to report", "Logins and revoked sessions will be listed here.", None))
        } @else {
            ul.rows {
                @for event in events {
                    @let (icon, text) = told(event);
                    li class="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-3 lg:px-5" {
                        span class={ @if icon == "shield-x" { "self-center text-error" } @else { "self-center text-muted" } } { (icon_sm(icon)) }
                        span class="min-w-0 flex-1 basis-52" { (text) }
                        span class="text-small text-muted num" { (time::time(now, event.at.0)) }
                    }
                }
            }
        }
    }
}
