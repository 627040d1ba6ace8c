//! A flow in every format: source, steps and sink in their order, with what is said at each.

use serde_json::Value;

use crate::command::straplock;
use crate::tree::folder;

/// A rule that finds data of the request in SQL.
pub(crate) const RULE: &str = "edition: 2026
rules:
  - id: request-in-sql
    mode: taint
    severity: HIGH
    languages: [python]
    message: request data reaches SQL
    metadata: {cwe: [CWE-89]}
    pattern-sources:
      - pattern: request.GET[...]
    pattern-sinks:
      - patterns:
          - pattern: $CURSOR.execute($SQL, ...)
          - focus-metavariable: $SQL
";

const VIEW: &str = "def search(request, cursor):
    text, name = '', ''
    for attempt in range(3):
        if attempt:
            cursor.execute(text)
        text = 'select %s' % name
        name = request.GET['name']
";

/// The output of a scan in this format.
fn report(format: &str) -> String {
    let folder = folder(&[("rule.yaml", RULE), ("app/views.py", VIEW)]);
    straplock(folder.path(), &["scan", "app", "--rules", "rule.yaml", "--only-rules", "--format", format]).done().stdout
}

/// One line a step: place and message.
fn steps(steps: &Value, step: impl Fn(&Value) -> String) -> String {
    steps.as_array().unwrap().iter().map(step).collect::<Vec<_>>().join("\n")
}

#[test]
fn sarif_has_the_flow_as_a_thread() {
    let log: Value = serde_json::from_str(&report("sarif")).unwrap();
    let result = &log["runs"][0]["results"][0];
    let locations = &result["codeFlows"][0]["threadFlows"][0]["locations"];
    let shown = steps(locations, |step| {
        let (region, text) = (&step["location"]["physicalLocation"]["region"], &step["location"]["message"]["text"]);
        format!("{}:{}-{} {}", region["startLine"], region["startColumn"], region["endColumn"], text.as_str().unwrap())
    });
    insta::assert_snapshot!(shown, @"
    7:16-35 comes from here
    7:9-13 passes through here
    6:9-13 passes through here
    5:28-32 arrives here
    ");
    let last = &locations[locations.as_array().unwrap().len() - 1]["location"]["physicalLocation"];
    assert_eq!(last, &result["locations"][0]["physicalLocation"], "the last step is the place of the finding");
}

#[test]
fn json_has_the_flow_as_a_trace() {
    let report: Value = serde_json::from_str(&report("json")).unwrap();
    let shown = steps(&report["findings"][0]["trace"], |step| {
        let (start, end) = (&step["start"], &step["end"]);
        let place = format!("{}:{}-{}:{}", start["line"], start["column"], end["line"], end["column"]);
        format!("{} {place} {}", step["path"].as_str().unwrap(), step["text"].as_str().unwrap())
    });
    insta::assert_snapshot!(shown, @"
    app/views.py 7:16-7:35 comes from here
    app/views.py 7:9-7:13 passes through here
    app/views.py 6:9-6:13 passes through here
    app/views.py 5:28-5:32 arrives here
    ");
}

#[test]
fn text_shows_the_way_from_input_to_danger() {
    insta::assert_snapshot!(report("text"), @"
    No Django project found here, 1 Python file, 0 templates
    Coverage complete: 7 lines of Python, 1 rule, profile review

    high[request-in-sql]: request data reaches SQL
     --> app/views.py:5:28
      |
    5 |             cursor.execute(text)
      |                            ^^^^ 4. arrives here
    6 |         text = 'select %s' % name
      |         ---- 3. passes through here
    7 |         name = request.GET['name']
      |         ----   ------------------- 1. comes from here
      |         |
      |         2. passes through here
      |
      = confidence: medium · CWE-89
      = explain: straplock explain request-in-sql
      = suppress: # straplock: ignore[request-in-sql] -- why it is safe here

    1 finding (1 high)
    ");
}

#[test]
fn markdown_shows_the_way_in_the_cell() {
    insta::assert_snapshot!(report("markdown"), @r"
    ## Straplock: 1 finding (1 high)

    1 finding at high or above: the gate fails.

    <sub>Scanned: No Django project found here, 1 Python file, 0 templates</sub>

    ### Findings

    | severity | confidence | what | rule | CWE | where |
    | --- | --- | --- | --- | --- | --- |
    | high | medium | request data reaches SQL<br>1. comes from here: <code>request.GET\['name'\]</code> <code>app/views.py:7</code><br>2. passes through here: <code>name</code> <code>app/views.py:7</code><br>3. passes through here: <code>text</code> <code>app/views.py:6</code><br>4. arrives here: <code>text</code> <code>app/views.py:5</code> | <code>request-in-sql</code> | CWE-89 | <code>app/views.py:5</code> |

    ### Coverage

    The analysis is complete: 7 lines of Python, 1 rule, profile review.
    ");
}
