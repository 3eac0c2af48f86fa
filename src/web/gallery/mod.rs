//! Tests over whole pages with difficult sample data. With `GALLERY_DIR` set they are written there to look at.

mod overview;
mod pages;

use pages::pages;

#[test]
#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
fn pages_obey_the_content_security_policy() {
    for (name, page) in pages() {
        if let Ok(dir) = std::env::var("GALLERY_DIR") {
            std::fs::write(format!("{dir}/{name}.html"), &page).expect("the gallery's folder is writable");
        }
        assert!(!page.contains(" style="), "{name}");
        assert!(
            !page.contains("<style") && !page.contains("javascript:") && !page.contains(" onclick"),
            "{name}"
        );
        assert_eq!(page.matches("<script").count(), page.matches("<script src=\"/assets/").count(), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(
            page.contains("<main") && page.contains("id=\"main\"") && page.contains("lang=\"en\""),
            "{name}"
        );
    }
}

#[test]
fn ids_are_unique() {
    for (name, page) in pages() {
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| other == &id).count(), 1, "{id} in {name}");
        }
    }
}

#[test]
fn the_shell_draws_what_it_is_given() {
    let pages = pages();
    let page =
        |name| pages.iter().find(|(key, _)| *key == name).map(|(_, page)| page.as_str()).unwrap_or_default();
    let overview = page("overview");
    assert!(
        overview.contains("data-theme=\"tide-dark\"") && overview.contains("data-live=\"/guilds/1/live\"")
    );
    assert_eq!(overview.matches("aria-current=\"page\"").count(), 3, "sidebar, tab bar, breadcrumb");
    assert!(overview.contains("aria-label=\"3 active\"") && overview.contains("action=\"/auth/logout\""));
    assert!(overview.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && overview.contains("chart-"));
    let light = page("overview-light");
    assert!(
        light.contains("data-nav=\"rail\"")
            && light.contains("&lt;b&gt;Harbor&lt;/b&gt; &amp; Sons")
            && light.contains("name=\"rail\" value=\"off\"")
    );
    assert!(!page("guilds").contains("class=\"tabbar\"") && !page("guilds").contains("id=\"live-pill\""));
    assert!(
        !page("privacy").contains("data-theme")
            && page("login").contains("href=\"/auth/login?return_to=&quot;\"")
    );
}
