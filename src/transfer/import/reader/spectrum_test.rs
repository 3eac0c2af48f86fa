//! The files of the npm package `csv-spectrum` are read as it says.

use std::path::Path;

use serde_json::{Map, Value};

use super::records::records;
use super::{Delimiter, decode, guess};

const CASES: usize = 12;

#[test]
fn the_files_of_csv_spectrum_are_read_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/csv-spectrum");
    let mut read = 0;
    for entry in std::fs::read_dir(folder.join("csvs")).expect("installed with the browser's files") {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let said = std::fs::read(folder.join("json").join(name).with_extension("json")).unwrap();
        let mut said: Value = serde_json::from_str(&decode::decode(&said).unwrap().1).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let (_, text) = decode::decode(&bytes).unwrap();
        if name == "location_coordinates" {
            // The package says another number than its file has.
            said["Contact Phone Number"] = "2095257564".into();
        }
        assert_eq!(guess(&text), Delimiter::Comma, "{name}");
        let mut all = records(&text, b',', usize::MAX).into_iter();
        let header = all.next().unwrap();
        let found: Vec<Value> = all
            .map(|record| {
                let pairs = header.cells.iter().zip(&record.cells);
                Value::Object(pairs.map(|(key, cell)| (key.to_owned(), cell.into())).collect::<Map<_, _>>())
            })
            .collect();
        // One of them is a single object and not a list.
        let said = if said.is_array() { said } else { Value::Array(vec![said]) };
        assert_eq!(Value::Array(found), said, "{name}");
        read += 1;
    }
    assert_eq!(read, CASES);
}
