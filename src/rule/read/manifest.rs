//! `pack.yaml`: what a pack says about itself.

use std::ops::Range;
use std::sync::Arc;

use super::super::PathGlob;
use super::super::error::{Code, Diagnostic, RuleSource};
use super::super::level::{Confidence, Edition, Profile, Severity};
use super::super::yaml::{self, Node, Value};
use super::{Checks, Entries, Known, Reader, get};
use crate::files::LineIndex;
use crate::project::VersionRange;

/// Everything that a pack says about itself.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// `acme/django-house-rules`.
    pub name: String,
    /// `1.4.0`.
    pub version: String,
    /// An SPDX expression, as written.
    pub licence: String,
    /// Where the licence stands in the file.
    pub licence_place: Place,
    /// The versions of Straplock that it needs, if this is none of them.
    pub other_version: Option<String>,
    /// The versions of Django that its rules are about; none for all.
    pub django: Option<VersionRange>,
    /// Where `requires:` stands.
    pub requires_place: Place,
    /// Globs of rule files, relative to the pack, with the text as written; none means all rule files.
    pub rules: Vec<PathGlob>,
    /// Where `rules:` stands.
    pub rules_place: Place,
    /// The packs it stands on.
    pub extends: Vec<Extends>,
    /// What it changes in them, and in its own rules.
    pub overrides: Vec<Override>,
}

/// A place in a file of configuration.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file.
    pub source: Arc<RuleSource>,
    /// Bytes of its text.
    pub span: Range<usize>,
}

impl Place {
    /// A mistake at this place.
    pub fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, &self.source, self.span.clone(), message)
    }
}

/// One entry of `extends:`.
#[derive(Debug, Clone)]
pub struct Extends {
    /// `straplock/django@1`, `github:acme/base`, an address.
    pub source: String,
    /// A tag or commit, where it stands in a key of its own.
    pub rev: Option<String>,
    /// The pack's folder in that repository.
    pub path: Option<String>,
    /// Rules that are left out.
    pub except: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// What a pack or a project changes in a rule.
#[derive(Debug, Clone)]
pub struct Override {
    /// The rule's id.
    pub rule: String,
    /// Another severity.
    pub severity: Option<Severity>,
    /// Another confidence.
    pub confidence: Option<Confidence>,
    /// Another profile.
    pub profile: Option<Profile>,
    /// Whether comments in the code, and layers above, may not relax it.
    pub locked: Option<bool>,
    /// Paths that it leaves out.
    pub exclude: Vec<PathGlob>,
    /// Where the id stands.
    pub place: Place,
}

const KEYS: [&str; 10] = ["name", "version", "schema", "licence", "description", "homepage", "requires", "rules", "extends", "overrides"];
const SEVERITIES: [(&str, Severity); 5] = [
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
];
const CONFIDENCES: [(&str, Confidence); 3] = [("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];
const PROFILES: [(&str, Profile); 3] = [("review", Profile::Review), ("strict", Profile::Strict), ("audit", Profile::Audit)];

/// Reads `pack.yaml`. All mistakes are collected; with an error there is no manifest.
pub fn manifest(source: &Arc<RuleSource>, diagnostics: &mut Vec<Diagnostic>) -> Option<Manifest> {
    let root = yaml::parse(source, diagnostics);
    let lines = Arc::new(LineIndex::new(&source.text));
    let known = Known::default();
    let mut reader = Reader { source, lines, edition: Edition::E2026, checks: Checks::Full, known: &known, diagnostics: Vec::new() };
    let manifest = match &root {
        Some(Node { value: Value::Mapping(entries), span }) => {
            reader.known(entries, "a pack", &KEYS, Code::UnknownKey);
            reader.manifest(entries, span)
        }
        Some(other) => {
            reader.wrong(other, "`pack.yaml`", "a mapping of keys and values");
            None
        }
        None => {
            if diagnostics.is_empty() {
                diagnostics.push(Diagnostic::error(Code::MissingKey, source, 0..0, "`pack.yaml` is empty").help(ADVICE));
            }
            None
        }
    };
    let wrong = reader.diagnostics.iter().any(Diagnostic::is_error);
    reader.diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.code));
    diagnostics.append(&mut reader.diagnostics);
    manifest.filter(|_| !wrong)
}

const ADVICE: &str = "a pack begins with `name: owner/pack`, `version: 1.0.0`, `schema: 1` and `licence: MIT` (an SPDX identifier)";

impl Reader<'_> {
    fn manifest(&mut self, entries: Entries<'_>, span: &Range<usize>) -> Option<Manifest> {
        let top = Node { span: span.start..span.start, value: Value::Sequence(Vec::new()) };
        let mut needed = |key: &str| {
            let Some(node) = get(entries, key) else {
                self.error(Code::MissingKey, &top, format!("a pack needs the key `{key}`")).help = Some(ADVICE.to_owned());
                return None;
            };
            self.text(node, &format!("`{key}`")).map(|text| (text.to_string(), node.span.clone()))
        };
        let (name, version, schema, licence) = (needed("name"), needed("version"), needed("schema"), needed("licence"));
        self.check_words(name.as_ref(), version.as_ref(), schema.as_ref());
        let (rules, extends, overrides) = (self.pack_rules(entries), self.extends(entries), self.overrides(entries));
        let requires = self.requires(entries);
        let other_version = requires.other_version().map(ToString::to_string);
        let place_of = |key: &str| self.place(get(entries, key).map_or(span.start..span.start, |node| node.span.clone()));
        let (licence, licence_span) = licence?;
        Some(Manifest {
            name: name?.0,
            version: version?.0,
            licence,
            licence_place: self.place(licence_span),
            other_version,
            django: requires.django,
            requires_place: place_of("requires"),
            rules,
            rules_place: place_of("rules"),
            extends,
            overrides,
        })
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place { source: Arc::clone(self.source), span }
    }

