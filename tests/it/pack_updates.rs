//! `straplock pack update`: what changes is shown before anything is written.

use insta::assert_snapshot;

use crate::pack_bench::{Bench, MANIFEST, rule};

/// Version 1.1.0: one rule changed, one new, one gone.
fn next(bench: &Bench) {
    bench.house.write("pack.yaml", &MANIFEST.replace("1.0.0", "1.1.0").replace("Apache-2.0", "MIT"));
    bench.house.write("rules/eval.yaml", &format!("# a comment is no change\n{}", rule("acme-eval", "eval").replace("ERROR", "WARNING")));
    bench.house.write("rules/open.yaml", &rule("acme-open", "open"));
    std::fs::remove_file(bench.house.path().join("rules/exec.yaml")).unwrap();
    bench.publish("v1.1.0");
}

#[test]
fn rules_and_findings_are_shown_before_it_writes() {
    let bench = Bench::added();
    next(&bench);
    let to = ["pack", "update", "acme/house", "--to", "v1.1.0", "--allow-file"];
    let before = bench.read("straplock.lock");
    assert_snapshot!(bench.said(&[&to[..], &["--dry-run"]].concat()), @"
    exit 0

    --- stdout
    acme/house 1.0.0 -> 1.1.0
      commit   COMMIT -> COMMIT
      licence  Apache-2.0 -> MIT
      rules    1 added, 1 changed, 1 removed
        ~ acme-eval (severity)
        + acme-open
        - acme-exec

    In this project: 1 finding more, 1 fewer, 1 of another severity
      + shop/views.py:3: high: open is called [acme-open]
      - shop/views.py:2: high: exec is called [acme-exec]
      ~ shop/views.py:1: medium: eval is called [acme-eval], was high
    Nothing was written.
    ");
    assert_snapshot!(bench.run(&to).done().stderr, @"
    error: nothing was written: there is nobody to ask
      help: add --yes to write straplock.lock, or --dry-run to only look
    ");
    assert_eq!(bench.read("straplock.lock"), before, "nothing was written");
    assert!(bench.scan().contains("acme-exec"));
    let done = bench.run(&[&to[..], &["--yes"]].concat()).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_snapshot!(bench.read("straplock.toml"), @r#"
    [[pack]]
    git = "file:///HOUSE"
    rev = "v1.1.0"
    "#);
    assert_snapshot!(bench.scan(), @"
    exit 1
    Config   straplock.toml; pack acme/house 1.1.0 (2 rules)
    medium[acme-eval]: eval is called
    high[acme-open]: open is called
    ");
    assert_snapshot!(bench.said(&["pack", "update", "--allow-file"]), @"
    exit 0

    --- stdout
    Every pack is up to date.
    ");
}

#[test]
fn a_moved_tag_changes_nothing_until_it_is_updated() {
    let bench = Bench::added();
    next(&bench);
    bench.house.git(&["tag", "--force", "v1.0.0"]);
    assert!(bench.scan().contains("acme-exec"), "the locked commit counts");
    let said = bench.said(&["pack", "update", "--allow-file", "--yes"]);
    assert!(said.contains("acme/house 1.0.0 -> 1.1.0"), "{said}");
    assert!(!bench.scan().contains("acme-exec"));
}

#[test]
fn a_version_that_was_edited_by_hand_must_be_looked_at() {
    let bench = Bench::added();
    next(&bench);
    let config = std::fs::read_to_string(bench.shop.path().join("straplock.toml")).unwrap();
    bench.shop.write("straplock.toml", &config.replace("v1.0.0", "v1.1.0"));
    assert_snapshot!(bench.scan(), @r#"
    exit 2
    error[R042]: the pack file:///HOUSE is asked for at `v1.1.0` and locked at `v1.0.0`
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = note: straplock.lock has commit COMMIT
      = help: run `straplock pack update`, which shows what changes and locks it

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    "#);
}

#[test]
fn a_pack_that_is_no_longer_asked_for_leaves_the_lock_file() {
    let bench = Bench::added();
    bench.shop.write("straplock.toml", "profile = \"review\"\n");
    let said = bench.said(&["pack", "update", "--allow-file", "--yes"]);
    assert_snapshot!(said, @"
    exit 0

    --- stdout
    file:///HOUSE v1.0.0 is no longer asked for; it leaves straplock.lock
    straplock.lock is written: commit it.
    ");
    assert_snapshot!(bench.read("straplock.lock"), @"
    # Written by `straplock pack`. Commit it; `straplock pack update` writes it anew.
    version = 1
    ");
}

#[test]
fn the_short_form_keeps_its_form() {
    let bench = Bench::added();
    next(&bench);
    let other = format!("packs = [ '{}@v1.0.0' ] # pinned\nprofile = \"strict\"\n", bench.address());
    bench.shop.write("straplock.toml", &other);
    let done = bench.run(&["pack", "update", "acme/house", "--to", "v1.1.0", "--allow-file", "--yes"]).done();
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_snapshot!(bench.read("straplock.toml"), @r#"
    packs = [ 'file:///HOUSE@v1.1.0' ] # pinned
    profile = "strict"
    "#);
    // An inline list takes no table at its end; it is told before anything is spoiled.
    bench.shop.write("straplock.toml", "pack = []\n");
    bench.shop.write("team/a.yaml", &rule("team-a", "a"));
    assert_snapshot!(bench.said(&["pack", "add", "./team"]), @r#"
    exit 2
    error: straplock.toml cannot take the pack at its end; it is locked, and not asked for yet
      help: write it where it belongs: [[pack]]; path = "./team"
    --- stdout
    team
      licence  not said; ask whoever wrote it before you rely on it
      rules    1 rule
        high     team-a  a is called
    "#);
    assert_eq!(bench.read("straplock.toml"), "pack = []\n");
}

#[test]
fn names_that_are_not_there() {
    let bench = Bench::added();
    assert_snapshot!(bench.said(&["pack", "update", "acme/horse"]), @"
    exit 2
    error: straplock.toml names no pack `acme/horse` in a repository
      help: it names file:///HOUSE@v1.0.0
    ");
    assert_snapshot!(bench.said(&["pack", "update", "acme/house", "--to", "v9", "--allow-file"]), @r#"
    exit 2
    error[R042]: the pack file:///HOUSE@v9 cannot be had: git knows no commit `v9` here; it has no tag and no branch of that name (a commit is written with all of its digits)
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = help: look at the repository's tags: `git ls-remote --tags ADDRESS`

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was written
    "#);
    assert_snapshot!(bench.said(&["pack", "update", "acme/house", "--to", "-x", "--allow-file"]), @"
    exit 2
    error: unexpected argument '-x' found

      tip: to pass '-x' as a value, use '-- -x'

    Usage: straplock pack update [OPTIONS] [PACK]

    For more information, try '--help'.
    ");
}

/// Runs a program on a terminal of its own, and answers the question that it asks.
#[cfg(unix)]
const ANSWERING: &str = "
import os, pty, sys
answer, words = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(words[0], words)
said = b''
while True:
    try:
        written = os.read(terminal, 65536)
    except OSError:
        break
    if not written:
        break
    said += written
    if b'[y/N]' in said and answer:
        os.write(terminal, answer.encode() + b'\\n')
        answer = ''
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";

#[cfg(unix)]
#[test]
fn a_terminal_is_asked() {
    let bench = Bench::added();
    next(&bench);
    let answered = |answer: &str| {
        let mut command = std::process::Command::new("python3");
        command.args([
            "-c",
            ANSWERING,
            answer,
            env!("CARGO_BIN_EXE_straplock"),
            "pack",
            "update",
            "acme/house",
            "--to",
            "v1.1.0",
            "--allow-file",
        ]);
        command.current_dir(bench.shop.path()).env("STRAPLOCK_CACHE_DIR", bench.cache());
        let output = command.output().expect("python3 is installed");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("Lock these packs in straplock.lock? [y/N]"), "{said}");
        said
    };
    assert!(answered("n").contains("Nothing was written."));
    assert!(bench.scan().contains("acme-exec"));
    assert!(answered("y").contains("straplock.lock is written"));
    assert!(!bench.scan().contains("acme-exec"));
}
