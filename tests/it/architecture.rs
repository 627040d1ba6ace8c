//! The house stands as `ARCHITECTURE.md` draws it: floors, who may name what, sizes, opening words.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// A module uses only floors below its own.
const FLOORS: [&[&str]; 8] = [
    &["files", "diff"],
    &["syntax", "generic", "git", "notification"],
    &["semantic"],
    &["project", "pattern", "html"],
    &["taint", "rule"],
    &["finding", "pack"],
    &["engine", "filter", "report", "discover", "config"],
    &["scan", "github"],
];

/// Lines of product code in a file.
const FILE_CEILING: usize = 500;

struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The text before the unit tests; nothing of a file that is only compiled for tests.
    fn product(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        if name.ends_with("tests.rs") || ["fixture.rs", "fake.rs"].contains(&name) {
            return "";
        }
        self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default()
    }

    /// `pattern` in `src/pattern/matching.rs`; none for the binary and `lib.rs`.
    fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let name = inside.split('/').next()?.trim_end_matches(".rs");
        (!matches!(name, "lib" | "bin")).then_some(name)
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    collect(&root.join("src"), root, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 20, "the sources were found");
    found
}

fn collect(folder: &Path, root: &Path, found: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<PathBuf>>();
    for path in entries {
        if path.is_dir() {
            collect(&path, root, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source { path: name, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Modules that a text names as `crate::module`, also in `use crate::{a, b::c}`.
fn named_modules(text: &str) -> Vec<String> {
    let single = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let group = Regex::new(r"\buse crate::\{([^;]*)\};").unwrap();
    let first = Regex::new(r"^\s*([a-z_]+)").unwrap();
    let mut names = single.captures_iter(text).map(|found| found[1].to_owned()).collect::<Vec<_>>();
    for found in group.captures_iter(text) {
        names.extend(found[1].split(',').filter_map(|part| first.captures(part)).map(|found| found[1].to_owned()));
    }
    names
}

#[track_caller]
fn assert_none(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

#[test]
fn every_module_has_a_floor_and_uses_only_floors_below() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(module) = source.module() else { continue };
        let Some(own) = floor(module) else {
            wrong.push(format!("{}: module `{module}` is on no floor", source.path));
            continue;
        };
        for name in named_modules(source.product()) {
            match floor(&name) {
                Some(other) if name != module && other >= own => {
                    wrong.push(format!("{} (floor {}) uses `{name}` (floor {})", source.path, own + 1, other + 1));
                }
                _ => {}
            }
        }
    }
    assert_none("imports that run upwards or sideways", &wrong);
}

#[test]
fn only_their_own_place_names_these() {
    let places: [(&str, &[&str]); 10] = [
        (r"\btree_sitter\w*::", &["src/syntax/"]),
        (r"\bruff_(python|text)_\w+", &["src/syntax/"]),
        (r"\b(octocrab|tokio)::", &["src/github/"]),
        (r"\bprocess::Command\b|\bCommand::new\(", &["src/git/"]),
        (r"\bserde_sarif::", &["src/report/sarif/"]),
        (r"\bannotate_snippets::", &["src/report/"]),
        (r"\bsaphyr::", &["src/rule/"]),
        (r"\bstd::env\b|\benv::(var|vars|args)", &["src/bin/"]),
        (r"\bSystemTime::now\b", &["src/bin/", "src/github/"]),
        (r"\bprocess::exit\b|\be?println!", &[]),
    ];
    let mut wrong = Vec::new();
    for source in sources() {
        for (pattern, allowed) in &places {
            let allowed = allowed.iter().any(|place| source.path.starts_with(place));
            if !allowed && let Some(found) = Regex::new(pattern).unwrap().find(source.product()) {
                wrong.push(format!("{} says `{}`", source.path, found.as_str()));
            }
        }
    }
    assert_none("named outside their place", &wrong);
}

#[test]
fn every_file_says_what_it_is_for() {
    let wrong = sources().into_iter().filter(|source| !source.text.starts_with("//! ")).map(|source| source.path).collect::<Vec<_>>();
    assert_none("files that do not open with `//!`", &wrong);
}

#[test]
fn files_stay_small() {
    let long = |source: &Source| source.product().lines().count();
    let wrong =
        sources().into_iter().filter(|source| long(source) > FILE_CEILING).map(|source| format!("{}: {}", source.path, long(&source)));
    assert_none("files of more than 500 lines", &wrong.collect::<Vec<_>>());
}

#[test]
fn the_reader_of_imports_reads_groups() {
    let text = "use crate::{files::Span, rule};\nfn f() { crate::report::escape(); }";
    assert_eq!(named_modules(text), ["report", "files", "rule"]);
}
