//! What an entry of the audit log says: who did what to which thing, and what changed.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::ids::{ApiKeyId, GuildId, UserId};
use crate::time::Ms;

/// One entry. `guild_id` is the guild whose admins see it; without one it is a security entry
/// that `user_id` alone sees.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: Ms,
    pub guild_id: Option<GuildId>,
    pub user_id: Option<UserId>,
    pub actor: Actor,
    /// `thing.verb`, e.g. `brand.renamed`.
    pub action: &'static str,
    pub target: Target,
    /// `None` where the action says it all; `Some` and empty is an update that changed nothing.
    pub changes: Option<Changes>,
    pub request_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize, JsonSchema)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ActorType {
    User,
    Bot,
    ApiKey,
    System,
}

/// Who did it, with the name of that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorType,
    pub id: String,
    pub name: String,
}

impl Actor {
    pub fn user(id: UserId, name: impl Into<String>) -> Actor {
        Actor { kind: ActorType::User, id: id.to_string(), name: name.into() }
    }

    pub fn api_key(id: ApiKeyId, name: impl Into<String>) -> Actor {
        Actor { kind: ActorType::ApiKey, id: id.to_string(), name: name.into() }
    }

    pub fn bot(id: ApiKeyId, name: impl Into<String>) -> Actor {
        Actor { kind: ActorType::Bot, id: id.to_string(), name: name.into() }
    }

    /// The server itself; `id` names the part of it.
    pub fn system(id: &'static str, name: &'static str) -> Actor {
        Actor { kind: ActorType::System, id: id.to_owned(), name: name.to_owned() }
    }
}

/// What it was done to, with the label of that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub kind: &'static str,
    pub id: String,
    pub label: String,
}

impl Target {
    pub fn new(kind: &'static str, id: impl ToString, label: impl Into<String>) -> Target {
        Target { kind, id: id.to_string(), label: label.into() }
    }
}

/// Fields that changed, before and after.
#[derive(Clone, Debug, Default)]
pub struct Changes(Map<String, Value>);

impl Changes {
    pub fn new() -> Changes {
        Changes::default()
    }

    /// Adds the field if it changed; values that can't be written as JSON count as null.
    #[must_use]
    pub fn field<T: Serialize + PartialEq>(mut self, name: &str, old: T, new: T) -> Changes {
        if old != new {
            let value = |value| serde_json::to_value(value).unwrap_or_default();
            self.0.insert(name.to_owned(), json!({ "old": value(old), "new": value(new) }));
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}
