//! From TOML to what a project wants. Every mistake is collected.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use super::{Config, FailOn};
use crate::finding::Nosemgrep;
use crate::pack::table::{Reader, Value};
use crate::pack::{Named, Source, Wanted};
use crate::rule::{Code, Confidence, Diagnostic, Override, PathGlob, Profile, RuleSource, Severity};

const KEYS: [&str; 11] = [
    "profile",
    "fail-on",
    "exclude",
    "max-file-size",
    "allow-incomplete",
    "nosemgrep",
    "packs",
    "pack",
    "rules",
    "overrides",
    "per-file-disable",
];
const PROFILES: [(&str, Profile); 3] = [("review", Profile::Review), ("strict", Profile::Strict), ("audit", Profile::Audit)];
const SEVERITIES: [(&str, Severity); 5] = [
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
];
const NOSEMGREP: [(&str, Nosemgrep); 3] = [("off", Nosemgrep::Off), ("named", Nosemgrep::Named), ("all", Nosemgrep::All)];
const CONFIDENCES: [(&str, Confidence); 3] = [("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];
const GATES: [(&str, FailOn); 6] = [
    ("never", FailOn::Never),
    ("info", FailOn::Severity(Severity::Info)),
    ("low", FailOn::Severity(Severity::Low)),
    ("medium", FailOn::Severity(Severity::Medium)),
    ("high", FailOn::Severity(Severity::High)),
    ("critical", FailOn::Severity(Severity::Critical)),
];

pub(super) fn config(source: &Arc<RuleSource>, diagnostics: &mut Vec<Diagnostic>) -> Config {
    let mut reader = Reader::new(source);
    let mut config = Config { source: Some(Arc::clone(source)), ..Config::default() };
    if let Some(document) = reader.document() {
        let table = if Config::is_shared(source) { ours(&document) } else { Some(&document) };
        if let Some(table) = table {
            fill(&mut reader, table, &mut config);
        }
    }
    reader.diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.code));
    diagnostics.append(&mut reader.diagnostics);
    config
}

/// Whether `pyproject.toml` has a table for us. One that is no TOML has none: its other readers say so.
pub(super) fn has_table(source: &Arc<RuleSource>) -> bool {
    DeTable::parse(&source.text).is_ok_and(|document| ours(document.get_ref()).is_some())
}

pub(super) fn two_files(own: &Arc<RuleSource>, shared: &Arc<RuleSource>) -> Diagnostic {
    let message = format!("`{}` and `[tool.straplock]` in `{}` both configure this project", own.path, shared.path);
    let at = shared.text.find("tool.straplock").unwrap_or(0);
    let span = at..(at + "tool.straplock".len()).min(shared.text.len());
    Diagnostic::error(Code::KeyTwice, shared, span, message).help("keep one of them")
}

fn ours<'t, 'i>(document: &'t DeTable<'i>) -> Option<&'t DeTable<'i>> {
    document.get("tool")?.get_ref().as_table()?.get("straplock")?.get_ref().as_table()
}

fn fill(reader: &mut Reader<'_>, table: &DeTable<'_>, config: &mut Config) {
    reader.known(table, "the configuration", &KEYS);
    config.profile = table.get("profile").and_then(|value| reader.word(value, "`profile`", &PROFILES));
    config.fail_on = table.get("fail-on").and_then(|value| reader.word(value, "`fail-on`", &GATES));
    config.max_file_size = table.get("max-file-size").and_then(|value| reader.number(value, "`max-file-size`"));
    config.allow_incomplete = table.get("allow-incomplete").and_then(|value| reader.truth(value, "`allow-incomplete`"));
    config.nosemgrep = table.get("nosemgrep").and_then(|value| reader.word(value, "`nosemgrep`", &NOSEMGREP));
    let exclude = table.get("exclude").map(|value| reader.texts(value, "`exclude`")).unwrap_or_default();
    config.exclude = exclude.into_iter().filter(|(text, span)| glob(reader, text, span.clone()).is_some()).map(|(text, _)| text).collect();
    if let Some(rules) = table.get("rules").and_then(|value| reader.table(value, "`rules`")) {
        reader.known(rules, "`[rules]`", &["built-in", "disable"]);
        config.built_in = rules.get("built-in").and_then(|value| reader.truth(value, "`built-in`"));
        config.rules.disable = rules.get("disable").map(|value| named(reader, value, "`disable`")).unwrap_or_default();
    }
    if let Some(overrides) = table.get("overrides").and_then(|value| reader.table(value, "`overrides`")) {
        config.rules.overrides = overrides.iter().filter_map(|(key, value)| overridden(reader, key.get_ref(), key.span(), value)).collect();
    }
    if let Some(files) = table.get("per-file-disable").and_then(|value| reader.table(value, "`per-file-disable`")) {
        for (key, value) in files {
            let rules = named(reader, value, "`per-file-disable`");
            config.rules.per_file.extend(glob(reader, key.get_ref(), key.span()).map(|glob| (glob, rules)));
        }
    }
    packs(reader, table, config);
}

