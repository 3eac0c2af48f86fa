//! Signatures of callbacks, as the Standard Webhooks specification has them. Pure.

use base64::prelude::{BASE64_STANDARD, Engine as _};

use crate::crypto::{hmac_sha256, same};
use crate::time::{Ms, SECOND};

/// How far the sender's clock may be off, in seconds.
const TOLERANCE: i64 = 300;

/// The three headers, as they came.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    pub id: &'a str,
    pub timestamp: &'a str,
    pub signatures: &'a str,
}

/// Why a call is refused. Callers are told only that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the id must be 1 to 255 visible characters without a dot")]
    Id,
    #[error("the time is no number of seconds, or more than five minutes off")]
    Time,
    #[error("no signature fits")]
    Signature,
}

/// Checks a call against the key's secrets; one fitting signature of several is enough, so that either
/// side can change the secret first without a gap.
pub fn verify(signed: Signed<'_>, body: &[u8], secrets: &[Vec<u8>], now: Ms) -> Result<(), Refused> {
    // The dot parts id, time and body: an id with a dot could move text from one to the other.
    let visible = signed.id.bytes().all(|b| b.is_ascii_graphic() && b != b'.');
    if !visible || !(1..=255).contains(&signed.id.len()) {
        return Err(Refused::Id);
    }
    if !is_near(signed.timestamp, now) {
        return Err(Refused::Time);
    }
    let wanted: Vec<_> =
        secrets.iter().map(|secret| tag(signed.id, signed.timestamp, body, secret)).collect();
    let fits = |signature: &str| {
        let given = signature.strip_prefix("v1,").and_then(|text| BASE64_STANDARD.decode(text).ok());
        given.is_some_and(|given| wanted.iter().any(|wanted| same(&given, wanted)))
    };
    if signed.signatures.split(' ').any(fits) { Ok(()) } else { Err(Refused::Signature) }
}

/// The value of `webhook-signature` for a call.
#[cfg(test)]
pub fn sign(id: &str, timestamp: &str, body: &[u8], secret: &[u8]) -> String {
    format!("v1,{}", BASE64_STANDARD.encode(tag(id, timestamp, body, secret)))
}

fn tag(id: &str, timestamp: &str, body: &[u8], secret: &[u8]) -> [u8; 32] {
    hmac_sha256(secret, &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body])
}

