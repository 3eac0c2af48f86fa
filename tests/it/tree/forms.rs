//! The forms of the pages, as a browser without scripts sends them.

use super::{all, brand, group, id};
use crate::access::rules::MISSING;
use crate::support::{Actor, Answer, FIRST, apps};

/// Sends a form from a page: the browser says from which.
async fn sent(actor: &Actor, from: &str, path: &str, fields: &[(&str, &str)], base: &str) -> Answer {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("_csrf", &actor.cookie(tracking_dashboard::http::cookies::CSRF)).extend_pairs(fields);
    let request = actor.request(reqwest::Method::POST, path).header("referer", format!("{base}{from}"));
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html");
    actor.send(request.body(form.finish())).await
}

#[tokio::test]
async fn a_form_leads_back_to_its_page_and_says_what_it_did() {
    for app in apps().await {
        let admin = app.admin().await;
        let brands = format!("/guilds/{FIRST}/brands");
        let send = async |from: &str, path: &str, fields: &[(&str, &str)]| {
            sent(&admin, from, path, fields, &app.base).await
        };
        let made = send(&format!("{brands}?dialog=new-brand"), &brands, &[("label", "<b>Acme</b>")]).await;
        assert_eq!(made.expect(303).location(), brands);
        let page = admin.get(&brands).await.ok().body;
        assert!(page.contains("Brand “&lt;b&gt;Acme&lt;/b&gt;” created."));
        assert!(!admin.get(&brands).await.ok().body.contains("created."), "said once");

        let acme = id(&all(&admin, FIRST, "brands").await[0]);
        let fields = [("label", "Launch"), ("brand_id", acme.as_str()), ("discord_channel_id", "")];
        send(&brands, &format!("/guilds/{FIRST}/groups"), &fields).await.expect(303);
        let launch = id(&all(&admin, FIRST, "groups").await[0]);
        let own = format!("/guilds/{FIRST}/groups/{launch}");
        let fields = [("label", "Start"), ("brand_id", acme.as_str()), ("discord_channel_id", "")];
        let edited = send(&format!("{own}?days=30&dialog=edit-group&id={launch}"), &own, &fields).await;
        assert_eq!(edited.expect(303).location(), format!("{own}?days=30"));

        let kept = send(&brands, &format!("{brands}/{acme}/delete"), &[]).await;
        assert_eq!(kept.expect(303).location(), brands);
        assert!(admin.get(&brands).await.ok().body.contains("This brand still has groups."));
        let gone = send(&own, &format!("{own}/delete"), &[]).await;
        assert_eq!(gone.expect(303).location(), brands, "its own page is gone with it");
        let page = admin.get(&brands).await.ok().body;
        assert!(page.contains(&format!("action=\"{own}/restore\"")) && page.contains("Recently deleted"));
        assert!(page.contains("Ada</bdi>"), "who deleted it");
        send(&brands, &format!("{own}/restore"), &[]).await.expect(303);
        assert_eq!(all(&admin, FIRST, "groups").await[0]["label"], "Start");
    }
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_with_what_was_typed() {
    for app in apps().await {
        let admin = app.admin().await;
        let acme = brand(&admin, FIRST, "Acme").await;
        let launch = group(&admin, FIRST, &acme, "Launch").await;
        let (brands, own) = (format!("/guilds/{FIRST}/brands"), format!("/guilds/{FIRST}/groups/{launch}"));
        let send = async |from: &str, path: &str, fields: &[(&str, &str)]| {
            sent(&admin, from, path, fields, &app.base).await.expect(422).body
        };
        let page = send(&format!("{brands}?q=ac&dialog=new-brand"), &brands, &[("label", "ACME")]).await;
        for part in [
            "<dialog",
            "value=\"ACME\"",
            "aria-invalid=\"true\"",
            "This is used by another brand",
            "data-close-href",
            "value=\"ac\"",
        ] {
            assert!(page.contains(part), "{part}");
        }
        let long = "x".repeat(101);
        let fields = [("label", long.as_str()), ("brand_id", ""), ("discord_channel_id", "")];
        let page = send(&own, &own, &fields).await;
        assert!(
            page.contains("This must have 1 to 100 characters.") && page.contains("This must be chosen.")
        );
        assert!(page.contains(&long) && page.contains("gains-chart"), "over the page that it came from");
        let fields = [("label", "Kept"), ("brand_id", MISSING), ("discord_channel_id", "")];
        let page = send(&own, &own, &fields).await;
        assert!(
            page.contains("This was deleted, or is not of this server.") && page.contains("value=\"Kept\"")
        );
        let viewer = app.viewer().await;
        let refused = sent(&viewer, &brands, &brands, &[("label", "x")], &app.base).await;
        assert_eq!(refused.status, 403);
    }
}

const ADMINS_ONLY: &str = "Only administrators of this server can open the dialog of this address.";

#[tokio::test]
async fn a_dialog_stands_open_at_its_address_for_who_may_use_it() {
    for app in apps().await {
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let acme = brand(&admin, FIRST, "Acme").await;
        let launch = group(&admin, FIRST, &acme, "Launch").await;
        let brands = format!("/guilds/{FIRST}/brands");
        for (query, title) in [
            ("dialog=new-brand".to_owned(), "New brand"),
            (format!("dialog=edit-brand&id={acme}"), "Rename brand"),
            (format!("dialog=new-group&id={acme}"), "New group"),
            (format!("dialog=edit-group&id={launch}"), "Edit group"),
        ] {
            let page = admin.get(&format!("{brands}?q=a&{query}")).await.ok().body;
            let dialog = page.split("<dialog id=\"").skip(1).find(|part| part.contains(" open"));
            let dialog = dialog.unwrap_or_else(|| panic!("{title}"));
            assert!(dialog.contains(title) && dialog.contains(&format!("data-close-href=\"{brands}?q=a\"")));
            let read = viewer.get(&format!("{brands}?{query}")).await.ok().body;
            assert!(!read.contains("-dialog\" class=\"modal") && read.contains(ADMINS_ONLY), "{query}");
            assert!(!page.contains(ADMINS_ONLY), "an admin may");
        }
        for (page, dialog) in [
            (format!("groups/{launch}"), "edit-group"),
            ("accounts".into(), "new-account"),
            ("alerts".into(), "new-threshold"),
            ("alerts".into(), "edit-threshold"),
        ] {
            let page = format!("/guilds/{FIRST}/{page}");
            let read = viewer.get(&format!("{page}?dialog={dialog}&id={launch}")).await.ok().body;
            assert!(!read.contains(" open data-close-href") && read.contains(ADMINS_ONLY), "{page}");
            assert!(
                !viewer.get(&page).await.ok().body.contains(ADMINS_ONLY),
                "{page} alone asks for nothing"
            );
        }
        for query in ["dialog=edit-brand&id=7", "dialog=other", "dialog=edit-group"] {
            assert!(
                !admin.get(&format!("{brands}?{query}")).await.ok().body.contains("-dialog\" class=\"modal")
            );
        }
    }
}
