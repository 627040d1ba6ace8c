//! Whose configuration counts in `straplock ci`: a pull request does not choose the rules that look at it.

use insta::assert_snapshot;

use crate::ci::Pull;

/// The lines about the configuration, and the closing one.
fn said(pull: &Pull, done: &crate::ci::Done) -> String {
    let about = |line: &&str| line.starts_with("Config") || line.contains("decides about the rules") || line.starts_with("Straplock:");
    let lines: Vec<&str> = done.stderr.lines().filter(about).map(str::trim).collect();
    pull.named(&format!("exit {:?}\n{}", done.code, lines.join("\n")))
}

/// The pull request switches off the rule that would find its fault.
fn hostile(pull: &mut Pull, base: &str) {
    let origin = &pull.origin;
    if !base.is_empty() {
        origin.write("straplock.toml", base);
        origin.commit("configuration");
    }
    pull.base = origin.git(&["rev-parse", "HEAD"]);
    origin.git(&["checkout", "--quiet", "topic"]);
    origin.write("straplock.toml", "fail-on = \"never\"\n[rules]\nbuilt-in = false\ndisable = [\"*\"]\n");
    pull.topic = origin.commit("switch it off");
    origin.git(&["checkout", "--quiet", "--detach", "main"]);
    origin.git(&["merge", "--quiet", "--no-ff", "--strategy-option=theirs", "--message=merge", "topic"]);
    pull.merge = origin.git(&["rev-parse", "HEAD"]);
    origin.git(&["update-ref", "refs/pull/7/merge", &pull.merge]);
    origin.git(&["checkout", "--quiet", "main"]);
}

fn fork(pull: &Pull) -> String {
    serde_json::json!({ "number": 7, "pull_request": {
        "head": { "sha": pull.topic, "ref": "topic", "repo": { "full_name": "mallory/shop" } },
        "base": { "sha": pull.start, "ref": "main" },
    } })
    .to_string()
}

