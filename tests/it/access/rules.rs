//! One line per route: what the table alone does not say. A route without a line fails the tests.

use reqwest::Method;
use tracking_dashboard::api_keys::Scope;
use tracking_dashboard::http::Access;
use tracking_dashboard::router::route_table;

/// Parameters that name a thing of a guild; the matrix makes one for each question.
pub const THINGS: [&str; 8] = [
    "{round_id}/payments/{payment_id}",
    "{threshold_id}",
    "{brand_id}",
    "{group_id}",
    "{account_id}",
    "{import_id}",
    "{round_id}",
    "{key_id}",
];
/// An id that nothing has.
pub const MISSING: &str = "0192f0c0-0000-7000-8000-000000000000";

/// How a route is asked.
#[derive(Clone, Copy)]
pub struct Rule {
    pub route: &'static str,
    /// The scope that lets a key in; `None`: no key will do.
    pub scope: Option<Scope>,
    /// Only the bot's own key, whatever the guild.
    pub bot_only: bool,
    /// What it names belongs to one person: to anybody else it does not exist.
    pub private: bool,
    /// A parameter besides the guild, and a value that exists; of what is private, a foreign one.
    pub parameter: (&'static str, &'static str),
}

const fn of(route: &'static str) -> Rule {
    Rule { route, scope: None, bot_only: false, private: false, parameter: ("", "") }
}

impl Rule {
    const fn key(mut self, scope: Scope) -> Rule {
        self.scope = Some(scope);
        self
    }

    const fn bot_only(mut self) -> Rule {
        self.bot_only = true;
        self
    }

    const fn private(mut self) -> Rule {
        self.private = true;
        self
    }

    const fn with(mut self, name: &'static str, value: &'static str) -> Rule {
        self.parameter = (name, value);
        self
    }
}

const FOREIGN_SESSION: &str = "0192f0c0-0000-7000-8000-000000000001";