    fn check_words(
        &mut self,
        name: Option<&(String, Range<usize>)>,
        version: Option<&(String, Range<usize>)>,
        schema: Option<&(String, Range<usize>)>,
    ) {
        let mut refuse = |span: &Range<usize>, message: &str, help: &str| {
            self.push(Diagnostic::error(Code::BadPack, self.source, span.clone(), message)).help = Some(help.to_owned());
        };
        if let Some((name, span)) = name.filter(|(name, _)| !is_name(name)) {
            refuse(span, &format!("`{name}` is no name for a pack"), "write `owner/pack` in lower case: letters, digits, `-`, `_` and `.`");
        }
        if let Some((version, span)) = version.filter(|(version, _)| !is_version(version)) {
            refuse(span, &format!("`{version}` is no version"), "write three numbers, as in `version: 1.4.0`");
        }
        if let Some((schema, span)) = schema.filter(|(schema, _)| schema != "1") {
            let message = format!("this version of Straplock does not know packs of schema {schema}");
            refuse(span, &message, "the only schema is `schema: 1`; a newer Straplock may know more");
        }
    }

    fn pack_rules(&mut self, entries: Entries<'_>) -> Vec<PathGlob> {
        let Some(node) = get(entries, "rules") else { return Vec::new() };
        let mut globs = Vec::new();
        for (text, node) in self.texts(node, "`rules`") {
            if let Some(why) = leads_out(&text) {
                self.error(Code::BadPack, node, format!("a pack reads only its own files, {why}")).help =
                    Some("write globs relative to pack.yaml: `rules/**/*.yaml`".to_owned());
                continue;
            }
            // A slash in front ties the glob to the pack's folder.
            match PathGlob::new(&format!("/{}", text.trim_start_matches("./"))) {
                Ok(glob) => globs.push(glob),
                Err(why) => drop(self.error(Code::BadGlob, node, format!("`{text}` is not a glob: {why}"))),
            }
        }
        globs
    }

