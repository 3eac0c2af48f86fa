//! Stand-ins until the real ones are merged.
use maud::{Markup, html};
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Dark,
    Light,
    Auto,
}
impl std::str::FromStr for Theme {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        match s {
            "dark" => Ok(Theme::Dark),
            "light" => Ok(Theme::Light),
            "auto" => Ok(Theme::Auto),
            _ => Err(()),
        }
    }
}
pub fn error_page(_: Theme, status: u16, code: &str, title: &str, detail: &str, request_id: &str) -> Markup {
    html! { h1 { (status) " " (title) } p { (detail) } code { (code) " " (request_id) } }
}
pub fn routes() -> crate::http::Routes {
    crate::http::Routes::new()
}
