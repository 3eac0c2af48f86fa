//! The authorize page: one form, a button per person.

use maud::{DOCTYPE, Markup, html};

use super::PREFIX;
use crate::demo::people::Person;

/// A `GET` form on this origin: a `POST` would meet our CSRF layer, another port `form-action`.
pub fn authorize(parameters: &[(String, String)], people: &[Person]) -> Markup {
    let action = format!("{PREFIX}/oauth2/authorize/confirm");
    frame(html! {
        h1 { "Pretend Discord" }
        p { "Tracking Dashboard wants to know who you are. Choose a person; there is no password." }
        form method="get" action=(action) {
            @for (name, value) in parameters.iter().filter(|(name, _)| name != "user") {
                input type="hidden" name=(name) value=(value);
            }
            ul {
                @for person in people {
                    li {
                        button .btn type="submit" name="user" value=(person.key) {
                            strong { (person.key) }
                            " (" (person.global_name) ")"
                        }
                        " " small { (about(person)) }
                    }
                }
            }
            button .btn type="submit" name="error" value="access_denied" { "Cancel" }
        }
    })
}

pub fn refused(why: &str) -> Markup {
    frame(html! {
        h1 { "Pretend Discord" }
        p { (why) }
    })
}

fn about(person: &Person) -> &'static str {
    match person.key {
        "admin" => "administrator of both servers",
        "viewer" => "manages the first server",
        "unverified" => "has not verified their email",
        "outsider" => "is in none of the servers",
        _ => "",
    }
}

fn frame(body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Authorize - Pretend Discord" }
            }
            body { main { (body) } }
        }
    }
}
