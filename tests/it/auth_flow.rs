//! Login through the pretend Discord, as its four people.

use serde_json::json;
use tracking_dashboard::demo::discord::Endpoint;
use tracking_dashboard::demo::people::FIRST;

on_both!(an_administrator_sees_both_guilds_and_a_manager_the_first, |app| {
    let me = app.admin().await.get("/api/v1/me").await.expect(200).json();
    assert_eq!(me["username"], "ada.harbor");
    assert_eq!(me["display_name"], "Ada");
    let roles: Vec<_> = me["guilds"].as_array().unwrap().iter().map(|guild| &guild["role"]).collect();
    assert_eq!(roles, ["admin", "admin"]);

    let me = app.viewer().await.get("/api/v1/me").await.expect(200).json();
    let guilds = me["guilds"].as_array().unwrap();
    assert_eq!(guilds.len(), 1);
    assert_eq!((&guilds[0]["id"], &guilds[0]["role"]), (&json!(FIRST), &json!("viewer")));
});

on_both!(an_outsider_is_logged_in_and_sees_no_guild, |app| {
    let me = app.outsider().await.get("/api/v1/me").await.expect(200).json();
    assert_eq!(me["guilds"], json!([]));
});

on_both!(without_a_verified_email_every_page_leads_to_the_explanation, |app| {
    let actor = app.unverified().await;
    let page = actor.get("/auth/unverified-email").await.expect(200);
    assert!(page.body.contains("Try again"));
    assert_ne!(actor.get("/api/v1/me").await.status, 200);
    // Verified in the meantime, "Try again" succeeds.
    app.discord.set_verified("unverified", Some(true));
    assert_eq!(actor.log_in("unverified", None).await.expect(303).location(), "/");
    actor.get("/api/v1/me").await.expect(200);
});

on_both!(an_email_that_discord_says_nothing_about_counts_as_unverified, |app| {
    app.discord.set_verified("admin", None);
    let answer = app.anonymous().log_in("admin", None).await.expect(303);
    assert!(answer.location().starts_with("/auth/unverified-email"), "{}", answer.location());
});

on_both!(a_page_leads_to_the_login_and_back, |app| {
    let actor = app.anonymous();
    let path = format!("/guilds/{FIRST}?days=30");
    let answer = actor.get(&path).await.expect(303);
    assert!(answer.location().starts_with("/login?return_to=%2Fguilds%2F"), "{}", answer.location());
    let login = actor.get(answer.location()).await.expect(200);
    assert!(login.body.contains("Log in with Discord"));
    assert_eq!(actor.log_in("viewer", Some(&path)).await.expect(303).location(), path);
    actor.get(&path).await.expect(200);
});

on_both!(the_api_says_401_to_who_is_not_logged_in, |app| {
    let answer = app.anonymous().get("/api/v1/me").await.expect(401);
    assert_eq!(answer.code(), "unauthenticated");
});

on_both!(a_callback_without_its_login_exchanges_nothing, |app| {
    let actor = app.anonymous();
    let answer = actor.get("/auth/callback?code=x&state=y").await;
    assert!(answer.location().starts_with("/login?error="), "{}", answer.location());
    // Another browser's state is no better.
    let started = actor.get("/auth/login").await.expect(303);
    let (_, query) = started.location().split_once('?').unwrap();
    let confirm = format!("/pretend-discord/oauth2/authorize/confirm?{query}&user=admin");
    let back = actor.path(actor.get(&confirm).await.expect(303).location());
    let stranger = app.anonymous();
    assert!(stranger.get(&back).await.location().starts_with("/login?error="));
    assert_eq!(app.discord.calls(Endpoint::Token), 0);
    assert_eq!(stranger.get("/api/v1/me").await.status, 401);
});

on_both!(a_login_that_was_refused_says_so, |app| {
    let actor = app.anonymous();
    let started = actor.get("/auth/login").await.expect(303);
    let (_, query) = started.location().split_once('?').unwrap();
    let confirm = format!("/pretend-discord/oauth2/authorize/confirm?{query}&error=access_denied");
    let back = actor.path(actor.get(&confirm).await.expect(303).location());
    assert!(actor.get(&back).await.expect(303).location().starts_with("/login?error="));
});

on_both!(logging_out_ends_the_session_and_its_cookies, |app| {
    let actor = app.viewer().await;
    let kept = ["__Host-td_access", "__Host-td_refresh"].map(|name| (name, actor.cookie(name).unwrap()));
    assert_eq!(actor.post_form("/auth/logout", &[]).await.expect(303).location(), "/login");
    assert_eq!(actor.cookie("__Host-td_access"), None);
    for (name, value) in &kept {
        actor.set_cookie(name, value);
    }
    assert_eq!(actor.get("/api/v1/me").await.status, 401, "a copy of the cookies still worked");
});
