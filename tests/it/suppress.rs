//! Suppression comments, through a whole scan: what they cover, and what is told about bad ones.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use insta::assert_snapshot;
use straplock::discover::{Discovered, language_of, role_of};
use straplock::files::{Files, SourceFile};
use straplock::filter::suppress::Date;
use straplock::finding::{Disposition, Nosemgrep};
use straplock::rule::{self, Profile, RuleSource};
use straplock::scan::{Options, scan};

const RULES: &str = r"
rules:
  - {id: no-eval, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}
  - {id: no-open, languages: [python], severity: ERROR, message: open, pattern: open(...)}
  - {id: no-safe, languages: [regex], severity: ERROR, message: safe, pattern-regex: '\|safe'}
  - {id: locked-one, languages: [python], severity: ERROR, message: locked, pattern: exec(...), locked: true}
";

fn check(path: &str, text: &str) -> String {
    check_with(Nosemgrep::Off, path, text)
}

fn check_with(nosemgrep: Nosemgrep, path: &str, text: &str) -> String {
    let loaded = rule::load(&[Arc::new(RuleSource::new("rules.yaml", RULES))]);
    assert!(!loaded.has_errors());
    let file = SourceFile::new(path, text, language_of(path).unwrap(), role_of(path, text));
    let found = Discovered { files: Files::new(vec![file]), ..Discovered::default() };
    let today = Date { year: 2026, month: 11, day: 24 };
    let (report, _) = scan(found, &loaded, &Options { profile: Profile::Audit, today, nosemgrep, progress: &AtomicUsize::new(0) });
    let finding = |finding: &straplock::finding::Finding| {
        let reason = if let Disposition::Suppressed { reason } = &finding.disposition { format!(": {reason}") } else { String::new() };
        format!("{} {} {}{reason}\n", finding.location.start.line, finding.rule.id, finding.disposition.as_str())
    };
    let told = report.notifications.iter().map(|told| format!("{}:{} {}\n", told.line.unwrap(), told.column.unwrap(), told.message));
    report.findings.iter().map(finding).chain(told).collect()
}

#[test]
fn a_comment_covers_its_line_or_the_next_statement() {
    let text = r"eval(a)  # straplock: ignore[no-eval] -- a is ours
# straplock: ignore[no-eval, no-open] -- both of them
x = [
    eval(b),
    open(c),
]
eval(d)
f(
    eval(e),
)  # straplock: ignore[no-eval] -- not this line
eval(
    f,
)  # straplock: ignore[no-eval] -- the end of the call

# straplock: ignore[no-eval] until=2026-11-24 -- holds today
@eval(g)
def h(x=eval(i)):
    eval(j)
";
    assert_snapshot!(check("app/a.py", text), @"
    1 no-eval suppressed: a is ours
    4 no-eval suppressed: both of them
    5 no-open suppressed: both of them
    7 no-eval reported
    9 no-eval reported
    11 no-eval suppressed: the end of the call
    16 no-eval suppressed: holds today
    17 no-eval suppressed: holds today
    18 no-eval reported
    10:4 Nothing of the rule no-eval is found here: remove this suppression.
    ");
}

#[test]
fn bad_suppressions_suppress_nothing_and_are_told() {
    let text = r##"eval(a)  # straplock: ignore[no-eval]
eval(a)  # straplock: ignore[no-eval] until=2026-11-23 -- ended
eval(a)  # straplock: ignore[no-evil] -- misspelt
eval(a)  # straplock: ignroe[no-eval] -- misspelt
eval(a)  # straplock: ignore -- everything
exec(a)  # straplock: ignore[locked-one] -- please
y = 1  # straplock: ignore[no-eval] -- nothing here
s = "# straplock: ignore[no-eval] -- in a string"; eval(s)
"##;
    assert_snapshot!(check("app/a.py", text), @"
    1 no-eval reported
    2 no-eval reported
    3 no-eval reported
    4 no-eval reported
    5 no-eval reported
    6 locked-one reported
    8 no-eval reported
    1:10 A suppression says why: add ` -- reason` at its end. This one has no effect.
    2:10 This suppression of no-eval ended on 2026-11-23: mend the code, or decide again and set a new day.
    3:10 There is no rule no-evil; did you mean no-eval? This suppression has no effect.
    4:10 Only `straplock: ignore[rule-id] -- reason` is known here: this comment has no effect.
    5:10 A suppression names its rules: write `straplock: ignore[rule-id] -- reason`. This one has no effect.
    6:10 The rule locked-one is locked: a comment cannot suppress it.
    7:8 Nothing of the rule no-eval is found here: remove this suppression.
    ");
}

#[test]
fn templates_have_comments_of_their_own() {
    let text = "{{ a|safe }} {# straplock: ignore[no-safe] -- cleaned in save() #}\n{# straplock: ignore[no-safe] -- next line #}\n\n{{ b|safe }}\n{{ c|safe }}\n";
    assert_snapshot!(check("app/templates/a.html", text), @"
    1 no-safe suppressed: cleaned in save()
    4 no-safe suppressed: next line
    5 no-safe reported
    ");
}

/// Lines as they were tried with Semgrep 1.185, which honours all but the last three.
#[test]
fn comments_for_semgrep_count_where_the_project_says_so() {
    let text = r"eval(a)  # nosemgrep: no-eval
eval(b)  # why: nosemgrep: no-open, no-eval -- reason
# nosemgrep: no-eval
eval(
    c,
)
eval(d)  # nosemgrep
exec(e)  # nosemgrep: locked-one
eval(f)  # nosemgrep: no-open
eval(
    g,
)  # nosemgrep: no-eval
x = 1  # nosemgrep: no-eval
open(h)
";
    assert_snapshot!(check_with(Nosemgrep::Off, "app/a.py", text), @r"
        1 no-eval reported
        2 no-eval reported
        4 no-eval reported
        7 no-eval reported
        8 locked-one reported
        9 no-eval reported
        10 no-eval reported
        14 no-open reported
        ");
    assert_snapshot!(check_with(Nosemgrep::Named, "app/a.py", text), @r"
        1 no-eval suppressed: nosemgrep: no-eval (line 1)
        2 no-eval suppressed: nosemgrep: no-open, no-eval (line 2)
        4 no-eval suppressed: nosemgrep: no-eval (line 3)
        7 no-eval reported
        8 locked-one reported
        9 no-eval reported
        10 no-eval reported
        14 no-open reported
        7:1 This comment names no rule: write `nosemgrep: no-eval` to accept what is found here.
        8:1 The rule locked-one is locked: a comment cannot suppress it.
        ");
    assert_snapshot!(check_with(Nosemgrep::All, "app/a.py", text), @r"
        1 no-eval suppressed: nosemgrep: no-eval (line 1)
        2 no-eval suppressed: nosemgrep: no-open, no-eval (line 2)
        4 no-eval suppressed: nosemgrep: no-eval (line 3)
        7 no-eval suppressed: nosemgrep (line 7)
        8 locked-one reported
        9 no-eval reported
        10 no-eval reported
        14 no-open reported
        8:1 The rule locked-one is locked: a comment cannot suppress it.
        ");
    let template = "{{ a|safe }} {# nosemgrep: no-safe #}\n<!-- nosemgrep: rules.no-safe -->\n{{ b|safe }}\n<!-- nosemgrep: no-safe -->\n{{ c|safe }}\n";
    assert_snapshot!(check_with(Nosemgrep::Named, "app/templates/a.html", template), @r"
        1 no-safe suppressed: nosemgrep: no-safe (line 1)
        3 no-safe reported
        5 no-safe suppressed: nosemgrep: no-safe (line 4)
        ");
}
