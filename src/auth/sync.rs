//! What Discord says of a user, read again: at most every five minutes, and never by two at once.

use std::time::Duration;

use tracing::Instrument;

use super::discord::{DiscordError, Profile, Tokens};
use super::store::{sessions, users};
use super::{SessionCaller, revocations};
use crate::app::App;
use crate::audit::{self, Actor, Entry, Target};
use crate::crypto::Purpose;
use crate::guilds::{self, Role};
use crate::http::{Code, Error, overload};
use crate::ids::{GuildId, UserId};
use crate::live::Ended;
use crate::time::{MINUTE, Ms, SECOND};
use crate::web::Notice;
use crate::web::panel::Tone;
use crate::web::time::clock;

/// Writes need knowledge this fresh; older than this it is read again.
const FRESH: i64 = 5 * MINUTE;
/// Reads live with it for this long when Discord does not answer.
const STALE: i64 = 15 * MINUTE;
/// A try that brought nothing is followed by the next after this time.
const RETRY: i64 = 48 * SECOND;
/// A reading takes at most this long; a younger try may be under way on another instance.
const FLIGHT: i64 = 30 * SECOND;
/// Each of its two halves; between them Discord's tokens may be renewed, which takes ten seconds.
const HALF: Duration = Duration::from_secs(9);

/// What the caller is about to do with the knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Read,
    Write,
}

/// Makes sure that what is known of the user's guilds is fresh enough. Returns whether their email
/// is verified, by the last word there is.
pub(crate) async fn ensure(app: &App, session: &SessionCaller, need: Need) -> Result<bool, Error> {
    let now = app.clock.now();
    let user = session.user_id;
    let age = now.since(session.guilds_synced_at);
    if age <= FRESH {
        return Ok(session.email_verified);
    }
    if need == Need::Read && age <= STALE {
        in_background(app, user, session.guilds_tried_at, now);
        return Ok(session.email_verified);
    }
    at_once(app, user, session.guilds_tried_at, now).await
}

/// The same for the creator of a key, who is not here: only the database knows how fresh it is.
pub(crate) async fn ensure_creator(app: &App, user: UserId, need: Need) -> Result<bool, Error> {
    let now = app.clock.now();
    let gone = || Error::because(Code::Forbidden, "The person who made this key has to log in again.");
    let known = users::find(&app.db, user).await?.ok_or_else(gone)?;
    // Without Discord's tokens their rights can't be read any more.
    if known.discord_tokens.is_none() {
        return Err(gone());
    }
    let age = now.since(known.guilds_synced_at);
    if age <= FRESH {
        return Ok(known.email_verified);
    }
    if need == Need::Read && age <= STALE {
        in_background(app, user, known.guilds_tried_at, now);
        return Ok(known.email_verified);
    }
    at_once(app, user, known.guilds_tried_at, now).await
}

/// Starts a reading if it is due, for a caller who does not need it now.
pub(crate) fn touch(app: &App, session: &SessionCaller) {
    let now = app.clock.now();
    if now.since(session.guilds_synced_at) > FRESH {
        in_background(app, session.user_id, session.guilds_tried_at, now);
    }
}

/// What a page says while Discord does not answer and it shows what was read last.
pub(crate) fn banner(app: &App, session: &SessionCaller) -> Option<Notice> {
    let now = app.clock.now();
    let (read, tried) = (session.guilds_synced_at, session.guilds_tried_at);
    // Older than that, a page either read it anew or says that it could not.
    let is_old = (FRESH + 1..=STALE).contains(&now.since(read));
    // A try that is over and brought nothing: this person's, or anybody's a moment ago.
    let in_vain = tried > read && now.since(tried) >= FLIGHT;
    (is_old && (in_vain || app.discord.is_resting(now))).then(|| Notice {
        tone: Tone::Warn,
        text: format!(
            "Discord does not answer. What you may see is as of {}; changes have to wait until it does.",
            clock(read.0)
        ),
        action: None,
        dismiss: None,
    })
}

/// Whether the guilds may be shown without reading them again.
pub(crate) fn is_known(app: &App, session: &SessionCaller) -> bool {
    app.clock.now().since(session.guilds_synced_at) <= STALE
}

