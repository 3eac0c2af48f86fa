//! `end-sessions` on the command line: when a device is lost, or nobody knows who is in.

use clap::Args;

use crate::audit::Actor;
use crate::auth::{Ending, Which, Why, end_sessions, with_sessions};
use crate::db::Db;
use crate::ids::UserId;
use crate::start::StartError;
use crate::time::Clock;

#[derive(Args)]
#[group(required = true)]
pub struct EndSessions {
    /// Of this person (a Discord id).
    #[arg(long)]
    user: Option<UserId>,
    /// Of everybody.
    #[arg(long, conflicts_with = "user")]
    everyone: bool,
}

impl EndSessions {
    /// All of them or, after an error, none. Running instances hear of it within a second.
    pub async fn run(self, db: &Db, clock: &dyn Clock) -> Result<(), StartError> {
        let ending = Ending {
            why: Why::Operator,
            actor: Actor::system("cli", "Command line"),
            request_id: None,
            now: clock.now(),
        };
        let mut tx = db.begin().await?;
        let users = match self.user {
            Some(user) => vec![user],
            None => with_sessions(&mut tx, ending.now).await?,
        };
        let mut ended = 0;
        for user in users {
            ended += end_sessions(&mut tx, user, Which::All, &ending).await?.len();
        }
        tx.commit().await?;
        println!("Sessions ended: {ended}");
        Ok(())
    }
}
