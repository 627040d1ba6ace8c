//! `scan --diff`: which trees are compared, what is left alone, and what is told when it cannot be done.

use insta::assert_snapshot;

use crate::command::straplock;
use crate::repository::{Sandbox, git_in};

const RULES: &str = "rules: [{id: no-eval, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}]\n";

/// A repository with rules and one old finding on `main`.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("rules.yaml", RULES);
    sandbox.write("app/old.py", "eval(old)\n");
    sandbox.commit("base");
    sandbox
}

/// The last two lines and the places of the text report, after the errors.
fn diff(sandbox: &Sandbox, words: &[&str]) -> String {
    let words = [&["scan", "--rules", "rules.yaml", "--only-rules", "--fail-on", "never"], words].concat();
    let done = straplock(sandbox.path(), &words).done();
    let kept = |line: &&str| {
        line.trim_start().starts_with("--> ") || line.contains(" fixed") || line.contains("not scanned") || line.starts_with("Change")
    };
    let places = done.stdout.lines().filter(kept).map(|line| format!("{}\n", line.trim())).collect::<String>();
    let hidden = regex::Regex::new("[0-9a-f]{40}|[0-9a-f]{10,12}").unwrap();
    hidden.replace_all(&format!("exit {}\n{}{places}", done.code, done.stderr), "COMMIT").into_owned()
}

