//! Access and refresh tokens: derived, never stored, so that a leaked database makes none and two
//! tabs or instances make the same one.

use uuid::Uuid;

use crate::crypto::{Purpose, Secrets, base64url, from_base64url};
use crate::ids::SessionId;
use crate::time::Ms;

const MAC: usize = 32;
const REFRESH: usize = 16 + 8;
const ACCESS: usize = REFRESH + 8;

/// What a refresh token says of itself; nothing is proved before [`Refresh::is_genuine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refresh {
    pub session: SessionId,
    pub generation: i64,
    mac: [u8; MAC],
}

/// What an access token says of itself; nothing is proved before [`Access::is_genuine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    pub session: SessionId,
    pub generation: i64,
    pub expires_at: Ms,
    mac: [u8; MAC],
}

/// The refresh token of a generation: session, generation and MAC, in base64url.
pub fn refresh(secrets: &Secrets, session: SessionId, generation: i64, seed: &[u8]) -> String {
    let said = [session.0.as_bytes().as_slice(), &generation.to_be_bytes()].concat();
    signed(secrets, Purpose::RefreshToken, &said, seed)
}

/// An access token of a generation, good until `expires_at`.
pub fn access(secrets: &Secrets, session: SessionId, generation: i64, expires_at: Ms, seed: &[u8]) -> String {
    let id = session.0.as_bytes().as_slice();
    let said = [id, &generation.to_be_bytes(), &expires_at.0.to_be_bytes()].concat();
    signed(secrets, Purpose::AccessToken, &said, seed)
}

fn signed(secrets: &Secrets, purpose: Purpose, said: &[u8], seed: &[u8]) -> String {
    base64url(&[said, &secrets.mac(purpose, &[said, seed])].concat())
}

impl Refresh {
    pub fn parse(text: &str) -> Option<Refresh> {
        let (said, mac) = split(text, REFRESH)?;
        let (session, rest) = session(&said)?;
        Some(Refresh { session, generation: number(rest)?, mac })
    }

    pub fn is_genuine(&self, secrets: &Secrets, seed: &[u8]) -> bool {
        let said = [self.session.0.as_bytes().as_slice(), &self.generation.to_be_bytes()].concat();
        secrets.verify(Purpose::RefreshToken, &[&said, seed], &self.mac)
    }
}

impl Access {
    pub fn parse(text: &str) -> Option<Access> {
        let (said, mac) = split(text, ACCESS)?;
        let (session, rest) = session(&said)?;
        let (generation, expires_at) = rest.split_at_checked(8)?;
        Some(Access { session, generation: number(generation)?, expires_at: Ms(number(expires_at)?), mac })
    }

    pub fn is_genuine(&self, secrets: &Secrets, seed: &[u8]) -> bool {
        let id = self.session.0.as_bytes().as_slice();
        let said = [id, &self.generation.to_be_bytes(), &self.expires_at.0.to_be_bytes()].concat();
        secrets.verify(Purpose::AccessToken, &[&said, seed], &self.mac)
    }
}

fn split(text: &str, length: usize) -> Option<(Vec<u8>, [u8; MAC])> {
    let mut bytes = from_base64url(text).filter(|bytes| bytes.len() == length + MAC)?;
    let mac = bytes.split_off(length).try_into().ok()?;
    Some((bytes, mac))
}

fn session(said: &[u8]) -> Option<(SessionId, &[u8])> {
    let (id, rest) = said.split_at_checked(16)?;
    Some((SessionId(Uuid::from_slice(id).ok()?), rest))
}

fn number(bytes: &[u8]) -> Option<i64> {
    Some(i64::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &[u8] = b"sixteen bytes...";

    #[test]
    fn two_instances_derive_the_very_same_refresh_token() {
        let id = SessionId::new(Ms(1));
        let (one, two) = (Secrets::new("secret", None), Secrets::new("secret", Some("older")));
        assert_eq!(refresh(&one, id, 7, SEED), refresh(&two, id, 7, SEED));
        let token = Refresh::parse(&refresh(&one, id, 7, SEED)).unwrap();
        assert_eq!((token.session, token.generation), (id, 7));
        assert!(token.is_genuine(&two, SEED));
        assert!(!token.is_genuine(&two, b"another seed"));
    }

    #[test]
    fn an_altered_or_foreign_token_is_not_genuine() {
        let (secrets, id) = (Secrets::new("secret", None), SessionId::new(Ms(1)));
        let text = access(&secrets, id, 3, Ms(99), SEED);
        let good = Access::parse(&text).unwrap();
        assert_eq!((good.session, good.generation, good.expires_at), (id, 3, Ms(99)));
        assert!(good.is_genuine(&secrets, SEED));
        let bytes = from_base64url(&text).unwrap();
        for place in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            let token = Access::parse(&base64url(&altered)).unwrap();
            assert!(!token.is_genuine(&secrets, SEED), "byte {place}");
        }
        assert!(!good.is_genuine(&Secrets::new("else", None), SEED));
    }

    #[test]
    fn one_kind_is_never_taken_for_the_other() {
        let (secrets, id) = (Secrets::new("secret", None), SessionId::new(Ms(1)));
        assert_eq!(Access::parse(&refresh(&secrets, id, 3, SEED)), None);
        assert_eq!(Refresh::parse(&access(&secrets, id, 3, Ms(99), SEED)), None);
        for text in ["", "a.b", "====", "\u{e9}", &"A".repeat(10_000)] {
            assert_eq!((Access::parse(text), Refresh::parse(text)), (None, None));
        }
    }

    #[test]
    fn tokens_of_the_previous_secret_stay_good_while_it_is_configured() {
        let id = SessionId::new(Ms(1));
        let text = refresh(&Secrets::new("old", None), id, 1, SEED);
        let token = Refresh::parse(&text).unwrap();
        assert!(token.is_genuine(&Secrets::new("new", Some("old")), SEED));
        assert!(!token.is_genuine(&Secrets::new("new", None), SEED));
    }
}
