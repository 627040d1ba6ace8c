//! Rules of `mode: taint`: the same findings as the published Semgrep engine, told with their way, and mistakes told with their place.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use straplock::engine::{self, Breadth, Outcome};
use straplock::files::{Files, Language, Role, SourceFile};
use straplock::rule::{Loaded, RuleSource, load};

use crate::command::straplock;
use crate::tree::folder;

fn run(rule: &Value, code: &str) -> Outcome {
    let loaded = loaded(rule);
    assert!(!loaded.has_errors() && loaded.unsupported.is_empty(), "{:?}", loaded.diagnostics);
    let files = Files::new(vec![SourceFile::new("probe.py".to_owned(), code, Language::Python, Role::App)]);
    engine::run(&files, &loaded.rules, Breadth::Everything)
}

fn loaded(rule: &Value) -> Loaded {
    load(&[Arc::new(RuleSource::new("probe.yaml", &json!({ "rules": [rule] }).to_string()))])
}

/// What differs from the recorded answer; empty when nothing does.
fn difference(rule: &Value, probe: &Value) -> String {
    let outcome = run(rule, probe["code"].as_str().expect("a text"));
    let ours: BTreeSet<[u32; 4]> = outcome
        .findings
        .iter()
        .map(|finding| (finding.location.start, finding.location.end))
        .map(|(start, end)| [start.line, start.column, end.line, end.column])
        .collect();
    let theirs: BTreeSet<[u32; 4]> = serde_json::from_value(probe["ranges"].clone()).expect("ranges are numbers");
    let mut difference = String::new();
    for range in theirs.difference(&ours) {
        write!(difference, "missing {range:?} ").expect("a string takes everything");
    }
    for range in ours.difference(&theirs) {
        write!(difference, "too much {range:?} ").expect("a string takes everything");
    }
    if let Ok(messages) = serde_json::from_value::<BTreeSet<String>>(probe["messages"].clone()) {
        let told: BTreeSet<String> = outcome.findings.iter().map(|finding| finding.message.clone()).collect();
        if told != messages {
            write!(difference, "messages {told:?}, Semgrep {messages:?}").expect("a string takes everything");
        }
    }
    difference
}

#[test]
fn taint_rules_find_what_semgrep_finds() {
    let all: Value = serde_json::from_str(include_str!("../conformance/taint.json")).expect("the probes are JSON");
    let standard = all["standard_rule"].as_object().expect("a rule");
    let (mut agree, mut wrong) = (0, String::new());
    let mut differ = Vec::new();
    for probe in all["probes"].as_array().expect("a list of probes") {
        let name = probe["name"].as_str().expect("a name");
        let mut rule: Map<String, Value> = standard.clone();
        rule.extend(probe["rule"].as_object().cloned().unwrap_or_default());
        let difference = difference(&Value::Object(rule), probe);
        match (difference.is_empty(), probe["differs"].as_str()) {
            (true, None) => agree += 1,
            (true, Some(_)) => writeln!(wrong, "{name} agrees now: take `differs` away").expect("a string takes everything"),
            (false, None) => writeln!(wrong, "{name}: {difference}").expect("a string takes everything"),
            (false, Some(_)) => differ.push(name),
        }
    }
    assert!(wrong.is_empty(), "{agree} agree\n{wrong}");
    insta::assert_snapshot!(format!("{agree} agree; these do not: {}", differ.join(", ")), @"372 agree; these do not: mod-e, num-more, wth-a, shp-a, random-0000, random-0060, random-0074");
}

const RULE: &str = "rules:
  - id: request-in-sql
    mode: taint
    severity: HIGH
    languages: [python]
    message: $PARAMETER reaches $CURSOR as SQL
    pattern-sources:
      - pattern: request.GET[$PARAMETER]
    pattern-sinks:
      - patterns:
          - pattern: $CURSOR.execute($SQL, ...)
          - focus-metavariable: $SQL
    pattern-sanitizers:
      - pattern: int(...)
";

const VIEW: &str = "def search(request, cursor):
    name = request.GET['name']
    page = int(request.GET['page'])
    text = 'select %s' % name
    cursor.execute(text)
    cursor.execute('select %d' % page)
";

