//! `straplock ci` and the commit it compares with: missing, unreadable, filtered away, or the same.

use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::json;

use crate::ci::Pull;
use crate::repository::git_in;

#[test]
fn offline_nothing_is_fetched_and_the_job_does_not_pass() {
    let pull = Pull::new();
    let step = pull.step(&pull.merge).input("offline", "true").input("fail-on", "never").input("upload", "auto");
    let done = step.run();
    assert_eq!(done.output("base-sha"), "");
    assert_snapshot!(pull.named(done.closing()), @"Straplock: pull request #7: 2 findings, new or old, because there is nothing to compare with; the gate is off; the analysis is incomplete; not uploaded to code scanning: `offline` is set.");
    assert_eq!(done.code, Some(4), "{}", done.stderr);
    assert!(pull.named(&done.stderr).contains("the base commit BASE is not in this clone"), "{}", done.stderr);
    assert_eq!(step.input("fail-on", "high").run().code, Some(1), "findings are never hidden behind incompleteness");
}

#[test]
fn a_base_that_is_nowhere() {
    let pull = Pull::new();
    let done = pull.step(&pull.merge).input("base", "no-such-branch").input("fail-on", "never").run();
    assert_eq!(done.code, Some(4), "{}", done.stderr);
    assert!(done.stderr.contains("no-such-branch"), "{}", done.stderr);
}

/// `allow-incomplete` forgives what could not be analysed, never that there was nothing to compare with.
#[test]
fn without_a_base_nothing_passes_and_nothing_is_new_in_silence() {
    let pull = Pull::new();
    let step = || pull.step(&pull.merge).input("offline", "true").input("allow-incomplete", "true");
    let report_only = step().input("fail-on", "never").run();
    assert_snapshot!(pull.named(report_only.closing()), @"Straplock: pull request #7: 2 findings, new or old, because there is nothing to compare with; the gate is off; the analysis is incomplete; not uploaded to code scanning: `offline` is set.");
    assert_eq!((report_only.code, report_only.output("new-findings")), (Some(4), "0"), "{}", report_only.stderr);
    assert!(report_only.summary.contains("could not be had"), "{}", report_only.summary);
    assert_eq!(step().run().code, Some(1), "old or new, findings fail the job");
    let clean = step().input("paths", "manage.py").run();
    assert_eq!(clean.code, Some(4), "{}", clean.stderr);
}

/// The base is there, but not what was in it: what the change touched counts as new, and the job does not pass.
#[test]
fn a_base_that_cannot_be_read_does_not_let_the_job_pass() {
    let pull = Pull::new();
    let step = pull.step(&pull.merge).input("fail-on", "never").input("allow-incomplete", "true");
    let git = |words: &[&str]| git_in(&step.work, words);
    git(&["fetch", "--quiet", "--depth=1", "origin", &pull.base, &pull.topic]);
    std::fs::write(step.work.join(".gitattributes"), "*.py -diff\n").unwrap();
    std::fs::write(step.work.join("shop/old.py"), "def old(request):\n    return eval(request.GET['older'])\n").unwrap();
    git(&["add", "--all"]);
    let head = git(&["commit-tree", &git(&["write-tree"]), "-p", &pull.base, "-p", &pull.topic, "-m", "merge"]);
    git(&["checkout", "--quiet", "--detach", &head]);
    forget(&step.work, &git(&["rev-parse", &format!("{}:shop/old.py", pull.base)]));
    let step = step.set("GITHUB_SHA", &head);
    let done = step.run();
    assert_snapshot!(pull.named(done.closing()).replace(&head[..10], "HEAD"), @"Straplock: pull request #7: 2 findings on lines that differ from main as it is merged into (BASE), which could not be read; the gate is off; the analysis is incomplete; not uploaded to code scanning: `upload: never` is set.");
    assert_eq!((done.code, done.output("new-findings")), (Some(4), "2"), "{}", done.stderr);
    assert!(done.stderr.contains("The base of the comparison could not be read"), "{}", done.stderr);
}

/// Takes one object out of a repository.
fn forget(work: &Path, id: &str) {
    let objects = work.join(".git/objects");
    let packs: Vec<_> = std::fs::read_dir(objects.join("pack")).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    for pack in packs {
        let kept = work.with_file_name(pack.file_name().unwrap());
        std::fs::rename(&pack, &kept).unwrap();
        if kept.extension().is_some_and(|ending| ending == "pack") {
            let input = std::fs::File::open(&kept).unwrap();
            let unpacked = Command::new("git").current_dir(work).args(["unpack-objects", "-q"]).stdin(input).status().unwrap();
            assert!(unpacked.success());
        }
    }
    std::fs::remove_file(objects.join(&id[..2]).join(&id[2..])).unwrap();
}

