//! The page of the API's description. The content policy forbids ready-made viewers, and this one
//! works without scripts.

use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

use super::fields::{self, Field};
use super::{description, example};
use crate::http::error::Code;
use crate::http::{Params, cookies, render};
use crate::web::icons::logo;
use crate::web::table::{in_place, search_field};
use crate::web::{panel, plain_page};

const BASE: &str = "/api/docs";

/// `GET /api/docs`
pub async fn docs(headers: HeaderMap, mut params: Params) -> Response {
    let words = params.text("q").unwrap_or_default();
    let page = View { document: description(), words };
    render::html(plain_page(cookies::theme(&headers), "API", page.body()))
}

struct View {
    document: &'static Value,
    words: String,
}

/// An operation with where it is.
struct Shown<'d> {
    path: &'d str,
    method: &'d str,
    operation: &'d Value,
}

impl View {
    /// The operations of a tag that have all the words.
    fn of_tag(&self, tag: &Value) -> Vec<Shown<'static>> {
        let words = self.words.to_lowercase();
        let has_all = |shown: &Shown<'_>| {
            let text = format!(
                "{} {} {} {} {tag}",
                shown.method, shown.path, shown.operation["summary"], shown.operation["description"]
            )
            .to_lowercase();
            words.split_whitespace().all(|word| text.contains(word))
        };
        let paths = self.document["paths"].as_object().into_iter().flatten();
        paths
            .flat_map(|(path, item)| {
                let methods = item.as_object().into_iter().flatten();
                methods.map(move |(method, operation)| Shown { path, method, operation })
            })
            .filter(|shown| shown.operation["tags"][0] == *tag && has_all(shown))
            .collect()
    }

    fn body(&self) -> Markup {
        html! {
            header class="mx-auto flex max-w-5xl items-center justify-between gap-4 px-4 py-5" {
                a class="inline-flex items-center gap-2.5 font-semibold" href="/" { (logo("size-7")) "Tracking Dashboard" }
                nav class="flex flex-wrap justify-end gap-x-4 text-small" aria-label="Main" {
                    a.link href="/guilds" { "Your servers" }
                    a.link href="/api/v1/openapi.json" { "openapi.json" }
                }
            }
            main #main class="mx-auto grid w-full max-w-5xl grid-cols-[minmax(0,1fr)] gap-4 px-4 pb-20" tabindex="-1" {
                (panel::page_head("API", "Everything the dashboard shows and does, for programs: JSON under /api/v1.", None))
                (conventions())
                form class="filters" role="search" aria-label="Search operations" method="get" action=(BASE)
                    hx-get=(BASE) hx-trigger="input delay:200ms, submit" hx-target="#results" hx-select="#results"
                    hx-swap="outerHTML" hx-push-url="true" hx-sync="#results:replace" {
                    (search_field("q", "Search operations", &self.words))
                    noscript { button class="btn btn-quiet" type="submit" { "Search" } }
                }
                (self.operations())
                (errors())
            }
        }
    }

    fn operations(&self) -> Markup {
        let tags = self.document["tags"].as_array().into_iter().flatten();
        let found: Vec<_> = tags.map(|tag| (&tag["name"], self.of_tag(&tag["name"]))).collect();
        let count: usize = found.iter().map(|(_, operations)| operations.len()).sum();
        html! {
            div #results class="grid grid-cols-[minmax(0,1fr)] gap-4" {
                p class="text-small text-muted" data-announce {
                    strong class="num text-base-content" { (count) } " operations"
                    @if !self.words.is_empty() { " · " (in_place("link", BASE, html! { "Show all" })) }
                }
                @if count == 0 { section.panel { (panel::no_match("No operation matches", "Try a part of the address, or another word.", BASE)) } }
                @for (tag, operations) in found.iter().filter(|(_, operations)| !operations.is_empty()) {
                    @let name = tag.as_str().unwrap_or_default();
                    (panel::panel(&format!("tag-{}", name.to_lowercase().replace(' ', "-")), name, None, html! {
                        div.rows { @for shown in operations { (self.operation(shown, count <= 3)) } }
                    }, None))
                }
            }
        }
    }

    fn operation(&self, shown: &Shown<'_>, open: bool) -> Markup {
        let Shown { path, method, operation } = shown;
        let text = |name: &str| operation[name].as_str().unwrap_or_default();
        let body = operation["requestBody"]["content"].as_object().and_then(|kinds| kinds.values().next());
        let body = body.map(|kind| &kind["schema"]);
        html! {
            details.data id=(text("operationId")) open[open] {
                summary class="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-3 lg:px-5" {
                    code class="w-14 font-mono text-small font-semibold uppercase" { (method) }
                    code class="min-w-0 font-mono text-small break-all" { (path) }
                    span class="w-full text-small text-muted sm:ms-auto sm:w-auto" { (text("summary")) }
                }
                div class="grid grid-cols-[minmax(0,1fr)] gap-4 px-4 pb-5 lg:px-5" {
                    p class="max-w-[72ch] text-small" { (in_code(text("description"))) }
                    (self.parameters(operation))
                    (self.schema("Body", body))
                    (self.answers(operation))
                    div {
                        h3 class="mb-1 text-small font-semibold" { "Example" }
                        pre class="overflow-x-auto rounded-box border border-(--line) bg-base-200 p-3 font-mono text-micro" tabindex="0" { (example::curl(self.document, method, path, operation)) }
                    }
                }
            }
        }
    }

    fn parameters(&self, operation: &Value) -> Markup {
        let all = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let field = |parameter: &Value| Field {
            path: parameter["name"].as_str().unwrap_or_default().to_owned(),
            kind: format!(
                "{} · {}",
                parameter["in"].as_str().unwrap_or_default(),
                fields::kind(self.document, &parameter["schema"])
            ),
            required: parameter["required"] == true,
            text: parameter["description"].as_str().unwrap_or_default().to_owned(),
        };
        table("Parameters", &all.iter().map(field).collect::<Vec<_>>())
    }

    fn schema(&self, title: &str, schema: Option<&Value>) -> Markup {
        let rows = schema.map(|schema| fields::fields(self.document, schema)).unwrap_or_default();
        table(title, &rows)
    }

    fn answers(&self, operation: &Value) -> Markup {
        let all = operation["responses"].as_object();
        let (good, bad): (Vec<_>, Vec<_>) =
            all.into_iter().flatten().partition(|(status, _)| status.starts_with('2'));
        html! {
            @for (status, answer) in good {
                @let kind = answer["content"].as_object().and_then(|all| all.iter().next());
                @match kind {
                    None => p class="text-small" { strong { "Answer " (status) } ", without a body." },
                    Some((kind, content)) => {
                        @let schema = content.get("x-event-data").unwrap_or(&content["schema"]);
                        (self.schema(&format!("Answer {status} · {kind}"), Some(schema)))
                    }
                }
            }
            div {
                h3 class="mb-1 text-small font-semibold" { "Errors" }
                ul class="flex flex-wrap gap-x-3 gap-y-1 text-small" {
                    @for (status, answer) in bad {
                        @for code in answer.pointer("/content/application~1problem+json/schema/allOf/1/properties/code/enum").and_then(Value::as_array).into_iter().flatten() {
                            @let code = code.as_str().unwrap_or_default();
                            li { span class="num text-muted" { (status) } " " a.link href={ "#" (code) } { (code) } }
                        }
                    }
                }
            }
        }
    }
}

