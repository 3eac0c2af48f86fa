//! Imports of the weeks before: one that was done, one that was given up, and one that waits to be mended.

use super::people;
use super::world::{Account, Guild};
use crate::audit::{Acting, Actor};
use crate::db::{Error, Result, Tx};
use crate::http;
use crate::ids::new_uuid;
use crate::time::{DAY, HOUR, Ms};
use crate::transfer::import::past;
use crate::transfer::import::preview::Draft;

const HEADER: &str = "platform,username,brand,group,display_name\n";

pub async fn write(tx: &mut Tx, guild: &Guild, now: Ms) -> Result<()> {
    let failed = |error: http::Error| Error::Encode(error.into());
    let rows = |from: usize, count: usize| -> String {
        guild.accounts.iter().skip(from).take(count).map(|account| row(guild, account)).collect()
    };
    let at = |at: Ms| acting(guild, at);
    past::completed(tx, &at(now.plus(-20 * DAY)), draft("creators-october.csv", &rows(0, 60)))
        .await
        .map_err(failed)?;
    past::cancelled(tx, &at(now.plus(-8 * DAY)), draft("old-list.csv", &rows(10, 12)))
        .await
        .map_err(failed)?;
    let wrong = "insta,mira.holloway,Lumen,Aurora,Mira Holloway\ntik tok,theojumps,Lumen,Aurora,\n\
                 youtube,Sound of Ines,Lumen,Aurora,\nx,run_with_tariq,Lumen,Aurora,\nx,Run_With_Tariq,Lumen,Aurora,\n";
    let waiting = format!("{}{wrong}", rows(4, 30));
    past::preview(tx, &at(now.plus(-2 * HOUR)), draft("creators-november.csv", &waiting))
        .await
        .map_err(failed)?;
    Ok(())
}

fn acting(guild: &Guild, now: Ms) -> Acting {
    let ada = people::four().into_iter().find(|person| person.key == "admin");
    let actor = ada.map_or(Actor::system("demo", "Demo"), |ada| Actor::user(ada.id, "Ada"));
    Acting { guild_id: guild.id, actor, now, request_id: Some(new_uuid(now).to_string()) }
}

fn draft(filename: &str, rows: &str) -> Draft {
    Draft {
        filename: filename.to_owned(),
        content: format!("{HEADER}{rows}").into_bytes(),
        columns: Default::default(),
        create_missing: Some(true),
    }
}

fn row(guild: &Guild, account: &Account) -> String {
    let group = guild.groups.get(account.group);
    let brand = group.and_then(|group| guild.brands.get(group.brand));
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (brand, group) = (brand.map_or("", |brand| brand.label), group.map_or("", |group| group.label));
    format!("{},{},{},{},\n", account.platform, cell(&account.username), cell(brand), cell(group))
}
