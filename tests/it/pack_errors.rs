//! Hostile and broken packs: each is refused by name, and nothing of it is written, run or read elsewhere.

use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::command::straplock;
use crate::pack_bench::{Bench, MANIFEST, address, rule};
use crate::repository::{Sandbox, git_in};

/// What `pack add` says about the pack's main branch.
fn refused(bench: &Bench) -> String {
    let done = bench.adding("main", &[]).done();
    assert!(!bench.shop.path().join("straplock.lock").exists(), "{}", done.stdout);
    let first = done.stderr.lines().next().unwrap_or_default();
    bench.named(&format!("exit {} {first}\n", done.code))
}

/// Puts an entry into the pack's tree that no work tree could hold everywhere.
fn entry(bench: &Bench, mode: &str, bytes: &str, path: &str) {
    let file = bench.shop.path().join("bytes");
    std::fs::write(&file, bytes).unwrap();
    let id = bench.house.git(&["hash-object", "-w", &file.to_string_lossy()]);
    bench.house.git(&["update-index", "--add", "--cacheinfo", &format!("{mode},{id},{path}")]);
    bench.house.git(&["commit", "--quiet", "--message", "hostile"]);
}

#[test]
fn what_a_pack_may_not_hold() {
    let mut said = String::new();
    let link = |target: &str, path: &str| {
        let bench = Bench::new();
        entry(&bench, "120000", target, path);
        refused(&bench)
    };
    said += &link("/etc/passwd", "rules/secret.yaml");
    said += &link("../../outside.yaml", "rules/up.yaml");
    said += &link("../.git/config", "rules/config.yaml");
    let bench = Bench::new();
    let commit = bench.house.git(&["rev-parse", "HEAD"]);
    bench.house.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},rules/other")]);
    bench.house.git(&["commit", "--quiet", "--message", "submodule"]);
    said += &refused(&bench);
    let bench = Bench::new();
    bench.house.write("rules/large.yaml", &"#".repeat((8 << 20) + 1));
    bench.house.commit("large");
    said += &refused(&bench);
    let bench = Bench::new();
    for number in 0..9 {
        bench.house.write(&format!("data/{number}.bin"), &number.to_string().repeat(8 << 20));
    }
    bench.house.commit("much");
    said += &refused(&bench);
    let bench = Bench::new();
    entry(&bench, "100644", "x", "rules/EVAL.yaml");
    said += &refused(&bench);
    let bench = Bench::new();
    entry(&bench, "100644", "x", "rules/a\\b.yaml");
    said += &refused(&bench);
    assert_snapshot!(said, @r"
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `rules/secret.yaml` is a symbolic link that leads out of the pack, to `/etc/passwd`
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `rules/up.yaml` is a symbolic link that leads out of the pack, to `../../outside.yaml`
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `rules/config.yaml` is a symbolic link that leads out of the pack, to `../.git/config`
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `rules/other` is another repository (a submodule); a pack holds only files
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `rules/large.yaml` has 8388609 bytes; a file of a pack has at most 8388608
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: the pack has more than 64 MiB
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `rules/eval.yaml` is no name for a file of a pack: another file has the same name but for capitals
    exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `rules/a\b.yaml` is no name for a file of a pack: it holds a backslash, a colon or a control character
    ");
}

#[test]
fn names_that_lead_out_of_a_tree() {
    let bench = Bench::new();
    let blob = bench.house.git(&["rev-parse", "HEAD:rules/eval.yaml"]);
    let file = bench.shop.path().join("tree");
    // Git's own commands make no such tree, so its object is written as it is.
    let mut raw = b"100644 ..\0".to_vec();
    raw.extend((0..40).step_by(2).map(|at| u8::from_str_radix(&blob[at..at + 2], 16).unwrap()));
    std::fs::write(&file, raw).unwrap();
    let tree = bench.house.git(&["hash-object", "-w", "-t", "tree", "--literally", &file.to_string_lossy()]);
    let commit = bench.house.git(&["commit-tree", &tree, "-m", "hostile"]);
    bench.house.git(&["update-ref", "refs/heads/main", &commit]);
    assert_snapshot!(refused(&bench), @"exit 2 error[R042]: the pack file:///HOUSE@main cannot be had: `..` is no name for a file of a pack: `..` leads out of the pack");
}

