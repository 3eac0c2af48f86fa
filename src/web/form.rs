//! Parts of forms: the CSRF field, labelled fields with hint and error, buttons that say why they are off.

#[expect(
    clippy::disallowed_types,
    reason = "maud has no list of attributes; the values are escaped here"
)]
use maud::PreEscaped;
use maud::{Markup, html};

/// The hidden field every form that changes something carries.
pub fn csrf(token: &str) -> Markup {
    html! { input type="hidden" name="_csrf" value=(token); }
}

/// A field: its label, what it expects, and what is wrong with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a> {
    /// Unique on the page; the control carries it as `id`.
    pub id: &'a str,
    pub label: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
}

impl Field<'_> {
    /// The value of the control's `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let parts = [self.hint.map(|_| "hint"), self.error.map(|_| "error")];
        let ids: Vec<_> = parts.iter().flatten().map(|part| format!("{}-{part}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Label, the given control, hint and error.
    pub fn with(&self, control: Markup) -> Markup {
        html! {
            div.field {
                label.field-label for=(self.id) { (self.label) }
                (control)
                @if let Some(hint) = self.hint { p.field-hint id={ (self.id) "-hint" } { (hint) } }
                @if let Some(error) = self.error { p.field-error id={ (self.id) "-error" } { (super::icons::icon_sm("circle-alert")) (error) } }
            }
        }
    }

    /// A one-line input. `attributes` are further attributes as pairs, as `("inputmode", "numeric")`; `("required", "")`.
    pub fn input(&self, kind: &str, name: &str, value: &str, attributes: &[(&str, &str)]) -> Markup {
        let class = if self.error.is_some() { "input input-error w-full" } else { "input w-full" };
        let mut tag = html! {
            input id=(self.id) class=(class) type=(kind) name=(name) value=(value)
                aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")];
        }
        .into_string();
        tag.truncate(tag.len() - 1); // before the closing bracket
        for (key, value) in attributes {
            tag.push_str(&format!(" {key}=\"{}\"", html! { (value) }.into_string()));
        }
        tag.push('>');
        self.with(PreEscaped(tag))
    }

    /// A choice from a list of (value, text).
    pub fn select(&self, name: &str, options: &[(&str, &str)], chosen: &str) -> Markup {
        self.with(html! {
            select.select.w-full id=(self.id) name=(name) aria-describedby=[self.described_by()] aria-invalid=[self.error.map(|_| "true")] {
                @for (value, text) in options { option value=(value) selected[*value == chosen] { (text) } }
            }
        })
    }
}

/// A button one may not use: it stays reachable and says why.
pub fn button_denied(id: &str, label: Markup, reason: &str) -> Markup {
    html! {
        button class="btn btn-quiet" type="button" aria-disabled="true" aria-describedby={ (id) "-why" } title=(reason) { (label) }
        span.sr-only id={ (id) "-why" } { (reason) }
    }
}

/// An icon one may not press: it stays reachable, and the tip says why.
pub fn icon_denied(name: &str, label: &str, reason: &str) -> Markup {
    html! {
        button class="btn btn-ghost btn-square btn-sm border-line!" type="button" aria-disabled="true" aria-label={ (label) ". " (reason) } title=(reason) { (super::icons::icon(name)) }
    }
}

/// A form of one icon, named by its tip.
pub fn icon_button(id: &str, action: &str, csrf_token: &str, name: &str, label: &str) -> Markup {
    let button = html! { button id=(id) class="btn btn-ghost btn-square btn-sm" aria-label=(label) title=(label) { (super::icons::icon(name)) } };
    post_form(action, csrf_token, "", button)
}

/// A switch: how it stands, and what it sends when it is pressed.
#[derive(Clone, Copy, Debug)]
pub struct Switch<'a> {
    /// Unique on the page.
    pub id: &'a str,
    /// What is on or off.
    pub label: &'a str,
    pub on: bool,
    pub name: &'a str,
    /// What it becomes.
    pub next: &'a str,
    /// Why this person may not press it.
    pub denied: Option<&'a str>,
}

impl Switch<'_> {
    /// In a form of its own, `words` beside it. It shows at once what was pressed, and goes back when that
    /// fails (switch.ts). One that may not be pressed stays reachable and says why.
    pub fn draw(&self, action: &str, csrf_token: &str, words: Markup) -> Markup {
        let Switch { id, label, on, name, next, .. } = self;
        match self.denied {
            None => post_in_place(
                action,
                csrf_token,
                "switch",
                html! {
                    button id=(id) class="toggle" name=(name) value=(next) role="switch" aria-checked=(on) aria-label=(label) title=(label) {}
                    (words)
                },
            ),
            Some(reason) => html! {
                div.switch {
                    button id=(id) class="toggle" type="button" role="switch" aria-checked=(on) aria-disabled="true" aria-label=(label) aria-describedby={ (id) "-why" } title=(reason) {}
                    span.sr-only id={ (id) "-why" } { (reason) }
                    (words)
                }
            },
        }
    }
}

