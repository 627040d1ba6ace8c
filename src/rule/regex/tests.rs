//! Both compiled forms, the walk and the names agree; what is only parsed compiles.

use super::*;
use crate::rule::{TextTerm, built_in, cases_of};

fn term(text: &str) -> RegexTerm {
    RegexTerm::new(text, Anchor::Free, 1)
}

#[test]
fn what_speaks_of_all_letters_is_compiled_for_them() {
    for text in [r"(?i)^get_\w+$", r"a\\x", r"[^'x]*\s", r"(?P<U>x)"] {
        assert!(term(text).forms.is_plain, "{text}");
    }
    for text in ["é", r"\x{212a}", r"[\p{L}]", r"(?-u:a)", r"(?iu)a", "a\\", r"[[:cntrl:]]"] {
        assert!(!term(text).forms.is_plain, "{text}");
    }
}

/// What Semgrep 1.185 finds: classes and borders of ASCII, one character for a dot, cases of all letters.
#[test]
fn letters_outside_of_ascii() {
    let found = |regex: &str, text: &str| {
        let (places, limit) = term(regex).places(text, 10);
        assert_eq!(limit, None);
        places.iter().map(|place| text[place.range.clone()].to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(r"caf\w+", "caf\u{e9}s cafes"), "cafes");
    assert_eq!(found("(?i)\u{e9}", "\u{e9}\u{c9}"), "\u{e9} \u{c9}");
    assert_eq!(found("^a.b$", "\u{4e2d}\na\u{e9}b"), "a\u{e9}b");
    assert_eq!(found(r"z\b", "z\u{e9}z"), "z z");
    assert_eq!(found(r"q\sq", "q\u{a0}q q q"), "q q");
    assert_eq!(found("(?i)kelvin", "\u{212a}elvin kelvin"), "\u{212a}elvin kelvin");
    assert_eq!(found("m[^x]m", "m\u{1f600}m"), "m\u{1f600}m");
}

/// Parsing is a promise: what it lets through compiles, with the same groups.
#[test]
fn what_is_only_parsed_compiles() {
    let odd = [
        "a(b)c",
        "(?i)x|y",
        "a**",
        "(?x) a # b\n (c)",
        "[a-",
        "[z-a]",
        "(?=a)b",
        "(?!.*(a|b))c(d)",
        "(?=(a)(?!b))",
        r"[^{}]*\{x\}(y)",
        "a{b",
        "{",
        "x(?=a{,3})",
        "(?!a)*b",
        "(?=a)+",
        r"(?!\h)(?=\<)",
        "(?=[[a]&&b])",
        "(?!(?i:a))(?s:.)",
        "((?!a)",
        r"\h+",
        r"\<x",
        "x{9}{9}",
        "(a)(?<N>b)",
        "(",
        r"\Qa\E",
        "(?m:^a$)",
        r"\K",
        "a++",
        "(?>a)",
        r"[[a]&&b]",
        r"\z\A\b{start}",
        "(?#c)a",
        "|",
        "",
    ];
    let built_in = built_in().rules;
    let known = built_in.iter().flat_map(|rule| &rule.regexes).map(TextTerm::text);
    let mut parsed = 0;
    for text in known.chain(odd) {
        for anchor in [Anchor::Free, Anchor::Start] {
            let term = RegexTerm::new(text, anchor, 1);
            let Some(groups) = term.forms.parsed() else { continue };
            let regex = term.forms.compile(BytesMode::Ascii).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(regex.capture_names().count(), groups + 1, "{text}");
            parsed += 1;
        }
    }
    assert!(parsed > 200, "{parsed}");
}

#[test]
fn groups_have_places_in_the_text_itself() {
    let text = "\u{e9}\u{e9} name = \u{4e2d}\u{6587};";
    let (places, _) = term(r"(?P<NAME>\w+) = (.+);").places(text, 10);
    let groups: Vec<_> = places[0].groups.iter().map(|(name, range)| (name.as_str(), &text[range.clone()])).collect();
    assert_eq!(groups, [("$1", "name"), ("$NAME", "name"), ("$2", "\u{4e2d}\u{6587}")]);
    assert_eq!(term(r"(?P<NAME>\w+) = (.+);").groups(), ["$1", "$NAME", "$2"]);
}

/// Compiled for ASCII or for all of Unicode, the built-in rules' expressions say the same about every line of their cases.
#[test]
fn both_forms_agree_on_ascii() {
    let (mut asked, mut walked_over) = (0, 0);
    for rule in &built_in().rules {
        let cases = cases_of(rule);
        let regexes = rule.regexes.iter().filter_map(|term| if let TextTerm::Regex(term) = term { Some(term) } else { None });
        for term in regexes.filter(|term| term.forms.is_plain) {
            let (full, plain) = (term.forms.full().expect("it compiles"), term.forms.plain().expect("it compiles"));
            let (names, walkable) = (term.names(), term.forms.walkable());
            for line in cases.iter().flat_map(|case| case.text.lines()).filter(|line| line.is_ascii()) {
                let range = |regex: &Regex| regex.find(line).expect("it ends").map(|found| found.range());
                assert_eq!(range(full), range(plain), "{} in {line}", term.text());
                asked += 1;
                let walked = walkable.and_then(|walkable| walkable.starts(line));
                assert!(walked.is_none_or(|matches| matches == full.is_match(line).expect("it ends")), "{} in {line}", term.text());
                walked_over += usize::from(walked.is_some());
                let by_name = names.and_then(|names| names.is_match(line));
                assert!(by_name.is_none_or(|matches| matches == full.is_match(line).expect("it ends")), "{} in {line}", term.text());
            }
        }
    }
    assert!(asked > 10_000 && walked_over > 5_000, "{asked} {walked_over}");
}
