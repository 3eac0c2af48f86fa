//! What a browser loads: for a first visit the page with all that it names, later the page alone.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use super::table::Line;
use crate::{demo::Demo, visitor::Visitor};

const ENCODING: &str = "br, gzip";

pub async fn measure(demo: &Demo, guild: &str) -> Result<Vec<Line>> {
    let visitor = Visitor::log_in(&demo.url).await?;
    let home = format!("/guilds/{guild}");
    let mut lines = Vec::new();
    for (name, path) in [("accounts", format!("{home}/accounts")), ("overview", home.clone())] {
        let (requests, bytes) = first_visit(&visitor, &path).await?;
        let measured = format!("{:.1} kB in {requests} requests", bytes as f64 / 1e3);
        let asked = name == "accounts";
        let wanted = if asked { "90 kB in 8 requests" } else { "" };
        let reached = !asked || (bytes <= 90_000 && requests <= 8);
        lines.push(Line::new(format!("first visit of {name}"), measured, wanted, reached));
    }
    let overview = String::from_utf8(visitor.get(&home, "identity").await?)?;
    for path in sidebar(&overview, &home)? {
        let bytes = visitor.get(&path, ENCODING).await?.len();
        let name = path.strip_prefix(&home).unwrap_or(&path).trim_matches('/').to_owned();
        let name = if name.is_empty() { "overview" } else { &name };
        let measured = format!("{:.1} kB", bytes as f64 / 1e3);
        lines.push(Line::new(format!("later visit of {name}"), measured, "15 kB", bytes <= 15_000));
    }
    Ok(lines)
}

/// Requests and bytes with an empty cache; the live stream is a request too.
async fn first_visit(visitor: &Visitor, path: &str) -> Result<(usize, usize)> {
    let page = String::from_utf8(visitor.get(path, "identity").await?)?;
    let mut bytes = visitor.get(path, ENCODING).await?.len();
    let named = values(&page, "\"/assets/");
    // A symbol of the sprite is the same file.
    let files: BTreeSet<&str> = named.filter_map(|value| value.split('#').next()).collect();
    for file in &files {
        bytes += visitor.get(&format!("/assets/{file}"), ENCODING).await?.len();
    }
    let live = usize::from(page.contains("data-live="));
    Ok((1 + files.len() + live, bytes))
}

/// The rest of each attribute's value that begins so.
fn values<'p>(page: &'p str, begin: &'p str) -> impl Iterator<Item = &'p str> {
    page.split(begin).skip(1).filter_map(|rest| rest.split('"').next())
}

/// The addresses of the sidebar, in its order.
fn sidebar(page: &str, home: &str) -> Result<Vec<String>> {
    let mut pages = Vec::new();
    for tag in page.split('<').filter(|tag| tag.starts_with("a ") && tag.contains("side-link")) {
        let path = values(tag, "href=\"").next().filter(|path| path.starts_with(home)).map(str::to_owned);
        pages.extend(path.filter(|path| !pages.contains(path)));
    }
    (!pages.is_empty()).then_some(pages).context("no sidebar was found")
}