/// What of a form's answer is swapped in beside `#main`: its toast is added to those that still offer Undo
/// (toast.ts), and the sidebar counts anew.
pub const BESIDE: &str = "#toasts:beforeend,#crumbs:innerHTML,#side-nav:innerHTML";

/// A form that changes something and comes back to a page. With scripts only `#main` and what is
/// [`BESIDE`] it are swapped in, so that the place on the page is kept; forms.ts sees to focus and
/// history, and works what is wrong into the page as it stands.
pub fn post_form(action: &str, csrf_token: &str, class: &str, body: Markup) -> Markup {
    post_form_named(None, action, csrf_token, class, body)
}

/// As [`post_form`], where the answer is worked into the page as it stands: what was pressed keeps the focus.
pub fn post_in_place(action: &str, csrf_token: &str, class: &str, body: Markup) -> Markup {
    html! {
        form class=(class) method="post" action=(action) hx-boost="true" hx-target="#main" hx-select="#main" hx-sync="this:drop"
            hx-select-oob=(BESIDE) hx-ext="morph" hx-swap="morph:outerHTML show:none" {
            (csrf(csrf_token))
            (body)
        }
    }
}

/// As [`post_form`], with an id for controls that stand elsewhere on the page (`form="id"`).
pub fn post_form_named(
    id: Option<&str>,
    action: &str,
    csrf_token: &str,
    class: &str,
    body: Markup,
) -> Markup {
    html! {
        form id=[id] class=[(!class.is_empty()).then_some(class)] method="post" action=(action) hx-boost="true" hx-target="#main"
            hx-select="#main" hx-select-oob=(BESIDE) hx-ext="morph" hx-swap="outerHTML show:none" {
            (csrf(csrf_token))
            (body)
        }
    }
}

/// A form of one button. `class` is the button's.
pub fn post_button(action: &str, csrf_token: &str, class: &str, label: Markup) -> Markup {
    post_form(action, csrf_token, "", html! { button class=(class) { (label) } })
}

/// What is wrong with the fields of a form, by the pointers of the error: `#/label` is the field `label`.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<(String, String)>);

impl Faults {
    pub fn new(faults: impl IntoIterator<Item = (String, String)>) -> Faults {
        let field =
            |(pointer, detail): (String, String)| (pointer.trim_start_matches("#/").to_owned(), detail);
        Faults(faults.into_iter().map(field).collect())
    }

    /// These, and then those.
    pub fn and(mut self, more: Faults) -> Faults {
        self.0.extend(more.0);
        self
    }

    /// The sentence beside the field, as "This must have 1 to 100 characters.".
    pub fn of(&self, field: &str) -> Option<String> {
        let (_, detail) = self.0.iter().find(|(found, _)| found == field)?;
        Some(format!("This {detail}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_says_so() {
        let field =
            Field { id: "amount", label: "Amount", hint: Some("In dollars."), error: Some("Enter <1>.") };
        let markup = field
            .input("text", "amount", "\"x", &[("inputmode", "decimal"), ("maxlength", "9\"")])
            .into_string();
        for part in [
            "for=\"amount\"",
            "aria-describedby=\"amount-hint amount-error\"",
            "aria-invalid=\"true\"",
            "value=\"&quot;x\"",
            "inputmode=\"decimal\"",
            "maxlength=\"9&quot;\"",
            "Enter &lt;1&gt;.",
        ] {
            assert!(markup.contains(part), "{part} in {markup}");
        }
    }

    #[test]
    fn a_switch_sends_what_it_becomes_or_says_why_not() {
        let switch = Switch { id: "s", label: "Alerts", on: true, name: "alerts", next: "off", denied: None };
        let drawn = switch.draw("/x", "token", html! {}).into_string();
        assert!(drawn.contains("action=\"/x\"") && drawn.contains("name=\"alerts\" value=\"off\""));
        let denied = Switch { denied: Some("Not you"), ..switch }.draw("/x", "token", html! {}).into_string();
        assert!(denied.contains("aria-disabled=\"true\"") && denied.contains("aria-describedby=\"s-why\""));
        assert!(!denied.contains("<form") && !denied.contains("token"));
    }

    #[test]
    fn a_good_field_is_quiet() {
        let field = Field { id: "brand", label: "Brand", ..Field::default() };
        let markup = field.select("brand", &[("1", "A"), ("2", "B")], "2").into_string();
        assert!(!markup.contains("aria-") && markup.contains("<option value=\"2\" selected>"));
        assert!(
            button_denied("pay", html! { "Pay" }, "Needs the administrator right")
                .into_string()
                .contains("aria-disabled=\"true\"")
        );
        assert!(post_button("/x", "t<", "btn", html! { "Go" }).into_string().contains("value=\"t&lt;\""));
    }
}
