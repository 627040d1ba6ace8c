//! Suppressions over small files.

use super::*;
use crate::report::fixture;
use crate::rule::Severity;

/// Every `danger` of the text is a finding of the rule `danger`; lines that stay reported, then notifications.
fn check(path: &str, text: &str) -> String {
    check_with(path, text, &[])
}

fn check_with(path: &str, text: &str, locked: &[&str]) -> String {
    let files = fixture::files(&[(path, text)]);
    let rule = Arc::new(fixture::rule("danger", Severity::High));
    let id = files.find(path).expect("it is there");
    let mut findings: Vec<_> = text
        .match_indices("danger(")
        .map(|(at, word)| {
            let mut location = fixture::place(&files, path, "danger(");
            location.span = crate::files::Span::new(id, offset(at), offset(at + word.len()));
            (location.start, location.end) = files.lines(location.span);
            fixture::finding(&rule, location, "danger")
        })
        .collect();
    let set = |ids: &[&str]| ids.iter().map(|id| Arc::from(*id)).collect::<BTreeSet<Arc<str>>>();
    let (all, ran, locked) = (set(&["danger", "other"]), set(&["danger"]), set(locked));
    let rules = KnownRules { all: &all, ran: &ran, locked: &locked };
    let notices = apply(&mut findings, &files, &rules, Date::parse("2027-03-02").expect("a day"));
    let mut out: Vec<_> =
        findings.iter().map(|finding| format!("{} {}", finding.location.start.line, finding.disposition.as_str())).collect();
    out.extend(notices.iter().map(|it| format!("{}:{} {}", it.line.unwrap_or_default(), it.column.unwrap_or_default(), it.message)));
    out.join("\n")
}

#[test]
fn python() {
    let text = "danger()  # straplock: ignore[danger] -- own line\n# straplock: ignore[danger] -- next statement\nx = f(\n    danger(1),\n)\ndanger()\n@danger()\ndef f():\n    danger()\nx = '# straplock: ignore[danger] -- a string'; danger()\n";
    insta::assert_snapshot!(check("a.py", text), @r"
    1 suppressed
    4 suppressed
    6 reported
    7 reported
    9 reported
    10 reported
    ");
}

#[test]
fn what_is_wrong_is_said() {
    let text = "danger()  # straplock: ignore[danger]\ndanger()  # straplock: ignore[dangre] -- x\ndanger()  # straplock: ignore[danger] until=2027-03-01 -- x\ndanger()  # straplock: ignore[danger] until=2027-03-02 -- x\nx = 1  # straplock: ignore[danger] -- x\nx = 1  # straplock: ignore[other] -- did not run\nx = 1  # straplock: ignore[zzz] -- x\n";
    insta::assert_snapshot!(check("a.py", text), @r"
    1 reported
    2 reported
    3 reported
    4 suppressed
    1:11 A suppression says why: add ` -- reason` at its end. This one has no effect.
    2:11 There is no rule dangre; did you mean danger? This suppression has no effect.
    3:11 This suppression of danger ended on 2027-03-01: mend the code, or decide again and set a new day.
    5:8 Nothing of the rule danger is found here: remove this suppression.
    7:8 There is no rule zzz: this suppression has no effect.
    ");
    assert!(
        check_with("a.py", "danger()  # straplock: ignore[danger] -- x\n", &["danger"])
            .starts_with("1 reported\n1:11 The rule danger is locked")
    );
}

#[test]
fn templates_and_other_text() {
    let text = "{# straplock: ignore[danger] -- next #}\n\n<p>danger()</p>\n<p>danger() {# straplock: ignore[danger] -- own #}</p>\n<p>danger() # straplock: ignore[danger] -- no comment</p>\n";
    insta::assert_snapshot!(check("a.html", text), @r"
    3 suppressed
    4 suppressed
    5 reported
    ");
    insta::assert_snapshot!(check("a.conf", "danger() # straplock: ignore[danger] -- own\n# straplock: ignore[danger] -- next\n# plain\ndanger()\ndanger()\n"), @r"
    1 suppressed
    4 suppressed
    5 reported
    ");
}

#[test]
fn hostile_files_are_survived() {
    let deep = format!("# straplock: ignore[danger] -- x\n{}danger()", "(".repeat(200_000));
    assert_eq!(check("a.py", &deep), "2 reported");
    assert_eq!(check("a.py", "x = '''# straplock: ignore[danger] -- x\ndanger()"), "2 reported");
}