fn is_due(app: &App, user: UserId, tried: Ms, now: Ms) -> bool {
    now.since(tried) >= RETRY && !app.discord.flights.under_way(user) && !app.discord.is_resting(now)
}

fn in_background(app: &App, user: UserId, tried: Ms, now: Ms) {
    if !is_due(app, user, tried, now) {
        return;
    }
    let task = app.clone();
    let work = async move {
        match users::claim(&task.db, user, tried, now).await {
            Ok(true) => drop(read(&task, user, now).await),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "Discord was not asked"),
        }
    };
    app.requests.spawn(work.in_current_span());
}

/// Reads now, or waits for whoever is reading; others take this request's place meanwhile.
async fn at_once(app: &App, user: UserId, tried: Ms, now: Ms) -> Result<bool, Error> {
    overload::step_aside();
    let is_verified = read_or_wait(app, user, tried, now).await?;
    overload::come_back().await?;
    Ok(is_verified)
}

async fn read_or_wait(app: &App, user: UserId, tried: Ms, now: Ms) -> Result<bool, Error> {
    let due = is_due(app, user, tried, now);
    if due && users::claim(&app.db, user, tried, now).await? {
        let task = app.clone();
        // Its own task: a browser that goes away must not lose tokens that Discord just renewed.
        let reading = async move { read(&task, user, now).await };
        return match app.requests.spawn(reading.in_current_span()).await.map_err(Error::internal)? {
            Ok(verified) => Ok(verified),
            Err(Failed::Discord(DiscordError::InvalidGrant)) => Err(Code::Unauthenticated.into()),
            Err(Failed::Discord(DiscordError::RateLimited(seconds))) => {
                Err(unanswered().retry_after(seconds))
            }
            Err(Failed::Discord(DiscordError::Down)) => Err(unanswered()),
            Err(Failed::Ours(error)) => Err(error),
        };
    }
    for turn in 0..40 {
        let known = users::find(&app.db, user).await?.ok_or(Code::Unauthenticated)?;
        if now.since(known.guilds_synced_at) <= FRESH {
            return Ok(known.email_verified);
        }
        let on_another = (0..FLIGHT).contains(&now.since(known.guilds_tried_at));
        // Whoever was quicker to take the turn counts, whatever their clock says.
        let under_way = on_another || app.discord.flights.under_way(user) || (due && turn < 5);
        if !under_way || known.discord_tokens.is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(unanswered())
}

fn unanswered() -> Error {
    let text =
        "Discord does not answer at the moment, so your rights cannot be checked. Try again in a moment.";
    Error::because(Code::Unavailable, text).retry_after(30)
}

/// Why a reading failed.
enum Failed {
    Discord(DiscordError),
    Ours(Error),
}

impl From<DiscordError> for Failed {
    fn from(error: DiscordError) -> Failed {
        Failed::Discord(error)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Ours(error)
    }
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Failed {
        Failed::Ours(error.into())
    }
}

/// Asks Discord and stores what it says. Whoever calls this has claimed the turn.
async fn read(app: &App, user: UserId, now: Ms) -> Result<bool, Failed> {
    let _flight = app.discord.flights.begin(user);
    let Some(sealed) = users::find(&app.db, user).await?.and_then(|known| known.discord_tokens) else {
        return Err(DiscordError::InvalidGrant.into());
    };
    let (sealed, answer) = ask(app, user, sealed, now).await?;
    match answer {
        Ok((profile, guilds)) => Ok(store(app, &profile, guilds, now).await?),
        Err(DiscordError::InvalidGrant) => {
            withdraw(app, user, &sealed, now).await?;
            Err(DiscordError::InvalidGrant.into())
        }
        Err(error) => {
            tracing::warn!(%error, %user, "the guild list was not read");
            app.discord.rest_after(error, now);
            // Back-dated, so that nobody takes it for a reading that is still under way.
            users::set_tried(&app.db, user, now.plus(-FLIGHT)).await?;
            Err(error.into())
        }
    }
}

type Answer = Result<(Profile, Vec<(GuildId, Role)>), DiscordError>;

/// Asks with the stored tokens, renewing them when they have run out or are refused. Returns the
/// sealed tokens that were used in the end.
async fn ask(app: &App, user: UserId, sealed: Vec<u8>, now: Ms) -> Result<(Vec<u8>, Answer), Failed> {
    let Some(tokens) = open(app, user, &sealed) else {
        return Ok((sealed, Err(DiscordError::InvalidGrant)));
    };
    if now.plus(MINUTE) < tokens.expires_at {
        match both(app, user, &tokens).await {
            Err(DiscordError::InvalidGrant) => {}
            answer => return Ok((sealed, answer)),
        }
    }
    let tokens = match app.discord.refresh(&tokens, now).await {
        Ok(tokens) => tokens,
        Err(error) => return Ok((sealed, Err(error))),
    };
    // Stored before anything else can fail: the old refresh token is used up.
    let sealed = seal(app, user, &tokens)?;
    users::set_tokens(&app.db, user, Some(sealed.clone())).await?;
    let answer = both(app, user, &tokens).await;
    Ok((sealed, answer))
}

async fn both(app: &App, user: UserId, tokens: &Tokens) -> Answer {
    tokio::time::timeout(HALF, user_and_guilds(app, user, tokens)).await.unwrap_or(Err(DiscordError::Down))
}

async fn user_and_guilds(app: &App, user: UserId, tokens: &Tokens) -> Answer {
    let profile = app.discord.user(tokens).await?;
    if profile.id != user {
        tracing::error!(%user, "Discord's tokens belong to another user");
        return Err(DiscordError::InvalidGrant);
    }
    Ok((profile, app.discord.guilds(tokens).await?))
}

async fn store(
    app: &App,
    profile: &Profile,
    guilds: Vec<(GuildId, Role)>,
    now: Ms,
) -> Result<bool, sqlx::Error> {
    let mut tx = app.db.begin().await?;
    let mut ended = Vec::new();
    if !profile.email_verified && users::unverify(&mut tx, profile.id).await? {
        let all = Ended::User(profile.id);
        revocations::add(&mut tx, all, now).await?;
        ended.push(all);
    }
    users::synced(&mut tx, profile, now).await?;
    let lost = guilds::replace_memberships(&mut tx, profile.id, now, guilds).await?;
    tx.commit().await?;
    ended.extend(lost.into_iter().map(|guild| Ended::Membership(profile.id, guild)));
    for ended in ended {
        app.live.end(ended);
    }
    Ok(profile.email_verified)
}

/// Discord refuses the grant: the person took the permission back, so their sessions end.
async fn withdraw(app: &App, user: UserId, refused: &[u8], now: Ms) -> Result<(), sqlx::Error> {
    let mut tx = app.db.begin().await?;
    if !users::forget_tokens(&mut tx, user, refused).await? {
        return Ok(());
    }
    sessions::revoke_all(&mut tx, user, "grant_withdrawn", now).await?;
    revocations::add(&mut tx, Ended::User(user), now).await?;
    let entry = Entry {
        at: now,
        guild_id: None,
        user_id: Some(user),
        actor: Actor::system("discord", "Discord"),
        action: "session.grant_withdrawn",
        target: Target::new("user", user, ""),
        changes: None,
        request_id: None,
    };
    audit::record(&mut tx, entry).await?;
    tx.commit().await?;
    app.live.end(Ended::User(user));
    Ok(())
}

/// Seals Discord's tokens for the database; they open for this user only.
pub(super) fn seal(app: &App, user: UserId, tokens: &Tokens) -> Result<Vec<u8>, Error> {
    let plain = serde_json::to_vec(tokens).map_err(Error::internal)?;
    let sealed = app.secrets.seal(Purpose::AtRest, user.to_string().as_bytes(), &plain);
    sealed.ok_or_else(|| Error::internal("the tokens cannot be sealed"))
}

fn open(app: &App, user: UserId, sealed: &[u8]) -> Option<Tokens> {
    let plain = app.secrets.open(Purpose::AtRest, user.to_string().as_bytes(), sealed)?;
    serde_json::from_slice(&plain).ok()
}
