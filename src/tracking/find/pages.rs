//! What the palette found, as a part of its list.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use url::form_urlencoded::byte_serialize;

use super::store;
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::guilds::{GuildScope, Viewer};
use crate::http::{Error, Params, render};
use crate::tracking::fold::fold;
use crate::web::finder::{Choice, choices};
use crate::web::icons::{icon, platform};
use crate::web::text;

const LONGEST: usize = 100;

/// `GET /guilds/{guild_id}/find?q=`: nothing for no words.
pub async fn find(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    mut params: Params,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let words = params.text("q").unwrap_or_default();
    let words = fold(words.trim_start_matches('@')).chars().take(LONGEST).collect::<String>();
    if words.is_empty() {
        return Ok(render::html(html! {}));
    }
    let brands = store::brands(&app.db, guild, &words).await?;
    let groups = store::groups(&app.db, guild, &words).await?;
    let accounts = store::accounts(&app.db, guild, &words).await?;
    let base = format!("/guilds/{guild}");
    Ok(render::html(html! {
        (choices("Brands", brands.iter().map(|hit| brand(&base, hit))))
        (choices("Groups", groups.iter().map(|hit| group(&base, hit))))
        (choices("Accounts", accounts.iter().map(|hit| account(&base, hit))))
    }))
}

fn brand(base: &str, hit: &store::BrandHit) -> Choice {
    let href = format!("{base}/brands?q={}", query(&hit.label));
    Choice { href, mark: icon("layers"), name: html! { bdi { (hit.label) } }, beside: html! {} }
}

fn group(base: &str, hit: &store::GroupHit) -> Choice {
    let href = format!("{base}/groups/{}", hit.id);
    let beside = html! { bdi { (hit.brand) } };
    Choice { href, mark: icon("users-round"), name: html! { bdi { (hit.label) } }, beside }
}

fn account(base: &str, hit: &store::AccountHit) -> Choice {
    let href = format!("{base}/accounts/{}", hit.id);
    let name = html! { "@" (text::handle(&hit.username)) };
    let beside: Markup = html! {
        @if hit.display_name != hit.username { bdi { (hit.display_name) } " · " }
        bdi { (hit.group_label) }
    };
    Choice { href, mark: platform(&hit.platform), name, beside }
}

fn query(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}
