//! Git read back: differences, trees, merge bases, and repositories that would lead it astray.

use insta::assert_snapshot;
use straplock::diff::Diff;
use straplock::git::{GitError, Repository};

use crate::repository::{Sandbox, git_in};

fn picture(diff: &Diff) -> String {
    let line = |file: &straplock::diff::FileChange| {
        let hunks = file.hunks.iter().map(|hunk| format!(" -{},{}+{},{}", hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count));
        let from = if file.old_path == file.path { String::new() } else { format!(" from {}", file.old_path) };
        format!("{:?} {}{from}{}\n", file.kind, file.path, hunks.collect::<String>())
    };
    diff.files.iter().map(line).collect()
}

#[test]
fn differences_with_renames_and_difficult_names() {
    let sandbox = Sandbox::new();
    let long = (1..40).map(|n| format!("line {n}\n")).collect::<String>();
    sandbox.write("app/with space é.py", "one\ntwo\nthree\n");
    sandbox.write("app/old.py", &long);
    sandbox.write("app/gone.py", "x = 1\n");
    sandbox.write("app/same.py", "x = 1\n");
    let base = sandbox.commit("base");
    sandbox.write("app/with space é.py", "one\n2\nthree\nfour\n");
    std::fs::remove_file(sandbox.path().join("app/gone.py")).unwrap();
    std::fs::rename(sandbox.path().join("app/old.py"), sandbox.path().join("app/new.py")).unwrap();
    sandbox.write("app/new.py", &long.replace("line 7\n", "line seven\n"));
    sandbox.write("app/a\"quote.py", "@@ -1 +1 @@\ndiff --git a/x b/x\n");
    let head = sandbox.commit("head");
    let diff = Repository::open(sandbox.path()).unwrap().diff(&base, &head).unwrap();
    assert_snapshot!(picture(&diff), @r#"
    Added app/a"quote.py -0,0+1,2
    Deleted app/gone.py -1,1+0,0
    Renamed app/new.py from app/old.py -7,1+7,1
    Modified app/with space é.py -2,1+2,1 -3,0+4,1
    "#);
    assert_eq!(diff.new_path("app/old.py"), "app/new.py");
    assert!(diff.touches("app/new.py", 7, 9) && !diff.touches("app/new.py", 8, 9));
}

#[test]
fn a_repository_cannot_change_how_differences_are_read() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "x = 1\n");
    sandbox.write(".gitattributes", "*.py diff=evil filter=e=vil\n");
    let base = sandbox.commit("base");
    sandbox.write("a.py", "x = 2\n");
    let head = sandbox.commit("head");
    let marker = sandbox.path().join("was-run");
    let evil = format!("touch {}", marker.display());
    for (name, value) in [
        ("diff.noprefix", "true"),
        ("diff.external", evil.as_str()),
        ("diff.evil.command", evil.as_str()),
        ("diff.evil.textconv", evil.as_str()),
        ("core.fsmonitor", evil.as_str()),
        ("core.pager", evil.as_str()),
        ("filter.e=vil.clean", evil.as_str()),
        ("filter.e=vil.process", evil.as_str()),
        ("filter.e=vil.required", "true"),
        ("diff.renames", "false"),
        ("color.ui", "always"),
    ] {
        sandbox.git(&["config", name, value]);
    }
    // Of the same size, so that git has to compare contents.
    sandbox.write("a.py", "x = 3\n");
    let repository = Repository::open(sandbox.path()).unwrap();
    assert_snapshot!(picture(&repository.diff(&base, &head).unwrap()), @"Modified a.py -1,1+1,1");
    assert_eq!(repository.local_changes().unwrap(), ["a.py"]);
    assert!(!marker.exists(), "nothing that the repository configures was run");
}

