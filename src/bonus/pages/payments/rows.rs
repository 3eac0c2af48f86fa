//! The table of payments: switch, who and when, note and history.

use maud::{Markup, html};

use super::{payment_href, payments_href};
use crate::bonus::pages::ADMINS_ONLY;
use crate::bonus::pages::place::Part;
use crate::bonus::pages::round::{By, Opened, name};
use crate::bonus::payments::MOST_NOTES;
use crate::bonus::rounds::Payment;
use crate::web::form::Switch;
use crate::web::icons::icon_sm;
use crate::web::meanwhile::was;
use crate::web::table::{self, Choice, sort_choices, sort_header};
use crate::web::{form, selection, text, time};

/// The form that the boxes of the rows belong to.
const CHOSEN: &str = "chosen-payments";

const COLUMNS: [(By, &str); 3] = [(By::Name, "Group"), (By::Amount, "Amount"), (By::Paid, "Paid")];

fn href(opened: &Opened<'_>, by: By) -> String {
    opened.place.part_with(Part::Payments, &opened.sort.next(by))
}

/// The same orders where the headers are hidden.
pub fn orders(opened: &Opened<'_>) -> Markup {
    let hrefs = COLUMNS.map(|(by, _)| href(opened, by));
    let choices: Vec<Choice<'_>> = COLUMNS
        .iter()
        .zip(&hrefs)
        .map(|((by, label), href)| Choice {
            label: html! { (label) },
            href,
            current: opened.sort.of(*by) != table::Sort::None,
        })
        .collect();
    sort_choices(&choices)
}

pub fn table(opened: &Opened<'_>) -> Markup {
    let header =
        |by: By, label: &str, class: &str| sort_header(label, opened.sort.of(by), &href(opened, by), class);
    html! {
        @if opened.admin { (selection::all("Select all payments")) }
        table class="dtable dtable-cards" {
            thead { tr {
                @if opened.admin { (selection::head("Select all payments")) }
                (header(By::Name, "Group", ""))
                (header(By::Amount, "Amount", "r"))
                (header(By::Paid, "Paid", ""))
                th scope="col" class="w-[42%]" { "Note" }
            } }
            tbody {
                @for target in opened.sort.sorted(&opened.detail.targets) {
                    @if let Some(payment) = target.payment() { (row(opened, &payment)) }
                }
            }
        }
    }
}

fn row(opened: &Opened<'_>, payment: &Payment<'_>) -> Markup {
    let group = &payment.target.group_label;
    html! {
        tr id={ "payment-" (payment.id) } class={ "max-sm:items-start " @if opened.admin { "max-sm:grid-cols-[1.25rem_minmax(0,1fr)_auto]" } @else { "max-sm:grid-cols-[minmax(0,1fr)_auto]" } } {
            @if opened.admin {
                td class="align-top" { div class="sm:pt-2" {
                    input class="checkbox" type="checkbox" name="ids[]" value=(payment.id) form=(CHOSEN) aria-label={ "Select " (group) ", " (text::money(payment.amount_cents)) } data-select;
                } }
            }
            th scope="row" class="align-top" { div class="sm:pt-1.5" { (name(opened.guild, payment.target)) } }
            td class="r align-top font-semibold" { div class="sm:pt-2" { (text::money(payment.amount_cents)) } }
            td class={ "align-top " @if opened.admin { "max-sm:col-start-2" } " max-sm:col-span-2" } { (switch(opened, payment)) (paid_by(opened, payment)) }
            td class={ "align-top " @if opened.admin { "max-sm:col-start-2" } " max-sm:col-span-2" } { (note(opened, payment)) (history(opened, payment)) }
        }
    }
}

/// The words beside it follow what was pressed.
fn switch(opened: &Opened<'_>, payment: &Payment<'_>) -> Markup {
    let label = format!("{}, {}, paid", payment.target.group_label, text::money(payment.amount_cents));
    let words = html! {
        span class="when-on text-small font-semibold text-success" aria-hidden="true" { "Paid" }
        span class="when-off text-small text-muted" aria-hidden="true" { "Unpaid" }
        span class="when-saving text-small text-muted" aria-hidden="true" { "Saving…" }
    };
    let switch = Switch {
        id: &format!("switch-{}", payment.id),
        label: &label,
        on: payment.paid,
        name: "paid",
        next: if payment.paid { "false" } else { "true" },
        denied: (!opened.admin).then_some(ADMINS_ONLY),
    };
    let action = payment_href(opened.guild, opened.round().id, payment.id);
    switch.draw(&action, opened.csrf, words)
}

