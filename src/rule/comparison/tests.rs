//! Comparisons without bindings. What they are worth for code is in `tests/conformance`.

use super::evaluate::{Binding, Bindings};
use super::{Comparison, ComparisonError, Strip};
use crate::semantic::Constant;

struct Nothing;

impl Bindings for Nothing {
    fn get(&self, _: &str) -> Option<Binding<'_>> {
        None
    }

    fn constant(&self, _: u32) -> Option<Constant> {
        None
    }

    fn today(&self) -> Option<i64> {
        Some(1_800_000_000)
    }
}

fn holds(text: &str) -> bool {
    Comparison::parse(text, Strip::No, 1).expect("it parses").holds(&Nothing).expect("no limit")
}

#[test]
fn dates_are_compared() {
    assert!(holds("strptime('2026-11-24') < today()"));
    assert!(!holds("strptime('2027-11-24') < today()"));
    assert!(!holds("strptime('2026-11-31') < today()"), "no such day");
}

#[test]
fn a_limit_is_told() {
    let hostile = format!("re.match('(a|aa)+(?<!b)$', '{}b')", "a".repeat(200));
    assert!(Comparison::parse(&hostile, Strip::No, 1).expect("it parses").holds(&Nothing).is_err());
}

#[test]
fn mistakes_have_a_place() {
    let told = |text: &str| match Comparison::parse(text, Strip::No, 1) {
        Err(ComparisonError { message, range, help }) => format!("{message} | {:?} | {}", &text[range], help.unwrap_or_default()),
        Ok(comparison) => match comparison.doubt() {
            Some((reason, range)) => format!("never: {reason} | {:?}", &text[range]),
            None => "fine".to_owned(),
        },
    };
    let texts = [
        "$X > ",
        "$x > 1",
        "$1 > 1",
        "$X > 1; $Y > 2",
        "",
        "len($X) > 3",
        "lowr($X) == 'a'",
        "1 < $X < 3",
        "$X is 1",
        "x == 1",
        "$X // 2 == 1",
        "$X.lower() == 'a'",
        "re.match('a')",
        "$X in (1, 2)",
        "re.match('$x', $X) and str($X) in ['a', \"$\"]",
    ];
    insta::assert_snapshot!(texts.map(|text| format!("{text}: {}", told(text))).join("\n"), @r#"
        $X > : Expected an expression | "" | 
        $x > 1: `$x` is no metavariable | "$x" | metavariables are written in capitals: `$X`
        $1 > 1: `$1` is no metavariable | "$1" | groups by number cannot stand in a comparison: name the group, `(?P<NUMBER>…)`, and write `int($NUMBER)`
        $X > 1; $Y > 2: a comparison is one expression | "$X > 1; $Y > 2" | for example `$X > 0 and $X < 10`
        : a comparison is one expression | "" | for example `$X > 0 and $X < 10`
        len($X) > 3: never: there is no function `len`; known here: `int`, `str`, `lower`, `upper`, `strptime`, `today` and `re.match` | "len"
        lowr($X) == 'a': never: there is no function `lowr`; did you mean `lower`? | "lowr"
        1 < $X < 3: never: a chain of comparisons has no value: join two by `and` | "1 < $X < 3"
        $X is 1: never: `is` has no value: write `==` | "$X is 1"
        x == 1: never: `x` is no metavariable, so it has no value | "x"
        $X // 2 == 1: never: this operator has no value: `/` cuts off the fraction of whole numbers | "$X // 2"
        $X.lower() == 'a': never: only functions can be called, and `re.match` | "$X.lower"
        re.match('a'): never: `re.match` takes an expression and a text | "re.match"
        $X in (1, 2): never: this has no value here | "(1, 2)"
        re.match('$x', $X) and str($X) in ['a', "$"]: fine
        "#);
}
