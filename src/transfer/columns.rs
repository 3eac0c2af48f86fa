//! The columns of a file of accounts: their order, what stands in them, and an example of each platform.

/// A column as the page explains it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub required: bool,
    pub text: &'static str,
}

/// In the order of the header; what an export writes, an import reads.
pub const COLUMNS: [Column; 5] = [
    Column { name: "platform", required: true, text: "instagram, tiktok, youtube, x or facebook." },
    Column {
        name: "username",
        required: true,
        text: "As on the platform, with or without @. The address of the profile does too.",
    },
    Column { name: "brand", required: true, text: "The name of a brand." },
    Column { name: "group", required: true, text: "The name of a group of that brand." },
    Column {
        name: "display_name",
        required: false,
        text: "What people call it, at most 100 characters. Left empty, it stays what it is.",
    },
];

/// A line of the template for each platform.
pub const EXAMPLES: [[&str; 5]; 5] = [
    ["instagram", "mira.holloway", "Lumen Skin", "Aurora", "Mira Holloway"],
    ["tiktok", "theojumps", "Orbit Fitness", "Sprint", "Theo Jumps"],
    ["youtube", "SoundOfInes", "Kestrel Audio", "Studio North", "Sound of Ines"],
    ["x", "run_with_tariq", "Orbit Fitness", "Sprint", ""],
    ["facebook", "kitchenlabkai", "Pinecone Foods", "Test Kitchen", "Kitchen Lab Kai"],
];

/// The header.
pub fn header() -> [&'static str; 5] {
    COLUMNS.map(|column| column.name)
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
