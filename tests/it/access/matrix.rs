//! Each route answers each actor as its `Access` says.

use tracking_dashboard::http::Access;

use super::cast::{CANARY, Cast, Who, ask, make, plant};
use super::rules::{Row, rows};
use crate::support::{Answer, FIRST, FOREIGN, Options, apps_with};

const LOGOUT: &str = "POST /auth/logout";
const REVOKE_ALL: &str = "POST /settings/sessions/revoke-all";
/// Asked last, each by people who just logged in: they end the sessions of who asks.
const LAST_WORDS: [&str; 3] = [LOGOUT, REVOKE_ALL, "POST /api/v1/sessions/revoke-all"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guild {
    Own,
    Foreign,
    Missing,
}

/// The class of an answer: all that the matrix speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Let in; what came of it is another test's matter.
    In,
    Login,
    Unverified,
    Forbidden,
    NotFound,
    Broken,
}

fn class(answer: &Answer) -> Class {
    let to = |path: &str| answer.status == 303 && answer.location().starts_with(path);
    match answer.told() {
        (401, _) => Class::Login,
        (403, code) if code == "unverified_email" => Class::Unverified,
        (403, code) => {
            assert_ne!(code, "csrf_failed");
            Class::Forbidden
        }
        (404, _) => Class::NotFound,
        (500.., _) => Class::Broken,
        _ if to("/login") => Class::Login,
        _ if to("/auth/unverified-email") => Class::Unverified,
        _ => Class::In,
    }
}

fn expected(row: &Row, who: Who, guild: Guild) -> Class {
    let rule = row.rule;
    match (row.access, who) {
        // These two lead to the login page by their nature.
        (Access::Public, _) if matches!(rule.route, "GET /auth/callback" | LOGOUT) => Class::Login,
        (Access::Public, _) => Class::In,
        (Access::Operator, _) => Class::Login,
        // Nothing here is signed.
        (Access::Bot, Who::GuildKey | Who::BotKey) => Class::Login,
        (Access::Bot, Who::PoorKey) => Class::Forbidden,
        (Access::Bot, _) | (_, Who::Anonymous) => Class::Login,
        (_, Who::Unverified) => Class::Unverified,
        (Access::SignedIn, Who::GuildKey | Who::PoorKey | Who::BotKey) => Class::Forbidden,
        (Access::SignedIn, _) if rule.private => Class::NotFound,
        (Access::SignedIn, _) if rule.route == REVOKE_ALL => Class::Login,
        (Access::SignedIn, _) => Class::In,
        (_, Who::BotKey) if guild == Guild::Missing => Class::NotFound,
        (_, Who::BotKey) => Class::Forbidden,
        (_, Who::Outsider) => Class::NotFound,
        _ if guild != Guild::Own => Class::NotFound,
        (_, Who::GuildKey) if rule.scope.is_none() => Class::Forbidden,
        (_, Who::PoorKey) => Class::Forbidden,
        (Access::Admin, Who::Viewer) => Class::Forbidden,
        _ => Class::In,
    }
}

fn options() -> Options {
    Options { variables: vec![("TD_METRICS__TOKEN", "the-operators-token")], ..Options::default() }
}

