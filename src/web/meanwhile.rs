//! What others changed while a form was open: it carries what its fields were when it was drawn, so that nobody
//! overwrites what they have not seen. Pure.

use maud::{Markup, html};

/// The hidden field that says what the field `name` was; a form for something new has none.
pub fn was(name: &str, value: Option<&str>) -> Markup {
    html! { @if let Some(value) = value { input type="hidden" name={ "was_" (name) } value=(value); } }
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stays as it is now: nobody changed it here, or to the same.
    Keep,
    /// It becomes what was typed.
    Take,
    /// Both changed it, and not to the same.
    Clash,
}

/// By what the field was when the form was drawn, is now, and was sent as. A form that does not say what it
/// was is taken at its word.
pub fn outcome(was: Option<&str>, now: &str, typed: &str) -> Outcome {
    let (now, typed) = (now.trim(), typed.trim());
    match was.map(str::trim) {
        _ if typed == now => Outcome::Keep,
        None => Outcome::Take,
        Some(was) if typed == was => Outcome::Keep,
        Some(was) if now == was => Outcome::Take,
        Some(_) => Outcome::Clash,
    }
}

/// A field that somebody else changed, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    pub field: &'static str,
    /// As the audit log calls the field.
    pub audited: &'static str,
    /// What it is now, in words.
    pub now: String,
}

impl Clash {
    /// What is wrong with the field; completes the sentence "This ...".
    pub fn detail(&self, by: Option<&str>) -> String {
        let by = by.unwrap_or("somebody");
        let done = match self.now.as_str() {
            "" => "was emptied".to_owned(),
            now => format!("was changed to “{now}”"),
        };
        format!("{done} by {by} while you were at it. Save again to replace that")
    }
}

/// The fields of a form, settled one by one.
#[derive(Debug, Default)]
pub struct Meanwhile(pub Vec<Clash>);

impl Meanwhile {
    /// Settles a field of these names, in the form and in the audit log. What stays as it is now takes the place
    /// of what was sent; what clashes is left as it was typed, and goes through when it is sent again.
    pub fn settle(
        &mut self,
        (field, audited): (&'static str, &'static str),
        was: &mut Option<String>,
        typed: &mut String,
        now: &str,
        words: &str,
    ) -> Outcome {
        let outcome = outcome(was.as_deref(), now, typed);
        match outcome {
            Outcome::Keep => now.clone_into(typed),
            Outcome::Take => {}
            Outcome::Clash => self.0.push(Clash { field, audited, now: words.to_owned() }),
        }
        *was = Some(now.to_owned());
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_both_changed_to_different_values_clashes() {
        for (was, now, typed, expected) in [
            (Some("88"), "88", "88", Outcome::Keep),
            (Some("88"), "77", "88", Outcome::Keep),
            (Some("88"), "77", "77", Outcome::Keep),
            (Some("88"), "88", "66", Outcome::Take),
            (Some("88"), "77", "66", Outcome::Clash),
            (Some(""), "77", "66", Outcome::Clash),
            (Some("88"), "77", "", Outcome::Clash),
            (Some("88"), "", "66", Outcome::Clash),
            (Some("88"), "88 ", " 88", Outcome::Keep),
            (None, "77", "66", Outcome::Take),
            (None, "77", "77", Outcome::Keep),
        ] {
            assert_eq!(outcome(was, now, typed), expected, "{was:?} {now} {typed}");
        }
    }

    #[test]
    fn what_clashed_stays_as_it_was_typed_and_goes_through_when_it_is_sent_again() {
        let (mut was, mut typed) = (Some("88".to_owned()), "66".to_owned());
        let mut send = |now: &str| {
            let mut meanwhile = Meanwhile::default();
            meanwhile.settle(("percent", "percent"), &mut was, &mut typed, now, now);
            (meanwhile.0.len(), typed.clone(), was.clone())
        };
        assert_eq!(send("77"), (1, "66".to_owned(), Some("77".to_owned())));
        assert_eq!(send("77"), (0, "66".to_owned(), Some("77".to_owned())));
        assert_eq!(send("55"), (1, "66".to_owned(), Some("55".to_owned())), "changed once more");
    }

    #[test]
    fn what_somebody_else_changed_alone_takes_the_place_of_what_was_sent() {
        let (mut was, mut typed) = (Some("88".to_owned()), "88".to_owned());
        let mut meanwhile = Meanwhile::default();
        meanwhile.settle(("percent", "percent"), &mut was, &mut typed, "77", "77");
        assert_eq!((meanwhile.0.len(), typed.as_str(), was.as_deref()), (0, "77", Some("77")));
    }

    #[test]
    fn a_clash_says_by_whom_and_what_if_it_is_known() {
        let clash = Clash { field: "percent", audited: "percent", now: "77".into() };
        let told = "was changed to “77” by Grace while you were at it. Save again to replace that";
        assert_eq!(clash.detail(Some("Grace")), told);
        let emptied = Clash { now: String::new(), ..clash };
        assert!(emptied.detail(None).starts_with("was emptied by somebody while"));
    }

    #[test]
    fn a_form_says_what_a_field_was_unless_it_is_for_something_new() {
        assert_eq!(was("label", None).into_string(), "");
        let drawn = was("label", Some("<a>")).into_string();
        assert_eq!(drawn, "<input type=\"hidden\" name=\"was_label\" value=\"&lt;a&gt;\">");
    }
}