fn glob(reader: &mut Reader<'_>, text: &str, span: Range<usize>) -> Option<PathGlob> {
    match PathGlob::new(text) {
        Ok(glob) => Some(glob),
        Err(why) => {
            reader.error(Code::BadGlob, span, format!("`{text}` is not a glob: {why}"));
            None
        }
    }
}

fn named(reader: &mut Reader<'_>, value: &Value<'_>, what: &str) -> Vec<Named> {
    let texts = reader.texts(value, what);
    texts.into_iter().map(|(text, span)| Named { text, place: reader.place(span) }).collect()
}

fn overridden(reader: &mut Reader<'_>, rule: &str, span: Range<usize>, value: &Value<'_>) -> Option<Override> {
    let table = reader.table(value, &format!("the override of `{rule}`"))?;
    reader.known(table, "an override", &["severity", "confidence", "profile", "locked", "exclude"]);
    let exclude = table.get("exclude").map(|value| reader.texts(value, "`exclude`")).unwrap_or_default();
    Some(Override {
        rule: rule.to_owned(),
        severity: table.get("severity").and_then(|value| reader.word(value, "`severity`", &SEVERITIES)),
        confidence: table.get("confidence").and_then(|value| reader.word(value, "`confidence`", &CONFIDENCES)),
        profile: table.get("profile").and_then(|value| reader.word(value, "`profile`", &PROFILES)),
        locked: table.get("locked").and_then(|value| reader.truth(value, "`locked`")),
        exclude: exclude.into_iter().filter_map(|(text, span)| glob(reader, &text, span)).collect(),
        place: reader.place(span),
    })
}

/// `packs = ["…"]` first, then the `[[pack]]` tables.
fn packs(reader: &mut Reader<'_>, table: &DeTable<'_>, config: &mut Config) {
    for (text, span) in table.get("packs").map(|value| reader.texts(value, "`packs`")).unwrap_or_default() {
        match Source::parse(&text, None, None) {
            Ok(source) => {
                let rev = reader.place(span.clone());
                config.packs.push(Wanted { source, except: std::collections::BTreeSet::new(), place: reader.place(span) });
                config.revs.push(Some(rev));
            }
            Err(error) => reader.error(Code::BadPack, span, error.message).help = Some(error.help.to_owned()),
        }
    }
    for (entry, span) in table.get("pack").map(|value| reader.tables(value, "`pack`")).unwrap_or_default() {
        pack(reader, entry, &span, config);
    }
}

fn pack(reader: &mut Reader<'_>, entry: &DeTable<'_>, span: &Range<usize>, config: &mut Config) {
    reader.known(entry, "a pack", &["path", "git", "github", "rev", "except"]);
    let mut text = |key: &str| entry.get(key).and_then(|value| Some((reader.text(value, &format!("`{key}`"))?, value.span())));
    let (path, git, github, rev) = (text("path"), text("git"), text("github"), text("rev"));
    let except = entry.get("except").map(|value| reader.texts(value, "`except`")).unwrap_or_default();
    let github = github.map(|(name, at)| (format!("github:{name}"), at));
    let help = "write `path = \"./team-rules\"`, or `github = \"owner/repository\"` or `git = \"https://…\"` with `rev = \"v1.0.0\"`";
    let (first, below) = match (git, github, path) {
        (Some(remote), None, path) | (None, Some(remote), path) => (remote, path),
        (None, None, Some(path)) => (path, None),
        (Some(_), Some((_, at)), _) => {
            reader.error(Code::KeyTwice, at, "a pack comes from one place").help = Some(help.to_owned());
            return;
        }
        (None, None, None) => {
            reader.error(Code::MissingKey, span.clone(), "a pack needs the key `path`, `github` or `git`").help = Some(help.to_owned());
            return;
        }
    };
    let (rev_text, rev_place) = rev.map(|(text, at)| (Some(text), Some(reader.place(at)))).unwrap_or_default();
    match Source::parse(&first.0, rev_text.as_deref(), below.as_ref().map(|(text, _)| text.as_str())) {
        Ok(source) => {
            let except = except.into_iter().map(|(id, _)| id).collect();
            config.packs.push(Wanted { source, except, place: reader.place(first.1.clone()) });
            config.revs.push(rev_place.or_else(|| Some(reader.place(first.1))));
        }
        Err(error) => reader.error(Code::BadPack, first.1, error.message).help = Some(error.help.to_owned()),
    }
}
