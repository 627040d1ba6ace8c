//! Hostile rule files: random bytes, bombs, depth. Always an answer, never a panic; a reader of more than linear time would not end.

use std::sync::Arc;

use straplock::report::diagnostics::{Paint, render};
use straplock::rule::{Loaded, RuleSource, check};

fn read(text: &str) -> Loaded {
    let loaded = check(&[Arc::new(RuleSource::new("hostile.yaml", text))]);
    let _ = render(&loaded.diagnostics, Paint::Coloured);
    loaded
}

#[track_caller]
fn refused(text: &str) -> String {
    let loaded = read(text);
    let first = loaded.diagnostics.iter().find(|diagnostic| diagnostic.is_error()).expect("it is refused");
    format!("{}: {} {}", first.code.as_str(), first.message, first.label)
}

/// A small generator of numbers, the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).expect("below a usize")
    }
}

#[test]
fn bombs_and_depth_are_refused() {
    let bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &(1..12).map(|level| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(","))).collect::<String>();
    insta::assert_snapshot!(refused(&bomb), @"R002: this rule file has more than 400000 nodes, counting what aliases repeat");
    let chain = "a0: &a0 [x]\n".to_owned() + &(1..400).map(|level| format!("a{level}: &a{level} [*a{}]\n", level - 1)).collect::<String>();
    insta::assert_snapshot!(refused(&chain), @"R002: lists and mappings are nested more than 128 deep");
    insta::assert_snapshot!(refused("rules: &a [*a]\n"), @"R001: this alias refers to the node that it stands in");
    insta::assert_snapshot!(refused(&"[".repeat(100_000)), @"R001: this file is not YAML recursion limit exceeded");
    insta::assert_snapshot!(refused(&"- ".repeat(50_000)), @"R002: lists and mappings are nested more than 128 deep");
    insta::assert_snapshot!(refused(&"a:\n".repeat(3_000)), @"R003: `a` is written twice in one mapping the first one is in line 1");
    insta::assert_snapshot!(refused(&format!("rules:\n- a: 1\n{}", (0..2_000).map(|at| format!("  k{at}: 1\n")).collect::<String>())), @"R002: a mapping has more than 1000 keys");
    insta::assert_snapshot!(refused(&" ".repeat(9 << 20)), @"R002: this rule file has more than 8 MiB");
}

#[test]
fn a_long_line_takes_no_longer_than_many() {
    let rule = r#"{"id": "r-ID", "severity": "ERROR", "languages": ["python"], "message": "é", "pattern": "f($X, ...)"}"#;
    let rules: Vec<String> = (0..2_000).map(|at| rule.replace("ID", &at.to_string())).collect();
    let loaded = read(&format!("{{\"rules\": [{}]}}", rules.join(", ")));
    assert_eq!((loaded.rules.len(), loaded.diagnostics.len()), (2_000, 0));
}

#[test]
fn deep_formulas_are_read_or_refused() {
    let deep = |levels: usize| {
        let open = "{patterns: [".repeat(levels);
        let close = "]}".repeat(levels);
        format!("rules:\n- {{id: a, severity: ERROR, languages: [python], message: m, patterns: [{open}{{pattern: f()}}{close}]}}\n")
    };
    assert_eq!(read(&deep(50)).rules.len(), 1);
    insta::assert_snapshot!(refused(&deep(70)), @"R002: lists and mappings are nested more than 128 deep");
}

#[test]
fn every_mutation_of_a_rule_file_gets_an_answer() {
    let sound = "edition: 2026
rules:
  - id: signed-token
    severity: medium
    languages: [python]
    message: \"A tökén of $F\"
    metadata: {cwe: [CWE-613], confidence: HIGH}
    paths: {include: ['*.py'], exclude: [a/b]}
    fix: {replace: g($X), safety: safe}
    patterns:
      - pattern-either:
          - pattern: |
              $F = $X
              ...
          - pattern: >-
              f($X,
                ...)
      - pattern-not-inside: 'h(\"...\")'
      - metavariable-regex: {metavariable: $X, regex: '(?i)^a+$'}
      - metavariable-pattern: {metavariable: $X, patterns: [{pattern: g()}, {pattern-not: g(1)}]}
      - focus-metavariable: $X
    examples: [{bad: \"f(1)\", fixed: \"g(1)\"}, {good: {a.py: x}}]
";
    assert_eq!(read(sound).diagnostics, []);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let alphabet: Vec<char> = "${}[]()'\"|>&*!%@#:,-? \n\t\r\\\u{0}\u{feff}\u{85}\u{2028}aé𝕏~^+=.<>`0".chars().collect();
    for _ in 0..4_000 {
        let mut text: Vec<char> = sound.chars().collect();
        for _ in 0..=numbers.below(4) {
            let at = numbers.below(text.len());
            match numbers.below(4) {
                0 => text[at] = alphabet[numbers.below(alphabet.len())],
                1 => text.insert(at, alphabet[numbers.below(alphabet.len())]),
                2 => drop(text.drain(at..(at + numbers.below(30)).min(text.len()))),
                _ => {
                    let piece: Vec<char> = text[at..(at + numbers.below(60)).min(text.len())].to_vec();
                    let to = numbers.below(text.len());
                    text.splice(to..to, piece);
                }
            }
            if text.is_empty() {
                break;
            }
        }
        read(&text.into_iter().collect::<String>());
    }
}

#[test]
fn random_text_gets_an_answer() {
    let mut numbers = Numbers(42);
    for _ in 0..2_000 {
        let length = numbers.below(80);
        let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(numbers.below(256)).expect("a byte")).collect();
        read(&String::from_utf8_lossy(&bytes));
        read(&format!("rules:\n- {}", String::from_utf8_lossy(&bytes)));
    }
}

/// Reads a hostile rule file: in bounded time, whatever it says. The bound is wide for slow machines; growth would break it.
#[track_caller]
fn in_time(text: &str) -> Loaded {
    let start = std::time::Instant::now();
    let loaded = read(text);
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "it took {:?}", start.elapsed());
    loaded
}

