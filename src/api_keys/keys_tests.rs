//! Keys on both engines: made, found, refused.

use super::*;
use crate::db::testing::both_engines;

const NOW: Ms = Ms(1_700_000_000_000);

fn system() -> Actor {
    Actor::system("cli", "Command line")
}

async fn made(db: &Db, secrets: &Secrets, new: NewKey<'_>) -> Made {
    let mut tx = db.begin().await.unwrap();
    let made = create(&mut tx, secrets, new, system(), None, NOW).await.unwrap();
    tx.commit().await.unwrap();
    made
}

fn bot_key() -> NewKey<'static> {
    NewKey { whom: ForWhom::Bot, name: "bot", scopes: &[Scope::IngestWrite], expires_in_days: Some(1) }
}

#[tokio::test]
async fn a_key_is_found_by_its_text_until_it_ends() {
    for test in both_engines().await {
        let secrets = Secrets::new("secret", None);
        let made = made(&test.db, &secrets, bot_key()).await;
        let find = async |token: &str, now: Ms| {
            find_by_token(&test.db, &secrets, token, now).await.unwrap().map(|key| key.key_id)
        };
        assert_eq!(find(&made.key, NOW).await, Some(made.id));
        assert_eq!(find(&made.key, NOW.plus(DAY)).await, None, "expired");
        let other = format!("{START}{}", base64url(&[7; 32]));
        for wrong in
            [other.as_str(), "", "tdk_", "tdk_x", &made.key.to_uppercase(), &format!("{}A", made.key)]
        {
            assert_eq!(find(wrong, NOW).await, None, "{wrong}");
        }
        let mut tx = test.db.begin().await.unwrap();
        assert!(revoke(&mut tx, None, made.id, system(), None, NOW).await.unwrap());
        assert!(!revoke(&mut tx, None, made.id, system(), None, NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(find(&made.key, NOW).await, None, "revoked");
        assert!(list(&test.db, None).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_database_holds_neither_key_nor_secret() {
    for test in both_engines().await {
        let secrets = Secrets::new("secret", None);
        let made = made(&test.db, &secrets, bot_key()).await;
        let secret = made.signing_secret.unwrap();
        let raw = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let found = find_by_token(&test.db, &secrets, &made.key, NOW).await.unwrap().unwrap();
        assert_eq!(found.signing_secrets, vec![raw.clone()]);
        let (hash, sealed): (Vec<u8>, Vec<u8>) = test.db.q(store::probe::STORED).one().await.unwrap();
        assert_eq!(hash.len(), 32);
        assert!(!sealed.windows(raw.len()).any(|part| part == raw));
        let shown = list(&test.db, None).await.unwrap();
        assert!(made.key.starts_with(&format!("tdk_{}", shown[0].prefix)) && shown[0].prefix.len() == 8);
    }
}

#[tokio::test]
async fn the_secret_before_a_rotation_is_good_for_a_day_or_until_the_next_one() {
    for test in both_engines().await {
        let secrets = Secrets::new("secret", None);
        let new = NewKey { expires_in_days: None, ..bot_key() };
        let made = made(&test.db, &secrets, new).await;
        let raw = |text: &str| BASE64_STANDARD.decode(text.strip_prefix("whsec_").unwrap()).unwrap();
        let first = raw(made.signing_secret.as_ref().unwrap());
        let rotate = async |at_once: bool| {
            let mut tx = test.db.begin().await.unwrap();
            let made = rotate_secret(&mut tx, &secrets, made.id, at_once, system(), NOW).await.unwrap();
            tx.commit().await.unwrap();
            raw(&made.unwrap())
        };
        let good = async |now: Ms| {
            find_by_token(&test.db, &secrets, &made.key, now).await.unwrap().unwrap().signing_secrets
        };
        let second = rotate(false).await;
        assert_eq!(good(NOW.plus(OVERLAP - 1)).await, [second.clone(), first]);
        assert_eq!(good(NOW.plus(OVERLAP)).await, vec![second.clone()]);
        let third = rotate(false).await;
        assert_eq!(good(NOW).await, [third, second]);
        let fourth = rotate(true).await;
        assert_eq!(good(NOW).await, [fourth]);

        let mut tx = test.db.begin().await.unwrap();
        assert!(revoke(&mut tx, None, made.id, system(), None, NOW).await.unwrap());
        let refused = rotate_secret(&mut tx, &secrets, made.id, false, system(), NOW).await.unwrap();
        assert_eq!(refused, None, "a revoked key stays without");
    }
}

#[tokio::test]
async fn a_key_of_one_guild_is_not_revoked_through_another() {
    for test in both_engines().await {
        let sql = store::probe::TWO_GUILDS;
        test.db.w(sql).exec().await.unwrap();
        let secrets = Secrets::new("secret", None);
        let whom = ForWhom::Guild { guild_id: GuildId::new(1), created_by: None };
        let new = NewKey { whom, name: "k", scopes: &[Scope::TrackingRead], expires_in_days: None };
        let made = made(&test.db, &secrets, new).await;
        assert!(made.signing_secret.is_none());
        let mut tx = test.db.begin().await.unwrap();
        let there = Some(GuildId::new(2));
        assert!(!revoke(&mut tx, there, made.id, system(), None, NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(list(&test.db, Some(GuildId::new(1))).await.unwrap().len(), 1);
        assert!(list(&test.db, there).await.unwrap().is_empty());
        let audited: i64 = test.db.q(store::probe::AUDITED).scalar().await.unwrap();
        assert_eq!(audited, 1);
    }
}
