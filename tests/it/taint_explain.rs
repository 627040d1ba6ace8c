//! `rules explain` of taint rules: what matched where, the way of a flow, and where it was lost.

use crate::command::straplock;
use crate::taint_reports::RULE;
use crate::tree::folder;

/// The rule of the reports, with more in it that can be told.
fn rule() -> String {
    let more = "      - {pattern: request.user, label: USER}
    pattern-sanitizers:
      - pattern: int(...)
      - pattern: quoted(...)
    pattern-propagators:
      - {pattern: $LIST.append($ITEM), from: $ITEM, to: $LIST}
";
    let (before, sinks) = RULE.split_at(RULE.find("    pattern-sinks:").unwrap());
    format!("{before}{more}{sinks}")
}

const CODE: &str = "def search(request, cursor):
    parts = []
    parts.append(request.GET['name'])
    cursor.execute(parts)

def clean(request, cursor):
    page = request.GET['page']
    page = quoted(page)
    cursor.execute('select %s' % page)

def overwritten(request, cursor):
    page = request.GET['page']
    log(page)
    page = 'none'
    cursor.execute(page)

def labelled(request, cursor):
    cursor.execute(request.user)

def harmless(request, cursor):
    page = request.GET['page']
    if page in ('a', 'b'):
        cursor.execute(page)

def nothing(request, cursor):
    log(request.GET['page'])
    cursor.execute(text)
";

fn shown(place: &str) -> String {
    let folder = folder(&[("sql.yaml", &rule()), ("views.py", CODE)]);
    straplock(folder.path(), &["rules", "explain", "request-in-sql", place, "--rules", "sql.yaml"]).picture()
}

/// What is said at the end about one line.
fn verdict(place: &str) -> String {
    let picture = shown(place);
    let from = picture.find("It is found because").or_else(|| picture.find("It ends where")).unwrap_or(0);
    picture[from..].to_owned()
}

#[test]
fn a_flow_is_shown_with_what_matched() {
    insta::assert_snapshot!(shown("views.py:4"), @"
    exit 0

    --- stdout
    rule request-in-sql finds 1 place in views.py:4

    4 |     cursor.execute(parts)

    sql.yaml
      + mode: taint (line 3)
        + pattern-sources
          + pattern (line 10): request.GET[...]
              3:18 request.GET['name']
              7:12 request.GET['page']
              12:12 request.GET['page']
              21:12 request.GET['page']
              26:9 request.GET['page']
          + pattern (line 11): request.user
              18:20 request.user
        + pattern-sanitizers
          - pattern (line 13): int(...)  matches nothing
          + pattern (line 14): quoted(...)
              8:12 quoted(page)
        + pattern-propagators
          + pattern (line 16): $LIST.append($ITEM)
              3:5 parts.append(request.GET['name'])   $ITEM = request.GET['name'], $LIST = parts
        + pattern-sinks
          + patterns
            + pattern (line 19): $CURSOR.execute($SQL, ...)
                4:5 cursor.execute(parts)   $CURSOR = cursor, $SQL = parts
            + focus-metavariable: $SQL
                4:20 parts   $CURSOR = cursor, $SQL = parts

    It is found because
      it comes from 3:18 `request.GET['name']`
      goes through 3:5 `parts`
      and arrives at 4:20 `parts`
    ");
}

#[test]
fn what_lost_the_taint_is_named() {
    let lines = ["views.py:9", "views.py:15", "views.py:18", "views.py:23", "views.py:27", "views.py:2"];
    let told: Vec<String> = lines.iter().map(|line| format!("{line}\n{}", verdict(line))).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    views.py:9
    It ends where
      7:12 `request.GET['page']` does not reach 9:20 `'select %s' % page`: it is sanitized at 8:12 `quoted(page)`
    views.py:15
    It ends where
      12:12 `request.GET['page']` does not reach 15:20 `page`: 14:5 `page` is given another value before
    views.py:18
    It ends where
      18:20 `request.user` reaches 18:20 `request.user` with other labels than `requires` asks for
    views.py:23
    It ends where
      21:12 `request.GET['page']` does not reach 23:24 `page`: a test or a cast on the way makes it harmless
    views.py:27
    It ends where
      no source is on the way to 27:20 `text`; nothing that is called is followed
    views.py:2
    It ends where
      no entry of `pattern-sinks` matches in this line; a flow is told at its sink
    ");
}
