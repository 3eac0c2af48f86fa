//! SQL of the audit log.

use super::{Changes, Entry};
use crate::db::{Batch, Result, Tx};
use crate::ids::AuditId;

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

#[cfg(test)]
mod tests {
    use super::super::{Actor, Changes, Entry, Target, record};
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
}