/// As the server says; nothing while it was not asked yet.
fn paid_by(opened: &Opened<'_>, payment: &Payment<'_>) -> Markup {
    html! {
        @if let Some(at) = payment.paid_at.filter(|_| payment.paid) {
            p class="paid-by text-micro text-muted wrap-anywhere" {
                (time::time(opened.now.0, at.0)) @if let Some(by) = payment.paid_by { " by " bdi { (by) } }
            }
        }
    }
}

/// Saved when it is left (notes.ts); without scripts by a button.
fn note(opened: &Opened<'_>, payment: &Payment<'_>) -> Markup {
    let id = format!("note-{}", payment.id);
    let label = html! { label.sr-only for=(id) { "Note on " (payment.target.group_label) } };
    if !opened.admin {
        return html! {
            (label)
            textarea .textarea.note-field id=(id) rows="1" readonly placeholder="No note" aria-describedby={ "switch-" (payment.id) "-why" } { (payment.notes) }
        };
    }
    let action = format!("{}/notes", payment_href(opened.guild, opened.round().id, payment.id));
    html! {
        form id={ "form-" (id) } method="post" action=(action) data-note data-guard {
            (form::csrf(opened.csrf))
            (label)
            // A line break right after the tag would be dropped.
            textarea .textarea.note-field id=(id) name="notes" rows="1" maxlength=(MOST_NOTES) placeholder="Add a note" aria-describedby={ (id) "-count" } { "\n" (payment.notes) }
            div class="note-line" {
                span id={ (id) "-said" } class="min-w-0 wrap-anywhere" role="status" data-note-said {}
                button class="link needs-js min-h-6 cursor-pointer" type="button" data-note-retry hidden { "Try again" }
                span id={ (id) "-count" } class="num needs-js" data-note-count { (payment.notes.chars().count()) "/" (MOST_NOTES) }
                noscript { (was("notes", Some(payment.notes))) button class="btn btn-sm btn-quiet" { "Save note" } }
            }
        }
    }
}

/// Loaded when it is opened (notes.ts); the link is for those without scripts.
fn history(opened: &Opened<'_>, payment: &Payment<'_>) -> Markup {
    let href = format!("{}/history", payment_href(opened.guild, opened.round().id, payment.id));
    html! {
        details id={ "history-" (payment.id) } class="mt-1 text-small" data-history=(href) {
            summary class="inline-flex min-h-6 cursor-pointer items-center gap-1 text-muted hover:text-base-content" { (icon_sm("history")) "History" span.sr-only { " of " (payment.target.group_label) } }
            div id={ "history-of-" (payment.id) } class="mt-1" data-loaded { a.link href=(href) { "See what happened to this payment" } }
        }
    }
}

/// The sum of the rows above.
pub fn sum(opened: &Opened<'_>) -> Markup {
    let count = opened.detail.payments().count() as i64;
    html! {
        span { "Sum of " (text::count(count, "payment", "payments")) }
        strong class="num ms-auto text-base-content" { (text::money(opened.round().total_bonus_cents())) }
    }
}

/// Without scripts it always stands there; with them, while rows are chosen (selection.ts). Its answer is the
/// question that the dialog asks.
pub fn chosen(opened: &Opened<'_>) -> Markup {
    if !opened.admin {
        return html! {};
    }
    selection::bar(html! {
        form id=(CHOSEN) class="contents" method="post" action=(payments_href(opened.guild, opened.round().id)) data-dialog-form
            hx-post=(payments_href(opened.guild, opened.round().id)) hx-target="#dialogs" hx-select="#dialogs" hx-swap="outerHTML show:none" {
            (form::csrf(opened.csrf))
            (selection::count())
            button #mark-paid class="btn btn-sm btn-quiet" name="paid" value="true" { (icon_sm("banknote")) "Mark paid" }
            button #mark-unpaid class="btn btn-sm btn-quiet" name="paid" value="false" { (icon_sm("circle-dashed")) "Mark unpaid" }
            (selection::none())
        }
    })
}
