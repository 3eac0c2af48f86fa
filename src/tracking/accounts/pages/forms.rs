//! What the forms of these pages do. Each ends on a page that says so, with Undo where there is one.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::Deserialize;

use super::super::changes::{self, Action, Add, Changed, Edit};
use super::super::links::parse_profile;
use super::super::list::{self as rows, AccountRow};
use super::{Changing, account, base, list};
use crate::app::App;
use crate::audit::Acting;
use crate::db::Tx;
use crate::guilds::frame::PageRequest;
use crate::http::{Code, Error, FieldError, Flash, Form, Params, Path, RequestId, back};
use crate::ids::{AccountId, GroupId, GuildId};
use crate::tracking::change::{self, begin, commit};
use crate::tracking::{Label, Platform, Username};
use crate::undo;
use crate::web::meanwhile::{Meanwhile, Outcome};
use crate::web::text;

/// The fields of an account as they were typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    pub platform: String,
    pub username: String,
    pub display_name: String,
    pub group_id: String,
    pub was_username: Option<String>,
    pub was_display_name: Option<String>,
    pub was_group_id: Option<String>,
}

impl Typed {
    pub fn of(account: &AccountRow) -> Typed {
        let (username, group) = (account.username.clone(), account.group_id.to_string());
        let given = if account.display_name == username { "" } else { account.display_name.as_str() };
        Typed {
            was_username: Some(username.clone()),
            was_display_name: Some(given.to_owned()),
            was_group_id: Some(group.clone()),
            platform: account.platform.clone(),
            username,
            display_name: given.to_owned(),
            group_id: group,
        }
    }

    /// What others changed since the form was drawn stays; 422 for what both changed. Whether a display name was
    /// given here.
    async fn settle(&mut self, tx: &mut Tx, acting: &Acting, account: &AccountRow) -> Result<bool, Error> {
        let now = Typed::of(account);
        let mut meanwhile = Meanwhile::default();
        let (was, typed) = (&mut self.was_username, &mut self.username);
        meanwhile.settle(("username", "username"), was, typed, &now.username, &now.username);
        let (was, typed) = (&mut self.was_display_name, &mut self.display_name);
        let names = ("display_name", "display_name");
        let given = meanwhile.settle(names, was, typed, &now.display_name, &now.display_name);
        let (was, typed) = (&mut self.was_group_id, &mut self.group_id);
        meanwhile.settle(("group_id", "group"), was, typed, &now.group_id, &account.group_label);
        acting.refuse_clashes(tx, "account", account.id, meanwhile).await?;
        Ok(given != Outcome::Keep)
    }

    /// Username, and the platform when a pasted profile address says it.
    fn name(&self) -> Result<(Option<Platform>, Username), FieldError> {
        let fault = |detail: &str| FieldError::new("#/username", detail.to_owned());
        if let Some((platform, username)) = parse_profile(&self.username) {
            return Ok((Some(platform), username));
        }
        if self.username.contains('/') {
            return Err(fault("is not the address of a profile; the username alone will do"));
        }
        let username = Username::parse(self.username.trim().trim_start_matches('@'));
        username.map(|username| (None, username)).map_err(|refused| fault(&refused.to_string()))
    }

    /// What a pasted address says wins over the choice beside it.
    fn names(&self, faults: &mut Vec<FieldError>) -> (Option<Platform>, Option<Username>) {
        let (pasted, username) = match self.name() {
            Ok((pasted, username)) => (pasted, Some(username)),
            Err(fault) => {
                faults.push(fault);
                (None, None)
            }
        };
        let chosen = self.platform.parse::<Platform>();
        if let (None, Err(error)) = (pasted, &chosen) {
            faults.push(FieldError::new("#/platform", error.to_string()));
        }
        (pasted.or(chosen.ok()), username)
    }

    /// The username of an account that stays on its platform.
    fn name_on(&self, platform: &str, faults: &mut Vec<FieldError>) -> Option<Username> {
        match self.name() {
            Ok((Some(other), _)) if other.as_str() != platform => {
                let detail = format!("is a profile on {}; an account stays on its platform", other.name());
                faults.push(FieldError::new("#/username", detail));
                None
            }
            Ok((_, username)) => Some(username),
            Err(fault) => {
                faults.push(fault);
                None
            }
        }
    }

