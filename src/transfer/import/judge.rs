//! Judges a file: reads it, holds it against what the guild has, and says what came of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::columns::{Chosen, Column, Mapped};
use super::reader::{self, Delimiter, Encoding, Record, Sheet, Unreadable};
use super::rules::{
    Fault, Kind, Known, KnownAccount, KnownGroup, Line, Plan, Planned, header_faults, line, plan,
};
use super::store::Counts;
use super::view::{Details, MissingGroup, Remedy, Row};
use crate::db::{Exec, Result};
use crate::http::{Error, csv};
use crate::ids::GuildId;
use crate::tracking::accounts::changes::many;
use crate::tracking::{Label, brands, groups};

const ERRORS: usize = 100;
const ERRORS_OF_A_REMEDY: usize = 20;
const SAMPLE: usize = 20;
const CHANGES: usize = 100;
const MISSING: usize = 1_000;

/// A file whose rows are read, before they are held against anything.
pub struct Read {
    sheet: Sheet,
    pub lines: Vec<Line>,
    faults: Vec<Fault>,
}

/// Reads it. Long files take a while: not on a thread that serves.
pub fn read(content: &[u8], chosen: &Chosen, max_rows: usize) -> Result<Read, Unreadable> {
    let sheet = reader::read(content, chosen, max_rows)?;
    let (mut lines, mut faults) = (Vec::new(), header_faults(&sheet));
    if faults.is_empty() {
        for record in &sheet.rows {
            match line(&sheet, record) {
                Ok(line) => lines.push(line),
                Err(wrong) => faults.extend(wrong),
            }
        }
    }
    Ok(Read { sheet, lines, faults })
}

/// What the guild has of what these lines name.
pub async fn known<'l>(
    db: &mut impl Exec,
    guild: GuildId,
    lines: impl IntoIterator<Item = &'l Line>,
) -> Result<Known> {
    let brands = brands::store::all(db, guild).await?;
    let brands: HashMap<_, _> = brands.into_iter().map(|(id, label, folded)| (folded, (id, label))).collect();
    let labels: HashMap<_, _> = brands.values().cloned().collect();
    let (mut groups, mut places) = (HashMap::new(), HashMap::new());
    for (id, brand, label, folded) in groups::store::all(db, guild).await? {
        let brand_label = labels.get(&brand).cloned().unwrap_or_default();
        places.insert(id, (brand_label, label.clone()));
        groups.insert((brand, folded), KnownGroup { id, label });
    }
    let names = lines.into_iter().map(|line| (line.platform, line.username_folded.clone()));
    let names: Vec<_> = names.collect();
    let mut accounts = HashMap::new();
    for account in many::named(db, guild, &names).await? {
        let (brand_label, group_label) = places.get(&account.group_id).cloned().unwrap_or_default();
        let known = KnownAccount {
            id: account.id,
            display_name: account.display_name,
            group: account.group_id,
            group_label,
            brand_label,
        };
        accounts.insert((account.platform, account.username_folded), known);
    }
    Ok(Known { brands, groups, accounts })
}

/// What came of a file.
pub struct Judged {
    pub encoding: Encoding,
    pub delimiter: Delimiter,
    pub counts: Counts,
    pub details: Details,
    pub errors_csv: Vec<u8>,
    pub rejected_csv: Vec<u8>,
    pub plan: Plan,
}

/// Holds what was read against what the guild has.
pub fn judge(read: Read, known: &Known, create_missing: bool) -> Result<Judged, Error> {
    let Read { sheet, lines, mut faults } = read;
    let mut plan = plan(lines, known, create_missing);
    faults.append(&mut plan.faults);
    faults.sort_by_key(|fault| fault.row);
    let wrong: HashSet<usize> = faults.iter().map(|fault| fault.row).collect();
    let total = sheet.rows.len();
    // A fault of the header is one of every row.
    let invalid = if wrong.contains(&sheet.header.row) { total } else { wrong.len() };
    let count = |kind| number(plan.count(kind));
    let counts = Counts {
        total: number(total),
        invalid: number(invalid),
        new: count(Kind::New),
        changed: count(Kind::Changed),
        unchanged: count(Kind::Unchanged),
        errors: number(faults.len()),
    };
    Ok(Judged {
        encoding: sheet.encoding,
        delimiter: sheet.delimiter,
        counts,
        details: details(&sheet, &plan, &faults),
        errors_csv: errors_csv(&faults)?,
        rejected_csv: rejected_csv(&sheet, &faults)?,
        plan,
    })
}

