//! Rule files and case files on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::error::{Code, Diagnostic, RuleSource};

/// More rule files in one folder are refused.
const MAX_FILES: usize = 20_000;
/// Larger files are not read, in bytes; the limit of YAML is lower.
const MAX_BYTES: u64 = 16 << 20;

/// A file that a rule is tested with: code, with comments that say what must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// As the user named it, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Reads a rule file, or all rule files of a folder: `.yaml` and `.yml`, sorted by path, without hidden ones, `pack.yaml`, and
/// targets of tests (`.test.yaml`). What cannot be read becomes a diagnostic; links are not followed inside a folder.
pub fn read_sources(path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<RuleSource>> {
    let mut paths = Vec::new();
    if path.is_dir() {
        walk(path, &mut paths, diagnostics);
        if paths.is_empty() {
            diagnostics.push(unreadable(path, "there is no rule file in this folder").help("rule files end in `.yaml` or `.yml`"));
        }
    } else if let Some(rule_file) = rule_file_of_case(path) {
        let help = format!("the rule that it belongs to is in {}", shown(&rule_file));
        diagnostics.push(unreadable(path, "this is a case file, no rule file").help(help));
    } else {
        paths.push(path.to_owned());
    }
    let read: Vec<Result<Arc<RuleSource>, Box<Diagnostic>>> = paths.par_iter().map(|path| read_source(path)).collect();
    let mut sources = Vec::with_capacity(read.len());
    for one in read {
        match one {
            Ok(source) => sources.push(source),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    sources
}

/// The rule file beside a case file.
fn rule_file_of_case(path: &Path) -> Option<PathBuf> {
    let beside = |ending| path.with_extension(ending);
    let is_case = !is_yaml(path) && path.is_file();
    is_case.then(|| ["yaml", "yml"].map(beside).into_iter().find(|rule| rule.is_file())).flatten()
}

fn read_source(path: &Path) -> Result<Arc<RuleSource>, Box<Diagnostic>> {
    let failed = |error: &io::Error| Box::new(unreadable(path, &format!("this rule file cannot be read: {}", reason(error))));
    match String::from_utf8(read_bytes(path).map_err(|error| failed(&error))?) {
        Ok(text) => Ok(Arc::new(RuleSource::new(shown(path), &text))),
        Err(error) => Err(Box::new(no_text(path, error.as_bytes(), error.utf8_error().valid_up_to()))),
    }
}

/// Points at the first byte that is no text, at `at`.
fn no_text(path: &Path, bytes: &[u8], at: usize) -> Diagnostic {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return unreadable(path, "this rule file cannot be read: it is UTF-16 text").help("save it as UTF-8");
    }
    if memchr::memchr(0, bytes).is_some() {
        return unreadable(path, "this rule file cannot be read: it is no text");
    }
    let source = Arc::new(RuleSource::new(shown(path), &String::from_utf8_lossy(bytes)));
    let label = bytes.get(at).map_or_else(String::new, |byte| format!("the byte 0x{byte:02X} stands here"));
    // A byte-order mark is no part of the text.
    let at = at - if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let end = at + source.text[at..].chars().next().map_or(0, char::len_utf8);
    let message = "this rule file cannot be read: it is not UTF-8 text";
    Diagnostic::error(Code::Unreadable, &source, at..end, message).label(label).help("save it as UTF-8")
}

/// The files beside a rule file that begin with its name: what it is tested with. Sorted by path.
pub fn read_cases(rule_file: &Path) -> io::Result<Vec<CaseFile>> {
    let folder = rule_file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = rule_file.file_stem().map(|stem| format!("{}.", stem.to_string_lossy())).unwrap_or_default();
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let test_yaml = name.ends_with(".test.yaml") || name.ends_with(".test.yml");
        let is_rule = is_yaml(&path) && !test_yaml;
        if name.starts_with(&stem) && !is_rule && path.is_file() {
            let path_shown = if rule_file.parent().is_some_and(|folder| folder.as_os_str().is_empty()) { name } else { shown(&path) };
            let text = read_text(&path).map_err(|error| io::Error::new(error.kind(), format!("{path_shown}: {}", reason(&error))))?;
            cases.push(CaseFile { path: path_shown, text });
        }
    }
    cases.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(cases)
}

/// Depth first, in the order of names.
fn walk(folder: &Path, paths: &mut Vec<PathBuf>, diagnostics: &mut Vec<Diagnostic>) {
    let walker = ignore::WalkBuilder::new(folder).standard_filters(false).hidden(true).follow_links(false).max_depth(Some(64)).build();
    for entry in walker {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && is_rule_file(&entry.file_name().to_string_lossy()) {
                    paths.push(entry.into_path());
                }
            }
            Err(error) => diagnostics.push(unreadable(folder, &format!("part of this folder cannot be read: {error}"))),
        }
        if paths.len() > MAX_FILES {
            diagnostics.push(unreadable(folder, &format!("there are more than {MAX_FILES} rule files in this folder")));
            paths.clear();
            return;
        }
    }
    paths.sort();
}

/// Whether a file is a rule file by its name: `.yaml` or `.yml`, but no `pack.yaml`, and no target of tests.
pub fn is_rule_file(name: &str) -> bool {
    let skipped = name == "pack.yaml" || name.ends_with(".test.yaml") || name.ends_with(".test.yml") || name.contains(".fixed.");
    is_yaml(Path::new(name)) && !skipped
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml"))
}

fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read_bytes(path)?).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        io::Error::other(format!("it is not UTF-8 text, from line {line} on"))
    })
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let length = fs::metadata(path)?.len();
    if length > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it has {length} bytes, more than {MAX_BYTES}")));
    }
    fs::read(path)
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

fn unreadable(path: &Path, message: &str) -> Diagnostic {
    let source = Arc::new(RuleSource::new(shown(path), ""));
    Diagnostic::error(Code::Unreadable, &source, 0..0, message)
}

/// A path as a person reads it, with `/` on every system.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}
