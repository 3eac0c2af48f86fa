//! Dialogs. Without scripts a dialog is a part of a page at its own address; dialog.ts makes it modal.

use maud::{Markup, html};

use super::icons::icon;

/// A dialog: `open` when the address asks for it, `close` the address without it.
#[derive(Clone, Copy, Debug)]
pub struct Dialog<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub open: bool,
    pub close: &'a str,
}

impl Dialog<'_> {
    /// Head, the given body and foot. A form that spans both goes around them with `form` (id) on its buttons.
    pub fn with(&self, body: Markup, foot: Markup) -> Markup {
        self.shell(html! { div class="overflow-y-auto px-5 pb-5" { (body) } (self.foot(foot)) })
    }

    /// A dialog that is one form posting to `action`.
    pub fn form(&self, action: &str, csrf: &str, body: Markup, foot: Markup) -> Markup {
        let body = html! { div class="overflow-y-auto px-5 pb-5" { (body) } (self.foot(foot)) };
        self.shell(super::form::post_form(action, csrf, "flex min-h-0 flex-col", body))
    }

    /// The same for what leads out of the shell, as a logout: the whole page is replaced.
    pub fn leaving_form(&self, action: &str, csrf: &str, body: Markup, foot: Markup) -> Markup {
        self.shell(html! {
            form class="flex min-h-0 flex-col" method="post" action=(action) {
                (super::form::csrf(csrf))
                div class="overflow-y-auto px-5 pb-5" { (body) }
                (self.foot(foot))
            }
        })
    }

    fn foot(&self, buttons: Markup) -> Markup {
        html! {
            div class="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3" {
                a class="btn btn-quiet" href=(self.close) data-close { "Cancel" }
                (buttons)
            }
        }
    }

    fn shell(&self, inner: Markup) -> Markup {
        html! {
            dialog id=(self.id) class="modal max-sm:modal-bottom" aria-labelledby={ (self.id) "-title" } open[self.open] data-close-href=(self.close) {
                div class="modal-box flex max-h-[90dvh] max-w-xl flex-col p-0" {
                    div class="flex items-center justify-between gap-4 px-5 py-4" {
                        h2 id={ (self.id) "-title" } class="text-title font-semibold" { (self.title) }
                        a class="btn btn-ghost btn-square btn-sm" href=(self.close) data-close aria-label="Close" { (icon("x")) }
                    }
                    (inner)
                }
            }
        }
    }
}

/// A link that opens the dialog `id`; without scripts it leads to `href`, the page with the dialog open.
pub fn opener(id: &str, href: &str, class: &str, label: Markup) -> Markup {
    html! { a class=(class) href=(href) data-dialog=(id) aria-haspopup="dialog" { (label) } }
}

/// The place of the dialog that the address asks for, at the end of a page's body.
pub fn place(open: Option<Markup>) -> Markup {
    html! { div #dialogs { @if let Some(dialog) = open { (dialog) } } }
}

/// A link to the page with a dialog open. With scripts only [`place`] is fetched from there, with the
/// query that the page has by then; the focus comes back to the link, wherever `id` is drawn again.
pub fn link(id: &str, href: &str, class: &str, label: Markup) -> Markup {
    titled(id, href, class, None, label)
}

/// The same as an icon, named by its tip.
pub fn icon_link(id: &str, href: &str, name: &str, label: &str) -> Markup {
    let inner = html! { (icon(name)) span.sr-only { (label) } };
    titled(id, href, "btn btn-ghost btn-square btn-sm", Some(label), inner)
}

fn titled(id: &str, href: &str, class: &str, title: Option<&str>, label: Markup) -> Markup {
    html! {
        a id=(id) class=(class) href=(href) title=[title] aria-haspopup="dialog" data-dialog-link hx-boost="true" hx-target="#dialogs"
            hx-select="#dialogs" hx-swap="outerHTML show:none" hx-replace-url="true" { (label) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_is_named_and_closes_without_scripts() {
        let dialog = Dialog { id: "new", title: "Create <round>", open: true, close: "/bonus" };
        let markup =
            dialog.form("/bonus", "token", html! { "body" }, html! { button { "Create" } }).into_string();
        for part in [
            "aria-labelledby=\"new-title\"",
            " open",
            "Create &lt;round&gt;",
            "name=\"_csrf\"",
            "href=\"/bonus\" data-close",
        ] {
            assert!(markup.contains(part), "{part}");
        }
        assert!(!Dialog { open: false, ..dialog }.with(html! {}, html! {}).into_string().contains(" open"));
        assert!(
            opener("new", "?dialog=new", "btn", html! { "New" })
                .into_string()
                .contains("data-dialog=\"new\"")
        );
    }
}
