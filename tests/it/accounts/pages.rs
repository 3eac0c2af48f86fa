//! The pages without scripts: what the forms do, and what they say when something is wrong.

use super::{api, find, group_of};
use crate::access::rules::MISSING;
use crate::support::{Actor, FIRST, apps};

fn page() -> String {
    format!("/guilds/{FIRST}/accounts")
}

/// The page that a form leads to.
async fn follow(actor: &Actor, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = actor.post_form(path, fields).await.expect(303);
    actor.get(answer.location()).await.ok().body
}

#[tokio::test]
async fn an_account_is_added_by_its_name_or_the_address_of_its_profile() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let group = group_of(&admin, "mira").await;
        let dialog = admin.get(&format!("{}?dialog=new-account", page())).await.ok().body;
        assert!(dialog.contains("id=\"new-account\"") && dialog.contains("Choose a group"));
        let said = follow(
            &admin,
            &page(),
            &[("platform", "tiktok"), ("username", "@noa"), ("group_id", &group), ("display_name", "")],
        )
        .await;
        assert!(said.contains("@noa is tracked now."));
        assert!(!admin.get(&page()).await.ok().body.contains("@noa is tracked now."), "it is said once");
        let url = "https://www.instagram.com/zoe.w/?hl=en";
        follow(
            &admin,
            &page(),
            &[
                ("platform", "tiktok"),
                ("username", url),
                ("group_id", &group),
                ("display_name", "<i>Zoe</i>"),
            ],
        )
        .await;
        let zoe = find(&admin, "zoe.w").await;
        assert_eq!(zoe["platform"], "instagram");
        let list = admin.get(&page()).await.ok().body;
        assert!(list.contains("&lt;i&gt;Zoe&lt;/i&gt;") && !list.contains("<i>Zoe"));

        let wrong = [
            ("platform", "myspace"),
            ("username", "two words"),
            ("group_id", ""),
            ("display_name", "Kept text"),
        ];
        let again = admin.post_form(&page(), &wrong).await.expect(422).body;
        for part in [
            "Kept text",
            "two words",
            "This must not contain blanks",
            "This must be instagram",
            "This must be one of the groups",
            " open",
        ] {
            assert!(again.contains(part), "{part}");
        }
        let twice =
            [("platform", "tiktok"), ("username", "NOA"), ("group_id", group.as_str()), ("display_name", "")];
        assert!(
            admin
                .post_form(&page(), &twice)
                .await
                .expect(422)
                .body
                .contains("This is tracked already, in the group Launch.")
        );
        let fields =
            [("platform", "tiktok"), ("username", "zoe"), ("group_id", MISSING), ("display_name", "")];
        let gone = admin.post_form(&page(), &fields).await.expect(422).body;
        assert!(
            gone.contains("This was deleted, or is not of this server.") && gone.contains("value=\"zoe\"")
        );
        viewer.post_form(&page(), &twice).await.expect(403);
        assert!(
            viewer
                .get(&page())
                .await
                .ok()
                .body
                .contains("Only administrators of this server can add accounts.")
        );
        assert!(
            !viewer
                .get(&format!("{}?dialog=new-account", page()))
                .await
                .ok()
                .body
                .contains("id=\"new-account\"")
        );
    }
}

#[tokio::test]
async fn chosen_accounts_are_changed_and_taken_back() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
        app.tracks(FIRST, "Beta", "Second", &["zoe"]).await;
        let admin = app.admin().await;
        let id = async |name| find(&admin, name).await["id"].as_str().unwrap().to_owned();
        let (ana, ben, second) = (id("ana").await, id("ben").await, group_of(&admin, "zoe").await);
        let bulk = format!("{}/bulk", page());
        let chosen = |action| {
            [
                ("ids[]", ana.as_str()),
                ("ids[]", ben.as_str()),
                ("action", action),
                ("group_id", second.as_str()),
            ]
        };
        let moved = follow(&admin, &bulk, &chosen("move")).await;
        assert!(moved.contains("Moved 2 accounts to Second."));
        let undo = moved
            .split("action=\"")
            .find_map(|part| part.split('"').next().filter(|to| to.contains("/undo?change=")))
            .unwrap();
        assert!(follow(&admin, undo, &[]).await.contains("Undone."));
        assert_eq!(find(&admin, "ana").await["group"]["label"], "Launch");
        assert!(follow(&admin, undo, &[]).await.contains("This was undone already"));

        for (account, group, said) in [
            (ben.as_str(), MISSING, "The group that you chose is no longer there, so nothing was moved."),
            (MISSING, &second, "An account that you chose is no longer there, so nothing was changed."),
        ] {
            let fields =
                [("ids[]", ana.as_str()), ("ids[]", account), ("action", "move"), ("group_id", group)];
            assert!(follow(&admin, &bulk, &fields).await.contains(said), "{said}");
        }
        assert_eq!(find(&admin, "ana").await["group"]["label"], "Launch");
        assert!(
            follow(&admin, &bulk, &[("action", "pause")])
                .await
                .contains("Choose at least one account first.")
        );
        assert!(
            follow(&admin, &bulk, &[("ids[]", &ana), ("action", "move")])
                .await
                .contains("Choose the group to move to.")
        );
        admin.post_form(&bulk, &[("ids[]", &ana), ("action", "burn")]).await.expect(422);
        assert!(
            follow(&admin, &bulk, &[("ids[]", &ana), ("action", "resume")])
                .await
                .contains("it was so already")
        );
        assert!(
            follow(&admin, &bulk, &[("ids[]", &ana), ("action", "delete")])
                .await
                .contains("Deleted @ana on TikTok.")
        );
        let deleted = admin.get(&format!("{}/deleted", page())).await.ok().body;
        assert!(deleted.contains("ana</bdi>") && !deleted.contains("ben</bdi>"));
        assert!(
            follow(&admin, &format!("{}/{ana}/restore", page()), &[])
                .await
                .contains("@ana on TikTok is tracked again.")
        );
        let viewer = app.viewer().await;
        viewer.post_form(&bulk, &chosen("pause")).await.expect(403);
        assert_eq!(find(&admin, "ana").await["status"], "active");
    }
}

#[tokio::test]
async fn the_page_of_an_account_shows_it_and_edits_it() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["ana", "ben"]).await;
        let (admin, viewer) = (app.admin().await, app.viewer().await);
        let ana = find(&admin, "ana").await["id"].as_str().unwrap().to_owned();
        let group = group_of(&admin, "ana").await;
        let path = format!("{}/{ana}", page());
        assert!(
            viewer
                .get(&path)
                .await
                .ok()
                .body
                .contains("Only administrators of this server can change accounts.")
        );
        let fields = [("username", "ana.new"), ("display_name", "Ana N"), ("group_id", group.as_str())];
        let saved = follow(&admin, &path, &fields).await;
        assert!(saved.contains("Saved.") && saved.contains("Ana N"));
        let taken = [("username", "BEN"), ("display_name", "Ana N"), ("group_id", group.as_str())];
        let wrong = admin.post_form(&path, &taken).await.expect(422).body;
        assert!(
            wrong.contains("This is the username of another account that is tracked.")
                && wrong.contains("value=\"BEN\"")
        );
        viewer.post_form(&path, &fields).await.expect(403);
        let odd = admin.get(&format!("{path}?days=8&metric=luck")).await.ok().body;
        assert!(odd.contains("left out"));
        admin.get(&format!("{}/{}", page(), "0192f0c0-0000-7000-8000-000000000000")).await.expect(404);
        assert!(admin.get(&api()).await.ok().body.contains("ana.new"));
    }
}
