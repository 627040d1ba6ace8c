//! Clones made with `--filter`: what is not here is never fetched behind our back, because the repository's configuration says
//! how, and it is told how to fetch it.

use std::path::PathBuf;

use insta::assert_snapshot;
use straplock::git::Repository;
use tempfile::TempDir;

use crate::command::{Done, straplock};
use crate::repository::{Sandbox, git_in};

const RULES: &str = "rules: [{id: no-eval, languages: [python], severity: ERROR, message: eval, pattern: eval(...)}]\n";

/// A clone without the contents of older commits, and a configuration that names programs to run.
struct Partial {
    #[expect(dead_code, reason = "its folder lives as long")]
    origin: Sandbox,
    folder: TempDir,
    work: PathBuf,
}

impl Partial {
    fn new() -> Self {
        Self::with("--filter=blob:none")
    }

    fn with(filter: &str) -> Self {
        let origin = Sandbox::new();
        origin.git(&["config", "uploadpack.allowFilter", "true"]);
        origin.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
        origin.write("rules.yaml", RULES);
        origin.write("app/old.py", "eval(old)\n");
        origin.write("app/gone.py", "eval(gone)\n");
        origin.commit("base");
        origin.write("app/old.py", "eval(old)\neval(new)\n");
        std::fs::remove_file(origin.path().join("app/gone.py")).unwrap();
        origin.commit("head");
        let folder = TempDir::new().unwrap();
        let work = folder.path().join("work");
        let url = format!("file://{}", origin.path().display());
        git_in(folder.path(), &["clone", "--quiet", filter, &url, "work"]);
        Self { origin, folder, work }
    }

    /// Every way that is known to make git run a program while it fetches.
    fn hostile(self) -> Self {
        let evil = format!("touch '{}'; false", self.marker().display());
        for (name, value) in [
            ("remote.origin.uploadpack", format!("touch '{}'; git-upload-pack", self.marker().display())),
            ("core.sshCommand", evil.clone()),
            ("core.gitProxy", evil.clone()),
            ("core.askPass", evil.clone()),
            ("core.alternateRefsCommand", evil.clone()),
            ("credential.helper", format!("!{evil}")),
            ("protocol.ext.allow", "always".to_owned()),
            ("protocol.allow", "always".to_owned()),
        ] {
            git_in(&self.work, &["config", name, &value]);
        }
        self
    }

    fn marker(&self) -> PathBuf {
        self.folder.path().join("was-run")
    }

    fn scan(&self) -> Done {
        straplock(&self.work, &["scan", "--rules", "rules.yaml", "--only-rules", "--fail-on", "never", "--diff", "HEAD~1"]).done()
    }
}

#[test]
fn what_is_not_here_is_told_with_the_way_to_fetch_it() {
    let clone = Partial::new();
    let done = clone.scan();
    assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{}", done.stderr);
    let id = regex::Regex::new("[0-9a-f]{40}").unwrap();
    assert_snapshot!(id.replace_all(&done.stderr, "ID"), @"error: objects that are needed are not in this clone, which was made with `--filter`; fetch what is missing (`git fetch --refetch --no-filter origin`), or clone without `--filter`");
    git_in(&clone.work, &["fetch", "--quiet", "--refetch", "--no-filter", "origin"]);
    let done = clone.scan();
    assert!(done.code == 0 && done.stdout.contains("1 new (1 high), 1 fixed"), "{}{}", done.stdout, done.stderr);
}

#[test]
fn nothing_that_the_repository_names_is_run() {
    for url in ["", "ssh://example.invalid/x.git", "ext::sh -c 'touch was-run' %S", "git://127.0.0.1:9/x.git"] {
        let clone = Partial::new().hostile();
        if !url.is_empty() {
            git_in(&clone.work, &["config", "remote.origin.url", &url.replace("was-run", &clone.marker().to_string_lossy())]);
        }
        assert_eq!(clone.scan().code, 2, "{url}");
        let repository = Repository::open(&clone.work).unwrap();
        let base = repository.resolve("HEAD~1").unwrap();
        assert!(repository.diff(&base, "HEAD").is_err(), "{url}");
        let tree = repository.tree(&base).unwrap();
        assert!(repository.blobs(&tree.iter().collect::<Vec<_>>(), 1000).is_err(), "{url}");
        drop(repository.local_changes());
        drop(repository.fetch("origin", "main", None, None));
        drop(repository.fetch_contents("origin", &tree.iter().collect::<Vec<_>>(), None));
        assert!(!clone.marker().exists(), "{url:?} was followed");
    }
}

#[test]
fn contents_are_fetched_when_asked_for_and_the_history_stays_as_deep() {
    let clone = Partial::new().hostile();
    let repository = Repository::open(&clone.work).unwrap();
    assert!(repository.is_partial().unwrap());
    let tree = repository.tree("HEAD~1").unwrap();
    let missing: Vec<_> = tree.iter().filter(|entry| entry.size.is_none()).collect();
    assert_eq!(missing.len(), 2);
    repository.fetch_contents("origin", &missing, None).unwrap();
    assert!(repository.tree("HEAD~1").unwrap().iter().all(|entry| entry.size.is_some()));
    assert!(!clone.marker().exists() && !repository.is_shallow().unwrap());
    assert!(clone.scan().stdout.contains("1 new (1 high), 1 fixed"));
}

#[test]
fn trees_that_are_not_here_are_told_and_fetched_alike() {
    let clone = Partial::with("--filter=tree:0").hostile();
    assert_snapshot!(clone.scan().stderr, @"error: the trees of older commits are not in this clone, which was made with `--filter`; fetch what is missing (`git fetch --refetch --no-filter origin`), or clone without `--filter`");
    let repository = Repository::open(&clone.work).unwrap();
    let before = repository.tree("HEAD~1").unwrap_err().to_string();
    assert!(before.contains("which was made with `--filter`"), "{before}");
    repository.fetch_tree("origin", "HEAD~1", None).unwrap();
    let tree = repository.tree("HEAD~1").unwrap();
    let missing: Vec<_> = tree.iter().filter(|entry| entry.size.is_none()).collect();
    assert_eq!((tree.len(), missing.len()), (3, 2), "the names, and what they had in common with the head");
    repository.fetch_contents("origin", &missing, None).unwrap();
    assert!(!clone.marker().exists());
    assert!(clone.scan().stdout.contains("1 new (1 high), 1 fixed"));
}
