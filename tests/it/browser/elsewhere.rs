//! A page of another origin that posts to ours, with the browser's own cookies.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::driver::Browser;
use crate::support::apps;

/// Serves one page, again and again, from an origin of its own.
async fn serve(page: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            page.len()
        );
        let answer = format!("{head}{page}");
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            // Each by itself: a browser opens connections ahead on which it asks nothing.
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_origin_changes_nothing() {
    for app in apps().await {
        let Some(browser) = Browser::open(&app).await else { return };
        browser.log_in("admin").await;
        let forms = ["/auth/logout", "/preferences"].map(|action| {
            format!("<form method=post action='{}{action}'><input name=theme value=light><input name=_csrf value=x><button>{action}</button></form>", app.base)
        });
        let port = serve(format!("<!doctype html><title>x</title>{}", forms.concat())).await;
        // Another port is the same site, so that the cookies come along; another name is another site.
        for host in ["127.0.0.1", "localhost"] {
            for index in 0..forms.len() {
                browser.driver.goto(format!("http://{host}:{port}/")).await.expect("a page");
                browser.script(&format!("document.forms[{index}].submit()")).await;
                let refused = async || {
                    let code = browser
                        .script("return document.querySelector('[data-code]')?.dataset.code ?? ''")
                        .await;
                    (code == "csrf_failed").then_some(())
                };
                let what = format!("form {index} of {host} is refused");
                crate::support::eventually(&what, std::time::Duration::from_secs(10), refused).await;
            }
        }
        browser.goto("/guilds").await;
        assert_eq!(browser.path().await, "/guilds", "still logged in");
        browser.close().await;
    }
}
