//! The headers that every response carries (AUTH-04).

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// No inline script or style, nothing from elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'; object-src 'none'; report-uri /csp-report";

const FIXED: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: with it the Origin of a form is `null`, and the CSRF layer needs it.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// Adds them. Only what is public (the embedded files) may be stored; live streams, too, are not.
pub fn apply(headers: &mut HeaderMap, https: bool) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    let public =
        headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"public"));
    if !public {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transport_security_is_asked_for_on_https_alone() {
        let of = |https| {
            let mut headers = HeaderMap::new();
            apply(&mut headers, https);
            headers.get(header::STRICT_TRANSPORT_SECURITY).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(of(true).as_deref(), Some("max-age=31536000; includeSubDomains"));
        assert_eq!(of(false), None, "it would lock a demo on http out");
    }
}
