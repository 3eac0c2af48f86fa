//! The forms of bonus rounds and payments, as a browser without scripts sends them.

mod create;
mod payments;

use tracking_dashboard::http::cookies::CSRF;

use crate::support::{Actor, Answer, FIRST};

pub fn bonus() -> String {
    format!("/guilds/{FIRST}/bonus")
}

/// Sends a form from a page: the browser says from which.
pub async fn sent(actor: &Actor, base: &str, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("_csrf", &actor.cookie(CSRF)).extend_pairs(fields);
    let request = actor.request(reqwest::Method::POST, path).header("referer", format!("{base}{from}"));
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html");
    actor.send(request.body(form.finish())).await
}

/// The first text between two others.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap_or_else(|| panic!("no {after}")).0
}
