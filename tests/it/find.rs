//! What the palette asks for: brands, groups and accounts of this guild by name.

use crate::support::{FIRST, FOREIGN, apps};

#[tokio::test]
async fn the_palette_finds_what_is_in_the_guild_and_nothing_of_another() {
    for app in apps().await {
        app.tracks(FIRST, "Harbor <b>", "Boats", &["mira", "old_mira"]).await;
        app.tracks(FOREIGN, "Harbor two", "Boats two", &["mira2"]).await;
        let viewer = app.viewer().await;
        let find = async |words: &str| viewer.get(&format!("/guilds/{FIRST}/find?q={words}")).await.ok().body;
        let harbor = find("%EF%BC%A8ARBOR").await;
        assert!(harbor.contains("Harbor &lt;b&gt;") && !harbor.contains("Harbor two"), "{harbor}");
        let mira = find("%40Mira").await;
        let (first, second) = (mira.find("<bdi>mira<"), mira.find("<bdi>old_"));
        assert!(first.is_some() && first < second && !mira.contains("mira2"), "{mira}");
        assert!(find("boats").await.contains("aria-label=\"Groups\""));
        for nothing in ["", "+", "nobody", "%25", "_%25", "%00", &"x".repeat(5_000)] {
            assert_eq!(find(nothing).await, "", "{nothing:.9}");
        }
        let path = format!("/guilds/{FIRST}/find?q=mira");
        app.outsider().await.get(&path).await.expect(404);
        assert!(app.anonymous().get(&path).await.location().starts_with("/login"));
    }
}
