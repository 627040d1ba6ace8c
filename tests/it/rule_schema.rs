//! The JSON Schema of rule files: kept current, and the reader's opinion of the files that the schema is tried on.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use straplock::report::diagnostics::{Paint, render};
use straplock::rule::{RuleSource, load, schema};

fn below(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn read(path: &Path) -> straplock::rule::Loaded {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    load(&[Arc::new(RuleSource::new(name, &fs::read_to_string(path).unwrap()))])
}

#[test]
fn the_published_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/rules.schema.json");
    let made = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    assert!(fs::read_to_string(path).unwrap() == made, "run: straplock rules schema > schemas/rules.schema.json");
}

/// `tests/oracles` asks a real validator about the same files.
#[test]
fn the_reader_refuses_what_the_schema_refuses() {
    let accepted: Vec<_> = below("tests/rules/wrong").into_iter().filter(|path| !read(path).has_errors()).collect();
    assert!(accepted.is_empty(), "the reader accepts {accepted:?}");
    for path in below("tests/rules/right") {
        let loaded = read(&path);
        assert!(!loaded.has_errors(), "{}", render(&loaded.diagnostics, Paint::Plain));
    }
}