/// `filter: blob:none` or `filter: tree:0` on the checkout: what the comparison needs is fetched, the base's files and those that
/// the checkout left out.
#[test]
fn a_checkout_with_a_filter_is_completed() {
    let pull = Pull::new();
    pull.origin.git(&["config", "uploadpack.allowFilter", "true"]);
    let step = |filter: &str| {
        let step = pull.step(&pull.merge);
        std::fs::remove_dir_all(&step.work).unwrap();
        let url = format!("file://{}", pull.origin.path().display());
        git_in(step.folder.path(), &["clone", "--quiet", "--no-checkout", "--branch=topic", filter, &url, "work"]);
        git_in(&step.work, &["fetch", "--quiet", "origin", &pull.merge]);
        git_in(&step.work, &["sparse-checkout", "set", "--no-cone", "/manage.py"]);
        git_in(&step.work, &["checkout", "--quiet", "--detach", &pull.merge]);
        assert!(!step.work.join("shop").exists());
        step.input("fail-on", "never")
    };
    for filter in ["--filter=blob:none", "--filter=tree:0"] {
        let done = step(filter).run();
        let closing = pull.named(done.closing());
        assert!(
            closing.starts_with("Straplock: pull request #7: 1 new, 0 fixed against main as it is merged into (BASE);"),
            "{}",
            done.stderr
        );
        assert_eq!((done.code, done.output("findings")), (Some(0), "2"), "{}", done.stderr);
    }
    let offline = step("--filter=blob:none").input("offline", "true").run();
    assert_eq!(offline.code, Some(4));
    assert_snapshot!(offline.stderr, @"
    Scanning pull request #7.
    warning: `offline` is set, so the contents of 3 files that this partial clone lacks cannot be fetched
    error: the contents of 3 files (shop/__init__.py and others) are not in this clone, which was made with `--filter`; fetch what is missing (`git fetch --refetch --no-filter origin`), or clone without `--filter`
    ");
}

/// A whole clone is still whole after the base was fetched: later steps of the job look at its history, too.
#[test]
fn a_whole_clone_is_not_made_shallow() {
    let pull = Pull::new();
    let step = pull.step(&pull.merge).input("fail-on", "never");
    std::fs::remove_dir_all(&step.work).unwrap();
    let url = format!("file://{}", pull.origin.path().display());
    git_in(step.folder.path(), &["clone", "--quiet", "--single-branch", "--branch=topic", &url, "work"]);
    let history = git_in(&step.work, &["rev-list", "--count", "HEAD"]);
    let done = step.run();
    assert_eq!((done.code, pull.named(done.output("base-sha"))), (Some(0), "START".to_owned()), "{}", done.stderr);
    pull.origin.git(&["checkout", "--quiet", "--detach", &pull.base]);
    pull.origin.write("shop/newest.py", "");
    let newest = pull.origin.commit("newest");
    let queue = json!({ "merge_group": { "base_sha": newest, "base_ref": "refs/heads/main" } }).to_string();
    let step = step.set("GITHUB_EVENT_NAME", "merge_group").payload(&queue);
    let done = step.run();
    assert_eq!(done.output("base-sha"), newest, "{}", done.stderr);
    assert_eq!(git_in(&step.work, &["rev-parse", "--is-shallow-repository"]), "false");
    assert_eq!(git_in(&step.work, &["rev-list", "--count", "HEAD"]), history);
}

#[test]
fn no_repository_and_no_commit() {
    let pull = Pull::new();
    let step = pull.step(&pull.merge).input("fail-on", "never");
    std::fs::remove_dir_all(step.work.join(".git")).unwrap();
    let done = step.run();
    assert_snapshot!(done.closing(), @"Straplock: pull request #7: 2 findings, new or old, because there is nothing to compare with; the gate is off; the analysis is incomplete; not uploaded to code scanning: `upload: never` is set.");
    assert_eq!((done.code, done.output("findings")), (Some(4), "2"), "the disk is scanned: {}", done.stderr);
    assert!(done.stderr.contains("is not in a git repository"), "{}", done.stderr);
    git_in(&step.work, &["init", "--quiet"]);
    let done = step.run();
    assert_eq!((done.code, done.output("findings")), (Some(4), "2"), "{}", done.stderr);
    assert!(done.stderr.contains("the repository has no commit that is checked out"), "{}", done.stderr);
}

#[test]
fn a_pull_request_that_changes_nothing() {
    let pull = Pull::new();
    let step = pull.step(&pull.merge);
    let git = |words: &[&str]| git_in(&step.work, words);
    git(&["fetch", "--quiet", "--depth=1", "origin", &pull.base, &pull.topic]);
    let head = git(&["commit-tree", &format!("{}^{{tree}}", pull.base), "-p", &pull.base, "-p", &pull.topic, "-m", "merge"]);
    git(&["checkout", "--quiet", "--detach", &head]);
    let done = step.set("GITHUB_SHA", &head).run();
    assert_snapshot!(pull.named(done.closing()), @"Straplock: pull request #7: 0 new, 0 fixed against main as it is merged into (BASE); the gate is passed; not uploaded to code scanning: `upload: never` is set.");
    assert_eq!((done.code, done.output("findings"), done.output("new-findings")), (Some(0), "1", "0"), "{}", done.stderr);
    assert!(done.stderr.contains("nothing changed, so nothing can be new; 1 finding was there before"), "{}", done.stderr);
}
