//! Whatever bytes are uploaded: the reader and the rules of an import end, and break nothing.
//! `cargo +nightly fuzz run import_reader`

#![no_main]

use libfuzzer_sys::fuzz_target;
use tracking_dashboard::transfer::import::columns::Chosen;
use tracking_dashboard::transfer::import::reader;
use tracking_dashboard::transfer::import::rules::{Known, header_faults, line, plan};

fuzz_target!(|bytes: &[u8]| {
    let Ok(sheet) = reader::read(bytes, &Chosen::new(), 1_000) else { return };
    assert!(sheet.rows.is_sorted_by_key(|record| record.row) && sheet.rows.len() <= 1_000);
    if header_faults(&sheet).is_empty() {
        let lines = sheet.rows.iter().filter_map(|record| line(&sheet, record).ok()).collect();
        plan(lines, &Known::default(), true);
    }
});
