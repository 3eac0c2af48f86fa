//! The server's secret and what is derived from it: MACs with a purpose, and sealing at rest.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const NONCE: usize = 24;

/// What a derived key is for; a MAC or seal of one purpose is worth nothing for another.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    AccessToken,
    RefreshToken,
    Csrf,
    LoginState,
    Cursor,
    Flash,
    /// Tokens and signing secrets stored in the database.
    AtRest,
    /// What the cache keeps in Valkey.
    Cache,
}

/// The present secret and, while it is being replaced, the one before.
#[derive(Clone)]
pub struct Secrets {
    current: Vec<u8>,
    previous: Option<Vec<u8>>,
}

impl Secrets {
    pub fn new(current: &str, previous: Option<&str>) -> Secrets {
        Secrets { current: current.into(), previous: previous.map(Into::into) }
    }

    /// HMAC-SHA256 over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        tag(&self.current, purpose, parts)
    }

    /// True when `mac` was made by [`Secrets::mac`] with the present or the previous secret.
    pub fn verify(&self, purpose: Purpose, parts: &[&[u8]], mac: &[u8]) -> bool {
        self.all().any(|secret| same(&tag(secret, purpose, parts), mac))
    }

    /// As [`Secrets::verify`] for a MAC cut to at least 16 bytes.
    pub fn verify_prefix(&self, purpose: Purpose, parts: &[&[u8]], mac: &[u8]) -> bool {
        (16..=32).contains(&mac.len())
            && self.all().any(|secret| same(&tag(secret, purpose, parts)[..mac.len()], mac))
    }

    /// Encrypts with XChaCha20-Poly1305; `context` must be given again to open.
    /// Returns `None` only when the cipher refuses the length.
    pub fn seal(&self, purpose: Purpose, context: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE] = random();
        let payload = Payload { msg: plain, aad: context };
        let sealed = cipher(&self.current, purpose).encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Secrets::seal`] made; `None` when it was altered or belongs elsewhere.
    pub fn open(&self, purpose: Purpose, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE)?;
        let nonce = XNonce::from(<[u8; NONCE]>::try_from(nonce).ok()?);
        self.all().find_map(|secret| {
            cipher(secret, purpose).decrypt(&nonce, Payload { msg: body, aad: context }).ok()
        })
    }

    fn all(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::once(self.current.as_slice()).chain(self.previous.as_deref())
    }
}

fn derived(secret: &[u8], purpose: Purpose) -> [u8; 32] {
    hmac_sha256(secret, &[format!("tracking-dashboard {purpose:?}").as_bytes()])
}

fn tag(secret: &[u8], purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
    let mut framed = Vec::new();
    for part in parts {
        framed.extend_from_slice(&(part.len() as u64).to_be_bytes());
        framed.extend_from_slice(part);
    }
    hmac_sha256(&derived(secret, purpose), &[&framed])
}

fn cipher(secret: &[u8], purpose: Purpose) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(derived(secret, purpose)))
}

/// HMAC-SHA256 of the concatenated parts.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Comparison whose time does not depend on where the texts differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(a, b).into()
}

/// Bytes from the operating system's generator, by way of `rand`.
#[expect(clippy::disallowed_methods, reason = "the one place that draws secrets")]
pub fn random<const N: usize>() -> [u8; N] {
    rand::random()
}

pub fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_only_in_its_context_and_unaltered() {
        let secrets = Secrets::new("one secret of thirty-two bytes!!", None);
        let sealed = secrets.seal(Purpose::AtRest, b"user 1", b"token").unwrap();
        assert_eq!(secrets.open(Purpose::AtRest, b"user 1", &sealed).unwrap(), b"token");
        assert_eq!(secrets.open(Purpose::AtRest, b"user 2", &sealed), None);
        assert_eq!(secrets.open(Purpose::LoginState, b"user 1", &sealed), None);
        let mut altered = sealed.clone();
        altered[30] ^= 1;
        assert_eq!(secrets.open(Purpose::AtRest, b"user 1", &altered), None);
    }

    #[test]
    fn the_previous_secret_still_verifies_and_opens() {
        let old = Secrets::new("old", None);
        let new = Secrets::new("new", Some("old"));
        let mac = old.mac(Purpose::Csrf, &[b"session"]);
        assert!(new.verify(Purpose::Csrf, &[b"session"], &mac));
        assert!(!Secrets::new("new", None).verify(Purpose::Csrf, &[b"session"], &mac));
        assert!(!new.verify(Purpose::Cursor, &[b"session"], &mac));
        let sealed = old.seal(Purpose::AtRest, b"", b"x").unwrap();
        assert_eq!(new.open(Purpose::AtRest, b"", &sealed).unwrap(), b"x");
    }

    #[test]
    fn parts_are_framed() {
        let secrets = Secrets::new("s", None);
        assert_ne!(
            secrets.mac(Purpose::Cursor, &[b"ab", b"c"]),
            secrets.mac(Purpose::Cursor, &[b"a", b"bc"])
        );
    }
}
