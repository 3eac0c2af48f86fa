//! The settings page: one form, who may do what, and what is known of the server.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::rules::{channel_name, near_miss_fault};
use super::{NEAR_MISS_PERCENT, Settings, Wanted, change, guilds, store};
use crate::api_keys;
use crate::api_keys::grants::SessionOnly;
use crate::app::App;
use crate::audit::Acting;
use crate::db::Tx;
use crate::guilds::frame::PageRequest;
use crate::guilds::store::Channel;
use crate::guilds::{Admin, GuildAccess, GuildScope, Viewer};
use crate::http::{Error, FieldError, Flash, Form, RequestId, render};
use crate::ids::GuildId;
use crate::time::Ms;
use crate::tracking::change::{begin, committed};
use crate::web::form::{Faults, Field, button_denied, post_form};
use crate::web::meanwhile::{Meanwhile, was};
use crate::web::{Page, page, panel, time};

const CHANNEL: &str = "notification_channel_id";
const NEAR_MISS: &str = "near_miss_percent";
const CREATE: &str = "create_missing_on_import";
const DENIED: &str = "Only an administrator of this server can change its settings.";

/// The form as it was sent: a box that is not ticked is not sent at all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    notification_channel_id: String,
    near_miss_percent: String,
    create_missing_on_import: Option<String>,
    was_notification_channel_id: Option<String>,
    was_near_miss_percent: Option<String>,
    was_create_missing_on_import: Option<String>,
}

/// What the page is drawn from.
struct View {
    guild: GuildId,
    admin: bool,
    csrf: String,
    settings: Settings,
    channels: Vec<Channel>,
    typed: Typed,
    faults: Faults,
    now: Ms,
}

/// `GET /guilds/{guild_id}/settings`
pub async fn show(
    State(app): State<App>,
    scope: GuildScope<Viewer, SessionOnly>,
    request: PageRequest,
) -> Result<Response, Error> {
    Ok(render::html(draw(&app, &scope, &request, None).await?))
}

