//! Folders with hundreds of rule files, and files with thousands of mistakes: read in bounded time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::command::straplock;
use crate::repository::Sandbox;

/// What a build without optimisation may take on a busy machine; the same with a square in it takes minutes.
const PATIENCE: Duration = Duration::from_mins(2);

#[test]
fn hundreds_of_files() {
    let sandbox = Sandbox::new();
    for number in 0..600 {
        let pattern = format!("{{pattern: \"f{number}(..., $X, ...)\"}}");
        let regex = "{metavariable-regex: {metavariable: $X, regex: '(?i)^(pass|secret)_[a-z]+$'}}";
        let rule = format!("- {{id: r{number}, languages: [python], severity: ERROR, message: m, patterns: [{pattern}, {regex}]}}");
        sandbox.write(&format!("pack/{}/r{number}.yaml", number % 30), &format!("rules:\n{rule}\n"));
    }
    sandbox.write("a.py", "f7(pass_word)\nf599(1, secret_key)\nf3(other)\n");
    let start = Instant::now();
    let done = straplock(sandbox.path(), &["scan", "--rules", "pack", "--only-rules", "a.py"]).done();
    assert!(done.stdout.contains("600 rules") && done.stdout.contains("2 findings (2 high)"), "{}{}", done.stderr, done.stdout);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn thousands_of_mistakes() {
    let sandbox = Sandbox::new();
    let rules = |rule: &str| {
        (0..20_000).fold("rules:\n".to_owned(), |mut text, at| {
            writeln!(
                text,
                "- {{id: {}, languages: [python], severity: ERROR, message: m, {rule}}}",
                if rule.starts_with("pattern") { "same".to_owned() } else { format!("r{at}") }
            )
            .unwrap();
            text
        })
    };
    sandbox.write("wrong.yaml", &rules("patern: f()"));
    sandbox.write("same.yaml", &rules("pattern: f()"));
    for (file, told, code) in [("wrong.yaml", "20000 errors", 2), ("same.yaml", "19999 warnings", 0)] {
        let start = Instant::now();
        let done = straplock(sandbox.path(), &["rules", "check", file]).done();
        assert_eq!(done.code, code);
        assert!(done.stdout.contains(told) && done.stdout.contains("… and 19"), "{}", &done.stdout[done.stdout.len() - 300..]);
        assert!(start.elapsed() < PATIENCE, "{file}: {:?}", start.elapsed());
    }
}
