//! Packs as a person meets them: added, listed, verified, fetched, copied; in a scan only as they were locked.

use std::path::Path;

use insta::assert_snapshot;

use crate::command::straplock;
use crate::pack_bench::{Bench, MANIFEST, address, rule};
use crate::repository::Sandbox;

fn remove(path: &Path) {
    std::fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_pack_is_shown_locked_and_run() {
    let bench = Bench::new();
    assert_snapshot!(bench.named(&bench.adding("v1.0.0", &[]).picture()), @"
    exit 0

    --- stdout
    acme/house 1.0.0 from file:///HOUSE@v1.0.0
      commit   COMMIT
      digest   DIGEST
      licence  Apache-2.0
      rules    2 rules
        high     acme-eval  eval is called
        high     acme-exec  exec is called

    Added to straplock.toml, locked in straplock.lock: commit both.
    ");
    assert_snapshot!(bench.read("straplock.toml"), @r#"
    [[pack]]
    git = "file:///HOUSE"
    rev = "v1.0.0"
    "#);
    assert_snapshot!(bench.read("straplock.lock"), @r#"
    # Written by `straplock pack`. Commit it; `straplock pack update` writes it anew.
    version = 1

    [[pack]]
    source = "file:///HOUSE"
    asked = "v1.0.0"
    commit = "COMMIT"
    digest = "DIGEST"
    name = "acme/house"
    version = "1.0.0"
    licence = "Apache-2.0"
    "#);
    assert_snapshot!(bench.scan(), @"
    exit 1
    Config   straplock.toml; pack acme/house 1.0.0 (2 rules)
    high[acme-exec]: exec is called
    high[acme-eval]: eval is called
    ");
    assert_snapshot!(bench.said(&["pack", "list"]), @"
    exit 0

    --- stdout
    straplock/django 0.1.0 (built in), 149 rules
    acme/house 1.0.0, 2 rules, Apache-2.0
      from     file:///HOUSE@v1.0.0
      commit   COMMIT
      place    fetched, on this machine
    ");
    assert_snapshot!(bench.said(&["pack", "verify"]), @"
    exit 0

    --- stdout
    as locked: file:///HOUSE@v1.0.0 COMMIT DIGEST
    All well: 1 pack is what was locked.
    ");
    assert_snapshot!(bench.said(&["pack", "add", &bench.address(), "--rev", "v1.0.0", "--allow-file"]), @"
    exit 2
    error: the pack file:///HOUSE@v1.0.0 is in straplock.toml already
      help: `straplock pack update` brings a newer version of it
    ");
}

#[test]
fn the_digest_is_what_its_description_says() {
    use sha2::Digest as _;
    let bench = Bench::added();
    let mut hash = sha2::Sha256::new();
    hash.update("straplock pack 1\n");
    for path in ["README.md", "pack.yaml", "rules/eval.yaml", "rules/exec.yaml"] {
        let bytes = std::fs::read(bench.house.path().join(path)).unwrap();
        hash.update(format!("file {} {path} {}\n", path.len(), bytes.len()));
        hash.update(bytes);
    }
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let lock = std::fs::read_to_string(bench.shop.path().join("straplock.lock")).unwrap();
    assert!(lock.contains(&format!("digest = \"sha256:{hex}\"")), "{lock}");
}

#[test]
fn comments_in_the_configuration_stay() {
    let bench = Bench::new();
    bench.shop.write("straplock.toml", "# why: see the wiki\nprofile = \"strict\"   # for now\n\n[rules]\ndisable = []\n");
    bench.add();
    assert_snapshot!(bench.read("straplock.toml"), @r#"
    # why: see the wiki
    profile = "strict"   # for now

    [rules]
    disable = []

    [[pack]]
    git = "file:///HOUSE"
    rev = "v1.0.0"
    "#);
    std::fs::remove_file(bench.shop.path().join("straplock.toml")).unwrap();
    std::fs::remove_file(bench.shop.path().join("straplock.lock")).unwrap();
    bench.shop.write("pyproject.toml", "[tool.straplock]\nprofile = \"strict\"\n");
    bench.add();
    assert_snapshot!(bench.read("pyproject.toml"), @r#"
    [tool.straplock]
    profile = "strict"

    [[tool.straplock.pack]]
    git = "file:///HOUSE"
    rev = "v1.0.0"
    "#);
}

#[test]
fn a_scan_never_fetches() {
    let bench = Bench::new();
    bench.shop.write("straplock.toml", &format!("[[pack]]\ngit = \"{}\"\nrev = \"v1.0.0\"\n", bench.address()));
    assert_snapshot!(bench.scan(), @r#"
    exit 2
    error[R042]: the pack file:///HOUSE@v1.0.0 is not in straplock.lock, so nobody has looked at what it holds
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = help: run `straplock pack update`, which shows its rules and locks them

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    "#);
    std::fs::remove_file(bench.shop.path().join("straplock.toml")).unwrap();
    bench.add();
    remove(bench.cache());
    assert_snapshot!(bench.scan(), @r#"
    exit 2
    error[R042]: the pack file:///HOUSE@v1.0.0 is locked at commit COMMIT, which is not here
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = help: run `straplock pack fetch`, which brings exactly what straplock.lock names

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    "#);
    assert_snapshot!(bench.said(&["pack", "fetch", "--allow-file"]), @"
    exit 0

    --- stdout
    fetched file:///HOUSE@v1.0.0 at commit COMMIT
    Every locked pack is here now.
    ");
    assert_snapshot!(bench.said(&["pack", "fetch", "--allow-file"]), @"
    exit 0

    --- stdout
    Every locked pack is here.
    ");
    assert!(bench.scan().contains("acme-eval"));
}

#[test]
fn without_a_folder_for_fetched_packs() {
    let bench = Bench::added();
    let done = straplock(bench.shop.path(), &["scan"]).done();
    assert_eq!(done.code, 2);
    assert_snapshot!(bench.named(&done.stderr), @r#"
    error[R042]: the pack file:///HOUSE@v1.0.0 is not here, and there is no folder for packs that are fetched
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = help: set STRAPLOCK_CACHE_DIR

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    "#);
}

#[test]
fn a_copy_works_without_anything_else() {
    let bench = Bench::new();
    let address = format!("{}@v1.0.0", bench.address());
    bench.house.write("rules/eval.py", "# ruleid: acme-eval\neval(x)\n");
    bench.house.git(&["tag", "--delete", "v1.0.0"]);
    bench.publish("v1.0.0");
    let done = bench.run(&["pack", "add", &address, "--allow-file", "--vendor"]).done();
    assert_eq!(done.code, 0, "{}", done.stderr);
    let copy = bench.shop.path().join(".straplock/packs");
    let mut names: Vec<String> = std::fs::read_dir(&copy).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names[0], ".gitattributes");
    let original = bench.cache().join("packs");
    std::fs::rename(&original, bench.cache().join("away")).unwrap();
    let scanned = bench.scan();
    assert!(scanned.contains("acme-eval") && !scanned.contains(".straplock/packs/"), "{scanned}");
    // An edited copy is refused; with the original at hand it says what differs.
    std::fs::rename(bench.cache().join("away"), &original).unwrap();
    let pack = copy.join(&names[1]);
    std::fs::write(pack.join("rules/eval.yaml"), rule("acme-eval", "evil")).unwrap();
    std::fs::write(pack.join("rules/more.yaml"), rule("acme-more", "more")).unwrap();
    std::fs::remove_file(pack.join("README.md")).unwrap();
    let refused = bench.scan().replace(&names[1], "NAME");
    assert_snapshot!(refused, @r#"
    exit 2
    error[R042]: the pack file:///HOUSE@v1.0.0 is not what was locked: its copy in .straplock/packs/NAME holds something else
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = note: locked DIGEST
      = note: found DIGEST
      = note: changed rules/eval.yaml, added rules/more.yaml, removed README.md
      = help: if straplock.lock or the copy was edited, take it from version control again; else `straplock pack update` shows what changed

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    "#);
    let again = bench.run(&["pack", "update", "--vendor", "--yes", "--allow-file"]).done();
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(bench.scan().contains("acme-eval"));
}

#[test]
fn folders_of_the_project_need_no_lock_and_their_cases_are_not_scanned() {
    let bench = Bench::new();
    bench.shop.write("team/pack.yaml", "name: team\nversion: 0.1.0\nschema: 1\nlicence: LicenseRef-Ours\nextends: [straplock/django]\noverrides:\n  code-from-request: {severity: low}\n  team-open: {paths: {exclude: [\"/sandbox/**\"]}}\n");
    bench.shop.write("team/open.yaml", &rule("team-open", "open"));
    bench.shop.write("team/open.py", "# ruleid: team-open\nopen(x)\n");
    bench.shop.write("team/tools.py", "open(x)\n");
    bench.shop.write("sandbox/a.py", "open(x)\n");
    assert_snapshot!(bench.said(&["pack", "add", "./team"]), @"
    exit 0

    --- stdout
    team 0.1.0
      licence  LicenseRef-Ours
      extends  straplock/django
      rules    1 rule
        high     team-open  open is called

    Added to straplock.toml: commit it.
    ");
    assert!(!bench.shop.path().join("straplock.lock").exists());
    let done = bench.run(&["scan", "--fail-on", "never"]).done();
    let places: Vec<&str> = done.stdout.lines().filter(|line| line.contains("--> ")).collect();
    assert_snapshot!(places.join("\n"), @"
    --> team/tools.py:1:1
    --> shop/views.py:3:1
    ");
    let twice = bench.run(&["scan", "--rules", "team", "--fail-on", "never"]).done();
    assert_eq!(twice.stderr, "", "a folder that is named twice is read once");
}

#[test]
fn packs_stand_on_packs() {
    let bench = Bench::new();
    let base = Sandbox::new();
    base.write("packs/base/pack.yaml", "name: acme/base\nversion: 2.0.0\nschema: 1\nlicence: MIT\n");
    base.write("packs/base/open.yaml", &rule("base-open", "open"));
    base.write("packs/base/print.yaml", &rule("base-print", "print"));
    base.write("unrelated.yaml", "not: [rules]\n");
    base.commit("base");
    base.git(&["tag", "v2"]);
    let extends = format!(
        "{MANIFEST}extends:\n- git: {}\n  rev: v2\n  path: packs/base\n  except: [base-print]\noverrides:\n  base-open: {{severity: critical, locked: true}}\n",
        address(&base)
    );
    bench.house.write("pack.yaml", &extends);
    bench.publish("v1.1.0");
    let base_place = base.path().to_string_lossy().into_owned();
    let said = bench.named(&bench.adding("v1.1.0", &[]).picture());
    assert_snapshot!(said.replace(&base_place, "/BASE"), @"
    exit 0

    --- stdout
    acme/base 2.0.0 from file:///BASE@v2 (packs/base)
      commit   COMMIT
      digest   DIGEST
      licence  MIT
      rules    2 rules
        high     base-open   open is called
        high     base-print  print is called
    acme/house 1.0.0 from file:///HOUSE@v1.1.0
      commit   COMMIT
      digest   DIGEST
      licence  Apache-2.0
      extends  file:///BASE@v2 (packs/base)
      rules    2 rules
        high     acme-eval  eval is called
        high     acme-exec  exec is called

    Added to straplock.toml, locked in straplock.lock: commit both.
    ");
    bench.shop.write("shop/print.py", "print(x)\n");
    assert_snapshot!(bench.scan(), @"
    exit 1
    Config   straplock.toml; packs acme/base 2.0.0 (1 rule), acme/house 1.0.0 (2 rules)
    high[acme-exec]: exec is called
    high[acme-eval]: eval is called
    critical[base-open]: open is called
    ");
}

#[test]
fn what_a_pack_locks_the_project_cannot_relax() {
    let bench = Bench::new();
    let over = "overrides:\n  acme-eval: {severity: critical, locked: true}\n";
    bench.house.write("pack.yaml", &format!("{MANIFEST}{over}"));
    bench.publish("v1.0.0");
    bench.add();
    let config = std::fs::read_to_string(bench.shop.path().join("straplock.toml")).unwrap();
    bench
        .shop
        .write("straplock.toml", &format!("{config}\n[rules]\ndisable = [\"acme-eval\"]\n\n[overrides.acme-eval]\nseverity = \"low\"\n"));
    assert_snapshot!(bench.scan(), @r#"
    exit 2
    error[R043]: `acme-eval` is locked by the pack `acme/house`, so it cannot be less severe here
     --> straplock.toml:8:12
      |
    8 | [overrides.acme-eval]
      |            ^^^^^^^^^

    error[R043]: `acme-eval` is locked by the pack `acme/house`, so it cannot be switched off here
     --> straplock.toml:6:12
      |
    6 | disable = ["acme-eval"]
      |            ^^^^^^^^^^^

    2 errors
    error: 2 mistakes in the configuration, its packs or rules; nothing was scanned
    "#);
    bench.shop.write("straplock.toml", &format!("{config}\n[rules]\ndisable = [\"*\"]\n"));
    assert_snapshot!(bench.scan(), @"
    exit 1
    Config   straplock.toml; pack acme/house 1.0.0 (1 rule)
    critical[acme-eval]: eval is called
    ");
}

#[test]
fn a_restrictive_licence_is_said_in_one_line() {
    let bench = Bench::new();
    bench.house.write("pack.yaml", &MANIFEST.replace("Apache-2.0", "CC-BY-NC-4.0"));
    bench.house.commit("restrictive");
    let said = bench.named(&bench.adding("main", &["--dry-run"]).picture());
    assert_snapshot!(said, @"
    exit 0

    --- stdout
    acme/house 1.0.0 from file:///HOUSE@main
      commit   COMMIT
      digest   DIGEST
      licence  CC-BY-NC-4.0
      notice   the licence CC-BY-NC-4.0 restricts commercial use: read it before this pack runs at work
      rules    2 rules
        high     acme-eval  eval is called
        high     acme-exec  exec is called
    Nothing was written (--dry-run).
    ");
    // Without a manifest the licence file speaks.
    std::fs::remove_file(bench.house.path().join("pack.yaml")).unwrap();
    bench.house.write("LICENSE", "\"Commons Clause\" License Condition v1.0\n");
    bench.house.commit("no manifest");
    let said = bench.named(&bench.adding("main", &["--dry-run"]).picture());
    assert_snapshot!(said, @"
    exit 0

    --- stdout
    /HOUSE from file:///HOUSE@main
      commit   COMMIT
      digest   DIGEST
      licence  LicenseRef-Commons-Clause
      notice   the licence LicenseRef-Commons-Clause restricts commercial use: read it before this pack runs at work
      rules    2 rules
        high     acme-eval  eval is called
        high     acme-exec  exec is called
    Nothing was written (--dry-run).
    ");
    assert!(!bench.shop.path().join("straplock.toml").exists());
}

#[test]
fn a_pack_does_not_replace_built_in_rules() {
    let bench = Bench::new();
    bench.shop.write("shop/views.py", "def view(request):\n    return eval(request.GET['q'])\n");
    bench.house.write("rules/mine.yaml", &rule("code-from-request", "never"));
    bench.publish("v1.0.0");
    bench.add();
    assert!(bench.scan().contains("critical[code-from-request]"), "{}", bench.scan());
}

#[test]
fn rules_of_packs_are_explained() {
    let bench = Bench::added();
    assert!(bench.said(&["explain", "acme-eval"]).contains("eval is called"));
    assert!(bench.said(&["explain", "acme-evil"]).contains("did you mean `acme-eval`?"));
}

/// The blocks of a page in one language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let parts = text.split("```").skip(1).step_by(2);
    parts.filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n').map(str::to_owned)).collect()
}

#[test]
fn the_documentation_is_true() {
    let bench = Bench::new();
    bench.shop.write("team-rules/a.yaml", &rule("acme-x", "x"));
    bench.shop.write("straplock.toml", &blocks("docs/configuration.md", "toml")[0]);
    let done = bench.run(&["scan", "--fail-on", "never"]).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    bench.shop.write("straplock.toml", &blocks("README.md", "toml")[0]);
    assert!(bench.scan().contains("github:acme/house@v1.4.0 is not in straplock.lock"), "{}", bench.scan());
    bench.shop.write("straplock.toml", &blocks("docs/packs.md", "toml")[0]);
    let said = bench.scan();
    assert!(!said.contains("R005") && said.contains("not in straplock.lock"), "{said}");
    bench.shop.write("team-rules/pack.yaml", &blocks("docs/packs.md", "yaml")[0]);
    bench.shop.write("straplock.toml", "packs = [\"./team-rules\"]\n");
    let said = bench.scan();
    assert!(said.contains("error[R042]: the pack github:acme/base-pack@v2.0.1") && !said.contains("R005"), "{said}");
}

#[test]
fn rules_are_listed_below_their_pack_and_its_licence() {
    let bench = Bench::added();
    let listed = bench.run(&["rules", "list"]).done().stdout;
    let heads: Vec<&str> = listed.lines().filter(|line| line.starts_with("straplock/") || line.contains("acme")).collect();
    assert_snapshot!(heads.join("\n"), @"
    straplock/django, MIT OR Apache-2.0
    acme/house, Apache-2.0
    acme-eval  high      medium      review   stable      eval is called
    acme-exec  high      medium      review   stable      exec is called
    ");
    let json: serde_json::Value = serde_json::from_str(&bench.run(&["rules", "list", "--format", "json"]).done().stdout).unwrap();
    let of = |id: &str| {
        let rule = json["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap();
        (rule["pack"].as_str().unwrap().to_owned(), rule["licence"].as_str().unwrap().to_owned())
    };
    assert_eq!(of("acme-eval"), ("acme/house".to_owned(), "Apache-2.0".to_owned()));
    assert_eq!(of("eval-dynamic"), ("straplock/django".to_owned(), "MIT OR Apache-2.0".to_owned()));
    // Named by path, too: the pack is told by the `pack.yaml` above.
    bench.shop.write("alone.yaml", &rule("alone", "alone"));
    let house = bench.house.path().join("rules").to_string_lossy().into_owned();
    assert_snapshot!(bench.said(&["rules", "list", &house, "alone.yaml"]), @"
    exit 0

    --- stdout
    in no pack

    id     severity  confidence  profile  stage       title
    alone  high      medium      review   stable      alone is called

    acme/house, Apache-2.0

    id         severity  confidence  profile  stage       title
    acme-eval  high      medium      review   stable      eval is called
    acme-exec  high      medium      review   stable      exec is called

    3 rules
    ");
}
