//! The frame around a signed-in page: who, which guild, the way to the others, and the bot's status.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::status::{self, Level, StatusNow};
use super::{Membership, Role, memberships};
use crate::alerts;
use crate::app::App;
use crate::auth::{Caller, SessionCaller, sync};
use crate::http::{Code, Error, cookies, flash};
use crate::ids::GuildId;
use crate::sessions;
use crate::tracking;
use crate::web::toast::Toast;
use crate::web::{
    BotStatus, BotStatusView, Frame, FrameGuild, FrameGuildLink, FrameUser, NavItem, Notice, Theme,
};

/// What a page takes from the request besides its own parameters.
pub struct PageRequest {
    pub session: SessionCaller,
    pub theme: Theme,
    pub rail: bool,
    /// What stands above the page.
    notices: Vec<Notice>,
    toast: Option<Toast>,
}

impl FromRequestParts<App> for PageRequest {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        // Rights are the scope's matter: this only carries what a page is drawn with.
        let Some(Caller::Session(session)) = parts.extensions.get().cloned() else {
            return Err(Code::Unauthenticated.into());
        };
        let cookie = |name| cookies::get(&parts.headers, name);
        let theme = cookies::theme(&parts.headers);
        let rail = cookie(cookies::RAIL) == Some("on");
        let told = session.notice.map(sessions::banner);
        let notices = told.into_iter().chain(sync::banner(app, &session)).collect();
        let toast = flash::take(parts, &app.secrets, session.session_id);
        Ok(PageRequest { session, theme, rail, notices, toast })
    }
}

impl PageRequest {
    /// The frame of a page outside any guild.
    pub fn frame(&self) -> Frame {
        Frame {
            theme: self.theme,
            rail: self.rail,
            csrf: self.session.csrf.clone(),
            user: Some(FrameUser {
                id: self.session.user_id.to_string(),
                name: self.session.display_name.clone(),
            }),
            notices: self.notices.clone(),
            toast: self.toast.clone(),
            ..Frame::default()
        }
    }

    /// The frame of a guild's page. `section` is what follows the guild in the address ("" or
    /// "/accounts"): switching the guild keeps it.
    pub async fn guild_frame(&self, app: &App, guild: GuildId, section: &str) -> Result<Frame, Error> {
        let guilds = memberships::list(&app.db, self.session.user_id).await?;
        let here = guilds.iter().find(|row| row.guild_id == guild).ok_or(Code::NotFound)?;
        let now = app.clock.now();
        let links = guilds.iter().map(|row| link(row, section)).collect();
        let status = view(status::level(here.bot_seen_at, now), here.bot_seen_at.map(|at| at.0), now.0);
        Ok(Frame {
            guild: Some(FrameGuild {
                id: here.guild_id.to_string(),
                name: here.name.clone(),
                icon_url: None,
                admin: here.role == Role::Admin,
                status,
                nav: nav(here.guild_id, alerts::active_count(&app.db, guild).await?),
            }),
            guilds: links,
            ..self.frame()
        })
    }
}

/// The way to a guild, kept in the same section.
pub fn link(row: &Membership, section: &str) -> FrameGuildLink {
    FrameGuildLink {
        id: row.guild_id.to_string(),
        name: row.name.clone(),
        icon_url: None,
        href: format!("/guilds/{}{section}", row.guild_id),
    }
}

/// The sidebar: each feature says its own entry.
fn nav(guild: GuildId, active_thresholds: i64) -> Vec<NavItem> {
    vec![
        crate::overview::nav(guild),
        tracking::accounts::nav(guild),
        tracking::posts::nav(guild),
        tracking::brands::nav(guild),
        crate::analytics::nav(guild),
        NavItem { new_group: true, ..crate::bonus::nav(guild) },
        alerts::nav(guild, active_thresholds),
        NavItem { new_group: true, ..crate::transfer::nav(guild) },
        crate::audit::nav(guild),
        super::settings::nav(guild),
    ]
}

/// The status for the components that draw it.
pub fn view(level: Level, last_seen_at: Option<i64>, now: i64) -> BotStatusView {
    let status = match level {
        Level::Online => BotStatus::Online,
        Level::Degraded => BotStatus::Degraded,
        Level::Offline => BotStatus::Offline,
        Level::Unknown => BotStatus::Unknown,
    };
    BotStatusView { status, last_seen_at, now }
}

/// As [`view`], of a whole status.
pub fn view_of(status: &StatusNow, now: i64) -> BotStatusView {
    view(status.status, status.last_seen_at.map(|at| at.0), now)
}
