//! What a database consists of: its tables, each after those that it refers to, with columns and primary key.

use std::collections::BTreeSet;

use super::{Db, Error, Exec, Result};

/// What a column holds. SQLite keeps booleans as numbers and UUIDs as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Boolean,
    Text,
    Bytes,
    Uuid,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// Its place in the primary key.
    place: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

#[derive(sqlx::FromRow)]
struct Found {
    of: String,
    name: String,
    kind: String,
    place: i64,
}

const IN_SQLITE: &str = r#"
    SELECT m.name AS of, c.name, c.type AS kind, c.pk - 1 AS place
    FROM sqlite_schema m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT GLOB 'sqlite_*' AND m.name <> '_sqlx_migrations'
    ORDER BY m.name, c.cid"#;

const IN_POSTGRES: &str = r#"
    SELECT CAST(c.relname AS TEXT) AS of, CAST(a.attname AS TEXT) AS name, format_type(a.atttypid, NULL) AS kind,
        CAST(COALESCE(array_position(CAST(i.indkey AS int2[]), a.attnum), -1) AS BIGINT) AS place
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' AND c.relnamespace = CAST(current_schema() AS regnamespace)
        AND c.relname <> '_sqlx_migrations'
    ORDER BY c.relname, a.attnum"#;

const REFERENCES_IN_SQLITE: &str = r#"
    SELECT m.name, f."table" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"#;

const REFERENCES_IN_POSTGRES: &str = r#"
    SELECT CAST(c.relname AS TEXT), CAST(r.relname AS TEXT)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
    WHERE k.contype = 'f' AND k.connamespace = CAST(current_schema() AS regnamespace)"#;

/// All tables but the list of migrations, each after those that it refers to.
pub async fn tables(mut db: impl Exec) -> Result<Vec<Table>> {
    let sqlite = db.is_sqlite();
    let columns: Vec<Found> = db.q(if sqlite { IN_SQLITE } else { IN_POSTGRES }).all().await?;
    let references = if sqlite { REFERENCES_IN_SQLITE } else { REFERENCES_IN_POSTGRES };
    let references: Vec<(String, String)> = db.q(references).all().await?;
    let mut tables: Vec<Table> = Vec::new();
    for found in columns {
        let place = (found.place >= 0).then_some(found.place);
        let column = Column { kind: kind(&found)?, name: found.name, place };
        match tables.last_mut().filter(|table| table.name == found.of) {
            Some(table) => table.columns.push(column),
            None => tables.push(Table { name: found.of, columns: vec![column] }),
        }
    }
    in_order(tables, &references)
}

fn kind(found: &Found) -> Result<Kind> {
    Ok(match found.kind.as_str() {
        "INTEGER" | "bigint" => Kind::Number,
        "boolean" => Kind::Boolean,
        "TEXT" | "text" => Kind::Text,
        "BLOB" | "bytea" => Kind::Bytes,
        "uuid" => Kind::Uuid,
        other => {
            let text = format!("the column {}.{} is of an unknown type, {other}", found.of, found.name);
            return Err(Error::Configuration(text.into()));
        }
    })
}

/// Those first that refer to no table which is not there yet.
fn in_order(mut tables: Vec<Table>, references: &[(String, String)]) -> Result<Vec<Table>> {
    let (mut ordered, mut there) = (Vec::<Table>::new(), BTreeSet::new());
    while !tables.is_empty() {
        let ready = |table: &Table| {
            let mut of_it = references.iter().filter(|(from, _)| *from == table.name);
            of_it.all(|(_, to)| *to == table.name || there.contains(to))
        };
        let (next, rest): (Vec<_>, Vec<_>) = tables.into_iter().partition(ready);
        if next.is_empty() {
            return Err(Error::Configuration("tables refer to each other in a circle".into()));
        }
        there.extend(next.iter().map(|table| table.name.clone()));
        ordered.extend(next);
        tables = rest;
    }
    Ok(ordered)
}

impl Table {
    /// The names of the columns, as SQL lists them.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }

    /// The columns of the primary key, in its order.
    pub fn key(&self) -> Vec<&Column> {
        let mut key: Vec<_> = self.columns.iter().filter(|column| column.place.is_some()).collect();
        key.sort_by_key(|column| column.place);
        key
    }
}

impl Db {
    /// The newest migration that this database has; `None` where none was ever applied.
    pub async fn schema_version(&self) -> Result<Option<i64>> {
        let there = match self {
            Db::Sqlite { .. } => "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'",
            Db::Postgres(..) => {
                "SELECT COUNT(*) FROM pg_class
                 WHERE relname = '_sqlx_migrations' AND relnamespace = CAST(current_schema() AS regnamespace)"
            }
        };
        if self.q(there).scalar::<i64>().await? == 0 {
            return Ok(None);
        }
        self.q("SELECT MAX(version) FROM _sqlx_migrations WHERE success").scalar().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    #[tokio::test]
    async fn both_engines_have_the_same_tables_with_keys_and_what_is_referred_to_comes_first() {
        let mut seen = Vec::new();
        for test in both_engines().await {
            let tables = tables(&test.db).await.unwrap();
            let at = |name: &str| tables.iter().position(|table| table.name == name).unwrap();
            assert!(at("guilds") < at("brands") && at("brands") < at("account_groups"));
            assert!(at("accounts") < at("posts") && at("posts") < at("post_days"));
            let key = |name: &str| {
                tables[at(name)].key().iter().map(|column| column.name.clone()).collect::<Vec<_>>()
            };
            assert_eq!(key("post_days"), ["post_id", "day"]);
            assert_eq!(key("group_days"), ["group_id", "day", "platform"]);
            assert!(tables.iter().all(|table| !table.key().is_empty()), "without a key rows have no order");
            let mut all: Vec<_> = tables.iter().map(|table| (table.name.clone(), table.names())).collect();
            all.sort();
            seen.push(all);
            assert!(test.db.schema_version().await.unwrap() >= Some(4));
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_circle_is_an_error() {
        let table = |name: &str| Table { name: name.to_owned(), columns: Vec::new() };
        let refers = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let two = || vec![table("a"), table("b")];
        let ordered = in_order(two(), &[refers("a", "b"), refers("b", "b")]).unwrap();
        assert_eq!(ordered[0].name, "b");
        assert!(in_order(two(), &[refers("a", "b"), refers("b", "a")]).is_err());
    }
}
