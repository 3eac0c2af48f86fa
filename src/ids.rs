//! Identifiers: Discord's snowflakes and our own UUIDv7, each kind a type of its own.

use std::fmt;
use std::str::FromStr;
use std::sync::{LazyLock, Mutex};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::time::Ms;

/// The text is no identifier of the wanted kind.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct InvalidId;

/// A UUIDv7 for `now`; ids made in one millisecond still sort in the order they were made.
pub fn new_uuid(now: Ms) -> Uuid {
    static CONTEXT: LazyLock<Mutex<ContextV7>> = LazyLock::new(|| Mutex::new(ContextV7::new()));
    let context = CONTEXT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let milliseconds = now.0.max(0).unsigned_abs();
    let nanoseconds = u32::try_from(milliseconds % 1_000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(&*context, milliseconds / 1_000, nanoseconds))
}

/// Declares Discord ids: `^[0-9]{17,20}$` as text; the same 64 bits as a BIGINT in the database.
macro_rules! snowflake {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(i64);

        impl $name {
            pub const fn new(id: u64) -> Self {
                Self(id.cast_signed())
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let digits = (17..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
                // A leading zero would come back as another text.
                if !digits || text.starts_with('0') {
                    return Err(InvalidId);
                }
                text.parse().map(Self::new).map_err(|_| InvalidId)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.cast_unsigned().fmt(f)
            }
        }
    )+ text_id!(json_schema!({ "type": "string", "pattern": "^[0-9]{17,20}$" }); $($name),+);};
}

/// Declares ids of ours: UUIDv7.
macro_rules! uuid_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            pub fn new(now: Ms) -> Self {
                Self(new_uuid(now))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                // Only the hyphenated form is an id of ours; one id has one spelling.
                match Uuid::try_parse(text) {
                    Ok(id) if id.hyphenated().to_string() == text => Ok(Self(id)),
                    _ => Err(InvalidId),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    )+ text_id!(json_schema!({ "type": "string", "format": "uuid" }); $($name),+);};
}

/// Ids are strings in JSON and in logs.
macro_rules! text_id {
    ($schema:expr; $($name:ident),+) => {$(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|_| de::Error::custom("must be a valid id"))
            }
        }
    )+};
}

snowflake! {
    /// A Discord server: the tenant.
    GuildId,
    /// A Discord user.
    UserId,
    /// A Discord text channel.
    ChannelId,
}

uuid_id! {
    AccountId,
    AlertId,
    ApiKeyId,
    AuditId,
    BrandId,
    /// A change that can be taken back.
    ChangeId,
    /// An account group.
    GroupId,
    /// An import of accounts.
    ImportId,
    PaymentId,
    PostId,
    /// A bonus round.
    RoundId,
    SessionId,
    ThresholdId,
    /// A bonus round's target.
    TargetId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snowflakes_keep_all_64_bits_and_refuse_other_texts() {
        let largest: GuildId = "18446744073709551615".parse().unwrap();
        assert_eq!(largest.to_string(), "18446744073709551615");
        for text in ["", "123", "18446744073709551616", "01234567890123456", "12345678901234567x"] {
            assert_eq!(text.parse::<GuildId>(), Err(InvalidId), "{text}");
        }
    }

    #[test]
    fn an_id_of_ours_has_one_spelling() {
        let id = AccountId::new(Ms(1_700_000_000_000));
        assert_eq!(id.to_string().parse::<AccountId>(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse::<AccountId>(), Err(InvalidId));
        assert_eq!(id.0.simple().to_string().parse::<AccountId>(), Err(InvalidId));
    }

    #[test]
    fn ids_of_one_millisecond_sort_as_they_were_made() {
        let made: Vec<_> = (0..200).map(|_| new_uuid(Ms(1_700_000_000_123))).collect();
        assert!(made.is_sorted());
    }
}
