//! SQL of the audit log.

pub mod security;

use super::{Changes, Entry};
use crate::db::{Batch, Result, Tx};
use crate::ids::{AuditId, GuildId};
use crate::time::Ms;

pub async fn insert(tx: &mut Tx, entries: &[(AuditId, Entry)]) -> Result<()> {
    let insert = Batch {
        head: "INSERT INTO audit_log (id, guild_id, user_id, at, actor_type, actor_id, actor_name, action,
                                      target_type, target_id, target_label, changes, request_id) VALUES ",
        casts: &[
            "UUID", "BIGINT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT",
            "TEXT", "TEXT",
        ],
        tail: "",
    };
    insert
        .exec(&mut &mut *tx, entries, |q, (id, entry)| {
            let changes = entry.changes.as_ref().map_or("{}".to_owned(), Changes::to_json);
            q.bind(*id)
                .bind(entry.guild_id)
                .bind(entry.user_id)
                .bind(entry.at)
                .bind(entry.actor.kind)
                .bind(entry.actor.id.clone())
                .bind(entry.actor.name.clone())
                .bind(entry.action)
                .bind(entry.target.kind)
                .bind(entry.target.id.clone())
                .bind(entry.target.label.clone())
                .bind(changes)
                .bind(entry.request_id.clone())
        })
        .await?;
    Ok(())
}

/// Who changed that field of the target last, since then.
pub async fn changed_by(
    tx: &mut Tx,
    guild: GuildId,
    (kind, id): (&str, &str),
    field: &str,
    since: Ms,
) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .q("SELECT actor_name FROM audit_log
            WHERE guild_id = $1 AND at >= $2 AND target_type = $3 AND target_id = $4 AND changes LIKE $5
            ORDER BY at DESC, id DESC LIMIT 1")
        .bind(guild)
        .bind(since)
        .bind(kind.to_owned())
        .bind(id.to_owned())
        .bind(format!("%\"{field}\":{{%"))
        .opt()
        .await?;
    Ok(found.map(|(name,)| name))
}

#[cfg(test)]
mod tests {
    use super::super::{Actor, Changes, Entry, Target, record};
    use super::changed_by;
    use crate::db::testing::both_engines;
    use crate::ids::{GuildId, UserId};
    use crate::time::Ms;

    fn entry(changes: Option<Changes>) -> Entry {
        Entry {
            at: Ms(5),
            guild_id: Some(GuildId::new(1)),
            user_id: None,
            actor: Actor::user(UserId::new(2), "Ada"),
            action: "brand.renamed",
            target: Target::new("brand", "7", "Nike"),
            changes,
            request_id: Some("req".into()),
        }
    }

    #[tokio::test]
    async fn what_changes_nothing_leaves_no_entry() {
        for test in both_engines().await {
            let mut tx = test.db.begin().await.unwrap();
            assert!(!record(&mut tx, entry(Some(Changes::new().field("label", "a", "a")))).await.unwrap());
            assert!(record(&mut tx, entry(Some(Changes::new().field("label", "a", "b")))).await.unwrap());
            assert!(record(&mut tx, entry(None)).await.unwrap());
            tx.commit().await.unwrap();
            let sql = "SELECT action, actor_type, actor_name, changes, request_id FROM audit_log ORDER BY id";
            let rows: Vec<(String, String, String, String, String)> = test.db.q(sql).all().await.unwrap();
            let changes = rows.iter().map(|row| serde_json::from_str(&row.3).unwrap());
            let changes: Vec<serde_json::Value> = changes.collect();
            let changed = serde_json::json!({ "label": { "old": "a", "new": "b" } });
            assert_eq!(changes, [changed, serde_json::json!({})]);
            assert_eq!(rows[0].0, "brand.renamed");
            assert_eq!((rows[0].1.as_str(), rows[0].2.as_str(), rows[0].4.as_str()), ("user", "Ada", "req"));
        }
    }

    #[tokio::test]
    async fn an_entry_goes_with_its_transaction() {
        for test in both_engines().await {
            let mut tx = test.db.begin().await.unwrap();
            record(&mut tx, entry(None)).await.unwrap();
            drop(tx);
            let count: i64 = test.db.q("SELECT COUNT(*) FROM audit_log").scalar().await.unwrap();
            assert_eq!(count, 0);
        }
    }

    #[tokio::test]
    async fn who_changed_a_field_last_is_not_who_changed_another_or_something_else() {
        for test in both_engines().await {
            let mut tx = test.db.begin().await.unwrap();
            let change = |at, name: &str, id: &str, field: &str| Entry {
                at: Ms(at),
                actor: Actor::user(UserId::new(2), name),
                target: Target::new("brand", id, "Nike"),
                ..entry(Some(Changes::new().field(field, "a", "\"label\":{")))
            };
            for (at, name, id, field) in [
                (6, "Ada", "7", "label"),
                (7, "Grace", "7", "label"),
                (8, "Bob", "7", "enabled"),
                (9, "Cy", "8", "label"),
            ] {
                record(&mut tx, change(at, name, id, field)).await.unwrap();
            }
            for (kind, field, since, by) in [
                ("brand", "label", 0, Some("Grace")),
                ("brand", "enabled", 0, Some("Bob")),
                ("brand", "channel", 0, None),
                ("brand", "label", 8, None),
                ("group", "label", 0, None),
            ] {
                let found = changed_by(&mut tx, GuildId::new(1), (kind, "7"), field, Ms(since)).await;
                assert_eq!(found.unwrap().as_deref(), by, "{kind} {field} {since}");
            }
        }
    }
}
