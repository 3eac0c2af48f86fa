//! The people that the pretend Discord knows, and the servers they are in.

use crate::ids::{GuildId, UserId};

/// The servers that the demo's bot serves.
pub const FIRST: GuildId = GuildId::new(1_180_000_000_000_000_001);
pub const FIRST_NAME: &str = "Harbor Collective";
pub const SECOND: GuildId = GuildId::new(1_180_000_000_000_000_002);
pub const SECOND_NAME: &str = "Northlight Studio";
/// A server without the bot: nobody may see it here.
pub const ELSEWHERE: GuildId = GuildId::new(1_180_000_000_000_000_009);

/// Discord's permission bits that matter here.
pub const ADMINISTRATOR: u64 = 0x8;
pub const MANAGE_GUILD: u64 = 0x20;
/// VIEW_CHANNEL and SEND_MESSAGES: what everyone has.
pub const MEMBER: u64 = 0xC00;

/// Somebody with a Discord account.
#[derive(Clone, Debug)]
pub struct Person {
    /// The word by which the authorize page and tests name them.
    pub key: &'static str,
    pub id: UserId,
    pub username: &'static str,
    pub global_name: &'static str,
    pub email: &'static str,
    /// `None`: Discord leaves the field out.
    pub verified: Option<bool>,
    pub guilds: Vec<Membership>,
}

/// A server in somebody's list.
#[derive(Clone, Debug)]
pub struct Membership {
    pub guild: GuildId,
    pub name: &'static str,
    pub owner: bool,
    pub permissions: u64,
}

impl Membership {
    fn new(guild: GuildId, name: &'static str, permissions: u64) -> Membership {
        Membership { guild, name, owner: false, permissions }
    }
}

/// The four people of the demo.
pub fn four() -> Vec<Person> {
    let first = |permissions| Membership::new(FIRST, FIRST_NAME, permissions);
    let second = |permissions| Membership::new(SECOND, SECOND_NAME, permissions);
    let elsewhere = Membership { owner: true, ..Membership::new(ELSEWHERE, "Quiet Corner", MEMBER) };
    vec![
        Person {
            key: "admin",
            id: UserId::new(210_000_000_000_000_001),
            username: "ada.harbor",
            global_name: "Ada",
            email: "ada@example.com",
            verified: Some(true),
            guilds: vec![first(ADMINISTRATOR), second(ADMINISTRATOR)],
        },
        Person {
            key: "viewer",
            id: UserId::new(210_000_000_000_000_002),
            username: "vik.harbor",
            global_name: "Viktor",
            email: "viktor@example.com",
            verified: Some(true),
            // In the second server too, but without a right there.
            guilds: vec![first(MANAGE_GUILD), second(MEMBER)],
        },
        Person {
            key: "unverified",
            id: UserId::new(210_000_000_000_000_003),
            username: "uma.harbor",
            global_name: "Uma",
            email: "uma@example.com",
            verified: Some(false),
            guilds: vec![first(MANAGE_GUILD)],
        },
        Person {
            key: "outsider",
            id: UserId::new(210_000_000_000_000_004),
            username: "otto.elsewhere",
            global_name: "Otto",
            email: "otto@example.com",
            verified: Some(true),
            guilds: vec![elsewhere],
        },
    ]
}
