//! Real agents, and what must not break the page.

use super::{Device, Kind};

const AGENTS: [(&str, Kind, &str); 26] = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
        Kind::Desktop,
        "Chrome 143 on Windows",
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        Kind::Desktop,
        "Firefox 145 on Windows",
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
        Kind::Desktop,
        "Edge 143 on Windows",
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 OPR/124.0.0.0",
        Kind::Desktop,
        "Opera 124 on Windows",
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
        Kind::Desktop,
        "Safari 26 on macOS",
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
        Kind::Desktop,
        "Firefox 145 on macOS",
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
        Kind::Desktop,
        "Chrome 143 on macOS",
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        Kind::Desktop,
        "Firefox 145 on Linux",
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
        Kind::Desktop,
        "Chrome 143 on Linux",
    ),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
        Kind::Desktop,
        "Chrome 143 on ChromeOS",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
        Kind::Mobile,
        "Chrome 143 on Android",
    ),
    (
        "Mozilla/5.0 (Android 14; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
        Kind::Mobile,
        "Firefox 145 on Android",
    ),
    (
        "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
        Kind::Mobile,
        "Samsung Internet 27 on Android",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36 EdgA/143.0.0.0",
        Kind::Mobile,
        "Edge 143 on Android",
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        Kind::Tablet,
        "Chrome 142 on Android tablet",
    ),
    (
        "Mozilla/5.0 (Linux; Android 13; SM-X900) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        Kind::Tablet,
        "Chrome 142 on Android tablet",
    ),
    (
        "Mozilla/5.0 (Android 14; Tablet; rv:145.0) Gecko/145.0 Firefox/145.0",
        Kind::Tablet,
        "Firefox 145 on Android tablet",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
        Kind::Mobile,
        "Safari 26 on iPhone",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.0.0 Mobile/15E148 Safari/604.1",
        Kind::Mobile,
        "Chrome 143 on iPhone",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15",
        Kind::Mobile,
        "Firefox 145 on iPhone",
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/143.0.0.0 Mobile/15E148 Safari/604.1",
        Kind::Mobile,
        "Edge 143 on iPhone",
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
        Kind::Tablet,
        "Safari 26 on iPad",
    ),
    (
        "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.0.0 Mobile/15E148 Safari/604.1",
        Kind::Tablet,
        "Chrome 143 on iPad",
    ),
    (
        "Mozilla/5.0 (X11; FreeBSD amd64; rv:145.0) Gecko/20100101 Firefox/145.0",
        Kind::Desktop,
        "Firefox 145 on BSD",
    ),
    (
        "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
        Kind::Desktop,
        "Internet Explorer 11 on Windows",
    ),
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/143.0.0.0 Safari/537.36",
        Kind::Desktop,
        "Chrome 143 on Linux",
    ),
];

#[test]
fn real_browsers_are_named_and_tablets_are_tablets() {
    for (agent, kind, label) in AGENTS {
        let device = Device::of(agent);
        assert_eq!((device.kind, device.label.as_str()), (kind, label), "{agent}");
        assert!(device.browser.is_some() && device.os.is_some(), "{agent}");
    }
}

#[test]
fn what_no_browser_sends_is_an_unknown_device() {
    let repeated = "Mozilla/5.0 (((((".repeat(70_000);
    for agent in [
        "",
        "-",
        "Mozilla/5.0",
        "curl/8.14.1",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
        "<b onclick=alert(1)>x</b>",
        "\u{0}\u{feff}ünïcode \u{202e}",
        &repeated,
    ] {
        let device = Device::of(agent);
        assert_eq!((device.kind, device.label.as_str()), (Kind::Unknown, "Unknown device"));
        assert_eq!((device.browser, device.os), (None, None));
    }
}

#[test]
fn nothing_of_an_agent_reaches_the_label_but_known_words() {
    let agent = "Mozilla/5.0 (X11; Linux <i>) Gecko/20100101 Firefox/<b>145</b>";
    let label = Device::of(agent).label;
    assert!(!label.contains('<'), "{label}");
}

#[test]
fn a_newer_version_is_the_same_device() {
    let of = |n: usize| Device::of(AGENTS[n].0);
    let newer = AGENTS[0].0.replace("143", "144");
    assert!(of(0).is_like(&Device::of(&newer)));
    assert!(!of(0).is_like(&of(1)) && !of(0).is_like(&of(8)) && !of(10).is_like(&of(14)));
    assert!(Device::of("").is_like(&Device::of("curl/8")));
}