const RULES: &[Rule] = &[
    of("GET /login"),
    of("GET /auth/login"),
    of("GET /auth/callback"),
    of("POST /auth/logout"),
    of("GET /auth/unverified-email"),
    of("GET /status"),
    of("GET /api/v1/status"),
    of("GET /api/docs"),
    of("GET /api/v1/openapi.json"),
    of("GET /assets/{file}").with("{file}", "app.css"),
    of("GET /favicon.ico"),
    of("GET /legal/terms"),
    of("GET /legal/privacy"),
    of("GET /shortcuts"),
    of("POST /preferences"),
    of("POST /csp-report"),
    of("GET /healthz"),
    of("GET /readyz"),
    of("GET /metrics"),
    of("GET /"),
    of("GET /guilds"),
    of("GET /api/v1/me"),
    of("GET /settings/sessions"),
    of("POST /settings/sessions/{session_id}/revoke").with("{session_id}", FOREIGN_SESSION).private(),
    of("POST /settings/sessions/revoke-others"),
    of("POST /settings/sessions/revoke-all"),
    of("POST /settings/sessions/dismiss-notice"),
    of("GET /api/v1/sessions"),
    of("DELETE /api/v1/sessions/{session_id}").with("{session_id}", FOREIGN_SESSION).private(),
    of("POST /api/v1/sessions/revoke-others"),
    of("POST /api/v1/sessions/revoke-all"),
    of("GET /api/v1/guilds"),
    of("GET /guilds/{guild_id}"),
    of("GET /guilds/{guild_id}/cards/{card}").with("{card}", "gains"),
    of("GET /guilds/{guild_id}/live"),
    of("GET /guilds/{guild_id}/accounts"),
    of("GET /guilds/{guild_id}/analytics").key(Scope::TrackingRead),
    of("GET /guilds/{guild_id}/analytics.csv").key(Scope::TrackingRead),
    of("GET /api/v1/guilds/{guild_id}/analytics").key(Scope::TrackingRead),
    of("GET /guilds/{guild_id}/activity"),
    of("GET /guilds/{guild_id}/activity.csv").key(Scope::AuditRead),
    of("GET /api/v1/guilds/{guild_id}/audit").key(Scope::AuditRead),
    of("GET /guilds/{guild_id}/data"),
    of("POST /guilds/{guild_id}/data/imports"),
    of("GET /guilds/{guild_id}/data/imports/{import_id}"),
    of("POST /guilds/{guild_id}/data/imports/{import_id}/again"),
    of("POST /guilds/{guild_id}/data/imports/{import_id}/confirm"),
    of("POST /guilds/{guild_id}/data/imports/{import_id}/cancel"),
    of("POST /guilds/{guild_id}/data/imports/{import_id}/undo"),
    of("GET /guilds/{guild_id}/data/export").key(Scope::ExportsRead),
    of("GET /api/v1/guilds/{guild_id}/accounts/import/template").key(Scope::ImportsRead),
    of("GET /api/v1/guilds/{guild_id}/accounts/export").key(Scope::ExportsRead),
    of("GET /api/v1/guilds/{guild_id}/accounts/export/preview").key(Scope::ExportsRead),
    of("GET /guilds/{guild_id}/find"),
    of("GET /guilds/{guild_id}/bonus"),
    of("GET /guilds/{guild_id}/bonus/new"),
    of("POST /guilds/{guild_id}/bonus/new"),
    of("GET /guilds/{guild_id}/bonus/rounds/{round_id}"),
    of("GET /guilds/{guild_id}/bonus/rounds/{round_id}/results.csv").key(Scope::BonusRead),
    of("POST /guilds/{guild_id}/bonus/rounds/{round_id}/evaluate"),
    of("POST /guilds/{guild_id}/bonus/rounds/{round_id}/delete"),
    of("POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments"),
    of("POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments/undo"),
    of("POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}"),
    of("POST /guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}/notes"),
    of("GET /guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}/history"),
    of("GET /guilds/{guild_id}/settings"),
    of("POST /guilds/{guild_id}/settings"),
    of("GET /guilds/{guild_id}/settings/api-keys"),
    of("POST /guilds/{guild_id}/settings/api-keys"),
    of("POST /guilds/{guild_id}/settings/api-keys/{key_id}/revoke"),
    of("GET /api/v1/guilds/{guild_id}/api-keys"),
    of("POST /api/v1/guilds/{guild_id}/api-keys"),
    of("DELETE /api/v1/guilds/{guild_id}/api-keys/{key_id}"),
    of("POST /guilds/{guild_id}/accounts"),
    of("POST /guilds/{guild_id}/accounts/bulk"),
    of("POST /guilds/{guild_id}/accounts/undo"),
    of("GET /guilds/{guild_id}/accounts/deleted"),
    of("GET /guilds/{guild_id}/accounts/{account_id}"),
    of("POST /guilds/{guild_id}/accounts/{account_id}"),
    of("POST /guilds/{guild_id}/accounts/{account_id}/restore"),
    of("GET /guilds/{guild_id}/posts"),
    of("GET /api/v1/guilds/{guild_id}").key(Scope::StatusRead),
    of("GET /api/v1/guilds/{guild_id}/status").key(Scope::StatusRead),
    of("GET /api/v1/guilds/{guild_id}/status/stream").key(Scope::StatusRead),
    of("GET /api/v1/guilds/{guild_id}/accounts").key(Scope::TrackingRead),
    of("PATCH /api/v1/guilds/{guild_id}/settings").key(Scope::TrackingWrite),
    of("GET /api/v1/guilds/{guild_id}/channels").key(Scope::TrackingRead),
    of("POST /api/v1/guilds/{guild_id}/accounts").key(Scope::TrackingWrite),
    of("POST /api/v1/guilds/{guild_id}/accounts/bulk").key(Scope::TrackingWrite),
    of("POST /api/v1/guilds/{guild_id}/accounts/bulk/undo").key(Scope::TrackingWrite),
    of("GET /api/v1/guilds/{guild_id}/accounts/{account_id}").key(Scope::TrackingRead),
    of("PATCH /api/v1/guilds/{guild_id}/accounts/{account_id}").key(Scope::TrackingWrite),
    of("DELETE /api/v1/guilds/{guild_id}/accounts/{account_id}").key(Scope::TrackingWrite),
    of("POST /api/v1/guilds/{guild_id}/accounts/{account_id}/restore").key(Scope::TrackingWrite),
    of("GET /guilds/{guild_id}/brands"),
    of("POST /guilds/{guild_id}/brands"),
    of("POST /guilds/{guild_id}/brands/{brand_id}"),
    of("POST /guilds/{guild_id}/brands/{brand_id}/delete"),
    of("POST /guilds/{guild_id}/brands/{brand_id}/restore"),
    of("GET /guilds/{guild_id}/groups/{group_id}"),
    of("POST /guilds/{guild_id}/groups"),
    of("POST /guilds/{guild_id}/groups/{group_id}"),
    of("POST /guilds/{guild_id}/groups/{group_id}/delete"),
    of("POST /guilds/{guild_id}/groups/{group_id}/restore"),
    of("GET /api/v1/guilds/{guild_id}/brands").key(Scope::TrackingRead),
    of("POST /api/v1/guilds/{guild_id}/brands").key(Scope::TrackingWrite),
    of("PATCH /api/v1/guilds/{guild_id}/brands/{brand_id}").key(Scope::TrackingWrite),
    of("DELETE /api/v1/guilds/{guild_id}/brands/{brand_id}").key(Scope::TrackingWrite),
    of("POST /api/v1/guilds/{guild_id}/brands/{brand_id}/restore").key(Scope::TrackingWrite),
    of("GET /api/v1/guilds/{guild_id}/groups").key(Scope::TrackingRead),
    of("POST /api/v1/guilds/{guild_id}/groups").key(Scope::TrackingWrite),
    of("PATCH /api/v1/guilds/{guild_id}/groups/{group_id}").key(Scope::TrackingWrite),
    of("DELETE /api/v1/guilds/{guild_id}/groups/{group_id}").key(Scope::TrackingWrite),
    of("POST /api/v1/guilds/{guild_id}/groups/{group_id}/restore").key(Scope::TrackingWrite),
    of("GET /api/v1/guilds/{guild_id}/posts").key(Scope::TrackingRead),
    of("GET /guilds/{guild_id}/alerts"),
    of("GET /guilds/{guild_id}/alerts/hint"),
    of("POST /guilds/{guild_id}/alerts"),
    of("POST /guilds/{guild_id}/alerts/bulk"),
    of("POST /guilds/{guild_id}/alerts/undo"),
    of("POST /guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}"),
    of("POST /guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}/delete"),
    of("POST /guilds/{guild_id}/groups/{group_id}/thresholds/{threshold_id}/restore"),
    of("POST /guilds/{guild_id}/groups/{group_id}/alert-settings"),
    of("POST /guilds/{guild_id}/groups/{group_id}/alert-test"),
    of("GET /api/v1/guilds/{guild_id}/alerts").key(Scope::AlertsRead),
    of("GET /api/v1/guilds/{guild_id}/alert-thresholds").key(Scope::AlertsRead),
    of("POST /api/v1/guilds/{guild_id}/alert-thresholds/bulk").key(Scope::AlertsWrite),
    of("GET /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds").key(Scope::AlertsRead),
    of("POST /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds").key(Scope::AlertsWrite),
    of("PATCH /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}")
        .key(Scope::AlertsWrite),
    of("DELETE /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}")
        .key(Scope::AlertsWrite),
    of("POST /api/v1/guilds/{guild_id}/groups/{group_id}/alert-thresholds/{threshold_id}/restore")
        .key(Scope::AlertsWrite),
    of("PATCH /api/v1/guilds/{guild_id}/groups/{group_id}/alert-settings").key(Scope::AlertsWrite),
    of("GET /api/v1/guilds/{guild_id}/groups/{group_id}/alert-hints").key(Scope::AlertsRead),
    of("POST /api/v1/guilds/{guild_id}/groups/{group_id}/alert-test").key(Scope::AlertsWrite),
    of("GET /api/v1/guilds/{guild_id}/bonus/rounds").key(Scope::BonusRead),
    of("POST /api/v1/guilds/{guild_id}/bonus/rounds").key(Scope::BonusWrite),
    of("GET /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}").key(Scope::BonusRead),
    of("DELETE /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}").key(Scope::BonusWrite),
    of("POST /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/evaluate").key(Scope::BonusWrite),
    of("GET /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/results").key(Scope::BonusRead),
    of("PATCH /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments").key(Scope::BonusWrite),
    of("PATCH /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments/{payment_id}")
        .key(Scope::BonusWrite),
    of("POST /api/v1/guilds/{guild_id}/bonus/rounds/{round_id}/payments/undo").key(Scope::BonusWrite),
    of("GET /api/v1/guilds/{guild_id}/bonus/leaderboard").key(Scope::BonusRead),
    of("POST /api/v1/guilds/{guild_id}/accounts/imports").key(Scope::ImportsWrite),
    of("GET /api/v1/guilds/{guild_id}/accounts/imports").key(Scope::ImportsRead),
    of("GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}").key(Scope::ImportsRead),
    of("GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/errors.csv").key(Scope::ImportsRead),
    of("GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/rejected.csv").key(Scope::ImportsRead),
    of("GET /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/events").key(Scope::ImportsRead),
    of("POST /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/confirm").key(Scope::ImportsWrite),
    of("POST /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/cancel").key(Scope::ImportsWrite),
    of("POST /api/v1/guilds/{guild_id}/accounts/imports/{import_id}/undo").key(Scope::ImportsWrite),
    of("POST /api/v1/ingest/heartbeat").key(Scope::IngestWrite).bot_only(),
    of("PUT /api/v1/ingest/guilds/{guild_id}").key(Scope::IngestWrite).bot_only(),
    of("POST /api/v1/ingest/guilds/{guild_id}/posts").key(Scope::IngestWrite),
    of("POST /api/v1/ingest/guilds/{guild_id}/metrics").key(Scope::IngestWrite),
    of("POST /api/v1/ingest/guilds/{guild_id}/accounts").key(Scope::IngestWrite),
];