    fn display_name(&self, faults: &mut Vec<FieldError>) -> Option<Label> {
        if self.display_name.trim().is_empty() {
            return None;
        }
        let label = Label::parse(&self.display_name);
        faults.extend(label.as_ref().err().map(|error| FieldError::new("#/display_name", error.to_string())));
        label.ok()
    }

    fn group(&self, faults: &mut Vec<FieldError>) -> Option<GroupId> {
        let group = self.group_id.parse().ok();
        if group.is_none() {
            faults.push(FieldError::new("#/group_id", "must be one of the groups"));
        }
        group
    }
}

/// `POST /guilds/{guild_id}/accounts`
pub async fn add(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    uri: Uri,
    params: Params,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let done = async {
        let mut faults = Vec::new();
        let (platform, username) = typed.names(&mut faults);
        let (display_name, group) = (typed.display_name(&mut faults), typed.group(&mut faults));
        let (Some(platform), Some(username), Some(group)) = (platform, username, group) else {
            return Err(Error::fields(faults));
        };
        let new = Add { platform, username, group, display_name };
        let mut tx = begin(&app, scope.guild_id()).await?;
        let added = changes::add(&mut tx, &scope.acting(&app, &request_id), &new).await?;
        commit(&app, tx, scope.guild_id()).await?;
        Ok((new, added))
    };
    let guild = scope.guild_id();
    match done.await {
        Ok((new, added)) => {
            let name = new.username.as_str();
            let said = match &added.restored_to {
                Some(group) => {
                    format!("@{name} had been deleted: it is back with what it had gathered, in {group}.")
                }
                None => format!("@{name} is tracked now."),
            };
            Ok(Flash::good(said).redirect(&app.secrets, request.session.session_id, &base(guild)))
        }
        Err(error) => {
            list::with_faults(&app, &scope, &request, &uri, params, typed, error.into_faults()?).await
        }
    }
}

/// `POST /guilds/{guild_id}/accounts/{account_id}`
pub async fn edit(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    Path((_, id)): Path<(GuildId, AccountId)>,
    params: Params,
    Form(mut typed): Form<Typed>,
) -> Result<Response, Error> {
    let (guild, acting) = (scope.guild_id(), scope.acting(&app, &request_id));
    let mut tx = begin(&app, guild).await?;
    let done = async {
        let mut faults = Vec::new();
        let account = living(&mut tx, &acting, id).await?;
        let given = typed.settle(&mut tx, &acting, &account).await?;
        let username = typed.name_on(&account.platform, &mut faults);
        let (display_name, group) = (typed.display_name(&mut faults), typed.group(&mut faults));
        let (Some(username), Some(group), true) = (username, group, faults.is_empty()) else {
            return Err(Error::fields(faults));
        };
        let (username, display_name) = (Some(username), given.then_some(display_name));
        let edit = Edit { username, display_name, group: Some(group), status: None };
        changes::edit(&mut tx, &acting, id, &edit).await
    }
    .await;
    match change::committed(&app, tx, guild, done).await {
        Ok(()) => {
            let to = format!("{}/{id}", base(guild));
            Ok(Flash::good("Saved.").redirect(&app.secrets, request.session.session_id, &to))
        }
        Err(error) => match Flash::conflict(error) {
            Ok(flash) => Ok(flash.redirect(&app.secrets, request.session.session_id, &base(guild))),
            Err(error) => {
                account::with_faults(&app, &scope, &request, id, params, typed, error.into_faults()?).await
            }
        },
    }
}