#[tokio::test]
async fn every_route_lets_in_whom_its_access_says_and_nobody_else() {
    for app in apps_with(options).await {
        plant(&app).await;
        let cast = Cast::of(&app).await;
        let (mut wrong, mut made) = (Vec::new(), 0);
        let (last, mut all): (Vec<_>, Vec<_>) =
            rows().into_iter().partition(|row| LAST_WORDS.contains(&row.rule.route));
        all.extend(last);
        for row in all {
            let fresh = if LAST_WORDS.contains(&row.rule.route) { Some(Cast::of(&app).await) } else { None };
            let cast = fresh.as_ref().unwrap_or(&cast);
            let guilds: &[_] = if row.has_guild() {
                &[
                    (Guild::Own, FIRST.to_string()),
                    (Guild::Foreign, FOREIGN.to_string()),
                    (Guild::Missing, "99999999999999999".into()),
                ]
            } else {
                &[(Guild::Own, String::new())]
            };
            for (who, actor) in cast.iter() {
                let mut elsewhere = Vec::new();
                for (guild, id) in guilds {
                    let thing = match row.thing() {
                        Some(name) if *guild == Guild::Own => {
                            made += 1;
                            make(&app, FIRST, name, made).await
                        }
                        _ => row.missing(),
                    };
                    let answer = ask(&row, &row.path_to(id, &thing), actor).await;
                    let (found, wanted) = (class(&answer), expected(&row, who, *guild));
                    if found != wanted {
                        wrong
                            .push(format!("{} {who:?} {guild:?}: {found:?}, not {wanted:?}", row.rule.route));
                    }
                    assert!(!answer.body.contains(CANARY), "{} shows {who:?} another guild", row.rule.route);
                    if *guild != Guild::Own && answer.status == 404 {
                        elsewhere.push(answer.bare());
                    }
                }
                let alike = elsewhere.windows(2).all(|pair| pair[0] == pair[1]);
                assert!(
                    alike,
                    "{}: {who:?} can tell a foreign guild from none: {elsewhere:?}",
                    row.rule.route
                );
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let operator = app.with_key("the-operators-token");
        assert!(operator.get("/metrics").await.ok().body.contains("http_requests_total"));
    }
}

#[tokio::test]
async fn a_thing_of_another_guild_is_as_good_as_none() {
    for app in apps_with(options).await {
        let cast = Cast::of(&app).await;
        for (number, row) in rows().into_iter().enumerate() {
            let Some(name) = row.thing() else { continue };
            let foreign = make(&app, FOREIGN, name, number).await;
            for (who, actor) in cast.iter() {
                let to = |thing: &str| row.path_to(&FIRST.to_string(), thing);
                let there = ask(&row, &to(&foreign), actor).await;
                let nowhere = ask(&row, &to(&row.missing()), actor).await;
                assert_eq!(there.told(), nowhere.told(), "{} {who:?}", row.rule.route);
                assert_eq!(
                    there.bare().replace(&foreign, &row.missing()),
                    nowhere.bare(),
                    "{} {who:?}",
                    row.rule.route
                );
                if row.access == Access::Admin && who == Who::Admin {
                    // 422 where even the empty body is refused; who asks learns nothing by it.
                    assert!(matches!(there.status.as_u16(), 404 | 422), "{}", row.rule.route);
                }
            }
        }
    }
}

#[tokio::test]
async fn signed_callbacks_reach_the_guilds_of_their_key_only() {
    for app in apps_with(options).await {
        plant(&app).await;
        let (bot, guild_bot) = (app.bot().await, app.guild_bot(FIRST).await);
        for row in rows().into_iter().filter(|row| row.access == Access::Bot) {
            let at = |guild: &str| row.path(guild).replace("/api/v1/ingest/", "");
            let mut answers = Vec::new();
            for guild in [FIRST.to_string(), FOREIGN.to_string(), "99999999999999999".into()] {
                for (is_bot, caller) in [(true, &bot), (false, &guild_bot)] {
                    let call = caller.call(row.method.as_str(), &at(&guild), &serde_json::json!({}));
                    let answer = call.send().await;
                    assert!(!answer.body.contains(CANARY));
                    let own = guild == FIRST.to_string();
                    let wanted = match (is_bot, row.rule.bot_only) {
                        (true, _) => 422,
                        (false, true) => 403,
                        (false, false) if own => 422,
                        (false, false) => 404,
                    };
                    assert_eq!(answer.status, wanted, "{} {guild} bot: {is_bot}", row.rule.route);
                    if wanted == 404 {
                        answers.push(answer.bare());
                    }
                }
            }
            assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        }
    }
}
