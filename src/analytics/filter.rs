//! What analytics are narrowed down to; the same for the page and the API.

use crate::http::Params;
use crate::ids::{BrandId, GroupId};
use crate::tracking::Platform;

/// All of them narrow it down. Days count for the group that an account had on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub brand_id: Option<BrandId>,
    pub group_id: Option<GroupId>,
    pub platform: Option<Platform>,
}

impl Filter {
    /// Reads the filters; what is wrong stays noted in `params`.
    pub fn read(params: &mut Params) -> Filter {
        Filter {
            brand_id: params.get("brand_id", "the id of a brand"),
            group_id: params.get("group_id", "the id of a group"),
            platform: params.get("platform", "instagram, tiktok, youtube, x or facebook"),
        }
    }

    /// Whether it asks for some groups and not for all.
    pub fn by_group(&self) -> bool {
        self.brand_id.is_some() || self.group_id.is_some()
    }

    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// The filters as pairs of a query string.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let pairs = [
            ("brand_id", self.brand_id.map(|id| id.to_string())),
            ("group_id", self.group_id.map(|id| id.to_string())),
            ("platform", self.platform.map(|platform| platform.to_string())),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_from_the_query_and_written_back() {
        let mut params = Params::parse("platform=tiktok&brand_id=&group_id=7");
        let filter = Filter::read(&mut params);
        assert_eq!(filter.pairs(), [("platform", "tiktok".to_owned())]);
        assert!(!filter.by_group() && !filter.is_empty());
        assert_eq!(params.ignored(), ["group_id"]);
    }
}