/// 409 that says so when somebody deleted it meanwhile.
async fn living(tx: &mut Tx, acting: &Acting, id: AccountId) -> Result<AccountRow, Error> {
    if let Some(account) = rows::one(&mut *tx, acting.guild_id, id, acting.now.day()).await? {
        return Ok(account);
    }
    let deleted = changes::is_deleted(tx, acting.guild_id, id).await?;
    Err(if deleted { change::deleted_meanwhile("account") } else { Code::NotFound.into() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    #[serde(default)]
    ids: Vec<AccountId>,
    action: String,
    #[serde(default)]
    group_id: String,
}

/// `POST /guilds/{guild_id}/accounts/bulk`
pub async fn bulk(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Form(form): Form<Bulk>,
) -> Result<Response, Error> {
    let (guild, session) = (scope.guild_id(), request.session.session_id);
    let from = back::within(&headers, &app.config.server.origin(), &base(guild));
    let say = |flash: Flash, to: &str| Ok(flash.redirect(&app.secrets, session, to));
    if form.ids.is_empty() {
        return say(Flash::bad("Choose at least one account first."), &from);
    }
    let action = match (form.action.as_str(), form.group_id.parse()) {
        ("move", Ok(group)) => Action::Move(group),
        ("move", Err(_)) => return say(Flash::bad("Choose the group to move to."), &from),
        ("pause", _) => Action::Pause,
        ("resume", _) => Action::Resume,
        ("delete", _) => Action::Delete,
        _ => return Err(Error::field("#/action", "must be move, pause, resume or delete")),
    };
    let mut tx = begin(&app, guild).await?;
    let done = changes::apply(&mut tx, &scope.acting(&app, &request_id), &form.ids, action).await;
    let changed = match change::committed(&app, tx, guild, done).await {
        Ok(changed) => changed,
        Err(error) => return say(gone(error)?, &from),
    };
    let flash = undo::pages::offered(said(action, &changed), &base(guild), changed.change);
    // The page of an account goes with the account.
    let gone = action == Action::Delete && from.starts_with(&format!("{}/", base(guild)));
    say(flash, &if gone { base(guild) } else { from })
}

/// What was chosen is there no longer, said on the page; any other error stays one.
fn gone(error: Error) -> Result<Flash, Error> {
    if error.problem.errors.iter().any(|fault| fault.pointer == "#/group_id") {
        return Ok(Flash::bad("The group that you chose is no longer there, so nothing was moved."));
    }
    Flash::gone(error, "An account that you chose is no longer there, so nothing was changed.")
}

fn said(action: Action, changed: &Changed) -> String {
    let count = i64::try_from(changed.count).unwrap_or(i64::MAX);
    let what = changed.only.clone().unwrap_or_else(|| text::count(count, "account", "accounts"));
    match action {
        Action::Move(_) => format!("Moved {what} to {}.", changed.moved_to.as_deref().unwrap_or_default()),
        Action::Pause => format!("Paused {what}."),
        Action::Resume => format!("Resumed {what}."),
        Action::Delete => format!("Deleted {what}."),
    }
}

/// `POST /guilds/{guild_id}/accounts/undo?change=`
pub async fn undo(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, Error> {
    let change = undo::pages::asked(params)?;
    let mut tx = begin(&app, scope.guild_id()).await?;
    let flash = match changes::undo(&mut tx, &scope.acting(&app, &request_id), change).await {
        Ok(undone) => {
            commit(&app, tx, scope.guild_id()).await?;
            undone.said("account was", "accounts were")
        }
        Err(error) => undo::pages::gone(error)?,
    };
    let to = back::within(&headers, &app.config.server.origin(), &base(scope.guild_id()));
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}

/// `POST /guilds/{guild_id}/accounts/{account_id}/restore`
pub async fn restore(
    State(app): State<App>,
    scope: Changing,
    request: PageRequest,
    request_id: RequestId,
    headers: HeaderMap,
    Path((_, id)): Path<(GuildId, AccountId)>,
) -> Result<Response, Error> {
    let guild = scope.guild_id();
    let mut tx = begin(&app, guild).await?;
    let done = changes::restore(&mut tx, &scope.acting(&app, &request_id), id).await;
    let flash = match change::committed(&app, tx, guild, done).await {
        Ok(name) => Flash::good(format!("{name} is tracked again.")),
        Err(error) => Flash::conflict(error)?,
    };
    let to = back::within(&headers, &app.config.server.origin(), &base(guild));
    Ok(flash.redirect(&app.secrets, request.session.session_id, &to))
}
