//! `straplock.lock`: which commit and which contents a pack had when a person looked at it.

use std::fmt::Write as _;
use std::sync::Arc;

use super::source::GitSource;
use super::table::Reader;
use crate::git::is_object_id;
use crate::rule::{Code, Diagnostic, OverridePlace, RuleSource};

/// One locked pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locked {
    /// As the project writes it: `github:acme/house`, or the address.
    pub source: String,
    /// The pack's folder in the repository; empty for its top.
    pub path: String,
    /// The tag, branch or commit that was asked for.
    pub asked: String,
    /// The commit that it was.
    pub commit: String,
    /// Of the pack's contents: see [`super::Contents::digest`].
    pub digest: String,
    /// As the pack says it.
    pub name: String,
    /// As the pack says it; empty without a manifest.
    pub version: String,
    /// As the pack says it; empty when it does not.
    pub licence: String,
    /// The folder of the project that holds a copy; empty when there is none.
    pub vendored: String,
}

/// The file.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    /// Sorted by source and path.
    pub packs: Vec<Locked>,
    /// Where it came from; none when there is no file.
    pub source: Option<Arc<RuleSource>>,
}

const HEAD: &str = "# Written by `straplock pack`. Commit it; `straplock pack update` writes it anew.\nversion = 1\n";
const KEYS: [&str; 9] = ["source", "path", "asked", "commit", "digest", "name", "version", "licence", "vendored"];
const ADVICE: &str = "`straplock pack update` writes this file anew";

impl Lock {
    /// Reads the file; all mistakes are collected.
    pub fn read(source: &Arc<RuleSource>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader::new(source);
        let mut packs = Vec::new();
        if let Some(table) = reader.document() {
            reader.known(&table, "a lock file", &["version", "pack"]);
            let version = table.get("version").and_then(|value| Some((reader.number(value, "`version`")?, value.span())));
            match version {
                Some((1, _)) => {}
                Some((other, span)) => {
                    let message = format!("this Straplock does not know lock files of version {other}");
                    reader.error(Code::UnknownWord, span, message).help = Some("a newer Straplock may know them".to_owned());
                }
                None => drop(reader.error(Code::MissingKey, 0..0, "a lock file needs the key `version`").help.insert(ADVICE.to_owned())),
            }
            let entries = table.get("pack").map(|value| reader.tables(value, "`pack`")).unwrap_or_default();
            packs = entries.into_iter().filter_map(|(entry, span)| locked(&mut reader, entry, span)).collect();
        }
        diagnostics.append(&mut reader.diagnostics);
        packs.sort();
        Self { packs, source: Some(Arc::clone(source)) }
    }

    /// The entry of a pack, whatever version it has.
    pub fn find(&self, git: &GitSource) -> Option<&Locked> {
        self.packs.iter().find(|locked| locked.source == git.shown && locked.path == git.path)
    }

    /// Puts an entry in, in the place of the one for the same pack.
    pub fn put(&mut self, locked: Locked) {
        self.packs.retain(|other| (&other.source, &other.path) != (&locked.source, &locked.path));
        self.packs.push(locked);
        self.packs.sort();
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let mut out = HEAD.to_owned();
        for locked in &self.packs {
            out.push_str("\n[[pack]]\n");
            let pairs = [
                ("source", &locked.source),
                ("path", &locked.path),
                ("asked", &locked.asked),
                ("commit", &locked.commit),
                ("digest", &locked.digest),
                ("name", &locked.name),
                ("version", &locked.version),
                ("licence", &locked.licence),
                ("vendored", &locked.vendored),
            ];
            for (key, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
                writeln!(out, "{key} = {}", quoted(value)).expect("a string takes everything");
            }
        }
        out
    }

    /// Where the entry of a pack stands, for messages; the file's start without one.
    pub fn place(&self, locked: &Locked) -> Option<OverridePlace> {
        let source = self.source.as_ref()?;
        let needle = quoted(&locked.digest);
        let at = source.text.find(&needle).unwrap_or(0);
        let end = if at > 0 { at + needle.len() } else { 0 };
        Some(OverridePlace { source: Arc::clone(source), span: at..end })
    }
}

fn locked(reader: &mut Reader<'_>, entry: &toml::de::DeTable<'_>, span: std::ops::Range<usize>) -> Option<Locked> {
    reader.known(entry, "a locked pack", &KEYS);
    let before = reader.diagnostics.len();
    let mut text = |key: &str, needed: Needed| {
        if let Some(value) = entry.get(key) {
            return reader.text(value, &format!("`{key}`")).unwrap_or_default();
        }
        if needed == Needed::Yes {
            reader.error(Code::MissingKey, span.clone(), format!("a locked pack needs the key `{key}`")).help = Some(ADVICE.to_owned());
        }
        String::new()
    };
    let locked = Locked {
        source: text("source", Needed::Yes),
        path: text("path", Needed::No),
        asked: text("asked", Needed::Yes),
        commit: text("commit", Needed::Yes),
        digest: text("digest", Needed::Yes),
        name: text("name", Needed::No),
        version: text("version", Needed::No),
        licence: text("licence", Needed::No),
        vendored: text("vendored", Needed::No),
    };
    let place = |key: &str| entry.get(key).map_or(span.clone(), toml::Spanned::span);
    if reader.diagnostics.len() == before && !is_object_id(&locked.commit) {
        reader.error(Code::NotLocked, place("commit"), "this is no commit: it has 40 or 64 hexadecimal digits").help =
            Some(ADVICE.to_owned());
    }
    if reader.diagnostics.len() == before && !is_digest(&locked.digest) {
        reader.error(Code::NotLocked, place("digest"), "this is no digest: it begins with `sha256:`").help = Some(ADVICE.to_owned());
    }
    if reader.diagnostics.len() == before && !is_vendored(&locked.vendored) {
        let message = format!("a copy of a pack lies below `{}`", super::tree::VENDORED);
        reader.error(Code::NotLocked, place("vendored"), message).help = Some(ADVICE.to_owned());
    }
    (reader.diagnostics.len() == before).then_some(locked)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needed {
    Yes,
    No,
}

fn is_digest(digest: &str) -> bool {
    digest.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_vendored(path: &str) -> bool {
    let name = path.strip_prefix(super::tree::VENDORED).and_then(|rest| rest.strip_prefix('/'));
    path.is_empty() || name.is_some_and(|name| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':']))
}

/// A basic string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => write!(out, "\\u{:04X}", u32::from(c)).expect("a string takes everything"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