    fn extends(&mut self, entries: Entries<'_>) -> Vec<Extends> {
        let Some(items) = get(entries, "extends").and_then(|node| self.sequence(node, "`extends`")) else { return Vec::new() };
        items.iter().filter_map(|item| self.extended(item)).collect()
    }

    fn extended(&mut self, node: &Node) -> Option<Extends> {
        let place = self.place(node.span.clone());
        let Value::Mapping(entries) = &node.value else {
            let source = self.text(node, "`extends`")?.to_string();
            return Some(Extends { source, rev: None, path: None, except: Vec::new(), place });
        };
        self.known(entries, "an entry of `extends`", &["pack", "github", "git", "rev", "path", "except"], Code::UnknownKey);
        let mut text = |key: &str| get(entries, key).and_then(|node| self.text(node, &format!("`{key}`"))).map(|text| text.to_string());
        let (pack, github, git) = (text("pack"), text("github").map(|name| format!("github:{name}")), text("git"));
        let (rev, path) = (text("rev"), text("path"));
        let except = get(entries, "except").map(|node| self.texts(node, "`except`")).unwrap_or_default();
        let except = except.into_iter().map(|(text, _)| text.to_string()).collect();
        let sources: Vec<String> = [pack, github, git].into_iter().flatten().collect();
        let [source] = sources.as_slice() else {
            self.error(Code::MissingKey, node, "an entry of `extends` names one pack").help =
                Some("write `github: owner/repository` with `rev:`, or `git: ADDRESS` with `rev:`, or `pack: straplock/django`".to_owned());
            return None;
        };
        Some(Extends { source: source.clone(), rev, path, except, place })
    }

    fn overrides(&mut self, entries: Entries<'_>) -> Vec<Override> {
        let Some(inner) = get(entries, "overrides").and_then(|node| self.mapping(node, "`overrides`")) else { return Vec::new() };
        inner.iter().filter_map(|(key, value)| self.overridden(key, value)).collect()
    }

    fn overridden(&mut self, key: &Node, value: &Node) -> Option<Override> {
        let rule = self.text(key, "`overrides`")?.to_string();
        let entries = self.mapping(value, &format!("the override of `{rule}`"))?;
        self.known(entries, "an override", &["severity", "confidence", "profile", "locked", "paths"], Code::UnknownKey);
        let paths = get(entries, "paths").and_then(|node| self.mapping(node, "`paths`")).unwrap_or_default();
        self.known(paths, "`paths` of an override", &["exclude"], Code::UnknownKey);
        Some(Override {
            rule,
            severity: get(entries, "severity").and_then(|node| self.word(node, "`severity`", &SEVERITIES)),
            confidence: get(entries, "confidence").and_then(|node| self.word(node, "`confidence`", &CONFIDENCES)),
            profile: get(entries, "profile").and_then(|node| self.word(node, "`profile`", &PROFILES)),
            locked: get(entries, "locked").and_then(|node| self.truth(node, "`locked`")),
            exclude: self.globs(paths, "exclude"),
            place: self.place(key.span.clone()),
        })
    }
}

/// `owner/pack` or `pack`.
fn is_name(name: &str) -> bool {
    let fits = |part: &str| {
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()) && part.chars().all(known)
    };
    name.len() <= 100 && name.split('/').count() <= 2 && name.split('/').all(fits)
}

fn is_version(version: &str) -> bool {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    let numbers = plain.split('.').filter(|part| !part.is_empty() && part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let rest = version.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'));
    version.len() <= 60 && rest && plain.split('.').count() == 3 && numbers.count() == 3
}

/// Why a path or glob does not stay in its folder.
pub(super) fn leads_out(path: &str) -> Option<&'static str> {
    if path.starts_with('/') || path.starts_with('\\') || path.get(1..2) == Some(":") {
        return Some("and this path is absolute");
    }
    path.split(['/', '\\']).any(|part| part == "..").then_some("and `..` leads out of it")
}
