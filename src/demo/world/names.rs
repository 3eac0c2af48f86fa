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

/// Each brand of the large demo has a group for each of these.
const TEAMS: [&str; 20] = [
    "Austria", "Brazil", "Canada", "Chile", "Denmark", "Egypt", "Finland", "France", "Germany", "India",
    "Italy", "Japan", "Kenya", "Mexico", "Norway", "Poland", "Spain", "Sweden", "Türkiye", "Vietnam",
];

pub const LARGE: [BrandNames; 10] = [
    BrandNames { label: "Lumen", groups: &TEAMS },
    BrandNames { label: "Tidewater Games", groups: &TEAMS },
    BrandNames { label: "Café Müller", groups: &TEAMS },
    BrandNames { label: "Northlight", groups: &TEAMS },
    BrandNames { label: "Paper & Ink", groups: &TEAMS },
    BrandNames { label: "Kestrel Audio", groups: &TEAMS },
    BrandNames { label: "Orbit Fitness", groups: &TEAMS },
    BrandNames { label: "Pinecone Foods", groups: &TEAMS },
    BrandNames { label: "Saltworks", groups: &TEAMS },
    BrandNames { label: "Verdant", groups: &TEAMS },
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
