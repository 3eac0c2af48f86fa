//! A call that can be pasted into a shell.

use serde_json::{Map, Value};

use super::fields::resolve;

/// `curl` for an operation of the description.
pub fn curl(document: &Value, method: &str, path: &str, operation: &Value) -> String {
    let path = path.replace("{guild_id}", "$GUILD");
    let mut lines = Vec::new();
    let body = operation["requestBody"].pointer("/content/application~1json/schema");
    let body = body.map(|schema| example(document, schema).to_string());
    let is_bot = operation["x-access"] == "bot";
    if is_bot {
        lines.push(format!("BODY='{}'", body.clone().unwrap_or_default()));
        lines.push("ID=$(uuidgen) NOW=$(date +%s)".to_owned());
        lines.push("KEY=$(printf %s \"${SECRET#whsec_}\" | base64 -d | xxd -p -c 99)".to_owned());
        lines.push("SIGNATURE=$(printf %s \"$ID.$NOW.$BODY\" | openssl dgst -sha256 -mac hmac -macopt hexkey:$KEY -binary | base64)".to_owned());
    }
    let mut call = vec![match method {
        "get" => format!("curl \"$DASHBOARD{path}\""),
        _ => format!("curl -X {} \"$DASHBOARD{path}\"", method.to_uppercase()),
    }];
    let security = operation["security"].as_array().cloned().unwrap_or_default();
    if security.iter().any(|one| one.get("key").is_some()) {
        call.push("-H \"Authorization: Bearer $TD_KEY\"".to_owned());
    } else if !security.is_empty() {
        call.push("-b \"__Host-td_access=$ACCESS\"".to_owned());
    }
    if is_bot {
        call.push(
            "-H \"webhook-id: $ID\" -H \"webhook-timestamp: $NOW\" -H \"webhook-signature: v1,$SIGNATURE\""
                .to_owned(),
        );
    }
    if operation["requestBody"].pointer("/content/multipart~1form-data").is_some() {
        call.push("-F file=@accounts.csv".to_owned());
    }
    if let Some(body) = body {
        call.push("-H 'Content-Type: application/json'".to_owned());
        call.push(if is_bot { "--data-binary \"$BODY\"".to_owned() } else { format!("-d '{body}'") });
    }
    lines.push(call.join(" \\\n  "));
    lines.join("\n")
}

/// A value of a schema: every field that is there, one item of each list.
pub fn example(document: &Value, schema: &Value) -> Value {
    let schema = resolve(document, schema);
    let first = |name: &str| schema[name].as_array().and_then(|all| all.first());
    if let Some(given) = first("examples").or_else(|| schema.get("const")).or_else(|| first("enum")) {
        return given.clone();
    }
    if let Some(one) = first("anyOf").or_else(|| first("oneOf")) {
        return example(document, one);
    }
    let kind = match &schema["type"] {
        Value::Array(all) => all.first().and_then(Value::as_str),
        one => one.as_str(),
    };
    match kind {
        Some("object") => {
            let fields = schema["properties"].as_object();
            let pairs = fields.into_iter().flatten();
            Value::Object(
                pairs.map(|(name, field)| (name.clone(), example(document, field))).collect::<Map<_, _>>(),
            )
        }
        Some("array") => Value::Array(vec![example(document, &schema["items"])]),
        Some("integer") => schema["minimum"].as_i64().map_or(1, |least| least.max(1)).into(),
        Some("number") => 1.into(),
        Some("boolean") => true.into(),
        Some("string") => text(schema).into(),
        _ => Value::Null,
    }
}

fn text(schema: &Value) -> &'static str {
    match (schema["format"].as_str(), schema.get("pattern")) {
        (Some("date-time"), _) => "2026-11-15T12:00:00Z",
        (Some("date"), _) => "2026-11-15",
        (Some("uuid"), _) => "01993f4e-7a10-7000-8000-000000000001",
        (Some("uri"), _) => "https://example.com/1",
        (_, Some(_)) => "123456789012345678",
        _ => "text",
    }
}
