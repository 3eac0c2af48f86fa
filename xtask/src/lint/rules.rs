//! The rules, each a function of one file's text.

use std::path::Path;

use super::pieces::{Kind, Piece, pieces};

const MAX_LINES: usize = 400;

pub struct Finding {
    pub line: usize,
    pub rule: &'static str,
}

pub fn check(path: &Path, source: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    let (openings, rule): (&[&str], _) = match is_rust {
        true => (&["//!"], "a file opens with `//!`: what it is"),
        false => (&["//", "/*"], "a file opens with a comment: what it is"),
    };
    if !openings.iter().any(|opening| source.starts_with(opening)) {
        found.push(Finding { line: 1, rule });
    }
    if source.lines().count() > MAX_LINES {
        found.push(Finding { line: MAX_LINES + 1, rule: "at most 400 lines: split it by what it does" });
    }
    if path.starts_with("src") {
        let all = pieces(source);
        let pieces = if is_test_file(path) { &[] } else { without_tests(&all, source) };
        if !may_hold_sql(path) {
            report(pieces, is_sql, "SQL belongs in the feature's store.rs", &mut found);
        }
        let rule = "the Content-Security-Policy refuses inline styles and scripts";
        report(pieces, breaks_csp, rule, &mut found);
        // A callback has no scope: its key says which guild it speaks for.
        if !path.starts_with("src/ingest") {
            report(pieces, takes_guild, "the guild comes from the scope: `scope.guild_id()`", &mut found);
        }
    }
    found
}

/// Tests look into tables as they need, and draw what must not be there to see it refused or escaped.
fn is_test_file(path: &Path) -> bool {
    path.file_stem().is_some_and(|name| name == "gallery" || name.to_string_lossy().ends_with("tests"))
        || path.parent().is_some_and(|folder| folder.ends_with("tests") || folder.ends_with("gallery"))
}

/// What stands before a file's test module.
fn without_tests<'p>(pieces: &'p [Piece], source: &str) -> &'p [Piece] {
    let tests = source.lines().position(|line| line == "mod tests {").unwrap_or(usize::MAX);
    let end = pieces.iter().position(|piece| piece.line > tests).unwrap_or(pieces.len());
    &pieces[..end]
}

fn report(pieces: &[Piece], breaks: fn(&Piece) -> bool, rule: &'static str, found: &mut Vec<Finding>) {
    found.extend(pieces.iter().filter(|piece| breaks(piece)).map(|piece| Finding { line: piece.line, rule }));
}

fn may_hold_sql(path: &Path) -> bool {
    path.starts_with("src/db")
        || path.file_stem().is_some_and(|name| name == "store")
        || path.parent().is_some_and(|folder| folder.ends_with("store"))
}

fn is_sql(piece: &Piece) -> bool {
    let mut words = piece.text.split_whitespace();
    piece.kind == Kind::Literal
        && match (words.next(), words.next()) {
            (Some("SELECT" | "UPDATE" | "WITH"), Some(_)) => true,
            (Some("INSERT"), Some(next)) => matches!(next, "INTO" | "OR"),
            (Some("DELETE"), Some(next)) => next == "FROM",
            _ => false,
        }
}

/// The guild out of the path, past the one extractor that looked at the right.
fn takes_guild(piece: &Piece) -> bool {
    piece.kind == Kind::Code && ["Path(guild", "Path((guild"].iter().any(|bad| piece.text.contains(bad))
}

fn breaks_csp(piece: &Piece) -> bool {
    match piece.kind {
        Kind::Literal => {
            ["<script>", "<style", " style=\"", " style='"].iter().any(|bad| piece.text.contains(bad))
        }
        Kind::Code => attributes(&piece.text).any(is_inline) || inline_element(&piece.text),
    }
}

fn is_inline(attribute: &str) -> bool {
    attribute == "style"
        || attribute.starts_with("hx-on")
        || (attribute.len() > 4 && attribute.starts_with("on"))
}

/// Names directly before a `=`: attributes in maud, since rustfmt puts a space there in all other code.
fn attributes(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices('=').map(|(at, _)| {
        let before = &code[..at];
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || "-_:".contains(c)));
        start.map_or(before, |start| &before[start + 1..])
    })
}

/// `script { ... }` and `style { ... }` in maud; not a `match` on something of that name.
fn inline_element(code: &str) -> bool {
    let mut previous = "";
    for line in code.lines() {
        for word in line.split_whitespace() {
            let keyword = matches!(previous, "script" | "style") && word == "{";
            if keyword && line.trim_start().starts_with(previous) {
                return true;
            }
            previous = word;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, source: &str) -> Vec<usize> {
        check(Path::new(path), source).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn sql_is_refused_outside_stores() {
        let source = "//! x\nconst A: &str = \"\n  SELECT id FROM accounts\";\n";
        assert_eq!(rules("src/bonus/pages.rs", source), [2]);
        for store in ["src/bonus/store.rs", "src/bonus/store/rounds.rs", "src/db/mod.rs"] {
            assert!(rules(store, source).is_empty(), "{store}");
        }
    }

    #[test]
    fn words_that_only_look_like_sql_pass() {
        let source =
            "//! x\n// \"SELECT 1\"\nconst A: [&str; 3] = [\"DELETE\", \"Select a file\", \"UPDATE\"];\n";
        assert!(rules("src/http/csrf.rs", source).is_empty());
    }

    #[test]
    fn a_file_says_what_it_is_and_stays_short() {
        assert_eq!(rules("src/a.rs", "fn a() {}\n"), [1]);
        assert_eq!(rules("src/a.rs", &format!("//! x\n{}", "\n".repeat(400))), [401]);
        assert_eq!(rules("ui/src/a.ts", "import \"./b\";\n"), [1]);
        assert_eq!(rules("ui/src/a.css", &format!("/* x */\n{}", "\n".repeat(400))), [401]);
        assert!(rules("ui/src/a.ts", "// What it is.\nelement.onclick = null;\n").is_empty());
    }

    #[test]
    fn the_guild_is_taken_from_the_scope_alone() {
        for bad in ["Path((guild, id)): Path<(GuildId, BrandId)>,", "Path(guild_id): Path<GuildId>,"] {
            let source = format!("//! x\n    {bad}\n");
            assert_eq!(rules("src/tracking/brands/api.rs", &source), [2], "{bad}");
            assert!(rules("src/ingest/posts.rs", &source).is_empty(), "a callback's key says it: {bad}");
        }
        for good in
            ["Path((_, id)): Path<(GuildId, BrandId)>,", "let guild = scope.guild_id();", "// Path((guild"]
        {
            assert!(rules("src/a.rs", &format!("//! x\n    {good}\n")).is_empty(), "{good}");
        }
    }

    #[test]
    fn inline_styles_and_scripts_are_refused() {
        for bad in
            ["div style=\"top:0\" {}", "b style=(x) {}", "script { (x) }", "a onclick=(x) {}", "\"<script>\""]
        {
            assert_eq!(rules("src/web/page.rs", &format!("//! x\n{bad}")), [2], "{bad}");
        }
        for good in ["match style { _ => 1 };", "let style = 1;", "script src=(x) {}", "if a <= one {}"] {
            assert!(rules("src/web/page.rs", &format!("//! x\n{good}")).is_empty(), "{good}");
        }
    }
}