pub(super) fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn details(sheet: &Sheet, plan: &Plan, faults: &[Fault]) -> Details {
    let mut remedies = BTreeMap::<_, Remedy>::new();
    for fault in faults {
        let Some(mend) = fault.mend else { continue };
        let remedy = remedies.entry(mend).or_insert_with(|| Remedy { mend, count: 0, errors: Vec::new() });
        remedy.count += 1;
        if remedy.errors.len() < ERRORS_OF_A_REMEDY {
            remedy.errors.push(fault.clone());
        }
    }
    let planned: HashMap<usize, &Planned> = plan.rows.iter().map(|row| (row.line.row, row)).collect();
    let sample = sheet.rows.iter().take(SAMPLE).map(|record| match planned.get(&record.row) {
        Some(planned) => shown(planned),
        None => as_it_came(sheet, record),
    });
    let changed = plan.rows.iter().filter(|row| row.kind == Kind::Changed);
    let groups = plan.missing.groups.iter().take(MISSING);
    Details {
        columns: sheet.columns.iter().map(shortened).collect(),
        errors: faults.iter().take(ERRORS).cloned().collect(),
        remedies: remedies.into_values().collect(),
        sample: sample.collect(),
        changes: changed.take(CHANGES).map(shown).collect(),
        missing_brands: plan
            .missing
            .brands
            .iter()
            .take(MISSING)
            .map(|label| label.as_str().to_owned())
            .collect(),
        missing_groups: groups
            .map(|group| MissingGroup {
                brand: group.brand_label.clone(),
                group: group.label.as_str().to_owned(),
            })
            .collect(),
    }
}

fn shortened(mapped: &Mapped) -> Mapped {
    Mapped { header: mapped.header.chars().take(100).collect(), column: mapped.column }
}

fn shown(planned: &Planned) -> Row {
    let line = &planned.line;
    Row {
        row: line.row,
        platform: line.platform.as_str().to_owned(),
        username: line.username.as_str().to_owned(),
        brand: line.brand.as_str().to_owned(),
        group: line.group.as_str().to_owned(),
        display_name: line
            .display_name
            .as_ref()
            .map_or(String::new(), |name: &Label| name.as_str().to_owned()),
        change: planned.kind,
        before: planned.before.clone(),
    }
}

fn as_it_came(sheet: &Sheet, record: &Record) -> Row {
    let cell = |column| {
        let cell = sheet.place(column).and_then(|place| record.cells.get(place)).unwrap_or_default();
        csv::plain(cell).trim().chars().take(100).collect()
    };
    Row {
        row: record.row,
        platform: cell(Column::Platform),
        username: cell(Column::Username),
        brand: cell(Column::Brand),
        group: cell(Column::Group),
        display_name: cell(Column::DisplayName),
        change: Kind::Wrong,
        before: None,
    }
}

fn errors_csv(faults: &[Fault]) -> Result<Vec<u8>, Error> {
    let head = ["row", "column", "value", "message"].map(str::to_owned);
    let each = |fault: &Fault| {
        [fault.row.to_string(), fault.column.clone(), fault.value.clone(), fault.message.clone()]
    };
    csv::records(std::iter::once(head).chain(faults.iter().map(each)))
}

const ERROR: &str = "error";

/// The rejected rows under their own header, with what is wrong behind them: mended, they can be uploaded.
fn rejected_csv(sheet: &Sheet, faults: &[Fault]) -> Result<Vec<u8>, Error> {
    let mut told = HashMap::<usize, Vec<String>>::new();
    for fault in faults {
        let said = format!("{} {}", fault.column, fault.message).trim().to_owned();
        told.entry(fault.row).or_default().push(said);
    }
    // What an earlier one of these files said.
    let kept: Vec<bool> =
        sheet.header.cells.iter().map(|header| !header.trim().eq_ignore_ascii_case(ERROR)).collect();
    // The error has its own column, behind a row that is too short as well.
    let cells = |record: &Record, error: String| {
        let missing = kept.len().saturating_sub(record.cells.len());
        let all = record.cells.iter().chain(std::iter::repeat_n("", missing)).enumerate();
        let own = all.filter(|(at, _)| kept.get(*at).copied().unwrap_or(true));
        own.map(|(_, cell)| csv::plain(cell).to_owned()).chain([error]).collect::<Vec<_>>()
    };
    let rejected =
        sheet.rows.iter().filter_map(|record| Some(cells(record, told.remove(&record.row)?.join("; "))));
    csv::records(std::iter::once(cells(&sheet.header, ERROR.to_owned())).chain(rejected))
}
