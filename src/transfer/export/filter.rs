//! Which accounts an export holds: those that the list of accounts shows with these filters.

use crate::http::Params;
use crate::tracking::accounts::list::AccountFilter;

/// Reads the filters; what is wrong stays noted in `params`.
pub fn read(params: &mut Params) -> AccountFilter {
    AccountFilter {
        brand_id: params.get("brand_id", "the id of a brand"),
        group_id: params.get("group_id", "the id of a group"),
        platform: params.get("platform", "instagram, tiktok, youtube, x or facebook"),
        status: params.get("status", "active, unavailable or paused"),
        ..AccountFilter::default()
    }
}
