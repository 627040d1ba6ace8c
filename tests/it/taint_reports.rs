//! A flow in every format: source, steps and sink in their order, with what is said at each.

use serde_json::Value;

use crate::command::straplock;

const RULE: &str = "edition: 2026
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
    for attempt in range(3):
        if attempt:
            cursor.execute(text)
        text = 'select %s' % name
        name = request.GET['name']
";

/// The output of a scan in this format.
fn report(format: &str) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("rule.yaml"), RULE).unwrap();
    std::fs::create_dir(folder.path().join("app")).unwrap();
    std::fs::write(folder.path().join("app/views.py"), VIEW).unwrap();
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
    insta::assert_snapshot!(shown, @"");
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
    insta::assert_snapshot!(shown, @"");
}

#[test]
fn text_shows_the_way_from_input_to_danger() {
    insta::assert_snapshot!(report("text"), @"");
}

#[test]
fn markdown_lists_the_steps() {
    insta::assert_snapshot!(report("markdown"), @"");
}
