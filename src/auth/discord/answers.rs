//! Discord's answers, as far as they are used, and what they come to here.

use serde::{Deserialize, Serialize};

use crate::guilds::Role;
use crate::ids::{GuildId, UserId};
use crate::time::Ms;

/// Discord's tokens of a user; stored sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    #[serde(with = "milliseconds")]
    pub expires_at: Ms,
}

/// A Discord user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub id: UserId,
    pub username: String,
    pub display_name: String,
    pub email_verified: bool,
}

#[derive(Deserialize)]
pub struct UserAnswer {
    id: String,
    username: String,
    global_name: Option<String>,
    verified: Option<bool>,
    email: Option<String>,
}

impl UserAnswer {
    /// `None` when the id is none.
    pub fn profile(self) -> Option<Profile> {
        // Missing means no: neither a flag without an address nor an address without a flag counts.
        let email_verified = self.verified == Some(true) && self.email.is_some_and(|email| !email.is_empty());
        let display_name = self.global_name.filter(|name| !name.trim().is_empty());
        Some(Profile {
            id: self.id.parse().ok()?,
            display_name: display_name.unwrap_or_else(|| self.username.clone()),
            username: self.username,
            email_verified,
        })
    }
}

#[derive(Deserialize)]
pub struct GuildAnswer {
    id: String,
    #[serde(default)]
    owner: bool,
    /// 64 bits as text.
    #[serde(default)]
    permissions: String,
}

impl GuildAnswer {
    pub fn role(&self) -> Option<(GuildId, Role)> {
        let bits = self.permissions.parse().unwrap_or(0);
        Some((self.id.parse().ok()?, Role::of(self.owner, bits)?))
    }
}

mod milliseconds {
    use super::Ms;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(at: &Ms, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.0)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Ms, D::Error> {
        i64::deserialize(deserializer).map(Ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(json: &str) -> Option<Profile> {
        serde_json::from_str::<UserAnswer>(json).unwrap().profile()
    }

    #[test]
    fn an_email_counts_only_when_it_is_there_and_verified() {
        for (more, verified) in [
            (r#","verified":true,"email":"a@b.example""#, true),
            (r#","verified":false,"email":"a@b.example""#, false),
            (r#","email":"a@b.example""#, false),
            (r#","verified":true"#, false),
            (r#","verified":true,"email":null"#, false),
            (r#","verified":true,"email":"""#, false),
            (r#","verified":null,"email":"a@b.example""#, false),
            ("", false),
        ] {
            let json = format!(r#"{{"id":"12345678901234567","username":"ada"{more}}}"#);
            assert_eq!(profile(&json).unwrap().email_verified, verified, "{more}");
        }
    }

    #[test]
    fn odd_values_are_left_out() {
        let ada = profile(r#"{"id":"12345678901234567","username":"ada","global_name":" "}"#);
        assert_eq!(ada.unwrap().display_name, "ada");
        assert_eq!(profile(r#"{"id":"x","username":"ada"}"#), None);
        let guild = |json: &str| serde_json::from_str::<GuildAnswer>(json).unwrap().role();
        let id = GuildId::new(12345678901234567);
        assert_eq!(guild(r#"{"id":"12345678901234567","permissions":"32"}"#), Some((id, Role::Viewer)));
        assert_eq!(guild(r#"{"id":"12345678901234567","owner":true}"#), Some((id, Role::Admin)));
        assert_eq!(guild(r#"{"id":"12345678901234567","permissions":"-1"}"#), None);
        assert_eq!(guild(r#"{"id":"1","permissions":"32"}"#), None);
    }
}
