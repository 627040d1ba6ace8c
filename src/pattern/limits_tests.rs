//! Hostile patterns over hostile files: every search ends, and says when it gave up.

use super::{Code, Pattern, PatternSet};
use crate::semantic;
use crate::syntax::python;

/// Searches and gives the number of matches and whether the budget ran out.
#[track_caller]
fn search(pattern: &str, code: &str) -> (usize, bool) {
    search_for(Pattern::parse(pattern).expect("the pattern is right"), code)
}

fn search_for(pattern: Pattern, code: &str) -> (usize, bool) {
    let parsed = python::parse(code);
    let parsed = parsed.from_the_right(code);
    let semantics = semantic::analyse(code, parsed);
    let found = PatternSet::new(vec![pattern]).find(&Code { text: code, parsed, semantics: &semantics }, &[true]);
    (found.of(0).len(), found.is_exhausted(0))
}

#[test]
fn long_files_and_many_ellipses_end() {
    let code = "f(x)\n".repeat(5_000);
    let (_, exhausted) = search("$A\n...\n$B\n...\n$C\n...\n$D\n", &code);
    assert!(exhausted);
    let (found, _) = search("f(x)\n...\ng(x)\n", &code);
    assert_eq!(found, 0);
}

#[test]
fn a_place_to_look_in_is_found_once_for_each_beginning() {
    let code = (0..1_000).map(|at| format!("x{at} = {at}\n")).collect::<String>();
    let pattern = Pattern::parse("$X = $Y\n...\n").expect("the pattern is right");
    assert!(search_for(pattern.clone(), &code).1, "every length is too much");
    assert_eq!(search_for(pattern.longest(), &code), (1_000, false));
}

#[test]
fn long_argument_lists_end() {
    let code = format!("f({})\n", "a, ".repeat(3_000));
    let (_, exhausted) = search("f(..., $A, ..., $B, ..., $C, ..., z)", &code);
    assert!(exhausted);
    let (found, exhausted) = search("f(..., $A, ...)", &code);
    assert_eq!((found, exhausted), (3_000, false));
}

#[test]
fn wide_containers_end() {
    let dict = format!("x = {{{}}}\n", (0..2_000).map(|at| format!("'k{at}': {at}, ")).collect::<String>());
    let (found, exhausted) = search("{..., 'k1999': $V, ...}", &dict);
    assert_eq!((found, exhausted), (1, false));
    let operands = format!("x = {}\n", vec!["a"; 900].join(" and "));
    let (_, exhausted) = search("$A and $B and $C and $D and z", &operands);
    assert!(exhausted);
}

#[test]
fn deep_trees_end() {
    let code = format!("x = {}y{}\n", "f(".repeat(900), ")".repeat(900));
    let (found, _) = search("<... y ...>", &code);
    assert!(found > 0);
    let (found, _) = search("f(<... y ...>)", &code);
    assert_eq!(found, 900);
}

#[test]
fn regular_expressions_that_explode_end() {
    let code = format!("x = \"{}!\"\n", "a".repeat(5_000));
    assert_eq!(search("\"=~/^(a+)+$/\"", &code), (0, false));
    assert_eq!(search("\"=~/^(?=(a+)+b)/\"", &code), (0, false));
}

#[test]
fn wrong_bytes_are_no_panic() {
    for code in [
        "\u{feff}f(1)\n",
        "f('é')\nx = 'ü' + y\n",
        "f(\0)\n",
        "\"\"\"",
        "f'{",
        "f'{x!",
        "def",
        "class A(\n",
        "(\u{3000}f(1))\n",
        "é(f(1))\n",
    ] {
        for pattern in
            ["f($X)", "$X", "...", "\"...\"", "f\"...{$X}...\"", "$A\n...\n$B", "def $F(...): ...", "class $C(...): ...", "\"$X\""]
        {
            search(pattern, code);
        }
    }
}

#[test]
fn patterns_of_any_text_are_no_panic() {
    for pattern in [
        "$",
        "$...",
        "...",
        "....",
        "a. ...",
        "a. ... .",
        "<...",
        "<... ...>",
        "f(<... a, b ...>)",
        "{",
        "{...",
        "f\"{",
        "f\"{$X",
        "f\"{...}\"",
        "\"$\"",
        "\"$...X\"",
        "$X: ",
        "f($X: )",
        "@",
        "@a\n@b",
        "é",
        "$É",
        "lambda",
        "lambda: ...",
        "{**$X}",
        "[...][...]",
        "f(**...)",
        "f(*...)",
        "(...)",
        "...: $V",
        "{...: $V}",
        "if $X:\n",
        "try:",
        "match $X:\n  case ...: ...",
        "x = ",
        "=~/",
        "import ...",
        "from ... import $X",
        "global ...",
        "def f(..., *, ...): ...",
        "def f(a=1, ..., b): ...",
        "def f(**$K, ...): ...",
        "$X = $Y = $Z",
        "type X = int",
        "\\",
        "#",
        "a\\\n",
        "print 'x'",
    ] {
        if let Ok(pattern) = Pattern::parse(pattern) {
            assert!(pattern.metavariables().len() < 10);
        }
    }
}
