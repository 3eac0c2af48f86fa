//! What a key may do. Each route names its scope in the type of its extractor.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Declares the scopes, and one marker type of each for `GuildScope`.
macro_rules! scopes {
    ($($name:ident $text:literal),+ $(,)?) => {
        /// A scope of an API key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Scope { $($name),+ }

        impl Scope {
            pub const ALL: &'static [Scope] = &[$(Scope::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Scope::$name => $text),+ }
            }
        }

        /// The markers: `GuildScope<Viewer, TrackingRead>`.
        pub mod grants {
            use super::{Grant, Scope};
            $(
                #[derive(Clone, Copy, Debug)]
                pub struct $name;
                impl Grant for $name {
                    const SCOPE: Option<Scope> = Some(Scope::$name);
                }
            )+

            /// A route that no key may use, whatever its scopes: browser sessions only.
            #[derive(Clone, Copy, Debug)]
            pub struct SessionOnly;
            impl Grant for SessionOnly {
                const SCOPE: Option<Scope> = None;
            }
        }
    };
}

/// The scope that a route asks of a key; `None`: no key will do.
pub trait Grant: Send + Sync + 'static {
    const SCOPE: Option<Scope>;
}

scopes! {
    IngestWrite "ingest:write",
    StatusRead "status:read",
    StatusWrite "status:write",
    TrackingRead "tracking:read",
    TrackingWrite "tracking:write",
    BonusRead "bonus:read",
    BonusWrite "bonus:write",
    AlertsRead "alerts:read",
    AlertsWrite "alerts:write",
    ImportsRead "imports:read",
    ImportsWrite "imports:write",
    ExportsRead "exports:read",
    ExportsWrite "exports:write",
    AuditRead "audit:read",
    AuditWrite "audit:write",
}

impl FromStr for Scope {
    type Err = String;
    fn from_str(text: &str) -> Result<Scope, String> {
        Scope::ALL.iter().copied().find(|scope| scope.as_str() == text).ok_or_else(|| {
            let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
            format!("must be one of {}", all.join(", "))
        })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scope, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Scope {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scope".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        json_schema!({ "type": "string", "enum": all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_is_read_as_it_is_written() {
        for scope in Scope::ALL {
            assert_eq!(scope.to_string().parse::<Scope>(), Ok(*scope));
        }
        assert!("tracking".parse::<Scope>().unwrap_err().contains("tracking:read"));
    }
}