fn is_near(timestamp: &str, now: Ms) -> bool {
    // Digits alone: `+1` and `01` would be other texts for a number that is signed as text.
    let digits = timestamp.bytes().all(|b| b.is_ascii_digit())
        && (1..=12).contains(&timestamp.len())
        && !timestamp.starts_with('0');
    let seconds = if digits { timestamp.parse::<i64>().ok() } else { None };
    seconds.is_some_and(|seconds| (now.0.div_euclid(SECOND) - seconds).abs() <= TOLERANCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const TIME: &str = "1614265330";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const NOW: Ms = Ms(1_614_265_330_500);

    /// The bytes that `whsec_<base64>` stands for.
    fn secret(text: &str) -> Option<Vec<u8>> {
        BASE64_STANDARD.decode(text.strip_prefix("whsec_")?).ok().filter(|bytes| !bytes.is_empty())
    }

    fn result(id: &str, timestamp: &str, signatures: &str, body: &[u8]) -> Result<(), Refused> {
        verify(Signed { id, timestamp, signatures }, body, &[secret(SECRET).unwrap()], NOW)
    }

    #[test]
    fn only_what_was_signed_a_moment_ago_passes() {
        let key = secret(SECRET).unwrap();
        let good = sign(ID, TIME, BODY, &key);
        let at = |seconds: i64| {
            let timestamp = (1_614_265_330 + seconds).to_string();
            result(ID, &timestamp, &sign(ID, &timestamp, BODY, &key), BODY)
        };
        let hex: String = tag(ID, TIME, BODY, &key).iter().map(|b| format!("{b:02X}")).collect();
        let unpadded = good.trim_end_matches('=').to_owned();
        let mut flipped = good.clone().into_bytes();
        flipped[10] ^= 1;
        let flipped = String::from_utf8(flipped).unwrap();
        type Case<'a> = (&'a str, &'a str, &'a str, &'a [u8], Result<(), Refused>);
        let cases: [Case<'_>; 20] = [
            ("as signed", ID, &good, BODY, Ok(())),
            ("of two, one fits", ID, &format!("v1,AAAA {good}"), BODY, Ok(())),
            ("of two, the first fits", ID, &format!("{good} v1a,xyz"), BODY, Ok(())),
            ("bit-flip in the body", ID, &good, br#"{"test": 2432232315}"#, Err(Refused::Signature)),
            ("longer body", ID, &good, br#"{"test": 2432232314} "#, Err(Refused::Signature)),
            ("bit-flip in the signature", ID, &flipped, BODY, Err(Refused::Signature)),
            ("other id", "msg_p5jXN8AQM9LWM0D4loKWxJel", &good, BODY, Err(Refused::Signature)),
            ("two, neither fits", ID, "v1,AAAA v1,BBBB", BODY, Err(Refused::Signature)),
            ("uppercase hex", ID, &format!("v1,{hex}"), BODY, Err(Refused::Signature)),
            ("bare hex", ID, &hex, BODY, Err(Refused::Signature)),
            ("other version", ID, &good.replace("v1,", "v2,"), BODY, Err(Refused::Signature)),
            ("no version", ID, good.trim_start_matches("v1,"), BODY, Err(Refused::Signature)),
            ("no padding", ID, &unpadded, BODY, Err(Refused::Signature)),
            ("empty", ID, "", BODY, Err(Refused::Signature)),
            ("separated by a comma", ID, &format!("v1,AAAA,{good}"), BODY, Err(Refused::Signature)),
            ("empty id", "", &sign("", TIME, BODY, &key), BODY, Err(Refused::Id)),
            ("id with a dot", "a.b", &sign("a.b", TIME, BODY, &key), BODY, Err(Refused::Id)),
            ("id with a blank", "a b", &sign("a b", TIME, BODY, &key), BODY, Err(Refused::Id)),
            ("id too long", &"x".repeat(256), &good, BODY, Err(Refused::Id)),
            ("other secret", ID, &sign(ID, TIME, BODY, b"other"), BODY, Err(Refused::Signature)),
        ];
        for (case, id, signatures, body, wanted) in cases {
            assert_eq!(result(id, TIME, signatures, body), wanted, "{case}");
        }
        assert_eq!((at(-300), at(300)), (Ok(()), Ok(())));
        assert_eq!((at(-301), at(301)), (Err(Refused::Time), Err(Refused::Time)));
        assert_eq!(result(ID, "1614265331", &good, BODY), Err(Refused::Signature), "bit-flip in the time");
        for timestamp in ["", "+1614265330", "1614265330.0", " 1614265330", "9999999999999", "now"] {
            let signed = sign(ID, timestamp, BODY, &key);
            assert_eq!(result(ID, timestamp, &signed, BODY), Err(Refused::Time), "{timestamp:?}");
        }
    }

    #[test]
    fn either_of_two_secrets_fits_and_none_is_refused() {
        let check = |signed_with: &[u8], secrets: &[Vec<u8>]| {
            let signatures = sign(ID, TIME, BODY, signed_with);
            verify(Signed { id: ID, timestamp: TIME, signatures: &signatures }, BODY, secrets, NOW)
        };
        let two = [b"present".to_vec(), b"before".to_vec()];
        assert_eq!((check(b"present", &two), check(b"before", &two)), (Ok(()), Ok(())));
        assert_eq!(check(b"older", &two), Err(Refused::Signature));
        assert_eq!(check(b"present", &[]), Err(Refused::Signature));
    }

    #[test]
    fn the_reference_implementation_agrees() {
        let reference = standardwebhooks::Webhook::new(SECRET).unwrap();
        let theirs = reference.sign(ID, 1_614_265_330, BODY).unwrap();
        assert_eq!(theirs, sign(ID, TIME, BODY, &secret(SECRET).unwrap()));
        // The example of the specification itself.
        assert_eq!(theirs, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
