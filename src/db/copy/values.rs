//! A row of any table, in the forms that both engines have: numbers, texts and bytes.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, FromRow, Row as _, TypeInfo, ValueRef};
use uuid::Uuid;

use crate::db::tables::Kind;
use crate::db::{Error, Query, Result};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    /// Booleans too.
    Number(i64),
    Text(String),
    /// UUIDs too.
    Bytes(Vec<u8>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values(pub Vec<Value>);

impl FromRow<'_, SqliteRow> for Values {
    fn from_row(row: &SqliteRow) -> Result<Self> {
        let value = |at: usize| {
            let raw = row.try_get_raw(at)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            let kind = raw.type_info().name().to_owned();
            Ok(match kind.as_str() {
                "INTEGER" => Value::Number(row.try_get_unchecked(at)?),
                "TEXT" => Value::Text(row.try_get_unchecked(at)?),
                "BLOB" => Value::Bytes(row.try_get_unchecked(at)?),
                other => return Err(unknown(other)),
            })
        };
        (0..row.len()).map(value).collect::<Result<_>>().map(Values)
    }
}

impl FromRow<'_, PgRow> for Values {
    fn from_row(row: &PgRow) -> Result<Self> {
        let value = |at: usize| {
            let value = match row.column(at).type_info().name() {
                "INT8" => row.try_get::<Option<i64>, _>(at)?.map(Value::Number),
                "BOOL" => row.try_get::<Option<bool>, _>(at)?.map(|yes| Value::Number(yes.into())),
                "TEXT" => row.try_get::<Option<String>, _>(at)?.map(Value::Text),
                "BYTEA" => row.try_get::<Option<Vec<u8>>, _>(at)?.map(Value::Bytes),
                "UUID" => row.try_get::<Option<Uuid>, _>(at)?.map(|id| Value::Bytes(id.as_bytes().to_vec())),
                other => return Err(unknown(other)),
            };
            Ok(value.unwrap_or(Value::Null))
        };
        (0..row.len()).map(value).collect::<Result<_>>().map(Values)
    }
}

impl Values {
    /// Bytes of it, roughly.
    pub fn size(&self) -> usize {
        let size = |value: &Value| match value {
            Value::Null | Value::Number(_) => 8,
            Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
        };
        self.0.iter().map(size).sum()
    }
}

impl Value {
    /// Binds it as what the target's column holds.
    pub fn bind(self, query: Query<'_>, kind: Kind) -> Result<Query<'_>> {
        Ok(match (kind, self) {
            (Kind::Number, Value::Null) => query.bind(None::<i64>),
            (Kind::Boolean, Value::Null) => query.bind(None::<bool>),
            (Kind::Text, Value::Null) => query.bind(None::<String>),
            (Kind::Bytes, Value::Null) => query.bind(None::<Vec<u8>>),
            (Kind::Uuid, Value::Null) => query.bind(None::<Uuid>),
            (Kind::Number, Value::Number(number)) => query.bind(number),
            (Kind::Boolean, Value::Number(number @ 0..=1)) => query.bind(number == 1),
            (Kind::Text, Value::Text(text)) => query.bind(text),
            (Kind::Bytes, Value::Bytes(bytes)) => query.bind(bytes),
            (Kind::Uuid, Value::Bytes(bytes)) => {
                query.bind(Uuid::from_slice(&bytes).map_err(|error| Error::Encode(error.into()))?)
            }
            (kind, _) => return Err(Error::Encode(format!("a value is no {kind:?}").to_lowercase().into())),
        })
    }
}

fn unknown(kind: &str) -> Error {
    Error::Decode(format!("values of the type {kind} are not known here").into())
}
