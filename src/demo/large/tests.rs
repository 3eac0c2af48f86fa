//! The large demo, made small, against the product's own functions.

use super::*;
use crate::db::testing::both_engines;
use crate::tracking::snapshots;

const NOW: Ms = Ms(1_795_600_000_000);

fn small() -> Large {
    Large::new(3, NOW, 240, 3_000)
}

#[tokio::test]
async fn rows_written_at_once_are_those_that_callbacks_would_have_left() {
    let (ours, theirs) = (both_engines().await, both_engines().await);
    for (ours, theirs) in ours.into_iter().zip(theirs) {
        let mut tx = ours.db.begin().await.unwrap();
        fill(&mut tx, small(), |_| ()).await.unwrap();
        tx.commit().await.unwrap();

        let mut large = small();
        let made: Vec<_> = large.accounts().flat_map(|(_, posts)| posts).collect();
        let mut guild = large.guild.clone();
        guild.posts = made;
        let mut tx = theirs.db.begin().await.unwrap();
        load::fill_guild(&mut tx, &guild).await.unwrap();
        let (all, _) = load::readings(&guild, NOW).unwrap();
        snapshots::record(&mut tx, guild.id, &all, NOW).await.unwrap();
        tx.commit().await.unwrap();

        let (ours, theirs) = (store::tests::dump(&ours.db).await, store::tests::dump(&theirs.db).await);
        assert_eq!(ours.len(), theirs.len());
        for (one, other) in ours.iter().zip(&theirs) {
            assert_eq!(one, other);
        }
    }
}

#[tokio::test]
async fn an_interrupted_start_begins_again_and_the_small_demo_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("demo.db");
    // A start that was killed while it wrote, and one before its first row.
    fs::write(database.with_extension("part"), "half a database").unwrap();
    let empty = Db::open(&format!("sqlite://{}", database.display())).await.unwrap();
    empty.migrate().await.unwrap();
    empty.close().await;
    make(&database, small).await.unwrap();
    assert!(!database.with_extension("part").exists());
    assert_eq!(demo_store::size(&database).await.unwrap(), Some(demo_store::Size::Large));
    make(&database, || panic!("it is there")).await.unwrap();

    let other = folder.path().join("other.db");
    let db = Db::open(&format!("sqlite://{}", other.display())).await.unwrap();
    db.migrate().await.unwrap();
    load::once(&db, NOW).await.unwrap();
    db.close().await;
    let error = make(&other, small).await.unwrap_err().to_string();
    assert!(error.contains("small demo") && error.contains("--data"), "{error}");
}