/// `POST /guilds/{guild_id}/settings`
pub async fn save(
    State(app): State<App>,
    scope: GuildScope<Admin, SessionOnly>,
    request: PageRequest,
    request_id: RequestId,
    Form(mut typed): Form<Typed>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = begin(&app, guild).await?;
    let saved = async {
        typed.settle(&mut tx, &acting).await?;
        let wanted = typed.wanted().map_err(|fault| Error::fields(vec![fault]))?;
        change(&mut tx, &acting, scope.guild_name(), &wanted).await
    }
    .await;
    match committed(&app, tx, guild, saved).await {
        Ok((_, changed)) => {
            let flash = Flash::good(if changed { "Settings saved" } else { "Nothing was changed" });
            let to = format!("/guilds/{guild}/settings");
            Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
        }
        Err(error) => {
            let faults = error.into_faults()?;
            let page = draw(&app, &scope, &request, Some((typed, faults))).await?;
            Ok(render::html_as(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

impl Typed {
    fn of(settings: &Settings) -> Typed {
        let channel = settings.notification_channel_id.map(|id| id.to_string()).unwrap_or_default();
        let percent = settings.near_miss_percent.to_string();
        let create = settings.create_missing_on_import.then(|| "on".to_owned());
        Typed {
            was_notification_channel_id: Some(channel.clone()),
            was_near_miss_percent: Some(percent.clone()),
            was_create_missing_on_import: Some(create.clone().unwrap_or_default()),
            notification_channel_id: channel,
            near_miss_percent: percent,
            create_missing_on_import: create,
        }
    }

    /// What others changed since the page was drawn stays; 422 for what both changed.
    async fn settle(&mut self, tx: &mut Tx, acting: &Acting) -> Result<(), Error> {
        let guild = acting.guild_id;
        let settings = store::load(&mut *tx, guild).await?;
        let channels = guilds::channels(&mut *tx, guild).await?;
        let now = Typed::of(&settings);
        let name = settings.notification_channel_id.map(|id| channel_name(id, &channels));
        let mut meanwhile = Meanwhile::default();
        meanwhile.settle(
            (CHANNEL, "notification_channel"),
            &mut self.was_notification_channel_id,
            &mut self.notification_channel_id,
            &now.notification_channel_id,
            name.as_deref().unwrap_or("Off"),
        );
        let (was, typed) = (&mut self.was_near_miss_percent, &mut self.near_miss_percent);
        meanwhile.settle((NEAR_MISS, NEAR_MISS), was, typed, &now.near_miss_percent, &now.near_miss_percent);
        // A switch cannot clash: whoever else changed it changed it to the same.
        let mut create = self.create_missing_on_import.take().unwrap_or_default();
        let is = now.create_missing_on_import.unwrap_or_default();
        meanwhile.settle((CREATE, CREATE), &mut self.was_create_missing_on_import, &mut create, &is, &is);
        self.create_missing_on_import = (!create.is_empty()).then_some(create);
        acting.refuse_clashes(tx, "guild", guild, meanwhile).await
    }

    fn hidden(&self) -> Markup {
        html! {
            (was(CHANNEL, self.was_notification_channel_id.as_deref()))
            (was(NEAR_MISS, self.was_near_miss_percent.as_deref()))
            (was(CREATE, self.was_create_missing_on_import.as_deref()))
        }
    }

    fn wanted(&self) -> Result<Wanted, FieldError> {
        let channel = match self.notification_channel_id.as_str() {
            "" => None,
            id => Some(id.parse().map_err(|_| FieldError::new(format!("#/{CHANNEL}"), "must be a channel"))?),
        };
        Ok(Wanted {
            notification_channel_id: Some(channel),
            near_miss_percent: Some(self.near_miss_percent.trim().parse().map_err(|_| near_miss_fault())?),
            create_missing_on_import: Some(self.create_missing_on_import.is_some()),
        })
    }
}

async fn draw(
    app: &App,
    access: &GuildAccess,
    request: &PageRequest,
    sent: Option<(Typed, Faults)>,
) -> Result<Markup, Error> {
    let guild = access.guild_id();
    let frame = request.guild_frame(app, guild, "/settings").await?;
    let settings = store::load(&app.db, guild).await?;
    let (typed, faults) = sent.unwrap_or_else(|| (Typed::of(&settings), Faults::default()));
    let channels = guilds::channels(&app.db, guild).await?;
    let (admin, csrf, now) = (access.is_admin(), frame.csrf.clone(), app.clock.now());
    let view = View { guild, admin, csrf, settings, channels, typed, faults, now };
    let crumbs = [(access.guild_name(), Some(format!("/guilds/{guild}"))), ("Settings", None)];
    let body = view.body();
    Ok(page(&frame, Page { title: "Settings", current: "settings", crumbs: &crumbs, charts: false, body }))
}

impl View {
    fn body(&self) -> Markup {
        html! {
            div class="mx-auto max-w-4xl" {
                (panel::page_head("Settings", "What holds for this server as a whole.", None))
                div class="grid gap-3 lg:gap-4" {
                    (panel::panel("general", "General", None, self.form(), None))
                    (panel::panel("keys", "API keys", None, self.keys(), None))
                    (panel::panel("rights", "Who may see and do what", None, self.rights(), None))
                    (panel::panel("facts", "This server", None, self.facts(), None))
                }
            }
        }
    }

    fn form(&self) -> Markup {
        let fields = html! {
            @if !self.admin { div class="mb-4" { (panel::note(panel::Tone::Locked, html! { (DENIED) })) } }
            fieldset disabled[!self.admin] class="max-w-xl" data-guard {
                (self.channel())
                (self.near_miss())
                (self.create_missing())
                (self.typed.hidden())
            }
            div class="mt-5 flex justify-end border-t border-line pt-4" {
                @if self.admin { button class="btn btn-primary" { "Save settings" } }
                @else { (button_denied("save", html! { "Save settings" }, DENIED)) }
            }
        };
        post_form(&format!("/guilds/{}/settings", self.guild), &self.csrf, "panel-body", fields)
    }

    fn channel(&self) -> Markup {
        let error = self.faults.of(CHANNEL);
        let field = Field {
            id: "channel",
            label: "Notification channel",
            hint: Some(
                "Where messages go for groups without a channel of their own. Off: those are only shown here.",
            ),
            error: error.as_deref(),
        };
        let chosen = self.typed.notification_channel_id.as_str();
        let gone =
            self.settings.notification_channel_id.filter(|id| !self.channels.iter().any(|c| c.id == *id));
        field.with(html! {
            select.select.w-full #channel name=(CHANNEL) aria-describedby=[field.described_by()] aria-invalid=[field.error.map(|_| "true")] {
                option value="" { "Off" }
                @if let Some(id) = gone { option value=(id) selected[chosen == id.to_string()] { (channel_name(id, &self.channels)) ": not there any more" } }
                @for channel in &self.channels { (self.option(channel, chosen == channel.id.to_string())) }
            }
        })
    }

    /// A channel that the bot cannot post to may stay chosen, but not be chosen.
    fn option(&self, channel: &Channel, selected: bool) -> Markup {
        let kept = self.settings.notification_channel_id == Some(channel.id);
        html! {
            option value=(channel.id) selected[selected] disabled[!channel.bot_can_post && !kept] {
                (channel_name(channel.id, &self.channels))
                @if !channel.bot_can_post { ": the bot may not post there" }
            }
        }
    }

    fn near_miss(&self) -> Markup {
        let error = self.faults.of(NEAR_MISS);
        let (least, most) = NEAR_MISS_PERCENT.into_inner();
        let hint = format!(
            "A group that misses its target but reaches this much of it is a near miss. {least} to {most}; 90 is usual."
        );
        let field = Field {
            id: "near-miss",
            label: "Near miss, in per cent of the target",
            hint: Some(&hint),
            error: error.as_deref(),
        };
        let (least, most) = (least.to_string(), most.to_string());
        let attributes = [("min", least.as_str()), ("max", most.as_str()), ("step", "1"), ("required", "")];
        field.input("number", NEAR_MISS, &self.typed.near_miss_percent, &attributes)
    }

    fn create_missing(&self) -> Markup {
        html! {
            div.field {
                label class="flex min-h-8 cursor-pointer items-center gap-3 font-semibold" {
                    input.checkbox type="checkbox" name=(CREATE) value="on" checked[self.typed.create_missing_on_import.is_some()] aria-describedby="create-hint";
                    "Imports create missing brands and groups"
                }
                p #create-hint class="field-hint mt-0! ms-[1.875rem]" { "How an import starts; each one can be told otherwise." }
            }
        }
    }

    fn keys(&self) -> Markup {
        html! {
            div class="panel-body flex flex-wrap items-center justify-between gap-x-6 gap-y-3" {
                p class="max-w-xl text-muted" { "For programs of yours that read or change this server's data, each with scopes of its own." }
                @if self.admin { a class="btn btn-quiet" href=(api_keys::href(self.guild)) { "Manage API keys" } }
                @else { (button_denied("keys", html! { "Manage API keys" }, "Only an administrator of this server can see and make its keys.")) }
            }
        }
    }

    fn rights(&self) -> Markup {
        let rows = [
            ("Manage Server in Discord", "Viewer", "Sees everything here and changes nothing."),
            ("Administrator in Discord, or owner", "Administrator", "Sees and changes everything here."),
            (
                "API key of this server",
                "By its scopes",
                "Never more than the administrator who made it may do at that moment.",
            ),
            ("The bot", "Its own key", "Sends what it collected. It reads and changes nothing else."),
        ];
        html! {
            table class="dtable dtable-cards" {
                thead { tr { th scope="col" { "Who" } th scope="col" { "Role" } th scope="col" { "What they may do" } } }
                tbody { @for (who, role, what) in rows { tr {
                    th scope="row" class="font-semibold!" { (who) }
                    td { (role) @if self.is_mine(role) { " " span.state.state-info { "You" } } }
                    td class="text-muted" { (what) }
                } } }
            }
            div.panel-foot { "Discord decides, and is asked again every few minutes: who loses the permission there loses it here. Everybody else cannot tell that this server exists." }
        }
    }

    fn is_mine(&self, role: &str) -> bool {
        role == if self.admin { "Administrator" } else { "Viewer" }
    }

    fn facts(&self) -> Markup {
        let postable = self.channels.iter().filter(|channel| channel.bot_can_post).count();
        html! {
            dl class="panel-body grid gap-x-6 gap-y-3 sm:grid-cols-2" {
                (fact("Bot added", time::time_as(self.settings.created_at.0, &time::date(self.settings.created_at.0))))
                (fact("Last heartbeat", match self.settings.bot_seen_at {
                    Some(at) => time::time(self.now.0, at.0),
                    None => html! { "none yet" },
                }))
                (fact("Text channels the bot knows", html! { (self.channels.len()) ", and it may post to " (postable) }))
                (fact("Server id at Discord", html! { code class="font-mono" { (self.guild) } }))
            }
        }
    }
}

fn fact(name: &str, value: Markup) -> Markup {
    html! { div { dt class="text-small text-muted" { (name) } dd class="font-medium" { (value) } } }
}
