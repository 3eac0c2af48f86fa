//! Files as people have them, and files as they should not be.

use serde_json::{Value, json};
use tracking_dashboard::http::cookies::CSRF;

use super::{ALIVE, HEADER, api, count, form, id, parts, send, upload};
use crate::support::{Actor, FIRST, Options, apps, apps_with};

const ROWS: &str = "tiktok,ana,Acme,Launch,\n";

/// What is said of a file that is no sheet.
async fn refused(actor: &Actor, content: &[u8]) -> String {
    let answer = send(actor, content, &[]).await.expect(422).json();
    assert_eq!(answer["errors"][0]["pointer"], "#/file", "{answer}");
    answer["errors"][0]["detail"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_no_sheet_is_refused_with_its_reason() {
    for app in apps().await {
        let admin = app.admin().await;
        for (content, why) in [
            (&b""[..], "is empty"),
            (b" \r\n \r\n", "is empty"),
            (HEADER.as_bytes(), "has a header, but no row beneath it"),
            (b"PK\x03\x04bomb", "is a workbook or an archive; save it as CSV first"),
            (b"\x89PNG\r\n\x1a\n\0\0", "is not a CSV file"),
            (b"platform,username\0\nx,y\n", "is not a CSV file"),
            (b"\xff\xfea", "begins as UTF-16, but is not"),
            (b"username,Username,brand,group\nx,y,z,a\n", "names the column Username twice"),
        ] {
            assert_eq!(refused(&admin, content).await, why);
        }
        let named = |name: &'static str| form(&admin, name, format!("{HEADER}{ROWS}").as_bytes(), &[]);
        for name in ["accounts.xlsx", "photo.png", "accounts.csv.exe"] {
            let answer = admin.send(named(name)).await.expect(422);
            assert_eq!(answer.json()["errors"][0]["detail"], "must be a .csv, .tsv or .txt file", "{name}");
        }
        assert_eq!(admin.send(named("C:\\data\\Ä.CSV")).await.expect(201).json()["filename"], "Ä.CSV");
        let items = admin.get(&api()).await.ok().json()["items"].as_array().unwrap().len();
        assert_eq!(items, 1, "what was refused is no import");
    }
}

fn small() -> Options {
    let variables = vec![("TD_IMPORT__MAX_ROWS", "3"), ("TD_IMPORT__MAX_BYTES", "100000")];
    Options { variables, ..Options::default() }
}

#[tokio::test]
async fn rows_and_bytes_are_bounded_to_the_last_one() {
    for app in apps_with(small).await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let rows =
            |count: usize| -> String { (0..count).map(|n| format!("tiktok,a{n},Acme,Launch,\n")).collect() };
        assert_eq!(upload(&admin, &rows(3)).await["total_rows"], 3);
        assert_eq!(refused(&admin, format!("{HEADER}{}", rows(4)).as_bytes()).await, "has more than 3 rows");

        let sized = |bytes: usize| {
            let mut text = format!("{HEADER}{ROWS}");
            text.push_str(&"\n".repeat(bytes - text.len()));
            text
        };
        assert_eq!(send(&admin, sized(100_000).as_bytes(), &[]).await.expect(201).json()["new_rows"], 1);
        for bytes in [100_001, 180_000, 900_000] {
            let answer = send(&admin, sized(bytes).as_bytes(), &[]).await;
            assert_eq!(answer.told(), (413, "payload_too_large".into()), "{bytes}");
        }
    }
}

#[tokio::test]
async fn the_whole_ten_mebibytes_go_through_and_one_more_byte_does_not() {
    for app in apps().await {
        let admin = app.admin().await;
        let mut text = format!("{HEADER}{ROWS}").into_bytes();
        text.resize(10 * 1024 * 1024, b'\n');
        assert_eq!(send(&admin, &text, &[]).await.expect(201).json()["total_rows"], 1);
        text.push(b'\n');
        assert_eq!(send(&admin, &text, &[]).await.told(), (413, "payload_too_large".into()));
        // A bomb is refused by how it begins, before anything is unpacked.
        let bomb = [&b"PK\x03\x04"[..], &[0; 1_000_000]].concat();
        assert!(refused(&admin, &bomb).await.contains("archive"));
    }
}

#[tokio::test]
async fn every_encoding_delimiter_and_end_of_line_says_the_same() {
    for app in apps().await {
        app.tracks(FIRST, "Café", "Launch", &[]).await;
        let admin = app.admin().await;
        let text = format!("{HEADER}tiktok,ana,Café,Launch,Ana é\nx,@ben,café,LAUNCH,\n");
        let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}{text}").encode_utf16().flat_map(order).collect()
        };
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        for (content, encoding, delimiter) in [
            (text.clone().into_bytes(), "utf-8", ","),
            (format!("\u{feff}{text}").into_bytes(), "utf-8", ","),
            (wide(u16::to_le_bytes), "utf-16le", ","),
            (wide(u16::to_be_bytes), "utf-16be", ","),
            (latin, "windows-1252", ","),
            (text.replace(',', ";").into_bytes(), "utf-8", ";"),
            (text.replace(',', "\t").into_bytes(), "utf-8", "\t"),
            (text.replace('\n', "\r\n").into_bytes(), "utf-8", ","),
            (text.replace('\n', "\r").into_bytes(), "utf-8", ","),
        ] {
            let import = send(&admin, &content, &[]).await.expect(201).json();
            assert_eq!((&import["encoding"], &import["delimiter"]), (&json!(encoding), &json!(delimiter)));
            assert_eq!((&import["new_rows"], &import["error_count"]), (&json!(2), &json!(0)), "{import}");
            assert_eq!(import["sample"][0]["display_name"], "Ana é", "{encoding}");
            assert_eq!(import["sample"][1]["username"], "ben");
        }
    }
}

