//! Signing secrets of keys: can they be opened, now and once the previous secret of the server is gone?

use super::Finding;
use crate::api_keys::{self, Seal};
use crate::config::Auth;
use crate::db::Db;
use crate::time::Ms;

const CHECK: &str = "signing keys";
/// Keys that are named; of more only their number is said.
const NAMED: usize = 5;

/// Nothing to say where there are none, or where the database is not ready: that is said of it.
pub async fn check(url: &str, auth: &Auth, now: Ms) -> Vec<Finding> {
    let Ok(db) = Db::open_existing(url).await else { return Vec::new() };
    let seals = api_keys::seals(&db, &auth.secret, auth.previous_secret.as_deref(), now).await;
    db.close().await;
    seals.map(|seals| about(&seals)).unwrap_or_default()
}

fn about(keys: &[(String, Seal)]) -> Vec<Finding> {
    let of = |wanted: Seal| -> Vec<&str> {
        keys.iter().filter(|(_, seal)| *seal == wanted).map(|(id, _)| id.as_str()).collect()
    };
    let (lost, before) = (of(Seal::Broken), of(Seal::Previous));
    let mut findings = Vec::new();
    if !lost.is_empty() {
        let text = format!(
            "{} cannot be opened with auth.secret, so callbacks with these keys are refused: \
             `tracking-dashboard api-key rotate-secret ID` for each, and give the bot the new one",
            named(&lost)
        );
        findings.push(Finding::fail(CHECK, text));
    }
    if !before.is_empty() {
        let text = format!(
            "{} can be opened with auth.previous_secret only: before you remove that, \
             `tracking-dashboard api-key rotate-secret ID` for each, and give the bot the new one",
            named(&before)
        );
        findings.push(Finding::warn(CHECK, text));
    }
    if findings.is_empty() && !keys.is_empty() {
        findings.push(Finding::ok(CHECK, "can be opened"));
    }
    findings
}

/// `those of ID, ID and 3 more`.
fn named(ids: &[&str]) -> String {
    let shown = ids.len().min(NAMED);
    let more = if ids.len() > shown { format!(" and {} more", ids.len() - shown) } else { String::new() };
    format!("those of {}{more}", ids[..shown].join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;
    use crate::api_keys::{ForWhom, NewKey, Scope};
    use crate::audit::Actor;
    use crate::crypto::Secrets;
    use crate::db::testing::both_engines;

    fn auth(secret: &str, previous_secret: Option<&str>) -> Auth {
        let previous_secret = previous_secret.map(str::to_owned);
        Auth { secret: secret.into(), previous_secret, access_ttl_seconds: 1, refresh_ttl_seconds: 1 }
    }

    #[tokio::test]
    async fn keys_whose_secret_cannot_be_opened_are_a_failure_that_names_them_and_what_to_do() {
        for test in both_engines().await {
            let found = async |auth: &Auth| check(&test.url, auth, Ms(5)).await;
            assert_eq!(found(&auth("old", None)).await, []);
            let mut tx = test.db.begin().await.unwrap();
            let mut ids = Vec::new();
            for scopes in [&[Scope::IngestWrite][..], &[Scope::TrackingRead]] {
                let new = NewKey { whom: ForWhom::Bot, name: "bot", scopes, expires_in_days: None };
                let (secrets, actor) = (Secrets::new("old", None), Actor::system("cli", "Command line"));
                ids.push(
                    api_keys::create(&mut tx, &secrets, new, actor, None, Ms(5))
                        .await
                        .unwrap()
                        .id
                        .to_string(),
                );
            }
            tx.commit().await.unwrap();
            for (auth, level) in [
                (auth("old", None), Level::Ok),
                (auth("new", Some("old")), Level::Warn),
                (auth("new", None), Level::Fail),
                (auth("new", Some("other")), Level::Fail),
            ] {
                let findings = found(&auth).await;
                assert_eq!(findings.len(), 1, "{findings:?}");
                assert_eq!(findings[0].level, level, "{}", findings[0]);
                let text = &findings[0].text;
                assert_eq!(
                    text.contains(&ids[0]) && text.contains("rotate-secret"),
                    level != Level::Ok,
                    "{text}"
                );
                assert!(!text.contains(&ids[1]), "a key that signs nothing: {text}");
            }
        }
    }

    #[tokio::test]
    async fn a_database_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/none.db", folder.path().display());
        assert_eq!(check(&url, &auth("a", None), Ms(5)).await, []);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn of_many_keys_the_first_are_named() {
        let keys: Vec<_> = (0..7).map(|n| (format!("k{n}"), Seal::Broken)).collect();
        assert!(about(&keys)[0].text.starts_with("those of k0, k1, k2, k3, k4 and 2 more cannot"));
    }
}
