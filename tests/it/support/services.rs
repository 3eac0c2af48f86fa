//! Services that the developer's machine or CI started for the tests.

/// Where a service is, by the variable that `cargo xtask test` sets. None: its tests are left out,
/// unless TD_TEST_REQUIRE_ALL=1 says that nothing may be.
#[expect(clippy::disallowed_methods, reason = "tests find their services here")]
pub fn find(variable: &str) -> Option<String> {
    let found = std::env::var(variable).ok().filter(|value| !value.is_empty());
    let all = std::env::var("TD_TEST_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(found.is_some() || !all, "{variable} is not set: run the tests with cargo xtask test");
    if found.is_none() {
        eprintln!("left out: {variable} is not set");
    }
    found
}

/// A setting of the tests themselves.
#[expect(clippy::disallowed_methods, reason = "tests read their own settings here")]
pub fn setting(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}
