//! What a person sees in a terminal.

use std::sync::Arc;

use super::*;
use crate::notification::NotificationKind;
use crate::report::fixture;
use crate::rule::Severity;

fn plain(report: &Report) -> String {
    said(report, TextOptions::default())
}

fn said(report: &Report, options: TextOptions) -> String {
    let mut out = Vec::new();
    render(report, &options, &mut out).expect("memory takes everything");
    String::from_utf8(out).expect("the report is text")
}

#[test]
fn a_comparison() {
    insta::assert_snapshot!(plain(&fixture::full()), @r#"
    Django 5.2.8 project `shop` (manage.py), settings config.settings (from manage.py), 1 Python file, 1 template
    Coverage incomplete: 9 lines of Python, 3 rules, profile review, 1 file read only in part
    Change   compared with main (0123456789): 3 files differ, 1 finding was there before

      not analysed: shop/broken.py:4:12: Expected `:` after the condition; what parsed was analysed.
      note: One suppression is not needed any more.

      fixed: shop/orders/views.py:4: `q` reached raw SQL in log [sql-injection]

    high[sql-injection]: `q` from the query string reaches raw SQL in OrderSearch.get
     --> shop/orders/views.py:7:34
      |
    3 |         q = self.request.GET.get("q", "")
      |             ----------------------------- 1. comes from the request
    ...
    6 |         where = f"title LIKE '%{q}%'"
      |                 --------------------- 2. placed in the SQL text
    7 |         return Order.objects.raw("SELECT * FROM orders_order WHERE " + where)
      |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 3. executed
      |
      = confidence: high · CWE-89
      = why: The database runs what the request says.
      = fix (review): Pass the value as a parameter.
                      - Order.objects.raw("SELECT * FROM orders_order WHERE " + where)
                      + Order.objects.raw("SELECT * FROM orders_order WHERE title LIKE %s", [f"%{q}%"])
      = explain: straplock explain sql-injection
      = suppress: # straplock: ignore[sql-injection] -- why it is safe here

    1 new (1 high), 1 fixed, 1 ignored, 1 file read only in part, 1 more in audit
    "#);
}

#[test]
fn one_tree_with_nothing_found() {
    let mut report = fixture::bare(&fixture::files(&[("manage.py", "x = 1\n"), ("t.html", "")]), Vec::new());
    report.project.django_version = None;
    insta::assert_snapshot!(plain(&report), @r"
    Django project `shop` (manage.py), settings config.settings (from manage.py), 1 Python file, 1 template
    Coverage complete: 9 lines of Python, 0 rules, profile review

    No findings
    ");
    report.project = crate::finding::ProjectSummary::default();
    report.notifications.push(Notification::file("a\n::error::b.py", NotificationKind::Binary, NotificationLevel::Incomplete, "Not text."));
    insta::assert_snapshot!(plain(&report), @r"
    No Django project found here, 1 Python file, 1 template
    Coverage incomplete: 9 lines of Python, 0 rules, profile review, 1 file not read

      not analysed: a␊::error::b.py: Not text.

    No findings in what was read, 1 file not read
    ");
}

#[test]
fn the_worst_finding_stands_next_to_the_prompt() {
    let files = fixture::files(&[("a.py", "one\ntwo\nthree\n")]);
    let of =
        |id: &str, severity, needle| fixture::finding(&Arc::new(fixture::rule(id, severity)), fixture::place(&files, "a.py", needle), id);
    let findings = vec![of("bad", Severity::Critical, "one"), of("meh", Severity::Low, "two"), of("so-so", Severity::Medium, "three")];
    let said = plain(&fixture::bare(&files, findings));
    let titles: Vec<_> = said.lines().filter(|line| line.contains("]: ")).collect();
    assert_eq!(titles, ["low[meh]: meh", "medium[so-so]: so-so", "critical[bad]: bad"]);
    assert!(said.ends_with("3 findings (1 critical)\n"), "{said}");
}

#[test]
fn hostile_text_is_shown_and_not_obeyed() {
    let text = "\u{feff}é = \"💣\"\n\tif is_\u{202e}nimda: 漢字(\u{1b}[31mx, ##[error]y)\r\n";
    let files = fixture::files(&[("a\u{1b}[2Jb\n::error::c.py", text)]);
    let mut rule = fixture::rule("x", Severity::High);
    rule.docs = crate::rule::Docs::default();
    let path = "a\u{1b}[2Jb\n::error::c.py";
    let mut finding = fixture::finding(&Arc::new(rule), fixture::place(&files, path, "x, ##[error]y"), "see\u{7}\n::error::no \u{2066}x");
    finding.labels = vec![
        crate::finding::Label { location: fixture::place(&files, path, "\"💣\""), text: "a bomb\n\u{1b}[0m".into() },
        crate::finding::Label { location: fixture::place(&files, path, "漢字"), text: "wide".into() },
    ];
    insta::assert_snapshot!(plain(&fixture::bare(&files, vec![finding])), @r#"
    Django 5.2.8 project `shop` (manage.py), settings config.settings (from manage.py), 1 Python file, 0 templates
    Coverage complete: 9 lines of Python, 1 rule, profile review

    high[x]: see␇␊::error::no <U+2066>x
     --> a␛[2Jb␊::error::c.py:2:24
      |
    1 | é = "💣"
      |     ---- a bomb␊␛[0m
    2 |     if is_<U+202E>nimda: 漢字(␛[31mx, ## [error]y)
      |                          ---- wide ^^^^^^^^^^^^^^
      |
      = confidence: high · CWE-89
      = explain: straplock explain x
      = suppress: # straplock: ignore[x] -- why it is safe here

    1 finding (1 high)
    "#);
}

#[test]
fn long_lines_are_cut_around_the_mark() {
    let text = format!("x = [{}eval(y){}]\n", "\"é\", ".repeat(500), ", 0".repeat(100_000));
    let files = fixture::files(&[("a.py", &text)]);
    let rule = Arc::new(fixture::rule("eval", Severity::High));
    let finding = fixture::finding(&rule, fixture::place(&files, "a.py", "eval(y)"), "eval runs text");
    let options = TextOptions { width: 80, ..TextOptions::default() };
    insta::assert_snapshot!(said(&fixture::bare(&files, vec![finding]), options), @r#"
    Django 5.2.8 project `shop` (manage.py), settings config.settings (from manage.py), 1 Python file, 0 templates
    Coverage complete: 9 lines of Python, 1 rule, profile review

    high[eval]: eval runs text
     --> a.py:1:2506
      |
    1 | …"é", "é", "é", "é", "é", "é", "é", "é", "é", "é", "é", "é", eval(y), 0, ...
      |                                                              ^^^^^^^
      |
      = confidence: high · CWE-89
      = why: The database runs what the request says.
      = fix: Pass the value as a parameter.
      = explain: straplock explain eval
      = suppress: # straplock: ignore[eval] -- why it is safe here

    1 finding (1 high)
    "#);
}

#[test]
fn places_over_several_lines_and_at_the_end() {
    let files = fixture::files(&[("a.py", "run(\n    a,\n    b,\n)\nlast")]);
    let rule = Arc::new(fixture::rule("call", Severity::Medium));
    let of = |needle: &str| fixture::finding(&rule, fixture::place(&files, "a.py", needle), "a call");
    let mut empty = of("last");
    empty.location.span.start = empty.location.span.end;
    empty.location.start = empty.location.end;
    insta::assert_snapshot!(plain(&fixture::bare(&files, vec![of("run(\n    a,\n    b,\n)\n"), empty])), @r"
    Django 5.2.8 project `shop` (manage.py), settings config.settings (from manage.py), 1 Python file, 0 templates
    Coverage complete: 9 lines of Python, 1 rule, profile review

    medium[call]: a call
     --> a.py:5:5
      |
    5 | last
      |     ^
      |
      = confidence: high · CWE-89
      = fix: Pass the value as a parameter.
      = explain: straplock explain call
      = suppress: # straplock: ignore[call] -- why it is safe here

    medium[call]: a call
     --> a.py:1:1
      |
    1 | / run(
    2 | |     a,
    3 | |     b,
    4 | | )
      | |_^
      |
      = confidence: high · CWE-89
      = why: The database runs what the request says.
      = fix: Pass the value as a parameter.
      = explain: straplock explain call
      = suppress: # straplock: ignore[call] -- why it is safe here

    2 findings (2 medium)
    ");
}

#[test]
fn a_path_over_two_files_and_too_many_steps() {
    let files = fixture::files(&[("a.py", "a1\na2\na3\na4\na5\na6\n"), ("b.py", "\n\nb1\n")]);
    let rule = Arc::new(fixture::rule("flow", Severity::High));
    let step =
        |path: &str, needle: &str| crate::finding::Label { location: fixture::place(&files, path, needle), text: format!("at {needle}") };
    let mut finding = fixture::finding(&rule, fixture::place(&files, "b.py", "b1"), "it flows");
    finding.trace = vec![
        step("a.py", "a1"),
        step("a.py", "a2"),
        step("a.py", "a3"),
        step("a.py", "a4"),
        step("a.py", "a5"),
        step("a.py", "a6"),
        step("b.py", "b1"),
    ];
    insta::assert_snapshot!(plain(&fixture::bare(&files, vec![finding])), @r"
    Django 5.2.8 project `shop` (manage.py), settings config.settings (from manage.py), 2 Python files, 0 templates
    Coverage complete: 9 lines of Python, 1 rule, profile review

    high[flow]: it flows
     --> b.py:3:1
      |
    3 | b1
      | ^^ 7. at b1
      |
     ::: a.py:1:1
      |
    1 | a1
      | -- 1. at a1
    ...
    4 | a4
      | -- 4. at a4
    5 | a5
      | -- 5. at a5
    6 | a6
      | -- 6. at a6
      |
      = path: 2 more places not shown here, all are in the JSON report
      = confidence: high · CWE-89
      = why: The database runs what the request says.
      = fix: Pass the value as a parameter.
      = explain: straplock explain flow
      = suppress: # straplock: ignore[flow] -- why it is safe here

    1 finding (1 high)
    ");
}

#[test]
fn colour_only_when_asked_for() {
    let report = fixture::full();
    assert!(!plain(&report).contains('\u{1b}'));
    let colour = said(&report, TextOptions { styling: Styling::Colour, ..TextOptions::default() });
    assert_eq!(anstream::adapter::strip_str(&colour).to_string(), plain(&report));
}

#[test]
fn many_notices_are_counted() {
    let mut report = fixture::bare(&fixture::files(&[]), Vec::new());
    for number in 0..12 {
        report.notifications.push(Notification::file(
            &format!("{number:02}.py"),
            NotificationKind::Suppression,
            NotificationLevel::Note,
            "Not needed.",
        ));
    }
    report.notifications.push(Notification::file("z.py", NotificationKind::Syntax, NotificationLevel::Incomplete, "Broken."));
    let said = plain(&report);
    assert!(said.contains("  not analysed: z.py: Broken.\n  note: 00.py: Not needed.\n"), "{said}");
    assert!(said.contains("  … and 3 more notices\n"), "{said}");
}
