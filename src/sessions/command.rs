//! `end-sessions` on the command line: when a device is lost, or nobody knows who is in.

use clap::Args;

use crate::audit::Actor;
use crate::auth::{Ending, Which, Why, end_everybodys, end_sessions};
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
        let ended = match self.user {
            Some(user) => end_sessions(&mut tx, user, Which::All, &ending).await?.len(),
            None => end_everybodys(&mut tx, &ending).await?,
        };
        tx.commit().await?;
        println!("Sessions ended: {ended}");
        Ok(())
    }
}
