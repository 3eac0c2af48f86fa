//! From bytes to text: UTF-8, UTF-16 with a mark of its order, and Windows-1252 for what is neither.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use schemars::JsonSchema;
use serde::Serialize;

use super::Unreadable;

/// How a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, sqlx::Type)]
#[sqlx(type_name = "text")]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    #[sqlx(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16le")]
    #[sqlx(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    #[sqlx(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1252")]
    #[sqlx(rename = "windows-1252")]
    Windows1252,
}

/// How files begin that people take for sheets.
const ARCHIVES: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"];
const OTHERS: [&[u8]; 4] = [b"%PDF-", b"\x1f\x8b", b"\x89PNG", b"{\\rtf"];

/// The text without the mark of its encoding.
pub fn decode(bytes: &[u8]) -> Result<(Encoding, Cow<'_, str>), Unreadable> {
    if ARCHIVES.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Unreadable::Workbook);
    }
    if OTHERS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Unreadable::Binary);
    }
    let (encoding, text) = match bytes {
        [0xff, 0xfe, rest @ ..] => (Encoding::Utf16Le, wide(UTF_16LE, rest)?),
        [0xfe, 0xff, rest @ ..] => (Encoding::Utf16Be, wide(UTF_16BE, rest)?),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => (Encoding::Utf8, Cow::Borrowed(text)),
                Err(_) => (Encoding::Windows1252, WINDOWS_1252.decode_without_bom_handling(bytes).0),
            }
        }
    };
    // UTF-16 without its mark is full of these, too.
    if text.contains('\0') { Err(Unreadable::Binary) } else { Ok((encoding, text)) }
}

fn wide<'b>(encoding: &'static encoding_rs::Encoding, bytes: &'b [u8]) -> Result<Cow<'b, str>, Unreadable> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken { Err(Unreadable::BrokenUtf16) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (Encoding, String) {
        let (encoding, text) = decode(bytes).unwrap();
        (encoding, text.into_owned())
    }

    #[test]
    fn each_encoding_is_known_and_its_mark_is_no_text() {
        let wide =
            |order: fn(u16) -> [u8; 2]| "\u{feff}a;ä😀".encode_utf16().flat_map(order).collect::<Vec<_>>();
        assert_eq!(read("a;ä".as_bytes()), (Encoding::Utf8, "a;ä".into()));
        assert_eq!(read("\u{feff}a;ä".as_bytes()), (Encoding::Utf8, "a;ä".into()));
        assert_eq!(read(&wide(u16::to_le_bytes)), (Encoding::Utf16Le, "a;ä😀".into()));
        assert_eq!(read(&wide(u16::to_be_bytes)), (Encoding::Utf16Be, "a;ä😀".into()));
        assert_eq!(read(b"caf\xe9 \x80"), (Encoding::Windows1252, "café €".into()));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04rest"), Err(Unreadable::Workbook));
        for bytes in [&b"a\0b"[..], b"%PDF-1.7", b"\x89PNG\r\n", &[0; 64], b"a\0,\0b\0"] {
            assert_eq!(decode(bytes), Err(Unreadable::Binary), "{bytes:?}");
        }
        assert_eq!(decode(b"\xff\xfea"), Err(Unreadable::BrokenUtf16), "half a character");
        assert_eq!(decode(b"\xff\xfe\x00\xd8a\x00"), Err(Unreadable::BrokenUtf16), "half a pair");
    }
}