fn faults(import: &Value) -> Vec<(i64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = import["errors"].as_array().unwrap().iter();
    all.map(|e| (e["row"].as_i64().unwrap(), text(&e["column"]), text(&e["message"]))).collect()
}

#[tokio::test]
async fn every_wrong_row_is_named_by_its_number_in_the_spreadsheet() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &["mira"]).await;
        let admin = app.admin().await;
        let long = "n".repeat(1024 * 1024);
        let rows = format!(
            "tiktok,ana,Acme,Launch,\n\n\"vimeo\",ben,Acme,Launch,\"two\nlines\"\ntiktok,ana b,Acme,Launch,\n\
             tiktok,cleo,Acme\n{HEADER}tiktok,ANA,Acme,Launch,\ntiktok,dora,Acme,Launch,{long}\n\
             tiktok,eva,Nobody,Launch,\ntiktok,fay,Acme,Nothing,\ntiktok,gil,\"Acme,Launch,\nx,y,z,a,b\n"
        );
        let import = upload(&admin, &rows).await;
        let expected = [
            (4, "platform", "must be instagram, tiktok, youtube, x or facebook"),
            (4, "display_name", "must not contain control characters"),
            (5, "username", "must not contain blanks, slashes or control characters"),
            (6, "", "has 3 cells where the header has 5"),
            (7, "", "is the header again"),
            (8, "username", "is the same account as in row 2"),
            (9, "display_name", "is longer than any value may be"),
            (10, "brand", "is no brand of this server"),
            (11, "group", "is no group of the brand Acme"),
            (
                12,
                "brand",
                "begins with a quote that is never closed, so the rest of the file was read as its value",
            ),
        ]
        .map(|(row, column, message)| (row, column.to_owned(), message.to_owned()));
        assert_eq!(faults(&import), expected);
        assert_eq!((&import["total_rows"], &import["invalid_rows"]), (&json!(10), &json!(9)));
        assert_eq!((&import["valid_rows"], &import["error_count"]), (&json!(1), &json!(10)));
        let value = import["errors"][6]["value"].as_str().unwrap();
        assert!(value.chars().count() < 100 && value.ends_with('…'), "{value}");

        let list = |name: &str| format!("{}/{}/{name}", api(), id(&import));
        let errors = admin.get(&list("errors.csv")).await.ok();
        assert!(errors.header("content-disposition").starts_with("attachment; filename=\"import_errors_"));
        assert_eq!(errors.body.lines().next(), Some("row,column,value,message"));
        assert!(errors.body.contains("\n10,brand,Nobody,is no brand of this server\n"), "{}", errors.body);
        let rejected = admin.get(&list("rejected.csv")).await.ok().body;
        assert!(rejected.starts_with("platform,username,brand,group,display_name,error\nvimeo,ben,Acme,Launch,\"two\nlines\",\"platform must be"));
        assert!(!rejected.contains("\ntiktok,ana,"), "what was right is not among them");
        assert_eq!(count(&app, ALIVE).await, 1, "nothing is written");
    }
}

