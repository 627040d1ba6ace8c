//! The project that the README scans: every planted fault is found, nothing else is, and the same bytes come out of one thread
//! and of many.

use std::path::Path;

use serde_json::Value;

use crate::command::straplock;

const SHOP: &str = "tests/projects/shop";

fn report(words: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = straplock(root, &[&["scan", SHOP, "--profile", "audit", "--fail-on", "never"], words].concat()).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    done.stdout
}

#[test]
fn planted_faults_and_nothing_else() {
    let found: Value = serde_json::from_str(&report(&["--format", "json"])).unwrap();
    let line = |finding: &Value| {
        let path = finding["path"].as_str().unwrap().strip_prefix("tests/projects/shop/").unwrap();
        format!("{path}:{} {}", finding["start"]["line"], finding["rule_id"].as_str().unwrap())
    };
    let mut found = found["findings"].as_array().unwrap().iter().map(line).collect::<Vec<_>>();
    found.sort();
    let mut expected = include_str!("../projects/shop/expected.txt").lines().collect::<Vec<_>>();
    expected.sort_unstable();
    assert_eq!(found.join("\n"), expected.join("\n"));
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    for format in ["text", "json", "sarif", "github", "markdown"] {
        let run = |threads| report(&["--format", format, "--threads", threads]);
        assert_eq!(run("1"), run("4"), "{format}");
    }
}
