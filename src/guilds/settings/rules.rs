//! What settings may be, and how a change of them reads.

use std::ops::RangeInclusive;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Settings;
use crate::audit::Changes;
use crate::guilds::store::Channel;
use crate::http::FieldError;
use crate::http::json::given;
use crate::ids::ChannelId;

/// Below half of a target nobody would call it near; at 100 it is reached.
pub const NEAR_MISS_PERCENT: RangeInclusive<i64> = 50..=99;

/// What somebody wants changed; what is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SettingsChange")]
pub struct Wanted {
    /// A channel that the bot may post to; null turns messages off.
    #[serde(default, deserialize_with = "given")]
    pub notification_channel_id: Option<Option<ChannelId>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(range(min = 50, max = 99))]
    pub near_miss_percent: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub create_missing_on_import: Option<bool>,
}

/// The settings after the change, or all that is wrong with it. A channel that was chosen before may
/// stay, whatever became of it.
pub fn apply(before: &Settings, wanted: &Wanted, channels: &[Channel]) -> Result<Settings, Vec<FieldError>> {
    let mut after = before.clone();
    let mut faults = Vec::new();
    if let Some(channel) = wanted.notification_channel_id {
        after.notification_channel_id = channel;
        let fault = channel.filter(|_| channel != before.notification_channel_id);
        if let Some(detail) = fault.and_then(|id| refusal(id, channels)) {
            faults.push(FieldError::new("#/notification_channel_id", detail));
        }
    }
    if let Some(percent) = wanted.near_miss_percent {
        after.near_miss_percent = percent;
        if !NEAR_MISS_PERCENT.contains(&percent) {
            faults.push(near_miss_fault());
        }
    }
    if let Some(create) = wanted.create_missing_on_import {
        after.create_missing_on_import = create;
    }
    if faults.is_empty() { Ok(after) } else { Err(faults) }
}

fn refusal(id: ChannelId, channels: &[Channel]) -> Option<&'static str> {
    match channels.iter().find(|channel| channel.id == id) {
        None => Some("must be a text channel of this server that the bot knows"),
        Some(channel) if !channel.bot_can_post => Some("must be a channel that the bot may post to"),
        Some(_) => None,
    }
}

/// The percentage is none, or out of range.
pub fn near_miss_fault() -> FieldError {
    let (least, most) = NEAR_MISS_PERCENT.into_inner();
    FieldError::new("#/near_miss_percent", format!("must be a whole number from {least} to {most}"))
}

/// What changed, in words that are still right when a channel is long gone.
pub fn changes(before: &Settings, after: &Settings, channels: &[Channel]) -> Changes {
    let name = |settings: &Settings| settings.notification_channel_id.map(|id| channel_name(id, channels));
    Changes::new()
        .field("notification_channel", name(before), name(after))
        .field("near_miss_percent", before.near_miss_percent, after.near_miss_percent)
        .field("create_missing_on_import", before.create_missing_on_import, after.create_missing_on_import)
}

/// `#alerts`; with its id where the name alone could be another channel, or is not known.
pub fn channel_name(id: ChannelId, channels: &[Channel]) -> String {
    match channels.iter().find(|channel| channel.id == id) {
        Some(this) if channels.iter().filter(|other| other.name == this.name).count() == 1 => {
            format!("#{}", this.name)
        }
        Some(this) => format!("#{} ({id})", this.name),
        None => format!("unknown channel ({id})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ms;

    const ALERTS: ChannelId = ChannelId::new(1_180_000_000_000_001_001);
    const OTHER_ALERTS: ChannelId = ChannelId::new(1_180_000_000_000_001_002);
    const STAFF: ChannelId = ChannelId::new(1_180_000_000_000_001_003);
    const GONE: ChannelId = ChannelId::new(1_180_000_000_000_001_004);

    fn channels() -> Vec<Channel> {
        [(ALERTS, "alerts", true), (OTHER_ALERTS, "alerts", true), (STAFF, "staff", false)]
            .map(|(id, name, bot_can_post)| Channel { id, name: name.into(), bot_can_post })
            .into()
    }

    fn settings(channel: Option<ChannelId>) -> Settings {
        Settings {
            notification_channel_id: channel,
            near_miss_percent: 90,
            create_missing_on_import: false,
            bot_seen_at: None,
            created_at: Ms(0),
        }
    }

    fn wants(channel: Option<ChannelId>) -> Wanted {
        Wanted { notification_channel_id: Some(channel), ..Wanted::default() }
    }

    #[test]
    fn absent_is_unchanged_and_null_is_off() {
        let parse = |text: &str| serde_json::from_str::<Wanted>(text).unwrap();
        let before = settings(Some(ALERTS));
        assert_eq!(apply(&before, &parse("{}"), &channels()).unwrap(), before);
        let off = apply(&before, &parse(r#"{"notification_channel_id": null}"#), &channels()).unwrap();
        assert_eq!(off, settings(None));
        assert!(serde_json::from_str::<Wanted>(r#"{"near_miss_percent": null}"#).is_err());
        assert!(serde_json::from_str::<Wanted>(r#"{"near_miss_percent": 90.5}"#).is_err());
    }

    #[test]
    fn a_channel_must_be_known_and_open_to_the_bot_unless_it_was_chosen_before() {
        for (before, wanted, right) in [
            (None, ALERTS, true),
            (None, STAFF, false),
            (None, GONE, false),
            (Some(STAFF), STAFF, true),
            (Some(GONE), GONE, true),
        ] {
            let after = apply(&settings(before), &wants(Some(wanted)), &channels());
            assert_eq!(after.is_ok(), right, "{before:?} {wanted}");
        }
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let wanted = Wanted { near_miss_percent: Some(100), ..wants(Some(GONE)) };
        let faults = apply(&settings(None), &wanted, &channels()).unwrap_err();
        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["#/notification_channel_id", "#/near_miss_percent"]);
        for (percent, right) in [(49, false), (50, true), (99, true), (100, false), (-1, false)] {
            let wanted = Wanted { near_miss_percent: Some(percent), ..Wanted::default() };
            assert_eq!(apply(&settings(None), &wanted, &channels()).is_ok(), right, "{percent}");
        }
    }

    #[test]
    fn another_channel_of_the_same_name_is_a_change() {
        let changes = |a, b| changes(&settings(a), &settings(b), &channels());
        assert!(changes(Some(ALERTS), Some(ALERTS)).is_empty());
        assert!(!changes(Some(ALERTS), Some(OTHER_ALERTS)).is_empty());
        assert_eq!(channel_name(STAFF, &channels()), "#staff");
        assert_eq!(channel_name(GONE, &channels()), format!("unknown channel ({GONE})"));
    }
}
