//! The columns of a file of accounts: what stands in them, and an example of each platform.

use super::import::columns::Column;

/// What stands in a column, as the page explains it.
pub fn explained(column: Column) -> &'static str {
    match column {
        Column::Platform => "instagram, tiktok, youtube, x or facebook.",
        Column::Username => {
            "As on the platform, with or without @. The address of the profile does too, and names the platform."
        }
        Column::Brand => "The name of a brand.",
        Column::Group => "The name of a group of that brand.",
        Column::DisplayName => {
            "What people call it, at most 100 characters. Left empty, it stays what it is."
        }
    }
}

/// A line of the template for each platform.
pub const EXAMPLES: [[&str; 5]; 5] = [
    ["instagram", "mira.holloway", "Lumen Skin", "Aurora", "Mira Holloway"],
    ["tiktok", "theojumps", "Orbit Fitness", "Sprint", "Theo Jumps"],
    ["youtube", "SoundOfInes", "Kestrel Audio", "Studio North", "Sound of Ines"],
    ["x", "run_with_tariq", "Orbit Fitness", "Sprint", ""],
    ["facebook", "kitchenlabkai", "Pinecone Foods", "Test Kitchen", "Kitchen Lab Kai"],
];

/// The header: what an export writes, an import reads.
pub fn header() -> [&'static str; 5] {
    Column::ALL.map(Column::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::{Label, Platform, Username};

    #[test]
    fn every_platform_has_an_example_that_holds() {
        assert_eq!(EXAMPLES.map(|line| line[0]), Platform::ALL.map(Platform::as_str));
        for [_, username, brand, group, display_name] in EXAMPLES {
            assert!(Username::parse(username).is_ok());
            assert!(Label::parse(brand).is_ok() && Label::parse(group).is_ok());
            assert!(display_name.is_empty() || Label::parse(display_name).is_ok());
        }
    }
}
