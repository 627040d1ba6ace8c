//! A pack in a repository and a project that wants it: the set-up of the tests about packs.

use std::path::Path;

use tempfile::TempDir;

use crate::command::straplock;
use crate::repository::Sandbox;

/// A pack in a repository, and a project that wants it.
pub(crate) struct Bench {
    pub(crate) house: Sandbox,
    pub(crate) shop: Sandbox,
    cache: TempDir,
}

pub(crate) const MANIFEST: &str = "name: acme/house\nversion: 1.0.0\nschema: 1\nlicence: Apache-2.0\nrules: [\"rules/**/*.yaml\"]\n";

/// A rule that finds calls of one function.
pub(crate) fn rule(id: &str, function: &str) -> String {
    format!("rules:\n- id: {id}\n  languages: [python]\n  severity: ERROR\n  message: {function} is called\n  pattern: {function}(...)\n")
}

impl Bench {
    /// Version 1.0.0 of the pack has two rules.
    pub(crate) fn new() -> Self {
        let bench = Self { house: Sandbox::new(), shop: Sandbox::new(), cache: TempDir::new().unwrap() };
        bench.house.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
        bench.house.write("pack.yaml", MANIFEST);
        bench.house.write("rules/eval.yaml", &rule("acme-eval", "eval"));
        bench.house.write("rules/exec.yaml", &rule("acme-exec", "exec"));
        bench.house.write("README.md", "House rules\n");
        bench.house.commit("first");
        bench.house.git(&["tag", "v1.0.0"]);
        bench.shop.write("manage.py", "import django\n");
        bench.shop.write("shop/views.py", "eval(x)\nexec(x)\nopen(x)\n");
        bench
    }

    /// The same where the project has the pack already.
    pub(crate) fn added() -> Self {
        let bench = Self::new();
        bench.add();
        bench
    }

    /// The folder of fetched packs.
    pub(crate) fn cache(&self) -> &Path {
        self.cache.path()
    }

    pub(crate) fn address(&self) -> String {
        address(&self.house)
    }

    /// Runs a command in the project.
    pub(crate) fn run(&self, words: &[&str]) -> crate::command::Run {
        straplock(self.shop.path(), words).env("STRAPLOCK_CACHE_DIR", &self.cache.path().to_string_lossy())
    }

    /// `pack add` of the pack at this revision.
    pub(crate) fn adding(&self, revision: &str, more: &[&str]) -> crate::command::Run {
        let pack = format!("{}@{revision}", self.address());
        self.run(&[&["pack", "add", &pack, "--allow-file"], more].concat())
    }

    /// What a command says, with commits, digests and places by name.
    pub(crate) fn said(&self, words: &[&str]) -> String {
        self.named(&self.run(words).picture())
    }

    pub(crate) fn named(&self, text: &str) -> String {
        let places = [(self.house.path(), "/HOUSE"), (self.cache.path(), "CACHE"), (self.shop.path(), "SHOP")];
        let text = places.iter().fold(text.to_owned(), |text, (path, name)| {
            let path = path.to_string_lossy();
            text.replace(&*path, name).replace(path.trim_start_matches('/'), name)
        });
        let pattern = regex::Regex::new("sha256:[0-9a-f]{64}|[0-9a-f]{40}|\\b[0-9a-f]{10}\\b").unwrap();
        let hidden =
            pattern.replace_all(&text, |found: &regex::Captures<'_>| if found[0].starts_with("sha") { "DIGEST" } else { "COMMIT" });
        // A caret line is as long as a path that differs from run to run.
        regex::Regex::new(r"\^{20,}").unwrap().replace_all(&hidden, "^^^").into_owned()
    }

    pub(crate) fn add(&self) {
        let done = self.adding("v1.0.0", &[]).done();
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    }

    /// Commits what was written into the pack and moves a tag there.
    pub(crate) fn publish(&self, tag: &str) {
        self.house.commit("published");
        self.house.git(&["tag", "--force", tag]);
    }

    pub(crate) fn read(&self, path: &str) -> String {
        self.named(&std::fs::read_to_string(self.shop.path().join(path)).unwrap())
    }

    /// The findings of a scan, or why there was none.
    pub(crate) fn scan(&self) -> String {
        let done = self.run(&["scan"]).done();
        let findings = done.stdout.lines().filter(|line| line.starts_with("Config") || line.contains("]: ")).collect::<Vec<_>>();
        self.named(&format!("exit {}\n{}{}", done.code, done.stderr, findings.join("\n")))
    }

    /// The same with another lock file.
    pub(crate) fn scan_with_lock(&self, lock: &str) -> String {
        self.shop.write("straplock.lock", lock);
        self.scan()
    }
}

pub(crate) fn address(sandbox: &Sandbox) -> String {
    format!("file://{}", sandbox.path().to_string_lossy().replace('\\', "/"))
}
