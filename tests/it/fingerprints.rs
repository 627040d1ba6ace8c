//! What a finding is recognised by: each change that leaves the danger as it was must leave the finding known, and each that
//! adds one must show it. Through `scan --diff`, on real commits.

use insta::assert_snapshot;
use serde_json::Value;

use crate::command::straplock;
use crate::repository::Sandbox;

const RULES: &str = "
rules:
  - {id: no-eval, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}
  - id: open-view
    languages: [python]
    severity: ERROR
    message: open
    patterns:
      - pattern: |
          def $F(request, ...):
              ...
      - pattern-not: |
          @login_required
          def $F(request, ...):
              ...
      - focus-metavariable: $F
";

const BEFORE: &str = r#"from x import login_required


class Orders:
    def get(self, name):
        value = eval("first" + name, {"a": 1})
        return value

    def post(self, name):
        return eval(name)


@login_required
def pay(request):
    return eval(request)
"#;

/// Commits `before`, then what `change` does to it, and shows what `scan --diff` calls new and fixed.
fn check(change: impl FnOnce(&Sandbox)) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("rules.yaml", RULES);
    sandbox.write("app/views.py", BEFORE);
    sandbox.commit("before");
    change(&sandbox);
    sandbox.commit("after");
    let done = straplock(sandbox.path(), &["scan", "--diff", "HEAD~1", "--rules", "rules.yaml", "--only-rules", "--format", "json"]).done();
    assert!(done.code <= 1, "{}", done.stderr);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    let line = |mark: &str, finding: &Value| {
        format!("{mark} {}:{} {}\n", finding["path"].as_str().unwrap(), finding["start"]["line"], finding["rule_id"].as_str().unwrap())
    };
    let new = report["findings"].as_array().unwrap().iter().filter(|finding| finding["disposition"] == "reported");
    let fixed = report["fixed"].as_array().unwrap().iter();
    let lines = new.map(|finding| line("new", finding)).chain(fixed.map(|finding| line("fixed", finding))).collect::<String>();
    if lines.is_empty() { "nothing new, nothing fixed".to_owned() } else { lines }
}

fn edited(from: &str, to: &str) -> String {
    assert!(BEFORE.contains(from), "the text to change is there");
    check(|sandbox| {
        sandbox.write("app/views.py", &BEFORE.replacen(from, to, 1));
    })
}

fn renamed(text: &str) -> String {
    check(|sandbox| {
        std::fs::remove_file(sandbox.path().join("app/views.py")).unwrap();
        sandbox.write("shop/orders.py", text);
    })
}

#[test]
fn a_renamed_file_keeps_its_findings() {
    assert_snapshot!(renamed(BEFORE), @"nothing new, nothing fixed");
}

#[test]
fn a_renamed_and_edited_file_keeps_them_too() {
    let edited = BEFORE.replace("return value", "print(value)\n        return eval(value)");
    assert_snapshot!(renamed(&edited), @"new shop/orders.py:8 no-eval");
}

#[test]
fn a_renamed_function_keeps_its_findings() {
    assert_snapshot!(edited("def post(self", "def submit(self"), @"nothing new, nothing fixed");
}

#[test]
fn a_renamed_class_keeps_its_findings() {
    assert_snapshot!(edited("class Orders", "class Purchases"), @"nothing new, nothing fixed");
}

#[test]
fn moved_lines_keep_their_findings() {
    let post = "    def post(self, name):\n        return eval(name)\n";
    let moved = BEFORE.replace(&format!("\n{post}"), "").replace("class Orders:\n", &format!("class Orders:\n{post}\n"));
    assert_snapshot!(check(|sandbox| { sandbox.write("app/views.py", &format!("# One more line.\nimport os\n{moved}")); }), @"nothing new, nothing fixed");
}

#[test]
fn reformatted_code_keeps_its_findings() {
    let from = r#"eval("first" + name, {"a": 1})"#;
    let to = "eval(\n            (\n                'first'\n                + name\n            ),\n            {\n                'a': 1,\n            },\n        )";
    assert_snapshot!(edited(from, to), @"nothing new, nothing fixed");
}

