//! The tab of a round's payments.

use maud::Markup;

use super::round::Opened;
use crate::app::App;
use crate::http::{Error, Routes};
use crate::web::panel;

/// The routes of the payments' forms.
pub fn routes() -> Routes {
    Routes::new()
}

/// The tab; only for evaluated rounds. Links and dialogs stay where the round stands: `opened.place`;
/// forms lead back there with [`super::back::back`].
pub async fn tab(_app: &App, _opened: &Opened<'_>) -> Result<Markup, Error> {
    let text = "Payments are made when the round is evaluated.";
    Ok(panel::empty("banknote", "Payments", text, None))
}

/// Buttons beside those of the round, as "Mark all paid".
pub fn actions(_opened: &Opened<'_>) -> Markup {
    Markup::default()
}

/// The dialog of that name, if it is one of the payments.
pub fn dialog(_opened: &Opened<'_>, _name: &str, _close: &str) -> Option<Markup> {
    None
}