/// Words between backticks as code.
fn in_code(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code class="font-mono" { (part) } } @else { (part) }
        }
    }
}

fn table(title: &str, rows: &[Field]) -> Markup {
    html! {
        @if !rows.is_empty() {
            div {
                h3 class="mb-1 text-small font-semibold" { (title) }
                div class="overflow-hidden rounded-box border border-(--line)" {
                    table class="dtable dtable-cards dtable-compact" {
                        caption.sr-only { (title) }
                        thead { tr { th scope="col" { "Name" } th scope="col" { "Type" } th scope="col" { "What it is" } } }
                        tbody {
                            @for row in rows {
                                tr {
                                    th scope="row" { code class="font-mono text-small break-all" { (row.path) } @if !row.required { span class="ms-2 text-micro text-muted" { "optional" } } }
                                    td class="text-small" data-label="Type" { (row.kind) }
                                    td class="text-small" data-label=[(!row.text.is_empty()).then_some("What it is")] { (in_code(&row.text)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn conventions() -> Markup {
    let rows: [(&str, Markup); 7] = [
        (
            "Who",
            html! { "A browser's session, or " code class="font-mono" { "Authorization: Bearer tdk_…" } ". A request with that header ignores cookies." },
        ),
        (
            "Changes",
            html! { "Those of a session carry " code class="font-mono" { "X-CSRF-Token" } ", equal to the cookie " code class="font-mono" { "__Host-td_csrf" } "." },
        ),
        (
            "Values",
            html! { "Ids are strings. Times are UTC and end in Z. Money is whole cents. Unknown fields and parameters are refused." },
        ),
        (
            "Lists",
            html! { code class="font-mono" { "?limit=" } " 1 to 100, and " code class="font-mono" { "?cursor=" } " with the " code class="font-mono" { "next_cursor" } " before. A cursor fits its own list and filters only." },
        ),
        (
            "Again",
            html! { "A POST with " code class="font-mono" { "Idempotency-Key" } " that is sent again within 24 hours gets the first answer and acts once." },
        ),
        (
            "Limits",
            html! { "429 and 503 say in " code class="font-mono" { "Retry-After" } " how many seconds to wait." },
        ),
        (
            "Help",
            html! { "Each answer has an " code class="font-mono" { "X-Request-Id" } "; whoever runs this dashboard finds the request by it." },
        ),
    ];
    panel::panel(
        "conventions",
        "How it works",
        None,
        html! {
            dl class="grid gap-x-4 gap-y-2 px-4 pb-4 text-small lg:px-5 sm:grid-cols-[6rem_minmax(0,1fr)]" {
                @for (name, text) in rows { dt class="font-semibold" { (name) } dd { (text) } }
            }
        },
        None,
    )
}

fn errors() -> Markup {
    panel::panel(
        "errors",
        "Errors",
        Some(html! { span class="text-small text-muted" { "application/problem+json" } }),
        html! {
            table class="dtable dtable-cards dtable-compact" {
                thead { tr { th scope="col" { "Code" } th scope="col" { "Status" } th scope="col" { "What it means" } } }
                tbody {
                    @for code in Code::ALL {
                        tr id=(code.as_str()) {
                            th scope="row" { code class="font-mono text-small" { (code.as_str()) } }
                            td class="num text-small" data-label="Status" { (code.status().as_u16()) }
                            td class="text-small" data-label="What it means" { (code.detail()) }
                        }
                    }
                }
            }
        },
        None,
    )
}