#[test]
fn of_two_equal_findings_one_may_go() {
    let twice = |text: &str| BEFORE.replace("        return value", text);
    let both = twice("        eval(value)\n        eval(value)\n        return value");
    for (what, one) in [
        ("first", "        pass\n        eval(value)\n        return value"),
        ("second", "        eval(value)\n        pass\n        return value"),
    ] {
        let picture = check(|sandbox| {
            sandbox.write("app/views.py", &both);
            sandbox.commit("two equal ones");
            sandbox.write("app/views.py", &twice(one));
        });
        assert_eq!(picture.lines().filter(|line| line.starts_with("fixed")).count(), 1, "{what} of two was removed: {picture}");
        assert!(!picture.contains("new"), "{what} of two was removed: {picture}");
    }
}

#[test]
fn a_second_equal_finding_is_new() {
    assert_snapshot!(edited("return eval(name)\n", "eval(name)\n        return eval(name)\n"), @"new app/views.py:11 no-eval");
}

#[test]
fn a_changed_danger_is_a_new_finding() {
    assert_snapshot!(edited("return eval(name)", "return eval(name + 'x')"), @"
    new app/views.py:10 no-eval
    fixed app/views.py:10 no-eval
    ");
}

#[test]
fn a_constant_that_becomes_a_name_is_a_new_finding() {
    let constant = BEFORE.replace("return eval(name)", "return eval('name')");
    let picture = check(|sandbox| {
        sandbox.write("app/views.py", &constant);
        sandbox.commit("a constant");
        sandbox.write("app/views.py", BEFORE);
    });
    assert_snapshot!(picture, @"
    new app/views.py:10 no-eval
    fixed app/views.py:10 no-eval
    ");
}

#[test]
fn a_removed_decorator_makes_a_finding() {
    assert_snapshot!(edited("@login_required\ndef", "def"), @"new app/views.py:13 open-view");
}

#[test]
fn a_removed_suppression_makes_a_finding() {
    let accepted = BEFORE.replace("return eval(name)", "return eval(name)  # straplock: ignore[no-eval] -- name is ours");
    let taken_away = check(|sandbox| {
        sandbox.write("app/views.py", &accepted);
        sandbox.commit("accepted");
        sandbox.write("app/views.py", BEFORE);
    });
    assert_snapshot!(taken_away, @"new app/views.py:10 no-eval");
    assert_snapshot!(check(|sandbox| { sandbox.write("app/views.py", &accepted); }), @"nothing new, nothing fixed");
}

#[test]
fn a_finding_that_moves_to_another_file_is_new_there_and_fixed_here() {
    let picture = check(|sandbox| {
        sandbox.write("app/views.py", &BEFORE.replace("        return eval(name)\n", "        return other(name)\n"));
        sandbox.write("app/other.py", "def other(name):\n    return eval(name)\n");
    });
    assert_snapshot!(picture, @"
    new app/other.py:2 no-eval
    fixed app/views.py:10 no-eval
    ");
}

#[test]
fn findings_of_untouched_files_are_old() {
    let picture = check(|sandbox| {
        sandbox.write("app/other.py", "x = 1\n");
    });
    assert_snapshot!(picture, @"nothing new, nothing fixed");
}

/// These values are in people's baselines and alerts: they never change by accident.
#[test]
fn the_values_themselves() {
    let sandbox = Sandbox::new();
    sandbox.write("rules.yaml", RULES);
    sandbox.write("app/views.py", BEFORE);
    let done = straplock(sandbox.path(), &["scan", "--rules", "rules.yaml", "--only-rules", "--format", "json"]).done();
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    let value = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        format!("{} {} {} {}\n", finding["start"]["line"], text("scope"), text("fingerprint"), text("fingerprint_unscoped"))
    };
    assert_snapshot!(report["findings"].as_array().unwrap().iter().map(value).collect::<String>(), @"
    6 Orders.get sl1:f000b041336b86b47fc54707da8025bf sl1:cc5541a4e7f634b6ac93f18d870f6c81
    10 Orders.post sl1:2065fd2ba03ccd5c1df56404960be97e sl1:69b72b369a50e824e07343ac061fadbe
    15 pay sl1:0bab9cfcbf3c1aa3992514b3b2efe251 sl1:6d4f41531c636018803a1c91eba67dce
    ");
}
