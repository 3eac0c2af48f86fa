//! A session that cannot be saved, and an email that is not verified: where one is sent, and back.

use reqwest::Method;

use crate::support::{FIRST, TestApp, apps};

fn page(app: &TestApp) -> String {
    format!("{}/guilds/{FIRST}/accounts?platform=tiktok", app.base)
}

fn escaped() -> String {
    format!("%2Fguilds%2F{FIRST}%2Faccounts%3Fplatform%3Dtiktok")
}

#[tokio::test]
async fn a_script_is_told_and_leads_to_the_login_itself() {
    for app in apps().await {
        let nobody = app.anonymous();
        let request = nobody.request(Method::GET, &format!("/guilds/{FIRST}/cards/gains"));
        let answer = nobody.send(request.header("hx-request", "true")).await;
        assert_eq!(answer.told(), (401, "unauthenticated".into()));
        assert_eq!(answer.header("hx-redirect"), "", "the page says so first");
    }
}

#[tokio::test]
async fn a_form_sent_too_late_leads_back_to_its_page() {
    for app in apps().await {
        let late = app.anonymous();
        let send = async |referer: &str| {
            let request = late.request(Method::POST, "/preferences").header("referer", referer);
            let kind = "application/x-www-form-urlencoded";
            late.send(request.header("content-type", kind).body("theme=dark")).await
        };
        let answer = send(&page(&app)).await;
        assert_eq!(answer.location(), format!("/login?return_to={}", escaped()));
        assert_eq!(send("nonsense").await.location(), "/login");
        // Another site's address is only a path here, and an odd one is refused at the login.
        let odd = send("https://evil.example//evil.example/x").await;
        let login = late.get(odd.location()).await.ok();
        assert!(login.body.contains("/auth/login?return_to=%2F\""), "{}", login.body);
    }
}

#[tokio::test]
async fn the_wanted_address_is_kept_while_the_email_is_being_verified() {
    for app in apps().await {
        let person = app.unverified().await;
        let wanted = format!("/guilds/{FIRST}/accounts?platform=tiktok");
        let away = format!("/auth/unverified-email?return_to={}", escaped());
        assert_eq!(person.get(&wanted).await.location(), away);
        let script = person.request(Method::GET, &format!("/guilds/{FIRST}/cards/gains"));
        let script = script.header("hx-request", "true").header("hx-current-url", page(&app));
        assert_eq!(person.send(script).await.header("hx-redirect"), away);

        let explained = person.get(&away).await.ok();
        let again = format!("/auth/login?return_to={}", escaped());
        assert!(explained.body.contains("Try again") && explained.body.contains(&again));
        for step in ["User Settings", "Verify", "Come back here"] {
            assert!(explained.body.contains(step), "{step}");
        }
        assert_eq!(person.log_in("unverified", &wanted).await.location(), away, "not yet: the page again");
        app.discord.set_verified("unverified", Some(true));
        assert_eq!(person.log_in("unverified", &wanted).await.location(), wanted);
        assert_eq!(person.get(&away).await.location(), wanted, "nobody stays there without need");
    }
}

#[tokio::test]
async fn whatever_discord_leaves_out_of_the_email_means_no_session() {
    for app in apps().await {
        for word in [Some(false), None] {
            app.discord.set_verified("viewer", word);
            let browser = app.anonymous();
            assert!(
                browser.log_in("viewer", "/guilds").await.location().starts_with("/auth/unverified-email")
            );
            assert!(browser.jar().is_empty());
        }
        // A person who was verified before is no exception, whichever way they come.
        app.discord.set_verified("viewer", Some(true));
        let known = app.viewer().await;
        app.discord.set_verified("viewer", None);
        assert!(known.log_in("viewer", "/guilds").await.location().starts_with("/auth/unverified-email"));
        assert_eq!(known.get("/api/v1/me").await.told(), (403, "unverified_email".into()));
        let sessions: i64 = app.db.q("SELECT COUNT(*) FROM sessions").scalar().await.unwrap();
        assert_eq!(sessions, 1);
    }
}
