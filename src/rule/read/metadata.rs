//! `metadata`, `docs`, `fix`, `options`, `paths`: what stands beside the formula.

use std::sync::Arc;

use super::super::error::{Code, nearest};
use super::super::yaml::{Node, Value};
use super::super::{Anchor, Confidence, Docs, FixRegex, FixTemplate, Metadata, PathGlob, Paths, RegexTerm, Safety};
use super::{Entries, Reader, get, keys};
use crate::pattern::MatchOptions;

pub(super) const SAFETIES: [(&str, Safety); 3] = [("safe", Safety::Safe), ("review", Safety::Review), ("manual", Safety::Manual)];
pub(super) const CONFIDENCES: [(&str, Confidence); 3] =
    [("high", Confidence::High), ("medium", Confidence::Medium), ("low", Confidence::Low)];

impl Reader<'_> {
    /// `metadata:`, which is free except for the words that we read.
    pub(super) fn metadata(&mut self, entries: Entries<'_>) -> (Metadata, Option<Confidence>) {
        let Some(node) = get(entries, "metadata") else { return (Metadata::default(), None) };
        let Some(entries) = self.mapping(node, "`metadata`") else { return (Metadata::default(), None) };
        let first_word = |text: &str| text.split([' ', ',']).next().unwrap_or_default().trim_end_matches(':').to_owned();
        let metadata = Metadata {
            cwe: self.free_texts(entries, "cwe").iter().map(|text| first_word(text)).filter(|word| !word.is_empty()).collect(),
            owasp: self.free_texts(entries, "owasp").iter().map(|text| first_word(text)).filter(|word| !word.is_empty()).collect(),
            technology: self.free_texts(entries, "technology"),
            references: self.free_texts(entries, "references"),
        };
        let confidence = match get(entries, "confidence") {
            Some(node) if self.is_strict() => self.word(node, "`confidence`", &CONFIDENCES),
            Some(node) => node.scalar().and_then(|scalar| {
                CONFIDENCES.iter().find(|(word, _)| word.eq_ignore_ascii_case(&scalar.text)).map(|(_, confidence)| *confidence)
            }),
            None => None,
        };
        (metadata, confidence)
    }

    /// Texts of a metadata key: checked in edition files, taken as they come in others.
    fn free_texts(&mut self, entries: Entries<'_>, key: &str) -> Vec<String> {
        let Some(node) = get(entries, key) else { return Vec::new() };
        if self.is_strict() {
            return self.texts(node, &format!("`{key}`")).into_iter().map(|(text, _)| text.to_string()).collect();
        }
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            Value::Scalar(_) | Value::Mapping(_) => std::slice::from_ref(node),
        };
        items.iter().filter_map(|item| item.scalar()).filter(|item| !item.is_null()).map(|item| item.text.to_string()).collect()
    }

    /// `docs:`.
    pub(super) fn docs(&mut self, entries: Entries<'_>) -> Docs {
        let Some(node) = get(entries, "docs") else { return Docs::default() };
        let Some(entries) = self.mapping(node, "`docs`") else { return Docs::default() };
        self.known(entries, "`docs`", &keys::DOCS, Code::UnknownKey);
        let mut one = |key: &str| {
            let text = get(entries, key).and_then(|node| self.text(node, &format!("`{key}`")));
            text.map(|text| text.trim().to_owned()).unwrap_or_default()
        };
        Docs { why: one("why"), how: one("how") }
    }

    /// `fix:` as a text, or as a mapping of `replace` and `safety`.
    pub(super) fn fix(&mut self, entries: Entries<'_>) -> Option<FixTemplate> {
        let beside = get(entries, "fix-safety").and_then(|node| self.word(node, "`fix-safety`", &SAFETIES));
        let node = get(entries, "fix")?;
        let Value::Mapping(inner) = &node.value else {
            let empty = node.scalar().is_some_and(super::yaml::Scalar::is_null);
            let replacement = if empty { Arc::from("") } else { self.text(node, "`fix`")? };
            return Some(FixTemplate { replacement: replacement.to_string(), safety: beside.unwrap_or(Safety::Review) });
        };
        self.known(inner, "`fix`", &keys::FIX, Code::UnknownOperator);
        let safety = get(inner, "safety").and_then(|node| self.word(node, "`safety`", &SAFETIES)).or(beside);
        match get(inner, "replace") {
            Some(node) => {
                let replacement = self.text(node, "`replace`")?.to_string();
                Some(FixTemplate { replacement, safety: safety.unwrap_or(Safety::Review) })
            }
            None if safety == Some(Safety::Manual) => None,
            None => {
                self.error(Code::MissingKey, node, "`fix` needs the key `replace`").help =
                    Some("only `fix: {safety: manual}` goes without: the edit is then described in `docs: {how}`".to_owned());
                None
            }
        }
    }

    /// `fix-regex:`.
    pub(super) fn fix_regex(&mut self, entries: Entries<'_>) -> Option<FixRegex> {
        let node = get(entries, "fix-regex")?;
        let inner = self.mapping(node, "`fix-regex`")?;
        self.known(inner, "`fix-regex`", &keys::FIX_REGEX, Code::UnknownKey);
        let regex = self.required(inner, node, "`fix-regex`", "regex")?;
        self.check_regex(get(inner, "regex").unwrap_or(node), &regex);
        let replacement = self.required(inner, node, "`fix-regex`", "replacement")?.to_string();
        let count = match get(inner, "count") {
            None => None,
            Some(count) => {
                let number = count.scalar().and_then(super::yaml::Scalar::integer).and_then(|count| usize::try_from(count).ok());
                if number.is_none() {
                    self.wrong(count, "`count`", "a number");
                }
                number
            }
        };
        Some(FixRegex { regex, replacement, count })
    }

    /// Tells a regular expression that does not compile.
    fn check_regex(&mut self, node: &Node, text: &str) {
        if self.is_thorough()
            && let Err((reason, _)) = RegexTerm::new(text, Anchor::Free, 0).check()
        {
            self.error(Code::BadRegex, node, "this regular expression does not compile").label = reason;
        }
    }

    /// The text of a key that must be there.
    pub(super) fn required(&mut self, entries: Entries<'_>, place: &Node, what: &str, key: &str) -> Option<Arc<str>> {
        let Some(node) = get(entries, key) else {
            self.error(Code::MissingKey, place, format!("{what} needs the key `{key}`")).help = keys::misspelt(entries, key);
            return None;
        };
        self.text(node, &format!("`{key}`"))
    }

    /// `paths:`.
    pub(super) fn paths(&mut self, entries: Entries<'_>) -> Paths {
        let Some(node) = get(entries, "paths") else { return Paths::default() };
        let Some(inner) = self.mapping(node, "`paths`") else { return Paths::default() };
        self.known(inner, "`paths`", &keys::PATHS, Code::UnknownKey);
        Paths { include: self.globs(inner, "include"), exclude: self.globs(inner, "exclude") }
    }

    pub(super) fn globs(&mut self, entries: Entries<'_>, key: &str) -> Vec<PathGlob> {
        let Some(node) = get(entries, key) else { return Vec::new() };
        let mut globs = Vec::new();
        for (text, place) in self.texts(node, &format!("`{key}`")) {
            match PathGlob::new(&text) {
                Ok(glob) => globs.push(glob),
                Err(reason) => self.error(Code::BadGlob, place, "this path is no glob").label = reason,
            }
        }
        globs
    }

    /// `options:`; the second value names an option that asks for something that we do not do.
    pub(super) fn options(&mut self, entries: Entries<'_>) -> (MatchOptions, Option<String>) {
        let (mut options, mut later) = (MatchOptions { names_by_meaning: self.is_strict(), ..MatchOptions::default() }, None);
        let Some(node) = get(entries, "options") else { return (options, later) };
        let Some(inner) = self.mapping(node, "`options`") else { return (options, later) };
        for (key, value) in inner {
            let Some(name) = key.scalar().map(|key| Arc::clone(&key.text)) else { continue };
            let slot = match &*name {
                "constant_propagation" => &mut options.constant_propagation,
                "symbolic_propagation" => &mut options.symbolic_propagation,
                "symmetric_eq" => &mut options.symmetric_eq,
                "commutative_boolop" => &mut options.commutative_boolop,
                "decorators_order_matters" => &mut options.decorators_order_matters,
                "commutative_compop" => &mut options.commutative_compop,
                "implicit_deep_exprstmt" => &mut options.implicit_deep_exprstmt,
                "go_deeper_expr" => &mut options.go_deeper_expr,
                "go_deeper_stmt" => &mut options.go_deeper_stmt,
                "implicit_return" => &mut options.implicit_return,
                "vardef_assign" => &mut options.vardef_assign,
                other if keys::SHAPING_OPTIONS.contains(&other) => {
                    let off = value.scalar().and_then(super::yaml::Scalar::boolean) == Some(false);
                    later = later.or_else(|| off.then(|| format!("`options: {{{other}: false}}`")));
                    continue;
                }
                other if keys::HARMLESS_OPTIONS.contains(&other) || other.starts_with("taint_") => continue,
                other => {
                    let known = keys::OPTIONS.iter().chain(&keys::SHAPING_OPTIONS).chain(&keys::HARMLESS_OPTIONS).copied();
                    let help = nearest(other, known);
                    self.strict_error(Code::UnknownKey, key, format!("there is no option `{other}`")).help = help;
                    continue;
                }
            };
            if let Some(truth) = self.truth(value, &format!("`{name}`")) {
                *slot = truth;
            }
        }
        (options, later)
    }
}