#[test]
fn a_finding_is_told_with_its_way() {
    let folder = folder(&[("rule.yaml", RULE), ("app/views.py", VIEW)]);
    let scan = ["scan", "app", "--rules", "rule.yaml", "--only-rules"];
    insta::assert_snapshot!(straplock(folder.path(), &scan).picture(), @r#"
        exit 1

        --- stdout
        No Django project found here, 1 Python file, 0 templates
        Coverage complete: 6 lines of Python, 1 rule, profile review

        high[request-in-sql]: 'name' reaches cursor as SQL
         --> app/views.py:5:20
          |
        2 |     name = request.GET['name']
          |     ----   ------------------- 1. comes from here
          |     |
          |     2. passes through here
        3 |     page = int(request.GET['page'])
        4 |     text = 'select %s' % name
          |     ---- 3. passes through here
        5 |     cursor.execute(text)
          |                    ^^^^ 4. arrives here
          |
          = confidence: medium
          = explain: straplock explain request-in-sql
          = suppress: # straplock: ignore[request-in-sql] -- why it is safe here

        1 finding (1 high)
        "#);
}

#[test]
fn a_loop_that_never_settles_is_told() {
    // Each name takes what the next one has: taint travels one name a round.
    let names: String = (1..=200).map(|at| format!("    x{at} = 1\n")).collect();
    let mut code = format!("def f():\n    x0 = source()\n{names}    while c:\n");
    for at in (0..200).rev() {
        writeln!(code, "        x{} = x{at}", at + 1).expect("a string takes everything");
    }
    code.push_str("    sink(x200)\n");
    let rule = json!({"id": "slow", "mode": "taint", "languages": ["python"], "severity": "HIGH", "message": "m",
        "pattern-sources": [{"pattern": "source()"}], "pattern-sinks": [{"pattern": "sink(...)"}]});
    let outcome = run(&rule, &code);
    let told: Vec<&str> = outcome.notifications.iter().map(|notification| notification.message.as_str()).collect();
    insta::assert_snapshot!(told.join("\n"), @"rule `slow` was cut short here, findings may be missing: following taint needs too many steps.");
}

#[test]
fn values_that_contain_themselves_and_deep_code_end() {
    let rule = json!({"id": "deep", "mode": "taint", "languages": ["python"], "severity": "HIGH", "message": "m",
        "pattern-sources": [{"pattern": "source()"}], "pattern-sinks": [{"pattern": "sink(...)"}]});
    let nested = "    ".to_owned() + &"g(".repeat(300) + "x" + &")".repeat(300) + "\n";
    let loops: String = (1..30).map(|depth| format!("{}for i{depth} in x:\n", "    ".repeat(depth))).collect();
    let code = format!(
        "def f(x):\n    x = source()\n    while c:\n        x.a = x\n        x = [x, x.b]\n{nested}{loops}{}x.b = [x]\n    sink(x)\n",
        "    ".repeat(30)
    );
    let outcome = run(&rule, &code);
    assert_eq!(outcome.findings.len(), 1);
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are the picture")]
fn mistakes_are_told_with_their_place() {
    let rule = "edition: 2026
rules:
  - id: wrong
    mode: taint
    severity: HIGH
    languages: [python]
    message: $X meets $Y
    metadata: {cwe: [CWE-89]}
    pattern-sources:
      - pattern: source($X)
        lable: A
      - {pattern: other(), label: not, requires: A and (B or}
    pattern-sinks:
      - {pattern: sink(...), requires: A and and B, exact: perhaps}
    pattern-propagators:
      - {pattern: $L.append($V), from: $V}
      - {pattern: $L.append($V), from: v, to: $M}
    pattern-sanitizers: clean(...)
  - id: without
    mode: taint
    severity: HIGH
    languages: [python]
    message: m
    metadata: {cwe: [CWE-89]}
    pattern: source()
    options: {taint_asume_safe_functions: true}
    pattern-sinks: []
";
    let folder = folder(&[("rule.yaml", rule)]);
    insta::assert_snapshot!(straplock(folder.path(), &["rules", "check", "rule.yaml"]).picture(), @"
    exit 2

    --- stdout
    error[R011]: an entry of `pattern-sources` has no key `lable`
      --> rule.yaml:11:9
       |
    11 |         lable: A
       |         ^^^^^
       |
       = help: did you mean `label`?

    error[R018]: `not` is no label
      --> rule.yaml:12:35
       |
    12 |       - {pattern: other(), label: not, requires: A and (B or}
       |                                   ^^^
       |
       = help: a label has letters, digits and `_`, as in `USER_INPUT`

    error[R018]: this is no expression of labels
      --> rule.yaml:12:61
       |
    12 |       - {pattern: other(), label: not, requires: A and (B or}
       |                                                             ^ a label is missing here
       |
       = help: labels are combined with `and`, `or`, `not` and parentheses: `A and not B`

    error[R018]: this is no expression of labels
      --> rule.yaml:14:46
       |
    14 |       - {pattern: sink(...), requires: A and and B, exact: perhaps}
       |                                              ^^^ a label belongs here, not `and`
       |
       = help: labels are combined with `and`, `or`, `not` and parentheses: `A and not B`

    error[R004]: `exact` takes `true` or `false`, this is a text
      --> rule.yaml:14:60
       |
    14 |       - {pattern: sink(...), requires: A and and B, exact: perhaps}
       |                                                            ^^^^^^^

    error[R006]: an entry of `pattern-propagators` needs the key `to`
      --> rule.yaml:16:9
       |
    16 |       - {pattern: $L.append($V), from: $V}
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

    error[R004]: `v` is no metavariable
      --> rule.yaml:17:40
       |
    17 |       - {pattern: $L.append($V), from: v, to: $M}
       |                                        ^
       |
       = help: metavariables begin with `$`: `$V`

    error[R021]: nothing binds $M, so nothing is carried on
      --> rule.yaml:17:47
       |
    17 |       - {pattern: $L.append($V), from: v, to: $M}
       |                                               ^^ bound here: $L (line 17), $V (line 17)

    error[R004]: `pattern-sanitizers` takes a list, this is a text
      --> rule.yaml:18:25
       |
    18 |     pattern-sanitizers: clean(...)
       |                         ^^^^^^^^^^
       |
       = help: write each item below it, behind `- `

    error[R006]: a rule of `mode: taint` needs the key `pattern-sources`
      --> rule.yaml:19:9
       |
    19 |   - id: without
       |         ^^^^^^^
       |
       = help: it lists where data comes from: `- pattern: …`

    error[R016]: a rule of `mode: taint` has no `pattern` of its own
      --> rule.yaml:25:5
       |
    25 |     pattern: source()
       |     ^^^^^^^
       |
       = help: put it into an entry of `pattern-sources` or `pattern-sinks`: `- pattern: …`

    error[R005]: there is no option `taint_asume_safe_functions`
      --> rule.yaml:26:15
       |
    26 |     options: {taint_asume_safe_functions: true}
       |               ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: did you mean `taint_assume_safe_functions`?

    error[R016]: an empty `pattern-sinks` finds nothing
      --> rule.yaml:27:5
       |
    27 |     pattern-sinks: []
       |     ^^^^^^^^^^^^^

    13 errors
    `straplock explain R004` says more, and so does rules/README.md#r004; the same for R005, R006, R011, R016, R018, R021
    0 rules can run
    ");
}

#[test]
fn a_source_may_be_a_parameter_of_a_name() {
    let rule = json!({"id": "views", "mode": "taint", "languages": ["python"], "severity": "HIGH", "message": "$PARAMETER",
        "options": {"symbolic_propagation": true},
        "pattern-sources": [{"patterns": [
            {"pattern-inside": "def $VIEW(..., $PARAMETER, ...):\n  ..."},
            {"focus-metavariable": "$PARAMETER"},
            {"metavariable-pattern": {"metavariable": "$PARAMETER", "pattern": "request"}},
        ]}],
        // A list does not stand for the variable that it is bound to.
        "pattern-sinks": [{"patterns": [{"pattern": "run($X)"}, {"pattern-not": "run([...])"}, {"focus-metavariable": "$X"}]}]});
    let code = "def view(request, other):\n    run(request.GET)\n    run(other)\n    words = ['ls', request.path]\n    run(words)\n    run((request))\n";
    let outcome = run(&rule, code);
    let told = outcome.findings.iter().map(|finding| {
        let (start, end) = (finding.location.start, finding.location.end);
        format!("{}:{}-{} {} ({} steps)\n", start.line, start.column, end.column, finding.message, finding.trace.len())
    });
    insta::assert_snapshot!(told.collect::<String>(), @r#"
        2:9-20 request (2 steps)
        5:9-14 request (3 steps)
        6:10-17 request (2 steps)
        "#);
}
