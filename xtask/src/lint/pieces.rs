//! Cuts a Rust file into code and string literals, without its comments.

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Code,
    Literal,
}

#[derive(Debug, PartialEq)]
pub struct Piece {
    pub kind: Kind,
    /// Where it starts. Code is cut at each line's end.
    pub line: usize,
    pub text: String,
}

pub fn pieces(source: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut code = String::new();
    let mut line = 1;
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let length = if let Some(length) = comment(rest) {
            length
        } else if let Some((literal, length)) = string(rest, &code) {
            push(&mut found, Kind::Code, line, std::mem::take(&mut code));
            found.push(Piece { kind: Kind::Literal, line, text: literal.to_owned() });
            length
        } else {
            let length = character(rest).unwrap_or(next.len_utf8());
            code.push_str(&rest[..length]);
            if next == '\n' {
                push(&mut found, Kind::Code, line, std::mem::take(&mut code));
            }
            length
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    push(&mut found, Kind::Code, line, code);
    found
}

fn push(found: &mut Vec<Piece>, kind: Kind, line: usize, text: String) {
    if !text.trim().is_empty() {
        found.push(Piece { kind, line, text });
    }
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
}

/// A string literal's content and its length with the quotes; `before` tells `r"` from the end of a name.
fn string<'s>(rest: &'s str, before: &str) -> Option<(&'s str, usize)> {
    if let Some(raw) =
        rest.strip_prefix('r').filter(|_| !before.ends_with(|c: char| c.is_alphanumeric() && c != 'b'))
    {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if let Some(content) = raw[hashes..].strip_prefix('"') {
            let end = content.find(&format!("\"{}", "#".repeat(hashes)))?;
            return Some((&content[..end], 1 + hashes + 1 + end + 1 + hashes));
        }
    }
    let content = rest.strip_prefix('"')?;
    let mut escaped = false;
    let end = content.find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    Some((&content[..end], end + 2))
}

/// A character literal's length; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let content = rest.strip_prefix('\'')?;
    let first = content.chars().next()?;
    let start = if first == '\\' { 2 } else { first.len_utf8() };
    let end = content.get(start..)?.find('\'')?;
    (first == '\\' || end == 0).then_some(1 + start + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(source: &str) -> Vec<(usize, String)> {
        let literals = pieces(source).into_iter().filter(|piece| piece.kind == Kind::Literal);
        literals.map(|piece| (piece.line, piece.text)).collect()
    }

    #[test]
    fn finds_plain_raw_and_escaped_literals_with_their_lines() {
        let source =
            "let a = \"x \\\" y\";\n// \"no\"\nlet b = r#\"q \"r\" \"#; /* \"no\n\" */ let c = \"z\";";
        assert_eq!(literals(source), [(1, "x \\\" y".into()), (3, "q \"r\" ".into()), (4, "z".into())]);
    }

    #[test]
    fn quotes_in_characters_and_lifetimes_open_no_literal() {
        assert_eq!(
            literals("let a = ['\"', '\\'', 'é']; fn f<'a>(x: &'a str) { g(\"k\") }"),
            [(1, "k".into())]
        );
    }
}
