//! One record as an account: each cell by the rules that hold for names everywhere.

use super::{Fault, Mend, shape};
use crate::http::csv;
use crate::tracking::accounts::links::parse_profile;
use crate::tracking::fold::fold;
use crate::tracking::{Label, Platform, Username};
use crate::transfer::import::columns::Column;
use crate::transfer::import::reader::{Record, Sheet};

/// A row that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub row: usize,
    pub platform: Platform,
    pub username: Username,
    pub username_folded: String,
    pub brand: Label,
    pub group: Label,
    /// `None`: as it is.
    pub display_name: Option<Label>,
}

/// Reads a record; every fault of it at once.
pub fn line(sheet: &Sheet, record: &Record) -> Result<Line, Vec<Fault>> {
    if let Some(fault) = shape(sheet, record) {
        return Err(vec![fault]);
    }
    let mut faults = Vec::new();
    let cell = |column: Column| {
        let cell = sheet.place(column).and_then(|place| record.cells.get(place));
        cell.map(|cell| csv::plain(cell).trim()).filter(|text| !text.is_empty())
    };
    let account = match account(cell(Column::Platform), cell(Column::Username)) {
        Ok(account) => Some(account),
        Err(Wrong { column, mend, message }) => {
            let value = cell(column).unwrap_or_default();
            faults.push(Fault::new(record.row, column, value, mend, message));
            None
        }
    };
    let mut label = |column, mend| {
        let refused = match cell(column).map(Label::parse) {
            Some(Ok(label)) => return Some(label),
            Some(Err(refused)) => refused.0,
            None if sheet.place(column).is_none() || column == Column::DisplayName => return None,
            None => "is required",
        };
        faults.push(Fault::new(record.row, column, cell(column).unwrap_or_default(), mend, refused));
        None
    };
    let (brand, group) = (label(Column::Brand, Mend::Brand), label(Column::Group, Mend::Group));
    let display_name = label(Column::DisplayName, Mend::DisplayName);
    match (account, brand, group) {
        (Some((platform, username)), Some(brand), Some(group)) if faults.is_empty() => {
            let username_folded = username.folded();
            Ok(Line { row: record.row, platform, username, username_folded, brand, group, display_name })
        }
        _ => Err(faults),
    }
}

struct Wrong {
    column: Column,
    mend: Mend,
    message: String,
}

/// Who it is: platform and username, or the address of a profile, which names both.
fn account(platform: Option<&str>, username: Option<&str>) -> Result<(Platform, Username), Wrong> {
    let wrong = |message: String| Wrong { column: Column::Username, mend: Mend::Username, message };
    let no_platform = |message: String| Wrong { column: Column::Platform, mend: Mend::Platform, message };
    let named =
        platform.map(|text| platform_of(text).ok_or_else(|| no_platform(PLATFORMS.to_owned()))).transpose();
    let text = username.ok_or_else(|| wrong("is required".to_owned()))?;
    // No username holds a slash.
    if text.contains('/') {
        let found = parse_profile(text);
        let (platform, username) = found
            .ok_or_else(|| wrong("is no address of a profile that we know; write the username".to_owned()))?;
        return match named? {
            Some(other) if other != platform => {
                Err(wrong(format!("is an address of {}, but the platform is {other}", platform.name())))
            }
            _ => Ok((platform, username)),
        };
    }
    let platform = named?.ok_or_else(|| no_platform("is required".to_owned()))?;
    let username = Username::parse(text.strip_prefix('@').unwrap_or(text));
    Ok((platform, username.map_err(|refused| wrong(refused.0.to_owned()))?))
}

const PLATFORMS: &str = "must be instagram, tiktok, youtube, x or facebook";

fn platform_of(text: &str) -> Option<Platform> {
    match fold(text).as_str() {
        "twitter" => Some(Platform::X),
        folded => folded.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::import::columns::Chosen;
    use crate::transfer::import::reader::read;

    fn of(row: &str) -> Result<Line, Vec<(String, String)>> {
        let text = format!("platform,username,brand,group,display_name\n{row}\n");
        let sheet = read(text.as_bytes(), &Chosen::new(), 9).unwrap();
        line(&sheet, &sheet.rows[0])
            .map_err(|faults| faults.into_iter().map(|fault| (fault.column, fault.message)).collect())
    }

    #[test]
    fn usernames_lose_their_at_and_addresses_name_the_platform() {
        for (row, platform, username) in [
            ("tiktok,@mira,A,B,", Platform::TikTok, "mira"),
            ("TikTok,mira,A,B,", Platform::TikTok, "mira"),
            ("Twitter,'@mira,A,B,", Platform::X, "mira"),
            (",https://www.instagram.com/mira.h/,A,B,", Platform::Instagram, "mira.h"),
            ("youtube,youtube.com/@Mira,A,B,", Platform::YouTube, "Mira"),
            ("x,'-mira-,A,B,", Platform::X, "-mira-"),
        ] {
            let line = of(row).unwrap();
            assert_eq!((line.platform, line.username.as_str()), (platform, username), "{row}");
            assert_eq!(line.display_name, None);
        }
    }

    #[test]
    fn every_wrong_cell_is_named_with_what_is_allowed() {
        for (row, expected) in [
            ("vimeo,mira,A,B,", vec![("platform", PLATFORMS)]),
            (",mira,A,B,", vec![("platform", "is required")]),
            ("x,,,B,", vec![("username", "is required"), ("brand", "is required")]),
            ("x,a b,A,B,", vec![("username", "must not contain blanks, slashes or control characters")]),
            (
                "x,https://www.tiktok.com/@mira,A,B,",
                vec![("username", "is an address of TikTok, but the platform is x")],
            ),
            (
                "x,https://evil.example/mira,A,B,",
                vec![("username", "is no address of a profile that we know; write the username")],
            ),
            ("x,mira,A,B", vec![("", "has 4 cells where the header has 5")]),
            ("x,mira,A,B,C,D", vec![("", "has 6 cells where the header has 5")]),
            ("platform,username,brand,group,display_name", vec![("", "is the header again")]),
            ("x,mira,A,\"B\u{1}\",", vec![("group", "must not contain control characters")]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(c, m)| (c.to_owned(), m.to_owned())).collect();
            assert_eq!(of(row).unwrap_err(), expected, "{row}");
        }
        assert!(of("x,mira,A,B,,,").is_ok(), "empty cells beyond the header say nothing");
        let long = of(&format!("x,mira,A,B,{}", "n".repeat(5_000))).unwrap_err();
        assert_eq!(long, [("display_name".to_owned(), "is longer than any value may be".to_owned())]);
        let unclosed = of("x,mira,A,\"B,C").unwrap_err();
        assert_eq!(unclosed[0].0, "group");
    }

    #[test]
    fn a_fault_shows_the_beginning_of_its_value() {
        let fault = Fault::new(7, Column::Brand, &"ä".repeat(100), Mend::Brand, "is long");
        assert_eq!(fault.value.chars().count(), 61);
        assert!(fault.value.ends_with('…'));
    }
}