#[test]
fn a_fork_cannot_switch_rules_off() {
    let mut pull = Pull::new();
    hostile(&mut pull, "");
    let done = pull.step(&pull.merge).payload(&fork(&pull)).run();
    assert_snapshot!(said(&pull, &done), @"
    exit Some(1)
    Config   none (the base commit has no straplock.toml)
    note: The change edits what decides about the rules (straplock.toml). The scan used the base commit's; the change counts once it is merged.
    Straplock: pull request #7 from a fork: 1 new, 0 fixed against main as it is merged into (BASE); 1 finding at or above high; not uploaded to code scanning: `upload: never` is set.
    ");
    let mut pull = Pull::new();
    hostile(&mut pull, "profile = \"strict\"\nexclude = [\"nothing/\"]\n");
    let done = pull.step(&pull.merge).payload(&fork(&pull)).run();
    assert_snapshot!(said(&pull, &done), @"
    exit Some(1)
    Config   straplock.toml of the base commit BASE
    note: The change edits what decides about the rules (straplock.toml). The scan used the base commit's; the change counts once it is merged.
    Straplock: pull request #7 from a fork: 1 new, 0 fixed against main as it is merged into (BASE); 1 finding at or above high; not uploaded to code scanning: `upload: never` is set.
    ");
}

#[test]
fn without_the_base_a_fork_gets_what_is_taken_for_granted() {
    let mut pull = Pull::new();
    hostile(&mut pull, "fail-on = \"low\"\n");
    let done = pull.step(&pull.merge).input("offline", "true").payload(&fork(&pull)).run();
    assert_snapshot!(said(&pull, &done), @r#"
    exit Some(1)
    Config   none (there is no base commit, and a fork does not choose the rules that look at it)
    Straplock: pull request #7 from a fork: 2 findings, new or old, because there is nothing to compare with; 2 findings at or above high; the analysis is incomplete; not uploaded to code scanning: `offline` is set.
    "#);
    let own = pull.step(&pull.merge).input("offline", "true").run();
    assert_snapshot!(said(&pull, &own), @r#"
    exit Some(4)
    Config   straplock.toml of the scanned commit MERGE
    Straplock: pull request #7: 0 findings, new or old, because there is nothing to compare with; the gate is off; the analysis is incomplete; not uploaded to code scanning: `offline` is set.
    "#);
}

#[test]
fn a_push_has_its_own_configuration() {
    let pull = Pull::new();
    pull.origin.write("straplock.toml", "fail-on = \"never\"\n");
    let tip = pull.origin.commit("configuration");
    let step = pull.step(&tip).set("GITHUB_EVENT_NAME", "push").set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &tip);
    let done = step.payload(r#"{"ref":"refs/heads/main"}"#).run();
    assert_snapshot!(said(&pull, &done).replace(&tip[..10], "TIP"), @"
    exit Some(0)
    Config   straplock.toml of the scanned commit TIP
    Straplock: first push of main: 1 finding; the gate is off; not uploaded to code scanning: `upload: never` is set.
    ");
}

#[test]
fn rules_that_an_input_names_are_those_of_the_base() {
    let mut pull = Pull::new();
    let rule =
        |function: &str| format!("rules: [{{id: team, languages: [python], severity: ERROR, message: team, pattern: {function}(...)}}]\n");
    pull.origin.write("team/rules.yaml", &rule("eval"));
    pull.origin.commit("rules");
    pull.origin.git(&["checkout", "--quiet", "topic"]);
    pull.origin.write("team/rules.yaml", &rule("harmless"));
    pull.origin.commit("harmless");
    pull.origin.git(&["checkout", "--quiet", "main"]);
    hostile(&mut pull, "");
    let step = pull.step(&pull.merge).input("rules", "team/").input("only-rules", "true");
    let done = step.run();
    assert_snapshot!(said(&pull, &done), @"
    exit Some(1)
    Config   none (the base commit has no straplock.toml)
    note: The change edits what decides about the rules (straplock.toml and 1 more). The scan used the base commit's; the change counts once it is merged.
    Straplock: pull request #7: 1 new, 0 fixed against main as it is merged into (BASE); 1 finding at or above high; not uploaded to code scanning: `upload: never` is set.
    ");
    assert_eq!(done.output("new-findings"), "1", "{}", done.stderr);
}

const MANIFEST: &str = "name: acme/house\nversion: 1.0.0\nschema: 1\nlicence: MIT\n";

/// A base with a pack that is locked; `how` may have it copied into the project.
fn locked(pull: &mut Pull, how: &[&str]) {
    let house = crate::repository::Sandbox::new();
    house.write("pack.yaml", MANIFEST);
    house.write("rule.yaml", &crate::pack_bench::rule("acme-eval", "eval"));
    house.commit("pack");
    let cache = tempfile::TempDir::new().unwrap();
    let address = crate::pack_bench::address(&house);
    let words = [&["pack", "add", &address, "--rev", "main", "--allow-file"], how].concat();
    let done = crate::command::straplock(pull.origin.path(), &words).env("STRAPLOCK_CACHE_DIR", &cache.path().to_string_lossy()).done();
    assert_eq!(done.code, 0, "{}", done.stderr);
    for file in ["straplock.toml", "straplock.lock"] {
        let text = std::fs::read_to_string(pull.origin.path().join(file)).unwrap();
        pull.origin.write(file, &text.replace(&address, "https://127.0.0.1:9/acme/house.git"));
    }
    pull.origin.commit("pack");
    hostile(pull, "");
}

#[test]
fn packs_of_the_base_run_and_a_missing_one_ends_with_2() {
    let mut pull = Pull::new();
    locked(&mut pull, &["--vendor"]);
    let done = pull.step(&pull.merge).payload(&fork(&pull)).run();
    assert_snapshot!(said(&pull, &done), @"
    exit Some(1)
    Config   straplock.toml of the base commit BASE; pack acme/house 1.0.0 (1 rule)
    note: The change edits what decides about the rules (straplock.toml). The scan used the base commit's; the change counts once it is merged.
    Straplock: pull request #7 from a fork: 2 new, 0 fixed against main as it is merged into (BASE); 2 findings at or above high; not uploaded to code scanning: `upload: never` is set.
    ");
    let mut pull = Pull::new();
    locked(&mut pull, &[]);
    let done = pull.step(&pull.merge).payload(&fork(&pull)).run();
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("the pack https://127.0.0.1:9/acme/house.git@main could not be fetched"), "{}", done.stderr);
    let done = pull.step(&pull.merge).input("offline", "true").input("base", &pull.base).payload(&fork(&pull)).run();
    assert!(!done.stderr.contains("could not be fetched"), "{}", done.stderr);
}

#[test]
fn an_incomplete_analysis_that_the_file_allows_is_uploaded() {
    let pull = Pull::new();
    pull.origin.write("straplock.toml", "fail-on = \"never\"\nallow-incomplete = true\n");
    pull.origin.write("shop/broken.py", "def (:\n");
    let tip = pull.origin.commit("broken");
    let (address, asked) = crate::ci::server("202 Accepted", r#"{"id":"47177e22"}"#.to_owned());
    let step = pull.step(&tip).set("GITHUB_EVENT_NAME", "push").set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &tip);
    let step = step.set("GITHUB_API_URL", &address).input("upload", "auto").input("wait-for-processing", "false");
    let done = step.payload(r#"{"ref":"refs/heads/main"}"#).run();
    assert_eq!((done.code, done.output("uploaded")), (Some(0), "true"), "{}", done.stderr);
    assert_eq!(asked.lock().unwrap().len(), 1);
}
