//! `straplock.toml`: what it changes, what the command line wins over, and how mistakes in it are told.

use insta::assert_snapshot;

use crate::command::straplock;
use crate::repository::Sandbox;

/// A Django project with two faults in the strictest words, and rules of its own.
fn project(config: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("manage.py", "import django\n");
    sandbox.write("shop/views.py", "def view(request):\n    eval(request.GET['q'])\n    exec(request.GET['q'])\n");
    sandbox.write("legacy/views.py", "def view(request):\n    eval(request.GET['q'])\n");
    sandbox.write(
        "team/rules.yaml",
        "rules:\n- {id: team-exec, languages: [python], severity: WARNING, message: exec, pattern: exec(...)}\n- {id: team-eval, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}\n",
    );
    sandbox.write("straplock.toml", config);
    sandbox
}

/// `severity rule path:line`, sorted, and the exit code.
fn found(sandbox: &Sandbox, words: &[&str]) -> String {
    let done = straplock(sandbox.path(), &[&["scan", "--format", "json"], words].concat()).done();
    let report: serde_json::Value = serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{}", done.stderr));
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["disposition"] == "reported");
    let mut lines: Vec<String> = findings
        .map(|it| format!("{} {} {}:{}", it["severity"], it["rule_id"], it["path"], it["start"]["line"]).replace('"', ""))
        .collect();
    lines.sort();
    format!("exit {}\n{}{}", done.code, done.stderr, lines.join("\n"))
}

