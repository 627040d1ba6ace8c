//! What patterns find, as a person sees it: the pattern, and each place with what is bound there.

use std::fmt::Write as _;

use super::{CommentStyle, Document, Limit, Options, Pattern};

fn options(span: u32, comments: CommentStyle) -> Options {
    Options { ellipsis_span: span, comments }
}

fn show_with(pattern: &str, text: &str, options: Options) -> String {
    let parsed = match Pattern::parse(pattern, options) {
        Ok(parsed) => parsed,
        Err(error) => return format!("{pattern:?} is refused: {} at {:?}\n", error.message, &pattern[error.range]),
    };
    let found = parsed.find(&Document::new(text, options.comments), text, 100);
    assert_eq!(found.limit, None);
    let mut out = format!("{pattern:?} in {text:?}\n");
    for place in found.places {
        let bound: String = place.captures.iter().map(|(name, range)| format!("  {name} = {:?}", &text[range.clone()])).collect();
        writeln!(out, "    {:?}{bound}", &text[place.range]).expect("a string takes everything");
    }
    out
}

fn show(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(pattern, text)| show_with(pattern, text, Options::default())).collect()
}

#[test]
fn words_and_signs_match_whatever_stands_between_them() {
    insta::assert_snapshot!(show(&[
        ("a=b", "a = b a\n=\nb xa=b a=bc"),
        ("a b", "a\u{a0}b a\u{c}b"),
        ("é", "é e è"),
        ("a....b", "a x b a....b"),
    ]), @r##"
        "a=b" in "a = b a\n=\nb xa=b a=bc"
            "a = b"
            "a\n=\nb"
        "a b" in "a\u{a0}b a\u{c}b"
        "é" in "é e è"
            "é"
        "a....b" in "a x b a....b"
            "a....b"
        "##);
}

#[test]
fn metavariables_stand_for_words_and_for_runs_of_tokens() {
    insta::assert_snapshot!(show(&[
        ("$X.$Y", "a.b.c é.d"),
        ("$X == $X", "a == a == b"),
        ("a $...X b", "a x  y b a b"),
        ("$x $_ $", "$x $_ $"),
        ("$...X ... $Y", "a b"),
        ("... $...X", "a"),
    ]), @r##"
        "$X.$Y" in "a.b.c é.d"
            "a.b"  $X = "a"  $Y = "b"
            "b.c"  $X = "b"  $Y = "c"
        "$X == $X" in "a == a == b"
            "a == a"  $X = "a"
        "a $...X b" in "a x  y b a b"
            "a x  y b"  $...X = " x  y"
            "a b"  $...X = ""
        "$x $_ $" in "$x $_ $"
            "$x $_ $"
        "$...X ... $Y" in "a b"
            "a"  $...X = ""  $Y = "a"
        "... $...X" is refused: `$...X` cannot stand right behind another ellipsis at "$...X"
        "##);
}

#[test]
fn ellipses_take_little_except_at_the_end() {
    insta::assert_snapshot!(show(&[
        ("a ... b", "a b a a x b b"),
        ("... b", "a b b"),
        ("a ...", "a x\na y"),
        ("{ ... }", "{ { a } }"),
        ("$X ... $X", "a b b a"),
    ]), @r##"
        "a ... b" in "a b a a x b b"
            "a b"
            "a x b"
        "... b" in "a b b"
            "a b"
        "a ..." in "a x\na y"
            "a x\na y"
        "{ ... }" in "{ { a } }"
            "{ a }"
        "$X ... $X" in "a b b a"
            "a b b a"  $X = "a"
            "b b"  $X = "b"
        "##);
}

#[test]
fn ellipses_reach_so_many_lines() {
    let long = "a\n1\n2\n3\nb";
    let shown: String = [2, 3, 4].map(|span| show_with("a ... b", long, options(span, CommentStyle::None))).concat();
    insta::assert_snapshot!(shown + &show_with("a ... ... b", long, options(2, CommentStyle::None)) + &show_with("a ...", long, options(1, CommentStyle::None)), @r##"
        "a ... b" in "a\n1\n2\n3\nb"
        "a ... b" in "a\n1\n2\n3\nb"
        "a ... b" in "a\n1\n2\n3\nb"
            "a\n1\n2\n3\nb"
        "a ... ... b" in "a\n1\n2\n3\nb"
            "a\n1\n2\n3\nb"
        "a ..." in "a\n1\n2\n3\nb"
            "a\n1"
        "##);
}

#[test]
fn indented_lines_are_lists() {
    insta::assert_snapshot!(show(&[
        ("a:\n  b", "a:\n  b\na:\nb\na:\n    b\na:\n  b\n  c"),
        ("a:\n  ...\n  c: $X\n  ...", "a:\n  b: 1\n  c: 2\n  d: 3\n"),
        ("b c", "a\n  b\nc\na\n\tb\n\tc"),
        ("a\n  ...\nc", "a\nc a\n  x\n    y\nc"),
        ("  a", "  a"),
    ]), @r##"
        "a:\n  b" in "a:\n  b\na:\nb\na:\n    b\na:\n  b\n  c"
            "a:\n  b"
            "a:\n    b"
        "a:\n  ...\n  c: $X\n  ..." in "a:\n  b: 1\n  c: 2\n  d: 3\n"
            "a:\n  b: 1\n  c: 2\n  d: 3"  $X = "2"
        "b c" in "a\n  b\nc\na\n\tb\n\tc"
            "b\n\tc"
        "a\n  ...\nc" in "a\nc a\n  x\n    y\nc"
            "a\nc"
            "a\n  x\n    y\nc"
        "  a" in "  a"
        "##);
}

#[test]
fn brackets_of_one_line_are_lists_of_the_text() {
    insta::assert_snapshot!(show(&[
        ("b d", "(a b) d (a b\n) d"),
        ("f(a)", "f(a) f(\na\n)"),
        ("f(\n  ...\n)", "f(a (b) [c) f()"),
    ]), @r##"
        "b d" in "(a b) d (a b\n) d"
        "f(a)" in "f(a) f(\na\n)"
            "f(a)"
            "f(\na\n)"
        "f(\n  ...\n)" in "f(a (b) [c) f()"
            "f()"
        "##);
}

#[test]
fn comments_are_white_space_if_the_rule_says_so() {
    let text = "a # x\nb\na // x\nb\na /* q\n */ b a /* b";
    let shown: String = CommentStyle::ALL.map(|style| show_with("a b", text, options(10, style))).concat();
    insta::assert_snapshot!(shown, @r##"
        "a b" in "a # x\nb\na // x\nb\na /* q\n */ b a /* b"
        "a b" in "a # x\nb\na // x\nb\na /* q\n */ b a /* b"
            "a /* q\n */ b"
        "a b" in "a # x\nb\na // x\nb\na /* q\n */ b a /* b"
            "a // x\nb"
            "a /* q\n */ b"
        "a b" in "a # x\nb\na // x\nb\na /* q\n */ b a /* b"
            "a # x\nb"
        "##);
}

#[test]
fn a_search_ends_in_bounded_time() {
    let parsed = Pattern::parse("a ... a ... a ... b", Options::default()).expect("a pattern");
    let text = "a ".repeat(100_000);
    let found = parsed.find(&Document::new(&text, CommentStyle::None), &text, 100);
    assert_eq!((found.places.len(), found.limit), (0, Some(Limit::Steps)));

    let parsed = Pattern::parse("a", Options::default()).expect("a pattern");
    let found = parsed.find(&Document::new(&text, CommentStyle::None), &text, 100);
    assert_eq!((found.places.len(), found.limit), (100, Some(Limit::Places)));

    let refusal = |text: &str| Pattern::parse(text, Options::default()).expect_err("too much of something").message;
    assert_eq!(refusal(&"a ".repeat(10_000)), "it has more than 5000 tokens");
    assert_eq!(refusal(&"a ... ".repeat(300)), "it has more than 200 ellipses");
    let deep: String = (0..300).map(|depth| format!("{}a\n", " ".repeat(depth))).collect();
    assert_eq!(refusal(&deep), "its lines are indented more than 200 times");
    let text = "[".repeat(50_000) + &"]".repeat(50_000);
    let parsed = Pattern::parse("[ ... ] ]", Options::default()).expect("a pattern");
    assert_eq!(parsed.find(&Document::new(&text, CommentStyle::None), &text, 100).limit, Some(Limit::Steps));
}