/// A row of the route table with its rule.
#[derive(Clone)]
pub struct Row {
    pub method: Method,
    pub access: Access,
    pub rule: Rule,
}

/// All rows; panics over a route without a rule, and over a rule without a route.
pub fn rows() -> Vec<Row> {
    let table = route_table();
    let name = |route: &tracking_dashboard::http::routes::Route| format!("{} {}", route.method, route.path);
    for rule in RULES {
        assert!(table.iter().any(|route| name(route) == rule.route), "there is no route {}", rule.route);
    }
    let row = |route| {
        let found = RULES.iter().find(|rule| rule.route == name(route));
        let rule = *found.unwrap_or_else(|| panic!("write a rule for {}", name(route)));
        Row { method: route.method.clone(), access: route.access, rule }
    };
    table.iter().map(row).collect()
}

impl Row {
    pub fn is_api(&self) -> bool {
        self.rule.route.contains(" /api/")
    }

    pub fn is_safe(&self) -> bool {
        self.method == Method::GET
    }

    pub fn has_guild(&self) -> bool {
        self.rule.route.contains("{guild_id}")
    }

    /// The parameter that names a thing of the guild, as `{account_id}`.
    pub fn thing(&self) -> Option<&'static str> {
        THINGS.into_iter().find(|name| self.rule.route.contains(name))
    }

    /// The address with its parameters filled in; a thing of the guild is one that does not exist.
    pub fn path(&self, guild: &str) -> String {
        self.path_to(guild, &self.missing())
    }

    /// A thing of the kind that the address names, which no guild has.
    pub fn missing(&self) -> String {
        match self.thing() {
            Some(two) if two.contains("/payments/") => format!("{MISSING}/payments/{MISSING}"),
            _ => MISSING.to_owned(),
        }
    }

    /// As [`Row::path`], to this thing of the guild.
    pub fn path_to(&self, guild: &str, thing: &str) -> String {
        let (_, path) = self.rule.route.split_once(' ').unwrap();
        let (name, value) = self.rule.parameter;
        let value = match name {
            "{file}" => tracking_dashboard::web::assets::url(value).trim_start_matches("/assets/"),
            _ => value,
        };
        let path = path.replace("{guild_id}", guild);
        // What belongs to a group is named after it.
        let (group, thing) = thing.split_once('.').unwrap_or((thing, thing));
        let path = self.thing().map_or(path.clone(), |name| path.replace(name, thing));
        let path = path.replace("{group_id}", group);
        let path = if name.is_empty() { path } else { path.replace(name, value) };
        assert!(!path.contains('{'), "a parameter without a value: {path}");
        path
    }
}
