//! `requires:` of rules: which versions of Django a rule is about, and what the project says it depends on.

use std::fs;

use insta::assert_snapshot;
use tempfile::TempDir;

use crate::command::{Done, straplock};
use crate::pack_bench::{Bench, MANIFEST};
use crate::repository::Sandbox;

const RULES: &str = r#"rules:
  - {id: always, languages: [python], severity: ERROR, message: always, pattern: always(...)}
  - {id: since-five, languages: [python], severity: ERROR, message: since 5.0, pattern: five(...), requires: {django: ">=5.0"}}
  - {id: old-only, languages: [python], severity: ERROR, message: before 4.2, pattern: old(...), requires: {django: "<4.2"}}
"#;
const CODE: &str = "import django\nalways()\nfive()\nold()\n";

/// A project with one dependency file, if any.
fn project(dependencies: Option<(&str, &str)>) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    };
    write("rules.yaml", RULES);
    write("shop/views.py", CODE);
    if let Some((path, text)) = dependencies {
        write(path, text);
    }
    folder
}

fn scan(folder: &TempDir, words: &[&str]) -> Done {
    let words = [&["scan", "--rules", "rules.yaml", "--only-rules", "--fail-on", "never"], words].concat();
    straplock(folder.path(), &words).done()
}

fn found(dependencies: Option<(&str, &str)>) -> String {
    let done = scan(&project(dependencies), &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let ids = ["always", "since-five", "old-only"];
    ids.into_iter().filter(|id| done.stdout.contains(&format!("[{id}]"))).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_rule_applies_where_the_project_may_run_its_django() {
    assert_eq!(found(None), "always since-five old-only", "an unknown version hides nothing");
    for (path, text, expected) in [
        ("requirements.txt", "Django==5.2.8\n", "always since-five"),
        ("requirements/base.txt", "celery\ndjango[argon2] == 3.2.25  # LTS\n", "always old-only"),
        ("requirements.txt", "Django~=4.2.0\n", "always"),
        ("requirements.txt", "Django==4.2.*\n", "always"),
        ("requirements.txt", "Django>=4.2,<6\n", "always since-five"),
        ("requirements.txt", "Django\n", "always since-five old-only"),
        ("requirements.txt", "django @ git+https://example.org/django.git\n", "always since-five old-only"),
        ("requirements.txt", "Django==3.2; python_version<'3.10'\nDjango==5.2; python_version>='3.10'\n", "always since-five old-only"),
        ("requirements.txt", "Django==not.a.version\n", "always since-five old-only"),
        ("pyproject.toml", "[project]\ndependencies = ['celery', 'Django>=4.2,<5']\n", "always"),
        ("pyproject.toml", "[dependency-groups]\nweb = ['Django<4']\n", "always old-only"),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\npython = '^3.12'\nDjango = {version = '^5.1', extras = ['argon2']}\n",
            "always since-five",
        ),
        ("pyproject.toml", "[tool.poetry.group.web.dependencies]\ndjango = '~4.2'\n", "always"),
        ("Pipfile", "[packages]\ndjango = '~=4.2'\n", "always"),
        ("Pipfile.lock", "{\"default\": {\"django\": {\"hashes\": [], \"version\": \"==3.2.25\"}}}", "always old-only"),
        ("poetry.lock", "[[package]]\nname = \"django\"\nversion = \"4.2.16\"\n", "always"),
        (
            "uv.lock",
            "[[package]]\nname = \"django\"\nversion = \"5.2.8\"\n\n[[package]]\nname = \"django\"\nversion = \"3.2\"\n",
            "always since-five old-only",
        ),
        ("setup.cfg", "[options]\ninstall_requires =\n    Django>=3.2,<4\n", "always old-only"),
        ("setup.py", "setup(install_requires=['celery', 'Django>=5'])\n", "always since-five"),
        ("tests/requirements.txt", "Django==5.2.8\n", "always since-five old-only"),
    ] {
        assert_eq!(found(Some((path, text))), expected, "{path}: {text}");
    }
}

#[test]
fn a_lock_file_is_nearer_to_the_truth_than_the_range_beside_it_and_each_project_counts() {
    let folder = project(Some(("pyproject.toml", "[project]\ndependencies = ['Django>=3.2']\n")));
    fs::write(folder.path().join("uv.lock"), "[[package]]\nname = \"django\"\nversion = \"4.2.16\"\n").unwrap();
    let ids = |folder: &TempDir| scan(folder, &["--format", "json"]).stdout.matches("\"rule_id\"").count();
    assert_eq!(ids(&folder), 1, "only the rule without a version");
    fs::create_dir(folder.path().join("old")).unwrap();
    fs::write(folder.path().join("old/requirements.txt"), "Django==3.2\n").unwrap();
    assert_eq!(ids(&folder), 2, "one project here is old");
}

#[test]
fn what_does_not_apply_is_told_quietly() {
    let folder = project(Some(("requirements.txt", "Django==4.2.16\n")));
    fs::write(folder.path().join("shop/views.py"), "# straplock: ignore[since-five] -- harmless here\nfive()\n").unwrap();
    assert_snapshot!(scan(&folder, &[]).stdout, @"
    Django 4.2.16 project, 1 Python file, 0 templates
    Coverage complete: 2 lines of Python, 1 other text file, 1 rule, profile review

    No findings
    ");
    let timings = scan(&folder, &["--timings", "--quiet", "-o", "out.txt"]).stderr;
    assert!(timings.contains("2 rules were left out: they are about other versions of Django"), "{timings}");
    assert!(scan(&folder, &["--format", "json"]).stdout.contains("\"notifications\": []"));
    let listed = straplock(folder.path(), &["rules", "list", "--format", "json", "rules.yaml"]).done().stdout;
    assert!(listed.contains("\"requires\": {\n        \"django\": \">=5.0\"\n      }"), "{listed}");
    let explained = straplock(folder.path(), &["explain", "--rules", "rules.yaml", "since-five"]).done().stdout;
    assert!(explained.contains("only for Django >=5.0"), "{explained}");
}

#[test]
fn in_a_comparison_the_head_decides() {
    let sandbox = Sandbox::new();
    sandbox.write("rules.yaml", RULES);
    sandbox.write("requirements.txt", "Django==4.2\n");
    sandbox.write("shop/views.py", "import django\n");
    sandbox.commit("base");
    sandbox.write("requirements.txt", "Django==5.2\n");
    sandbox.write("shop/views.py", "import django\nfive()\n");
    sandbox.commit("head");
    let words = ["scan", "--rules", "rules.yaml", "--only-rules", "--diff", "HEAD~1"];
    let done = straplock(sandbox.path(), &words).done();
    assert!(done.code == 1 && done.stdout.contains("since-five"), "{}", done.stdout);
}

#[test]
fn a_version_that_is_none_is_a_mistake_of_the_rule() {
    let folder = project(None);
    let rule = |requires: &str| {
        format!("rules:\n  - {{id: a, languages: [python], severity: ERROR, message: m, pattern: f(), requires: {requires}}}\n")
    };
    fs::write(folder.path().join("rules.yaml"), rule("{django: four}")).unwrap();
    assert_snapshot!(straplock(folder.path(), &["rules", "check", "rules.yaml"]).picture(), @r#"
    exit 2

    --- stdout
    error[R007]: `four` is not a range of versions
     --> rules.yaml:2:96
      |
    2 |   - {id: a, languages: [python], severity: ERROR, message: m, pattern: f(), requires: {django: four}}
      |                                                                                                ^^^^
      |
      = help: write it as pip does, for example `">=4.2,<6"`

    1 error
    `straplock explain R007` says more, and so does rules/README.md#r007
    0 rules can run
    "#);
    fs::write(folder.path().join("rules.yaml"), rule("{straplock: '>=99'}")).unwrap();
    assert_snapshot!(straplock(folder.path(), &["rules", "check", "rules.yaml"]).picture(), @"
    exit 0

    --- stdout
    note: rule `a` (rules.yaml:2) is right, but this version does not run rules for Straplock >=99 (this is 0.1.0)
    0 rules can run, 1 cannot run in this version
    ");
}

/// A pack about one Django, and a project that names another, or none.
#[test]
fn a_whole_pack_may_be_about_another_django() {
    let bench = Bench::new();
    bench.house.write("pack.yaml", &format!("{MANIFEST}requires: {{django: \">=5.0\"}}\n"));
    bench.publish("v1.0.0");
    bench.add();
    assert!(bench.scan().contains("acme-eval"), "an unknown version hides nothing: {}", bench.scan());
    bench.shop.write("requirements.txt", "Django==5.2.8\n");
    assert!(bench.scan().contains("acme-eval"), "{}", bench.scan());
    bench.shop.write("requirements.txt", "Django==4.2.16\n");
    let done = bench.run(&["scan"]).done();
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    let told: Vec<&str> = done.stdout.lines().filter(|line| line.contains("acme/house")).collect();
    assert_snapshot!(told.join("\n"), @"
    Config   straplock.toml; pack acme/house 1.0.0 (0 rules)
      note: The pack `acme/house` is about Django >=5.0, and the lock and requirement files here say another. Its rules (2) were not run.
    ");
    bench.house.write("pack.yaml", &format!("{MANIFEST}requires: {{django: \"five\"}}\n"));
    bench.publish("v2.0.0");
    std::fs::remove_file(bench.shop.path().join("straplock.toml")).unwrap();
    let done = bench.adding("v2.0.0", &[]).done();
    assert!(done.code == 2 && done.stderr.contains("R007"), "{}", done.stderr);
}
