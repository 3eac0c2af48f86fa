//! The template: the columns in their order, and a line that holds for each platform.

use tracking_dashboard::api_keys::Scope;

use crate::support::{FIRST, apps};

#[tokio::test]
async fn the_template_has_the_header_and_an_example_of_each_platform() {
    for app in apps().await {
        let path = format!("/api/v1/guilds/{FIRST}/accounts/import/template");
        let answer = app.viewer().await.get(&path).await.ok();
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"accounts_template.csv\"");
        let lines: Vec<_> = answer.body.lines().collect();
        assert_eq!(lines[0], "platform,username,brand,group,display_name");
        let platforms: Vec<_> = lines[1..].iter().filter_map(|line| line.split(',').next()).collect();
        assert_eq!(platforms, ["instagram", "tiktok", "youtube", "x", "facebook"]);
        let key = app.with_key(&app.key(Some(FIRST), &[Scope::ExportsRead]).await.key);
        assert_eq!(key.get(&path).await.told(), (403, "insufficient_scope".into()));
    }
}