#[test]
fn a_link_inside_of_a_pack_is_not_followed() {
    let bench = Bench::new();
    entry(&bench, "120000", "eval.yaml", "rules/same.yaml");
    let said = bench.named(&bench.adding("main", &[]).picture());
    assert!(said.contains("rules    2 rules"), "{said}");
}

#[cfg(unix)]
#[test]
fn folders_of_the_project_are_no_safer() {
    let folder = |make: &dyn Fn(&Sandbox)| {
        let sandbox = Sandbox::new();
        sandbox.write("manage.py", "import django\n");
        sandbox.write("team/eval.yaml", &rule("team-eval", "eval"));
        sandbox.write("straplock.toml", "packs = [\"./team\"]\n");
        make(&sandbox);
        let done = straplock(sandbox.path(), &["scan"]).done();
        format!("exit {} {}\n", done.code, done.stderr.lines().next().unwrap_or_default())
    };
    let mut said = String::new();
    said += &folder(&|sandbox| std::os::unix::fs::symlink("/etc/hosts", sandbox.path().join("team/hosts.yaml")).unwrap());
    said += &folder(&|sandbox| {
        std::fs::rename(sandbox.path().join("team"), sandbox.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", sandbox.path().join("team")).unwrap();
    });
    said += &folder(&|sandbox| {
        let made = std::process::Command::new("mkfifo").arg(sandbox.path().join("team/pipe.yaml")).status().unwrap();
        assert!(made.success());
    });
    said += &folder(&|sandbox| drop(sandbox.write("team/large.yaml", &"#".repeat((8 << 20) + 1))));
    said += &folder(&|sandbox| std::fs::remove_dir_all(sandbox.path().join("team")).unwrap());
    said += &folder(&|sandbox| std::fs::remove_file(sandbox.path().join("team/eval.yaml")).unwrap());
    assert_snapshot!(said, @"
    exit 2 error[R041]: this pack cannot be used: `hosts.yaml` is a symbolic link that leads out of the pack, to `/etc/hosts`
    exit 2 error[R041]: this pack cannot be used: `team` is a symbolic link that leads out of the pack, to `real`
    exit 2 error[R041]: this pack cannot be used: `pipe.yaml` is a pipe, a socket or a device; a pack holds only files
    exit 2 error[R041]: this pack cannot be used: `large.yaml` has 8388609 bytes; a file of a pack has at most 8388608
    exit 2 error[R041]: this pack cannot be used: there is no file or folder `team`
    exit 2 error[R041]: there is no rule file in the pack team
    ");
}

#[test]
fn the_other_sides_configuration_does_nothing() {
    let bench = Bench::new();
    let trap = bench.shop.path().join("trap");
    let touch = format!("touch {}", trap.to_string_lossy());
    bench.house.git(&["config", "uploadpack.packObjectsHook", &touch]);
    bench.house.git(&["config", "core.fsmonitor", &touch]);
    bench.house.git(&["config", "filter.evil.smudge", &touch]);
    bench.house.write(".gitattributes", "* filter=evil\n");
    for hook in ["post-checkout", "post-update", "reference-transaction", "pre-receive"] {
        let place = bench.house.write(&format!(".git/hooks/{hook}"), &format!("#!/bin/sh\n{touch}\n"));
        #[cfg(unix)]
        std::fs::set_permissions(place, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        #[cfg(not(unix))]
        drop(place);
    }
    git_in(bench.house.path(), &["-c", "core.hooksPath=/dev/null", "-c", "filter.evil.smudge=", "add", "--all"]);
    git_in(bench.house.path(), &["-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--message", "traps"]);
    std::fs::remove_file(&trap).ok();
    let said = bench.named(&bench.adding("main", &[]).picture());
    assert!(said.starts_with("exit 0"), "{said}");
    assert!(!trap.exists(), "something of the other side ran");
}

#[test]
fn addresses_that_would_start_something() {
    let bench = Bench::new();
    let mut said = String::new();
    for pack in [
        "ext::sh -c 'touch trap'@v1",
        "file:///srv/house@v1",
        "http://example.org/house.git@v1",
        "https://me:secret@example.org/house.git@v1",
        "ssh://-oProxyCommand=touch/x@v1",
        "github:acme/house",
        "/etc/rules",
        "../rules",
        "./no-such-folder",
    ] {
        let done = bench.run(&["pack", "add", pack]).done();
        writeln!(said, "exit {} {}", done.code, done.stderr.lines().next().unwrap_or_default()).unwrap();
    }
    assert_snapshot!(bench.named(&said), @"
    exit 2 error: `ext::sh -c 'touch trap'` would have git start another program
    exit 2 error[R042]: the pack file:///srv/house@v1 cannot be had: `file:///srv/house` is a repository on this machine, which nobody else has; allow it with --allow-file
    exit 2 error: `http://` lets anybody on the way change the pack
    exit 2 error: an address with a user name or a password does not belong in a file
    exit 2 error: `ssh://-oProxyCommand=touch/x` is no address
    exit 2 error: `github:acme/house` has no version
    exit 2 error: `/etc/rules` is an absolute path, which means something else on the next machine
    exit 2 error: `../rules` leads out of its folder
    exit 2 error[R041]: this pack cannot be used: there is no file or folder `no-such-folder`
    ");
    // What a lock file or a configuration says is no better than what was typed.
    bench.shop.write("straplock.toml", "[[pack]]\ngit = \"ext::sh -c 'touch trap'\"\nrev = \"v1\"\n");
    bench.shop.write("straplock.lock", "version = 1\n[[pack]]\nsource = \"ext::sh -c 'touch trap'\"\nasked = \"v1\"\ncommit = \"0123456789012345678901234567890123456789\"\ndigest = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"\nvendored = \"../x\"\n");
    assert_snapshot!(bench.said(&["pack", "fetch"]), @r#"
    exit 2
    error[R041]: `ext::sh -c 'touch trap'` would have git start another program
     --> straplock.toml:2:7
      |
    2 | git = "ext::sh -c 'touch trap'"
      |       ^^^
      |
      = help: write `github:owner/repository`, `https://host/repository.git` or `ssh://git@host/repository.git`

    error[R042]: a copy of a pack lies below `.straplock/packs`
     --> straplock.lock:7:12
      |
    7 | vendored = "../x"
      |            ^^^^^^
      |
      = help: `straplock pack update` writes this file anew

    2 errors
    error: 2 mistakes in the configuration, its packs or rules; nothing was done
    "#);
    assert!(!bench.shop.path().join("trap").exists());
}

#[test]
fn mistakes_in_a_manifest() {
    let bench = Bench::new();
    bench.house.write("pack.yaml", "name: Acme House\nversion: 1.0\nschema: 2\nlicense: MIT\nrules: [/etc/*.yaml, ../x.yaml, \"a[b\"]\nextends:\n- ./base\n- github: acme/base\n- {rev: v1}\noverrides:\n  acme-eval: {severity: bad, path: x}\n");
    bench.house.commit("mistakes");
    let said = bench.named(&bench.adding("main", &[]).picture());
    assert_snapshot!(said, @r#"
    exit 2
    error[R006]: a pack needs the key `licence`
     --> /HOUSE/pack.yaml:1:1
      |
    1 | name: Acme House
      | ^
      |
      = help: a pack begins with `name: owner/pack`, `version: 1.0.0`, `schema: 1` and `licence: MIT` (an SPDX identifier)

    error[R041]: `Acme House` is no name for a pack
     --> /HOUSE/pack.yaml:1:7
      |
    1 | name: Acme House
      |       ^^^^^^^^^^
      |
      = help: write `owner/pack` in lower case: letters, digits, `-`, `_` and `.`

    error[R041]: `1.0` is no version
     --> /HOUSE/pack.yaml:2:10
      |
    2 | version: 1.0
      |          ^^^
      |
      = help: write three numbers, as in `version: 1.4.0`

    error[R041]: this version of Straplock does not know packs of schema 2
     --> /HOUSE/pack.yaml:3:9
      |
    3 | schema: 2
      |         ^
      |
      = help: the only schema is `schema: 1`; a newer Straplock may know more

    error[R005]: a pack has no key `license`
     --> /HOUSE/pack.yaml:4:1
      |
    4 | license: MIT
      | ^^^^^^^
      |
      = help: did you mean `licence`?

    error[R041]: a pack reads only its own files, and this path is absolute
     --> /HOUSE/pack.yaml:5:9
      |
    5 | rules: [/etc/*.yaml, ../x.yaml, "a[b"]
      |         ^^^^^^^^^^^
      |
      = help: write globs relative to pack.yaml: `rules/**/*.yaml`

    error[R041]: a pack reads only its own files, and `..` leads out of it
     --> /HOUSE/pack.yaml:5:22
      |
    5 | rules: [/etc/*.yaml, ../x.yaml, "a[b"]
      |                      ^^^^^^^^^
      |
      = help: write globs relative to pack.yaml: `rules/**/*.yaml`

    error[R017]: `a[b` is not a glob: `[` is never closed
     --> /HOUSE/pack.yaml:5:33
      |
    5 | rules: [/etc/*.yaml, ../x.yaml, "a[b"]
      |                                 ^^^^^

    error[R006]: an entry of `extends` names one pack
     --> /HOUSE/pack.yaml:9:3
      |
    9 | - {rev: v1}
      |   ^^^^^^^^^
      |
      = help: write `github: owner/repository` with `rev:`, or `git: ADDRESS` with `rev:`, or `pack: straplock/django`

    error[R007]: `bad` is not a word for `severity`
      --> /HOUSE/pack.yaml:11:25
       |
    11 |   acme-eval: {severity: bad, path: x}
       |                         ^^^
       |
       = help: `severity` is one of `critical`, `high`, `medium`, `low` and `info`

    error[R005]: an override has no key `path`
      --> /HOUSE/pack.yaml:11:30
       |
    11 |   acme-eval: {severity: bad, path: x}
       |                              ^^^^
       |
       = help: did you mean `paths`?

    11 errors
    error: 11 mistakes in the configuration, its packs or rules; nothing was written
    "#);
}

#[test]
fn conditions_of_a_manifest() {
    let bench = Bench::new();
    bench.house.write(
        "pack.yaml",
        &MANIFEST
            .replace("Apache-2.0", "Apache 2")
            .replace("rules/**", "rule/**")
            .replace("schema: 1", "schema: 1\nrequires: {straplock: \">=99\"}"),
    );
    bench.house.commit("more");
    let said = bench.named(&bench.adding("main", &[]).picture());
    assert_snapshot!(said, @r#"
    exit 2
    warning[R007]: `Apache 2` is no licence of the SPDX list that we know
     --> /HOUSE/pack.yaml:5:10
      |
    5 | licence: Apache 2
      |          ^^^^^^^^
      |
      = help: write its identifier, as in `licence: Apache-2.0`, or `LicenseRef-` and a name of yours

    error[R041]: this pack needs Straplock >=99, this is 0.1.0
     --> /HOUSE/pack.yaml:4:11
      |
    4 | requires: {straplock: ">=99"}
      |           ^^^^^^^^^^^^^^^^^^^
      |
      = help: update Straplock, or ask for an older version of the pack

    1 error, 1 warning
    error: 1 mistake in the configuration, its packs or rules; nothing was written
    "#);
}

#[test]
fn packs_that_extend_each_other() {
    let bench = Bench::new();
    let other = Sandbox::new();
    other.write(
        "pack.yaml",
        &format!("name: acme/other\nversion: 1.0.0\nschema: 1\nlicence: MIT\nextends: [{{git: \"{}\", rev: main}}]\n", bench.address()),
    );
    other.write("a.yaml", &rule("other-a", "a"));
    other.commit("other");
    bench.house.write("pack.yaml", &format!("{MANIFEST}extends: [{{git: \"{}\", rev: main}}]\n", address(&other)));
    bench.house.commit("circle");
    let said = bench.named(&bench.adding("main", &[]).picture());
    let circle = said.lines().find(|line| line.contains("circle")).unwrap_or(&said);
    assert_snapshot!(circle.replace(&*other.path().to_string_lossy(), "/OTHER"), @"error[R041]: packs extend each other in a circle: file:///HOUSE@main -> file:///OTHER@main -> file:///HOUSE@main");
}

#[test]
fn a_lock_file_that_was_edited() {
    let bench = Bench::added();
    let lock = std::fs::read_to_string(bench.shop.path().join("straplock.lock")).unwrap();
    let with = |changed: String| bench.scan_with_lock(&changed);
    let digest = regex::Regex::new("sha256:[0-9a-f]{64}").unwrap();
    assert_snapshot!(with(digest.replace(&lock, format!("sha256:{}", "0".repeat(64))).into_owned()), @r#"
    exit 2
    error[R042]: the pack file:///HOUSE@v1.0.0 is not what was locked: commit COMMIT holds something else
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = note: locked DIGEST
      = note: found DIGEST
      = help: if straplock.lock or the copy was edited, take it from version control again; else `straplock pack update` shows what changed

    1 error
    error: 1 mistake in the configuration, its packs or rules; nothing was scanned
    "#);
}

#[test]
fn a_lock_file_of_something_else() {
    let bench = Bench::added();
    let lock = std::fs::read_to_string(bench.shop.path().join("straplock.lock")).unwrap();
    let with = |changed: String| bench.scan_with_lock(&changed);
    let commit = regex::Regex::new("commit = \"[0-9a-f]{40}\"").unwrap();
    assert_snapshot!(with(commit.replace(&lock, format!("commit = \"{}\"", "1".repeat(40))).into_owned()), @r#"
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
    assert_snapshot!(with(lock.replace("version = 1\n", "version = 2\n").replace("digest", "digset").replace("asked = \"", "asked = 3 #")), @r#"
    exit 2
    error[R007]: this Straplock does not know lock files of version 2
     --> straplock.lock:2:11
      |
    2 | version = 2
      |           ^
      |
      = help: a newer Straplock may know them

    error[R005]: a locked pack has no key `digset`
     --> straplock.lock:8:1
      |
    8 | digset = "DIGEST"
      | ^^^^^^
      |
      = help: did you mean `digest`?

    error[R004]: `asked` takes a text, this is a number
     --> straplock.lock:6:9
      |
    6 | asked = 3 #v1.0.0"
      |         ^

    error[R006]: a locked pack needs the key `digest`
     --> straplock.lock:4:1
      |
    4 | [[pack]]
      | ^^^^^^^^
      |
      = help: `straplock pack update` writes this file anew

    error[R042]: the pack file:///HOUSE@v1.0.0 is not in straplock.lock, so nobody has looked at what it holds
     --> straplock.toml:2:7
      |
    2 | git = "file:///HOUSE"
      |       ^^^
      |
      = help: run `straplock pack update`, which shows its rules and locks them

    5 errors
    error: 5 mistakes in the configuration, its packs or rules; nothing was scanned
    "#);
    bench.shop.write("straplock.lock", &lock);
    assert!(bench.scan().contains("acme-eval"));
}