/// `-diff` in .gitattributes, or a NUL byte, makes git show no lines: then every line counts as changed.
#[test]
fn a_change_without_lines_is_a_change_of_every_line() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitattributes", "hidden.py -diff\n");
    sandbox.write("hidden.py", "x = 1\n");
    sandbox.write("moved.py", "x = 3\nx = 4\nx = 5\n");
    let base = sandbox.commit("base");
    sandbox.write("hidden.py", "x = 2\n");
    sandbox.git(&["mv", "moved.py", "away.py"]);
    let head = sandbox.commit("head");
    let diff = Repository::open(sandbox.path()).unwrap().diff(&base, &head).unwrap();
    assert!(diff.touches("hidden.py", 1, 1) && diff.touches("hidden.py", 40, 50), "{diff:?}");
    assert!(!diff.touches("away.py", 1, 3), "a file that only moved has no changed line");
}

#[test]
fn trees_and_blobs_come_from_objects() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "x = 'é'\n");
    sandbox.write("empty.py", "");
    let head = sandbox.commit("head");
    sandbox.write("a.py", "changed, not committed");
    let repository = Repository::open(sandbox.path()).unwrap();
    let tree = repository.tree(&head).unwrap();
    let contents = repository.blobs(&tree.iter().collect::<Vec<_>>(), 1000).unwrap();
    let shown = tree.iter().zip(contents).map(|(entry, bytes)| format!("{} {:?}\n", entry.path, String::from_utf8_lossy(&bytes)));
    assert_snapshot!(shown.collect::<String>(), @r#"
    a.py "x = 'é'\n"
    empty.py ""
    "#);
    assert_eq!(repository.local_changes().unwrap(), ["a.py"]);
}

#[test]
fn what_cannot_be_is_told() {
    let told = |error: GitError| error.to_string();
    let nowhere = tempfile::TempDir::new().unwrap();
    let message = told(Repository::open(nowhere.path()).unwrap_err());
    assert_eq!(message, format!("{} is not in a git repository; a comparison needs one", nowhere.path().display()));
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "");
    sandbox.commit("one");
    let repository = Repository::open(sandbox.path()).unwrap();
    assert_snapshot!(told(repository.resolve("no-such-branch").unwrap_err()), @"git knows no commit `no-such-branch` here; fetch it first, or name a branch, tag or commit that `git log` shows");
    assert_snapshot!(told(repository.resolve("--upload-pack=touch x").unwrap_err()), @"git knows no commit `--upload-pack=touch x` here; fetch it first, or name a branch, tag or commit that `git log` shows");
    sandbox.git(&["checkout", "--quiet", "--orphan", "other"]);
    sandbox.commit("unrelated");
    assert_snapshot!(told(repository.merge_base("main", "other").unwrap_err()), @"the histories of `main` and `other` have no common commit here");
}

#[test]
fn a_shallow_clone_names_both_parents_and_fetches_one() {
    let origin = Sandbox::new();
    origin.write("a.py", "x = 1\n");
    let base = origin.commit("base");
    origin.git(&["checkout", "--quiet", "-b", "change"]);
    origin.write("a.py", "x = 2\n");
    let head = origin.commit("head");
    origin.git(&["checkout", "--quiet", "main"]);
    origin.git(&["merge", "--quiet", "--no-ff", "--message", "merge", "change"]);
    origin.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let clone = tempfile::TempDir::new().unwrap();
    let url = format!("file://{}", origin.path().display());
    git_in(clone.path(), &["clone", "--quiet", "--depth=1", &url, "."]);
    let repository = Repository::open(clone.path()).unwrap();
    assert_eq!(repository.head().unwrap().parents, [base.clone(), head.clone()]);
    assert!(repository.is_shallow().unwrap() && !repository.has_commit(&base));
    repository.fetch("origin", &base, Some(1), None).unwrap();
    assert!(repository.has_commit(&base));
    assert_snapshot!(picture(&repository.diff(&base, "HEAD").unwrap()), @"Modified a.py -1,1+1,1");
    repository.fetch("origin", &head, Some(1), None).unwrap();
    let refused = repository.merge_base(&base, &head).unwrap_err().to_string();
    assert!(refused.contains("the clone is shallow: deepen it"), "{refused}");
}