#[test]
fn rules_are_chosen_and_changed() {
    let only = "packs = [\"./team\"]\n[rules]\nbuilt-in = false\n";
    assert_snapshot!(found(&project(only), &[]), @"
    exit 1
    high team-eval legacy/views.py:2
    high team-eval shop/views.py:2
    medium team-exec shop/views.py:3
    ");
    let changed = format!(
        "fail-on = \"critical\"\n{only}disable = [\"team-ex*\"]\n[overrides.team-eval]\nseverity = \"low\"\nexclude = [\"/legacy/**\"]\n"
    );
    assert_snapshot!(found(&project(&changed), &[]), @"
    exit 0
    low team-eval shop/views.py:2
    ");
    let per_file = format!("{only}[per-file-disable]\n\"legacy/\" = [\"*\"]\n\"shop/**\" = [\"team-exec\"]\n");
    assert_snapshot!(found(&project(&per_file), &[]), @"
    exit 1
    high team-eval shop/views.py:2
    ");
    let excluded = format!("exclude = [\"legacy/\"]\n{only}");
    assert_snapshot!(found(&project(&excluded), &[]), @"
    exit 1
    high team-eval shop/views.py:2
    medium team-exec shop/views.py:3
    ");
}

#[test]
fn what_was_typed_wins() {
    let config = "fail-on = \"never\"\nprofile = \"audit\"\nmax-file-size = 50\nallow-incomplete = true\n";
    let sandbox = project(config);
    let said = |words: &[&str]| {
        let done = straplock(sandbox.path(), &[&["scan"], words].concat()).done();
        format!("exit {}: {}", done.code, done.stdout.trim_end().lines().last().unwrap_or_default())
    };
    assert_snapshot!(said(&[]), @"exit 0: 1 finding (1 critical), 1 file not read");
    assert_snapshot!(said(&["--max-file-size", "100000", "--fail-on", "high", "--profile", "review"]), @"exit 1: 3 findings (3 critical)");
    assert_snapshot!(said(&["--no-config"]), @"exit 1: 3 findings (3 critical)");
    sandbox.write("other.toml", "fail-on = \"never\"\n");
    assert_snapshot!(said(&["--config", "other.toml"]), @"exit 0: 3 findings (3 critical)");
}

#[test]
fn the_file_is_found_upwards_and_named_in_the_report() {
    let sandbox = project("profile = \"strict\"\n");
    let head = |folder: &str, words: &[&str]| {
        let done = straplock(&sandbox.path().join(folder), &[&["scan"], words].concat()).done();
        let kept: Vec<&str> = done.stdout.lines().filter(|line| line.starts_with("Co")).collect();
        format!("{}{}", done.stderr, kept.join("\n"))
    };
    assert_snapshot!(head("shop", &[]), @"
    Coverage complete: 3 lines of Python, 149 rules, profile strict
    Config   straplock.toml
    ");
    sandbox.write("shop/straplock.toml", "profile = \"audit\"\n");
    assert_snapshot!(head("shop", &[]), @"
    Coverage complete: 3 lines of Python, 149 rules, profile audit
    Config   shop/straplock.toml
    ");
    std::fs::remove_file(sandbox.path().join("straplock.toml")).unwrap();
    sandbox.write("pyproject.toml", "[project]\nname = \"shop\"\n[tool.straplock]\nprofile = \"strict\"\n");
    assert_snapshot!(head(".", &[]), @"
    Coverage complete: 6 lines of Python, 1 other text file, 149 rules, profile strict
    Config   pyproject.toml
    ");
}

#[expect(clippy::too_many_lines, reason = "a long picture")]
#[test]
fn every_mistake_is_told_with_its_place() {
    let config = r#"profil = "strict"
fail-on = "hihg"
exclude = ["a[b", 3]
max-file-size = "1MB"
allow-incomplete = 1
packs = ["/etc/rules", "github:acme/house", "../up"]

[rules]
disabled = ["x"]
built-in = "no"

[[pack]]
path = "./team"
revision = "v1"

[[pack]]
rev = "v1"

[[pack]]
github = "acme/house"
git = "https://example.org/x.git"

[overrides.team-eval]
severity = "ERROR"
locked = "yes"
"#;
    let sandbox = project(config);
    assert_snapshot!(straplock(sandbox.path(), &["scan"]).picture(), @r#"
    exit 2
    error[R005]: the configuration has no key `profil`
     --> straplock.toml:1:1
      |
    1 | profil = "strict"
      | ^^^^^^
      |
      = help: did you mean `profile`?

    error[R007]: `hihg` is not a word for `fail-on`
     --> straplock.toml:2:11
      |
    2 | fail-on = "hihg"
      |           ^^^^^^
      |
      = help: did you mean `high`? `fail-on` is one of `never`, `info`, `low`, `medium`, `high` and `critical`

    error[R017]: `a[b` is not a glob: `[` is never closed
     --> straplock.toml:3:12
      |
    3 | exclude = ["a[b", 3]
      |            ^^^^^

    error[R004]: `exclude` takes a text, this is a number
     --> straplock.toml:3:19
      |
    3 | exclude = ["a[b", 3]
      |                   ^

    error[R004]: `max-file-size` takes a whole number, this is a text
     --> straplock.toml:4:17
      |
    4 | max-file-size = "1MB"
      |                 ^^^^^

    error[R004]: `allow-incomplete` takes `true` or `false`, this is a number
     --> straplock.toml:5:20
      |
    5 | allow-incomplete = 1
      |                    ^

    error[R041]: `/etc/rules` is an absolute path, which means something else on the next machine
     --> straplock.toml:6:10
      |
    6 | packs = ["/etc/rules", "github:acme/house", "../up"]
      |          ^^^^^^^^^^^^
      |
      = help: name a folder below straplock.toml, as in `./team-rules`

    error[R041]: `github:acme/house` has no version
     --> straplock.toml:6:24
      |
    6 | packs = ["/etc/rules", "github:acme/house", "../up"]
      |                        ^^^^^^^^^^^^^^^^^^^
      |
      = help: name a tag or a commit, as in `github:acme/house@v1.4.0`, or in a key of its own: `rev = "v1.4.0"`

    error[R041]: `../up` leads out of its folder
     --> straplock.toml:6:45
      |
    6 | packs = ["/etc/rules", "github:acme/house", "../up"]
      |                                             ^^^^^^^
      |
      = help: name a folder below straplock.toml, as in `./team-rules`

    error[R005]: `[rules]` has no key `disabled`
     --> straplock.toml:9:1
      |
    9 | disabled = ["x"]
      | ^^^^^^^^
      |
      = help: did you mean `disable`?

    error[R004]: `built-in` takes `true` or `false`, this is a text
      --> straplock.toml:10:12
       |
    10 | built-in = "no"
       |            ^^^^

    error[R005]: a pack has no key `revision`
      --> straplock.toml:14:1
       |
    14 | revision = "v1"
       | ^^^^^^^^
       |
       = help: did you mean `rev`?

    error[R006]: a pack needs the key `path`, `github` or `git`
      --> straplock.toml:16:1
       |
    16 | [[pack]]
       | ^^^^^^^^
       |
       = help: write `path = "./team-rules"`, or `github = "owner/repository"` or `git = "https://…"` with `rev = "v1.0.0"`

    error[R003]: a pack comes from one place
      --> straplock.toml:20:10
       |
    20 | github = "acme/house"
       |          ^^^^^^^^^^^^
       |
       = help: write `path = "./team-rules"`, or `github = "owner/repository"` or `git = "https://…"` with `rev = "v1.0.0"`

    error[R007]: `ERROR` is not a word for `severity`
      --> straplock.toml:24:12
       |
    24 | severity = "ERROR"
       |            ^^^^^^^
       |
       = help: `severity` is one of `critical`, `high`, `medium`, `low` and `info`

    error[R004]: `locked` takes `true` or `false`, this is a text
      --> straplock.toml:25:10
       |
    25 | locked = "yes"
       |          ^^^^^

    16 errors
    error: 16 mistakes in the configuration, its packs or rules; nothing was scanned
    "#);
}

#[test]
fn a_file_that_is_no_toml_and_two_files() {
    let sandbox = project("packs = [\n  \"./team\"\nfail-on = 1\n");
    assert_snapshot!(straplock(sandbox.path(), &["scan"]).picture(), @"
    exit 2
    error[R040]: this file is not TOML
     --> straplock.toml:3:1
      |
    3 | fail-on = 1
      | ^ missing comma between array elements, expected `,`

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    ");
    sandbox.write("straplock.toml", "");
    sandbox.write("pyproject.toml", "[tool.straplock]\nprofile = \"strict\"\n");
    assert_snapshot!(straplock(sandbox.path(), &["scan"]).picture(), @"
    exit 2
    error[R003]: `straplock.toml` and `[tool.straplock]` in `pyproject.toml` both configure this project
     --> pyproject.toml:1:2
      |
    1 | [tool.straplock]
      |  ^^^^^^^^^^^^^^
      |
      = help: keep one of them

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    ");
}

#[test]
fn rules_that_do_not_exist_are_a_warning_with_the_nearest_name() {
    let config = "packs = [\"./team\"]\n[rules]\ndisable = [\"team-evil\", \"gone-*\"]\n[overrides.code-from-reqest]\nseverity = \"low\"\n";
    let done = straplock(project(config).path(), &["scan", "--fail-on", "never"]).done();
    assert_eq!(done.code, 0);
    assert_snapshot!(done.stderr, @r#"
    warning[R043]: `code-from-reqest` is no rule that this project runs
     --> straplock.toml:4:12
      |
    4 | [overrides.code-from-reqest]
      |            ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `code-from-request`?

    warning[R043]: `team-evil` is no rule that this project runs
     --> straplock.toml:3:12
      |
    3 | disable = ["team-evil", "gone-*"]
      |            ^^^^^^^^^^^
      |
      = help: did you mean `team-eval`?

    warning[R043]: `gone-*` is no rule that this project runs
     --> straplock.toml:3:25
      |
    3 | disable = ["team-evil", "gone-*"]
      |                         ^^^^^^^^
      |
      = help: `straplock rules list` shows the built-in rules, `straplock pack list` the packs

    3 warnings
    "#);
}

#[test]
fn rules_for_semgrep_are_offered_and_not_run() {
    let sandbox = Sandbox::new();
    sandbox.write("manage.py", "import django\neval(x)\n");
    let rule = |id: &str| format!("- {{id: {id}, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}}\n");
    sandbox.write(
        ".semgrep.yml",
        &format!(
            "rules:\n{}{}- id: third\n  languages: [python]\n  severity: ERROR\n  message: m\n  pattern: x\n",
            rule("first").replace("{id", "{\n    id"),
            rule("second").replace("{id", "{\n    id")
        ),
    );
    let notes = || {
        let done = straplock(sandbox.path(), &["scan", "--fail-on", "never"]).done();
        let kept = done.stdout.lines().filter(|line| line.contains("note: ") || line.starts_with("Co") || line.contains("[first]"));
        format!("{}{}", done.stderr, kept.collect::<Vec<_>>().join("\n"))
    };
    assert_snapshot!(notes(), @r#"
    Coverage complete: 2 lines of Python, 149 rules, profile review
      note: 3 rules in .semgrep.yml are not run. Add them with `straplock pack add ./.semgrep.yml`, or write `packs = ["./.semgrep.yml"]` into straplock.toml.
    "#);
    let added = straplock(sandbox.path(), &["pack", "add", "./.semgrep.yml"]).picture();
    assert_snapshot!(added, @"
    exit 0

    --- stdout
    .semgrep.yml
      licence  not said; ask whoever wrote it before you rely on it
      rules    3 rules
        high     first   eval
        high     second  eval
        high     third   m

    Added to straplock.toml: commit it.
    ");
    assert_snapshot!(notes(), @"
    Coverage complete: 2 lines of Python, 152 rules, profile review
    Config   straplock.toml; pack .semgrep.yml (3 rules)
    high[first]: eval
      = suppress: # straplock: ignore[first] -- why it is safe here
    ");
}

#[test]
fn links_are_no_configuration() {
    let sandbox = Sandbox::new();
    sandbox.write("manage.py", "import django\n");
    sandbox.write("elsewhere.toml", "profile = \"audit\"\n");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("elsewhere.toml", sandbox.path().join("straplock.toml")).unwrap();
        assert_snapshot!(straplock(sandbox.path(), &["scan"]).picture(), @"
        exit 2
        error: `straplock.toml` is a symbolic link; configuration is read only from files
        ");
    }
}

#[test]
fn hostile_files_end_in_bounded_time() {
    let deep = format!("packs = {}", "[".repeat(200_000));
    let tables = "[a.b.c.d]\n".repeat(50_000);
    let large = "#".repeat((1 << 20) + 1);
    for text in [
        deep,
        format!("x = {}1{}", "{a=".repeat(5_000), "}".repeat(5_000)),
        tables,
        large,
        "\u{0}".to_owned(),
        "profile = \"\u{1b}[31m\"".to_owned(),
    ] {
        let done = straplock(project(&text).path(), &["scan"]).done();
        assert_eq!(done.code, 2, "{}", done.stderr);
        assert!(!done.stderr.contains('\u{1b}') && !done.stderr.contains("panicked"), "{}", done.stderr);
    }
}
