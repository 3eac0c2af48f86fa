//! The page that a form of the tree was sent from: where its answer leads back to.

use axum::http::HeaderMap;

use crate::app::App;
use crate::http::back;
use crate::ids::{GroupId, GuildId};
use crate::tracking::{brands, groups};

/// The brands page or the page of a group, without any dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameFrom {
    path: String,
    /// Without the question mark.
    pub query: String,
    pub group: Option<GroupId>,
}

impl CameFrom {
    pub fn read(app: &App, guild: GuildId, headers: &HeaderMap) -> CameFrom {
        let origin = app.config.server.origin();
        CameFrom::of(guild, &back::within(headers, &origin, &format!("/guilds/{guild}")))
    }

    /// Any other page counts as the brands page.
    fn of(guild: GuildId, address: &str) -> CameFrom {
        let (path, query) = back::parted(address);
        let start = format!("/guilds/{guild}/groups/");
        let group: Option<GroupId> = path.strip_prefix(&start).and_then(|id| id.parse().ok());
        let here = brands::href(guild);
        let query = if group.is_some() || path == here { query } else { String::new() };
        CameFrom { path: group.map_or(here, |id| groups::href(guild, id)), query, group }
    }

    /// Its address.
    pub fn href(&self) -> String {
        back::joined(&self.path, &self.query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Ms;

    #[test]
    fn a_form_leads_back_to_its_page_without_the_dialog() {
        let guild = GuildId::new(1_180_000_000_000_000_001);
        let back = |address: &str| CameFrom::of(guild, address).href();
        let brands = format!("/guilds/{guild}/brands");
        assert_eq!(back(&format!("{brands}?q=a+b&dialog=new-brand&id=7")), format!("{brands}?q=a+b"));
        let group = GroupId::new(Ms(1));
        let page = format!("/guilds/{guild}/groups/{group}");
        assert_eq!(back(&format!("{page}?dialog=edit-group&days=30")), format!("{page}?days=30"));
        assert_eq!(CameFrom::of(guild, &page).group, Some(group));
        assert_eq!(back(&format!("/guilds/{guild}/accounts?q=a")), brands);
        assert_eq!(back(&format!("/guilds/{guild}/groups/7")), brands);
    }
}
