//! Logging in through the real flow, step by step.

use reqwest::Url;
use tracking_dashboard::demo::discord::PREFIX;

use super::{Actor, Answer, TestApp};

impl TestApp {
    /// ADMINISTRATOR of the first and second guild.
    pub async fn admin(&self) -> Actor {
        self.person("admin").await
    }

    /// MANAGE_GUILD in the first guild; in the second too, but without a right there.
    pub async fn viewer(&self) -> Actor {
        self.person("viewer").await
    }

    /// In none of the guilds.
    pub async fn outsider(&self) -> Actor {
        self.person("outsider").await
    }

    /// Logged in once, and then Discord took the email's verification back.
    pub async fn unverified(&self) -> Actor {
        let user = "unverified";
        self.discord.set_verified(user, Some(true));
        let actor = self.person(user).await;
        self.discord.set_verified(user, Some(false));
        // A login that fails for it is the quickest way for the server to hear of it.
        let other = self.anonymous();
        assert!(other.log_in(user, "/").await.location().starts_with("/auth/unverified-email"));
        actor
    }

    async fn person(&self, user: &str) -> Actor {
        let actor = self.anonymous();
        let answer = actor.log_in(user, "/guilds").await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/guilds"), "{}", answer.body);
        actor
    }
}

impl Actor {
    /// The whole login; the answer is that of the callback.
    pub async fn log_in(&self, user: &str, return_to: &str) -> Answer {
        let authorize = self.start_login(return_to).await;
        let callback = self.approve(&authorize, user).await;
        self.get(&callback).await
    }

    /// Where Discord's page is.
    pub async fn start_login(&self, return_to: &str) -> Url {
        let query: String = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
        let answer = self.get(&format!("/auth/login?return_to={query}")).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.location().parse().expect("an address")
    }

    /// Chooses a person there; the path of the callback.
    pub async fn approve(&self, authorize: &Url, user: &str) -> String {
        let mut confirm = authorize.clone();
        confirm.set_path(&format!("{PREFIX}/oauth2/authorize/confirm"));
        confirm.query_pairs_mut().append_pair("user", user);
        let answer = self.send(self.elsewhere(confirm)).await;
        let callback: Url = answer.location().parse().expect("an address");
        format!("{}?{}", callback.path(), callback.query().unwrap_or_default())
    }
}