/// One rule around a formula.
fn rule(formula: &str) -> String {
    format!("rules:\n- id: a\n  severity: ERROR\n  languages: [python]\n  message: m\n{formula}\n")
}

#[test]
fn bombs_of_merge_keys_and_of_anchored_rules_are_refused() {
    let keys: String = (0..900).map(|at| format!("  k{at}: 1\n")).collect();
    let merges: String = (0..400).map(|at| format!("m{at}: {{<<: [*a, *a, *a, *a, *a], x{at}: 1}}\n")).collect();
    insta::assert_snapshot!(refused(&format!("a: &a\n{keys}{merges}rules: []\n")), @"R002: this rule file has more than 400000 nodes, counting what aliases repeat");
    let rules: String = (0..40_000).map(|_| "- *r\n".to_owned()).collect();
    insta::assert_snapshot!(refused(&format!("x: &r {{id: a, severity: ERROR, languages: [python], message: m, pattern: f()}}\nrules:\n{rules}")), @"R002: this rule file has more than 400000 nodes, counting what aliases repeat");
    let few: String = (0..400).map(|_| "- *r\n".to_owned()).collect();
    let loaded = in_time(&format!("x: &r {{id: a, severity: ERROR, languages: [python], message: m, pattern: f()}}\nrules:\n{few}"));
    assert_eq!(loaded.diagnostics.len(), 399, "each is told as a second rule of its id");
}

#[test]
fn enormous_alternations_are_read_in_time() {
    let alternatives: String = (0..10_000).map(|at| format!("  - pattern: f{at}($X, ...)\n")).collect();
    assert_eq!(in_time(&rule(&format!("  pattern-either:\n{alternatives}"))).rules.len(), 1);
    let equal: String = (0..5_000).map(|_| "  - pattern: f($X, ...)\n".to_owned()).collect();
    assert_eq!(in_time(&rule(&format!("  pattern-either:\n{equal}"))).diagnostics.len(), 4_999);
    let compared: String = (0..150).map(|at| format!("  - pattern: $F{at}($X, ..., $Y, ..., $Z, ..., \"...\")\n")).collect();
    in_time(&rule(&format!("  pattern-either:\n{compared}")));
    let many = |rule: usize| (0..25).map(|at| format!("..., $A{rule}_{at}, ")).collect::<String>();
    let ways: String = (0..100).map(|rule| format!("  - pattern: f({}..., x{rule})\n", many(rule))).collect();
    in_time(&rule(&format!("  pattern-either:\n{ways}")));
    let negatives: String = (0..1_000).map(|at| format!("  - pattern-not: f($X, {at})\n")).collect();
    assert_eq!(in_time(&rule(&format!("  patterns:\n  - pattern: f($X, ...)\n{negatives}"))).rules.len(), 1);
    let words: String = (0..200_000).map(|at| format!("w{at}|")).collect();
    insta::assert_snapshot!(refused(&rule(&format!("  pattern-regex: '{words}'"))).chars().take(120).collect::<String>(), @"R014: this regular expression does not compile Regex error: error building NFA");
}

#[test]
fn deep_and_endless_patterns_are_refused_or_read() {
    let deep = |open: &str, close: &str| rule(&format!("  pattern: \"{}x{}\"", open.repeat(3_000), close.repeat(3_000)));
    insta::assert_snapshot!(refused(&deep("(", ")")), @"R012: this pattern nests more than 200 levels deep");
    insta::assert_snapshot!(refused(&deep("f(", ")")), @"R012: this pattern nests more than 200 levels deep");
    insta::assert_snapshot!(refused(&deep("<... ", " ...>")), @"R012: this pattern is longer than 20000 bytes");
    insta::assert_snapshot!(refused(&rule(&format!("  pattern: \"{}x\"", "-".repeat(15_000)))), @"R012: this pattern nests more than 200 levels deep");
    insta::assert_snapshot!(refused(&rule(&format!("  pattern: \"{}\"", "x + ".repeat(6_000)))), @"R012: this pattern is longer than 20000 bytes");
    in_time(&rule(&format!("  pattern: \"f({})\"", "..., $X, ".repeat(1_500))));
    in_time(&rule(&format!("  pattern: \"x{}\"", ".a".repeat(9_000))));
    in_time(&rule(&format!("  pattern: \"{}\"", "not ".repeat(400) + "x")));
}

#[test]
fn hostile_regular_expressions_are_refused_or_compiled() {
    let regex = |text: &str| rule(&format!("  pattern-regex: '{text}'"));
    for large in ["((a{1000}){1000}){1000}", "(?=((a{1000}){1000}){1000})", r"(\w{500}){500}"] {
        let told = refused(&regex(large));
        assert!(told.starts_with("R014"), "{large}: {told}");
    }
    insta::assert_snapshot!(refused(&regex(&"(".repeat(10_000))), @"R014: this regular expression does not compile Pattern too deeply nested");
    insta::assert_snapshot!(refused(&regex(&format!("{}a{}", "(?:".repeat(5_000), ")".repeat(5_000)))), @"R014: this regular expression does not compile Pattern too deeply nested");
    for slow in ["(a+)+$", "(?=x)(a*)*b", r"(.*)*\1y", "(a|aa)+(?!z)$", "(?:a?){90}a{90}"] {
        in_time(&regex(slow));
    }
}