#[test]
fn what_the_base_branch_did_since_is_not_the_changes() {
    let sandbox = sandbox();
    sandbox.git(&["checkout", "--quiet", "-b", "change"]);
    sandbox.write("app/new.py", "eval(new)\n");
    sandbox.commit("change");
    sandbox.git(&["checkout", "--quiet", "main"]);
    sandbox.write("app/theirs.py", "eval(theirs)\n");
    std::fs::remove_file(sandbox.path().join("app/old.py")).unwrap();
    sandbox.commit("main moved on");
    sandbox.git(&["checkout", "--quiet", "change"]);
    assert_snapshot!(diff(&sandbox, &["--diff", "main"]), @"
    exit 0
    Change   compared with main (COMMIT): 1 file differs, 1 finding was there before
    --> app/new.py:1:1
    ");
}

#[test]
fn the_work_tree_is_neither_scanned_nor_touched() {
    let sandbox = sandbox();
    sandbox.write("app/new.py", "eval(new)\n");
    sandbox.commit("change");
    sandbox.write("app/new.py", "eval(new)\neval(uncommitted)\n");
    sandbox.write("app/untracked.py", "eval(untracked)\n");
    let before = sandbox.git(&["status", "--porcelain"]);
    assert_snapshot!(diff(&sandbox, &["--diff", "HEAD~1"]), @"
    exit 0
    Change   compared with HEAD~1 (COMMIT): 1 file differs, 1 finding was there before
    note: Changes that are not committed were not scanned (app/new.py and 1 more). Commit them, or scan without --diff.
    --> app/new.py:1:1
    ");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
}

#[test]
fn a_subfolder_a_difficult_name_and_a_deleted_file() {
    let sandbox = sandbox();
    sandbox.write("app/späße mit leer/a \"b\".py", "eval(x)\n");
    sandbox.write("elsewhere/new.py", "eval(elsewhere)\n");
    std::fs::remove_file(sandbox.path().join("app/old.py")).unwrap();
    sandbox.commit("change");
    assert_snapshot!(diff(&sandbox, &["app", "--diff", "HEAD~1"]), @r#"
    exit 0
    Change   compared with HEAD~1 (COMMIT): 3 files differ
    fixed: app/old.py:1: eval [no-eval]
    --> app/späße mit leer/a "b".py:1:1
    1 new (1 high), 1 fixed
    "#);
}

#[test]
#[cfg(unix)]
fn links_and_submodules_are_passed_over() {
    let sandbox = sandbox();
    std::os::unix::fs::symlink("/etc/passwd", sandbox.path().join("app/link.py")).unwrap();
    let inner = Sandbox::new();
    inner.write("x.py", "eval(inner)\n");
    inner.commit("inner");
    sandbox.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &inner.path().to_string_lossy(), "inner"]);
    sandbox.commit("change");
    assert_snapshot!(diff(&sandbox, &["--diff", "HEAD~1"]), @"
    exit 0
    Change   compared with HEAD~1 (COMMIT): 2 files differ, 1 finding was there before
    ");
}

#[test]
fn nothing_changed() {
    let sandbox = sandbox();
    assert_snapshot!(diff(&sandbox, &["--diff", "HEAD"]), @"
    exit 0
    Change   compared with HEAD (COMMIT): nothing changed, so nothing can be new; 1 finding was there before
    ");
    // Main is ahead: the change adds nothing to it either.
    sandbox.git(&["checkout", "--quiet", "-b", "change"]);
    sandbox.git(&["checkout", "--quiet", "main"]);
    sandbox.write("app/theirs.py", "eval(theirs)\n");
    sandbox.commit("main moved on");
    sandbox.git(&["checkout", "--quiet", "change"]);
    assert_snapshot!(diff(&sandbox, &["--diff", "main", "--quiet"]), @"
    exit 0
    Change   compared with main (COMMIT): nothing changed, so nothing can be new; 1 finding was there before
    ");
}

#[test]
fn another_head_than_the_one_checked_out() {
    let sandbox = sandbox();
    sandbox.write("app/new.py", "eval(new)\n");
    sandbox.commit("one");
    sandbox.write("app/newer.py", "eval(newer)\n");
    sandbox.commit("two");
    assert_snapshot!(diff(&sandbox, &["--diff", "HEAD~2", "--head", "HEAD~1"]), @"
    exit 0
    Change   compared with HEAD~2 (COMMIT): 1 file differs, 1 finding was there before
    --> app/new.py:1:1
    ");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let sandbox = sandbox();
    assert_snapshot!(diff(&sandbox, &["--diff", "no-such-branch"]), @"
    exit 2
    error: git knows no commit `no-such-branch` here; fetch it first, or name a branch, tag or commit that `git log` shows
    ");
    let plain = tempfile::TempDir::new().unwrap();
    std::fs::write(plain.path().join("manage.py"), "import django\n").unwrap();
    assert_snapshot!(straplock(plain.path(), &["scan", "--diff", "main"]).picture(), @"
    exit 2
    error: [FOLDER] is not in a git repository; a comparison needs one
    ");
    sandbox.write("app/new.py", "eval(new)\n");
    sandbox.commit("change");
    let clone = tempfile::TempDir::new().unwrap();
    git_in(clone.path(), &["clone", "--quiet", "--depth=1", &format!("file://{}", sandbox.path().display()), "."]);
    assert_snapshot!(straplock(clone.path(), &["scan", "--diff", "HEAD~1"]).picture(), @"
    exit 2
    error: git knows no commit `HEAD~1` here; the clone is shallow: fetch the commit first (`git fetch origin NAME`, or checkout with `fetch-depth: 0`)
    ");
}

#[test]
fn a_base_that_was_not_read_whole_is_told_and_fails_closed() {
    let sandbox = sandbox();
    sandbox.write("app/big.py", &format!("eval(big)\n{}", "# filler\n".repeat(100)));
    sandbox.commit("big");
    sandbox.write("app/big.py", "eval(big)\n");
    sandbox.commit("small");
    let words = ["scan", "--rules", "rules.yaml", "--only-rules", "--diff", "HEAD~1", "--max-file-size", "500", "--fail-on", "never"];
    let done = straplock(sandbox.path(), &words).done();
    assert_eq!(done.code, 4);
    assert!(done.stdout.contains("In the base of the comparison: The file has 910 bytes"), "{}", done.stdout);
}

/// What lay outside the folder that is asked for is read in the base where the change moved it in.
#[test]
fn a_file_that_moves_into_the_folder_brings_its_findings_along() {
    let sandbox = sandbox();
    sandbox.write("elsewhere/much.py", &format!("eval(moved)\n{}", "filler(1, 2, 3)\n".repeat(20)));
    sandbox.commit("before");
    std::fs::rename(sandbox.path().join("elsewhere/much.py"), sandbox.path().join("app/much.py")).unwrap();
    sandbox.commit("moved");
    assert_snapshot!(diff(&sandbox, &["app", "--diff", "HEAD~1"]), @"
    exit 0
    Change   compared with HEAD~1 (COMMIT): 1 file differs, 2 findings were there before
    ");
}

/// A change that mends the syntax is not left incomplete by it, but findings that look new for that reason are explained.
#[test]
fn a_base_that_did_not_parse_is_told() {
    let sandbox = sandbox();
    sandbox.write("app/broken.py", "def f(:\n    pass\n");
    sandbox.commit("broken");
    sandbox.write("app/broken.py", "def f():\n    pass\n");
    sandbox.commit("mended");
    let done = straplock(sandbox.path(), &["scan", "--rules", "rules.yaml", "--only-rules", "--diff", "HEAD~1"]).done();
    assert_eq!(done.code, 0);
    assert!(done.stdout.contains("note: app/broken.py:1:7: In the base of the comparison: this is not valid Python"), "{}", done.stdout);
}

#[test]
#[cfg(unix)]
fn a_file_that_becomes_a_link_or_executable() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = sandbox();
    sandbox.write("app/tool.py", "eval(tool)\n");
    sandbox.commit("before");
    std::fs::set_permissions(sandbox.path().join("app/tool.py"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::remove_file(sandbox.path().join("app/old.py")).unwrap();
    std::os::unix::fs::symlink("tool.py", sandbox.path().join("app/old.py")).unwrap();
    sandbox.commit("after");
    assert_snapshot!(diff(&sandbox, &["--diff", "HEAD~1"]), @"
    exit 0
    Change   compared with HEAD~1 (COMMIT): 2 files differ, 1 finding was there before
    fixed: app/old.py:1: eval [no-eval]
    No new findings, 1 fixed
    ");
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_utf8_are_paired() {
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = sandbox();
    let write = |name: &[u8], text: &str| std::fs::write(sandbox.path().join(std::ffi::OsStr::from_bytes(name)), text).unwrap();
    write(b"\xfe.py", "eval(one)\n");
    write(b"\xff.py", "eval(two)\n");
    sandbox.commit("before");
    write(b"\xff.py", "eval(two)\neval(three)\n");
    sandbox.commit("after");
    assert_snapshot!(diff(&sandbox, &["--diff", "HEAD~1"]), @r"
    exit 0
    Change   compared with HEAD~1 (COMMIT): 1 file differs, 3 findings were there before
    --> \xff.py:2:1
    ");
}

/// The base's contents are binary, then text: nothing of it is old.
#[test]
fn a_base_that_was_binary() {
    let sandbox = sandbox();
    sandbox.write("app/data.py", "eval(data)\0\n");
    sandbox.commit("binary");
    sandbox.write("app/data.py", "eval(data)\n");
    sandbox.commit("text");
    let done =
        straplock(sandbox.path(), &["scan", "--rules", "rules.yaml", "--only-rules", "--diff", "HEAD~1", "--fail-on", "never"]).done();
    assert_eq!(done.code, 4, "{}", done.stdout);
    assert!(done.stdout.contains("In the base of the comparison: The file holds NUL bytes"), "{}", done.stdout);
}

/// What both sides say of a file is said once, and what only the base says counts in the coverage.
#[test]
fn notices_about_both_sides_are_told_once_and_counted() {
    let sandbox = sandbox();
    sandbox.write("app/twice.py", "def f(:\n    pass\n");
    sandbox.write("app/binary.py", "eval(data)\0\n");
    sandbox.write("app/both.py", "eval(data)\0\n");
    sandbox.write("app/moved.py", &format!("eval(data)\n{}\0", "filler(1)\n".repeat(20)));
    sandbox.commit("before");
    sandbox.write("app/twice.py", "def f(:\n    return\n");
    sandbox.write("app/binary.py", "eval(data)\n");
    sandbox.write("app/both.py", "eval(more)\0\n");
    sandbox.git(&["mv", "app/moved.py", "app/away.py"]);
    sandbox.commit("after");
    let words = ["scan", "--rules", "rules.yaml", "--only-rules", "--diff", "HEAD~1", "--fail-on", "never"];
    let done = straplock(sandbox.path(), &[&words[..], &["-o", "report.json", "--format", "text"]].concat()).done();
    assert_eq!(done.code, 4, "{}", done.stderr);
    let kept = |line: &&str| line.starts_with("  not analysed") || line.starts_with("  note") || line.starts_with("Coverage");
    assert_snapshot!(done.stdout.lines().filter(kept).collect::<Vec<_>>().join("\n"), @"
    Coverage incomplete: 4 lines of Python, 1 rule, profile review, 3 files not read, 1 file read only in part
      not analysed: app/away.py: The file holds NUL bytes, so it is not text; it was not analysed.
      not analysed: app/binary.py: In the base of the comparison: The file holds NUL bytes, so it is not text; it was not analysed.
      not analysed: app/both.py: The file holds NUL bytes, so it is not text; it was not analysed.
      not analysed: app/twice.py:1:7: this is not valid Python: expected a parameter or the end of the parameter list (and 1 more error). What could be read of it was analysed.
    ");
    let report = std::fs::read_to_string(sandbox.path().join("report.json")).unwrap();
    assert!(report.contains("\"incomplete\": 4"), "{report}");
}

#[test]
fn names_of_the_base_come_through_modules_that_did_not_change() {
    let sandbox = Sandbox::new();
    let rules = "edition: 2026\nrules: [{id: no-eval, languages: [python], severity: high, message: eval, pattern: eval(...), metadata: {category: style}}]\n";
    sandbox.write("rules.yaml", rules);
    sandbox.write("app/__init__.py", "");
    sandbox.write("app/compat.py", "run = eval\n");
    sandbox.write("app/old.py", "from .compat import run\nrun(old)\n");
    sandbox.commit("base");
    sandbox.write("app/old.py", "from .compat import run\nrun(old)\nrun(new)\n");
    sandbox.commit("change");
    assert_snapshot!(diff(&sandbox, &["--diff", "HEAD~1"]), @r"
    exit 0
    Change   compared with HEAD~1 (COMMIT): 1 file differs, 1 finding was there before
    --> app/old.py:3:1
    ");
}
