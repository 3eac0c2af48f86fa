//! The plans of what requests run, on both engines: no large table is gone through as a whole.

use tracking_dashboard::db::Db;
use tracking_dashboard::db::record::Statement;

use super::walk::Site;

/// Tables with a row for each post, account or day of one.
const LARGE: [&str; 6] =
    ["posts", "post_days", "account_days", "follower_days", "account_memberships", "accounts"];

/// Names by which the statement speaks of a table: its own and its aliases.
fn names(sql: &str, table: &str) -> Vec<String> {
    const KEYWORDS: [&str; 12] =
        ["where", "join", "on", "cross", "order", "left", "set", "group", "limit", "union", "as", "inner"];
    let words: Vec<String> = sql
        .split(|c: char| c.is_whitespace() || "(),".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut names = vec![table.to_owned()];
    for pair in words.windows(2).filter(|pair| pair[0] == table) {
        if !KEYWORDS.contains(&pair[1].as_str()) && pair[1].chars().all(|c| c.is_alphanumeric() || c == '_') {
            names.push(pair[1].clone());
        }
    }
    names
}

/// The line of a plan that goes through all of a table.
fn full_scan<'p>(plan: &'p [String], sql: &str, table: &str) -> Option<&'p String> {
    let names = names(sql, table);
    plan.iter().enumerate().find_map(|(index, line)| {
        let sqlite = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        let whole = sqlite.is_some_and(|name| names.iter().any(|known| known == name))
            || of(line, "Seq Scan on ", table)
            // An index without a condition is as long as its table.
            || (of(line, " on ", table) && line.contains("Index") && !condition(&plan[index + 1..]));
        whole.then_some(line)
    })
}

fn of(line: &str, lead: &str, table: &str) -> bool {
    let rest = line.split_once(lead).map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split(' ').next()) == Some(table)
}

/// Whether the node that these lines begin with has a condition on its index.
fn condition(lines: &[String]) -> bool {
    lines.iter().take_while(|line| !line.contains("->")).any(|line| line.contains("Index Cond"))
}

async fn check(db: &Db, tables: &[&str], asked: &[(String, Statement)]) {
    let mut wrong = Vec::new();
    for (path, statement) in asked {
        let plan = db.explain(statement).await.unwrap_or_else(|error| panic!("{}: {error}", statement.sql));
        for table in tables {
            if let Some(line) = full_scan(&plan, &statement.sql, table) {
                wrong.push(format!("{path}\n  {line}\n  {}\n{}", statement.sql, plan.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} {}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test]
async fn no_request_goes_through_a_large_table() {
    for site in Site::all(2_000, 50_000).await {
        let db = &site.app.app.db;
        let mut asked = Vec::new();
        for path in site.addresses().await {
            asked.extend(site.statements(&path).await.into_iter().map(|statement| (path.clone(), statement)));
        }
        let about_posts = asked.iter().filter(|(_, statement)| statement.sql.contains("posts p")).count();
        assert!(about_posts > 20, "{about_posts} statements about posts");
        // As servers run SQLite: it knows no numbers, and takes the index that the text suggests.
        if db.is_sqlite() {
            check(db, &LARGE, &asked).await;
        }
        db.script("ANALYZE".into()).await.unwrap();
        // A new connection reads what was found. It finds, too, that one guild has all accounts here.
        let analyzed = Db::open(&site.app.db_url).await.unwrap();
        check(&analyzed, &LARGE[..5], &asked).await;
    }
}

#[test]
fn a_full_scan_is_seen_in_the_words_of_either_engine() {
    let sql = "SELECT p.id FROM posts p JOIN accounts a ON a.id = p.account_id";
    let seen = |line: &str, table| full_scan(&[line.to_owned()], sql, table).is_some();
    assert!(seen("SCAN p", "posts") && seen("SCAN a USING INDEX x", "accounts"));
    assert!(seen("  ->  Seq Scan on posts p  (cost=0.00..1.00)", "posts"));
    assert!(seen("  ->  Index Only Scan using x on posts p  (cost=0.00..1.00)", "posts"));
    assert!(!seen("SEARCH p USING INDEX x (guild_id=?)", "posts"));
    assert!(!seen("SCAN arms", "posts") && !seen("Seq Scan on post_days d", "posts"));
    let plan = ["Index Scan using x on posts p  (cost=0)", "  Index Cond: (guild_id = 1)"].map(String::from);
    assert!(full_scan(&plan, sql, "posts").is_none());
}