#[tokio::test]
async fn a_rejected_file_comes_back_mended() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let import = upload(&admin, "tiktok,ana,Acme,Launch,=1+1\nvimeo,'-ben,Acme,Launch,\n").await;
        let rejected = admin.get(&format!("{}/{}/rejected.csv", api(), id(&import))).await.ok().body;
        assert!(rejected.contains("\nvimeo,'-ben,"), "{rejected}");
        let again = send(&admin, rejected.as_bytes(), &[]).await.expect(201).json();
        assert_eq!(again["columns"][5], json!({"header": "error", "column": null}));
        let twice = admin.get(&format!("{}/{}/rejected.csv", api(), id(&again))).await.ok().body;
        assert_eq!(twice.lines().next().unwrap().matches("error").count(), 1);
        let mended = send(&admin, rejected.replace("vimeo", "x").as_bytes(), &[]).await.expect(201).json();
        assert_eq!((&mended["error_count"], &mended["sample"][0]["username"]), (&json!(0), &json!("-ben")));
    }
}

#[tokio::test]
async fn columns_are_known_by_other_names_or_chosen_by_hand() {
    for app in apps().await {
        app.tracks(FIRST, "Acme", "Launch", &[]).await;
        let admin = app.admin().await;
        let known = b"Handle;NETWORK;Client;Account Group;notes\n@ana;TikTok;acme;launch;hi\n";
        let import = send(&admin, known, &[]).await.expect(201).json();
        assert_eq!((&import["new_rows"], &import["error_count"]), (&json!(1), &json!(0)));
        assert_eq!(import["columns"][4], json!({"header": "notes", "column": null}));

        let strange = b"wer,wo,marke,gruppe\nana,tiktok,Acme,Launch\nhttps://x.com/ben,,Acme,Launch\n";
        let lost = send(&admin, strange, &[]).await.expect(201).json();
        assert_eq!(lost["invalid_rows"], 2);
        let missing: Vec<_> = faults(&lost).into_iter().map(|(row, column, _)| (row, column)).collect();
        assert_eq!(missing, [(1, "username".into()), (1, "brand".into()), (1, "group".into())]);
        let columns = r#"{"Wer": "username", "wo": "platform", "marke": "brand", "gruppe": "group"}"#;
        let mapped = send(&admin, strange, &[("columns", columns)]).await.expect(201).json();
        assert_eq!((&mapped["new_rows"], &mapped["error_count"]), (&json!(2), &json!(0)), "{mapped}");
        assert_eq!(mapped["sample"][1]["platform"], "x");

        let many: serde_json::Map<_, _> = (0..201).map(|n| ("!".repeat(n) + "wer", json!(""))).collect();
        let many = serde_json::Value::from(many).to_string();
        for (field, value, pointer) in [
            ("columns", "[]", "#/columns"),
            ("columns", &many, "#/columns"),
            ("columns", r#"{"wer": "brand", "wer!": ""}"#, "#/columns/wer!"),
            ("columns", r#"{"wer": "name"}"#, "#/columns/wer"),
            ("columns", r#"{"nobody": "brand"}"#, "#/columns/nobody"),
            ("columns", r#"{"wer": "brand", "wo": "brand"}"#, "#/columns/wo"),
            ("create_missing", "yes", "#/create_missing"),
            ("other", "1", "#/other"),
        ] {
            assert_eq!(send(&admin, strange, &[(field, value)]).await.expect(422).pointers(), [pointer]);
        }
    }
}

#[tokio::test]
async fn a_form_that_is_none_is_refused() {
    for app in apps().await {
        let admin = app.admin().await;
        let whole = parts("a.csv", b"x", &[]);
        let post = |kind: &'static str, body: Vec<u8>| {
            let request = admin.request(reqwest::Method::POST, &api());
            request.header("x-csrf-token", admin.cookie(CSRF)).header("content-type", kind).body(body)
        };
        let cut = whole[..whole.len() - 20].to_vec();
        for (kind, body, told) in [
            ("application/json", b"{}".to_vec(), (415, "unsupported_media_type")),
            ("multipart/form-data", whole.clone(), (415, "unsupported_media_type")),
            ("multipart/form-data; boundary=edge", cut, (400, "invalid_request")),
            ("multipart/form-data; boundary=other", whole.clone(), (400, "invalid_request")),
            ("multipart/form-data; boundary=edge", b"--edge--\r\n".to_vec(), (422, "validation_failed")),
        ] {
            let answer = admin.send(post(kind, body)).await;
            assert_eq!(answer.told(), (told.0, told.1.to_owned()), "{kind}");
        }
        let rows = parts("a.csv", format!("{HEADER}{ROWS}").as_bytes(), &[]);
        for kind in
            ["Multipart/Form-Data; Boundary=edge", "MULTIPART/FORM-DATA;charset=UTF-8;boundary=\"edge\""]
        {
            admin.send(post(kind, rows.clone())).await.expect(201);
        }
        let twice = [&whole[..whole.len() - 10], &whole[..]].concat();
        let answer = admin.send(post("multipart/form-data; boundary=edge", twice)).await;
        assert!(answer.status.is_client_error(), "{}", answer.status);
    }
}
