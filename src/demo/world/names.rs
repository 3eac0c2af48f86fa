//! Names of brands, groups and creators; all made up.

pub struct BrandNames {
    pub label: &'static str,
    pub groups: &'static [&'static str],
}

pub const FIRST: [BrandNames; 3] = [
    BrandNames { label: "Lumen", groups: &["Aurora", "Daybreak", "Ember", "Halo", "Prism", "Solstice"] },
    BrandNames { label: "Tidewater Games", groups: &["Anchor", "Breakers", "Driftwood", "Lagoon", "Reef"] },
    BrandNames {
        label: "Café Müller",
        groups: &["Crema", "Filter", "Macchiato", "Röstung", "日本のコーヒー"],
    },
];

pub const SECOND: [BrandNames; 2] = [
    BrandNames { label: "Northlight", groups: &["Boreal", "Fjord", "Polaris", "Taiga"] },
    BrandNames { label: "Paper & Ink", groups: &["Bindery", "Quill", "Sketch", "Typeset"] },
];

pub const PLATFORMS: [&str; 5] = ["instagram", "tiktok", "youtube", "x", "facebook"];

pub const FIRST_PARTS: [&str; 24] = [
    "amber", "birch", "cedar", "cobalt", "coral", "crisp", "dune", "echo", "fern", "flint", "indigo", "juno",
    "kite", "lark", "maple", "mellow", "nova", "opal", "pixel", "quartz", "rumble", "sable", "tango",
    "velvet",
];

pub const SECOND_PARTS: [&str; 20] = [
    "bakes", "builds", "cuts", "daily", "draws", "eats", "films", "games", "grows", "hikes", "lab", "loops",
    "makes", "mixes", "plays", "reads", "rides", "runs", "sews", "travels",
];

pub const PEOPLE: [&str; 20] = [
    "Amélie Roux",
    "Björn Åkesson",
    "Chiara Conti",
    "Dmitri Волков",
    "Elif Yıldız",
    "Fatima al-Hassan",
    "Grace O'Neill",
    "Hana 佐藤",
    "Ines García",
    "Jonas Weiß",
    "Kofi Mensah",
    "Linh Nguyễn",
    "Maya Cohen",
    "Noah Smith",
    "Olga Nowak",
    "Priya शर्मा",
    "Quentin Dubois",
    "Rosa 🌹 Lima",
    "Søren Holm",
    "Tess van Dijk",
];
