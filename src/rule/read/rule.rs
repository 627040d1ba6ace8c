//! One rule: its keys, and the checks that need the whole of it.

use std::ops::Range;
use std::sync::Arc;

use super::super::error::{Code, Diagnostic, nearest};
use super::super::text::{first_sentence, further_sentences, metavariables};
use super::super::yaml::Node;
use super::super::{
    Confidence, Docs, Edition, Example, FixRegex, FixTemplate, Formula, Metadata, Origin, Paths, PatternTerm, Profile, Rule, RuleLanguage,
    Severity, Stage, TaintSpec, TextTerm, Unsupported,
};
use super::formula::{FormulaReader, Means};
use super::language::{self, Languages};
use super::requires::Requires;
use super::{Entries, Reader, get, keys, taint};
use crate::files::Role;
use crate::pattern::MatchOptions;

/// The level of Semgrep's rule language that we claim, for `min-version` and `max-version`.
const LEVEL: [u32; 3] = [1, 185, 0];
/// Longest id, in characters: code scanning takes no longer names.
pub(super) const MAX_ID: usize = 255;
/// Longest title, in characters.
const MAX_TITLE: usize = 80;

pub(super) const EDITION_SEVERITIES: [(&str, Severity); 5] = [
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
];
pub(super) const COMPATIBLE_SEVERITIES: [(&str, Severity); 9] = [
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("error", Severity::High),
    ("warning", Severity::Medium),
    ("info", Severity::Low),
    ("inventory", Severity::Info),
    ("experiment", Severity::Info),
];

/// What became of one entry of `rules:`.
pub(super) enum Outcome {
    /// It runs.
    Rule(Box<Rule>),
    /// It is right, and cannot run here.
    Unsupported(Unsupported),
    /// It is for other languages.
    Elsewhere,
    /// It is wrong: the diagnostics say how.
    Wrong,
}

/// Reads one entry of `rules:`. All of it is read whatever is wrong in it, so that all mistakes show at once.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Outcome {
    let before = errors(reader);
    let Some(entries) = reader.mapping(node, "an entry of `rules`") else { return Outcome::Wrong };
    let languages = languages(reader, node, entries);
    if languages.as_ref().is_some_and(|languages| languages.read.is_empty()) {
        return if errors(reader) == before { Outcome::Elsewhere } else { Outcome::Wrong };
    }
    reader.known(entries, "a rule", &keys::RULE, Code::UnknownKey);
    check_mode(reader, entries);
    let head = head(reader, node, entries);
    let rest = Rest::read(reader, entries, languages.as_ref());
    let body = match later_kind(entries).or_else(|| version(reader, entries)).or_else(|| rest.requires.reason()) {
        Some(reason) => Some(Err(reason)),
        None => body(reader, node, entries, languages.as_ref()),
    };
    if let (Some(head), Some(Ok(body))) = (&head, &body)
        && reader.is_thorough()
        && reader.is_strict()
    {
        check_texts(reader, head, entries, &body.bound);
        check_cwe(reader, entries, &rest.metadata);
    }
    let (Some(head), Some(languages), Some(body)) = (head, languages, body) else { return Outcome::Wrong };
    if errors(reader) > before {
        return Outcome::Wrong;
    }
    match body {
        Ok(body) => Outcome::Rule(Box::new(assemble(reader, head, languages.read, rest, body))),
        Err(reason) => {
            let file = Arc::clone(&reader.source.path);
            Outcome::Unsupported(Unsupported { rule: head.id, file, line: head.line, reason })
        }
    }
}

fn errors(reader: &Reader<'_>) -> usize {
    reader.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count()
}

/// The keys that every rule has.
struct Head {
    id: Arc<str>,
    line: u32,
    severity: Severity,
    message: Arc<str>,
}

fn head(reader: &mut Reader<'_>, node: &Node, entries: Entries<'_>) -> Option<Head> {
    let id = reader.required(entries, node, "a rule", "id").and_then(|id| check_id(reader, entries, id));
    let what = id.as_ref().map_or_else(|| "a rule".to_owned(), |id| format!("rule `{id}`"));
    let message = reader.required(entries, node, &what, "message");
    if let Some(node) = get(entries, "message").filter(|_| message.as_ref().is_some_and(|message| message.trim().is_empty())) {
        reader.strict_error(Code::MissingKey, node, format!("{what} has an empty `message`")).help =
            Some("its first sentence is the title of a finding: what is wrong with this code".to_owned());
    }
    let severity = if let Some(node) = get(entries, "severity") {
        severity(reader, node)
    } else {
        let help = keys::misspelt(entries, "severity").unwrap_or_else(|| "for example `severity: MEDIUM`".to_owned());
        reader.error(Code::MissingKey, node, format!("{what} needs the key `severity`")).help = Some(help);
        None
    };
    let place = get(entries, "id").unwrap_or(node);
    let line = reader.line(place);
    Some(Head { id: id?, line, severity: severity?, message: message? })
}

fn check_id(reader: &mut Reader<'_>, entries: Entries<'_>, id: Arc<str>) -> Option<Arc<str>> {
    let strict = reader.is_strict();
    let allowed = |c: char| {
        if strict { c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' } else { c.is_ascii_alphanumeric() || "-_.".contains(c) }
    };
    let edges = id.starts_with('-') || id.ends_with('-');
    if !id.is_empty() && id.len() <= MAX_ID && id.chars().all(allowed) && !(strict && edges) {
        return Some(id);
    }
    let shown = if id.len() > MAX_ID { format!("{}…", id.chars().take(40).collect::<String>()) } else { id.to_string() };
    let help = if id.len() > MAX_ID {
        "at most 255 characters"
    } else if strict {
        "small letters, digits and `-`, as in `sql-raw-formatted`"
    } else {
        "letters, digits, `-`, `_` and `.`"
    };
    reader.error(Code::BadId, get(entries, "id")?, format!("`{shown}` is no id")).help = Some(format!("an id has {help}"));
    None
}

fn severity(reader: &mut Reader<'_>, node: &Node) -> Option<Severity> {
    if !reader.is_strict() {
        return reader.word(node, "`severity`", &COMPATIBLE_SEVERITIES);
    }
    let text = reader.text(node, "`severity`")?;
    let hint = match text.to_uppercase().as_str() {
        "WARNING" => "MEDIUM",
        "ERROR" => "HIGH",
        _ => return reader.word(node, "`severity`", &EDITION_SEVERITIES),
    };
    let error = reader.error(Code::UnknownWord, node, format!("`{text}` is not a severity of edition 2026"));
    error.help = Some(format!("`{text}` means `{hint}` in files without `edition:`"));
    None
}

fn languages(reader: &mut Reader<'_>, node: &Node, entries: Entries<'_>) -> Option<Languages> {
    match get(entries, "languages") {
        Some(languages) => language::read(reader, languages),
        // The kinds of a later version imply their language.
        None if later_kind(entries).is_some() => Some(Languages { read: vec![RuleLanguage::Python], means: Means::Python }),
        None => {
            let help = keys::misspelt(entries, "languages").unwrap_or_else(|| "for example `languages: [python]`".to_owned());
            reader.error(Code::MissingKey, node, "a rule needs the key `languages`").help = Some(help);
            None
        }
    }
}

fn is_taint(entries: Entries<'_>) -> bool {
    get(entries, "mode").and_then(|mode| mode.scalar()).is_some_and(|mode| &*mode.text == "taint")
}

/// Tells a `mode` that nobody knows.
fn check_mode(reader: &mut Reader<'_>, entries: Entries<'_>) {
    let Some(node) = get(entries, "mode") else { return };
    let Some(mode) = reader.text(node, "`mode`") else { return };
    if !keys::MODES.contains(&&*mode) {
        let help = nearest(&mode, keys::MODES).filter(|help| help.starts_with("did"));
        let help = help.unwrap_or_else(|| "`mode: taint` follows data from sources to sinks; other rules have no `mode`".to_owned());
        reader.error(Code::UnknownWord, node, format!("there is no mode `{mode}`")).help = Some(help);
    }
}

/// What the rule needs that a later version brings, judged by its kind.
fn later_kind(entries: Entries<'_>) -> Option<String> {
    let mode = get(entries, "mode").and_then(|mode| mode.scalar()).map(|mode| &*mode.text);
    match mode {
        None | Some("search" | "taint") => {}
        Some(mode) => return Some(format!("rules of `mode: {mode}`")),
    }
    keys::LATER_MATCHERS.iter().find(|(key, _)| get(entries, key).is_some()).map(|(_, reason)| (*reason).to_owned())
}

/// Whether `min-version` and `max-version` leave our level out.
fn version(reader: &mut Reader<'_>, entries: Entries<'_>) -> Option<String> {
    let mut limit = |key: &str| {
        let node = get(entries, key)?;
        let text = reader.text(node, &format!("`{key}`"))?;
        let parts: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        match parts.as_deref() {
            Ok([first, rest @ ..]) if rest.len() < 3 => {
                Some((text, [*first, rest.first().copied().unwrap_or(0), rest.get(1).copied().unwrap_or(0)]))
            }
            _ => {
                let error = reader.error(Code::UnknownWord, node, format!("`{text}` is no version"));
                error.help = Some("a version has three numbers: `1.100.0`".to_owned());
                None
            }
        }
    };
    let level = LEVEL.map(|part| part.to_string()).join(".");
    match (limit("min-version"), limit("max-version")) {
        (Some((text, least)), _) if least > LEVEL => {
            Some(format!("rules for Semgrep {text} and later (this version speaks the language of {level})"))
        }
        (_, Some((text, most))) if most < LEVEL => {
            Some(format!("rules for Semgrep up to {text} (this version speaks the language of {level})"))
        }
        _ => None,
    }
}

/// What a rule looks for.
struct Body {
    formula: Formula,
    taint: Option<TaintSpec>,
    patterns: Vec<PatternTerm>,
    regexes: Vec<TextTerm>,
    options: MatchOptions,
    bound: Vec<Arc<str>>,
}

/// The formula, or the reason why it cannot run; none when it is wrong.
fn body(reader: &mut Reader<'_>, node: &Node, entries: Entries<'_>, languages: Option<&Languages>) -> Option<Result<Body, String>> {
    let (options, mut later) = reader.options(entries);
    let (patterns, regexes, around) = (Vec::new(), Vec::new(), Vec::new());
    // Without a language that we know it is read as what most rules are.
    let means = languages.map_or(Means::Python, |languages| languages.means.clone());
    let (generic, unknown) = reader.generic_options(entries);
    let html = reader.html_options(entries);
    later = later.or(unknown);
    let mut formulas = FormulaReader { reader, means, options, generic, html, patterns, regexes, later: None, around, depth: 0 };
    let place = get(entries, "id").unwrap_or(node);
    let (formula, taint) = if is_taint(entries) {
        let options = taint::options(formulas.reader, entries);
        let (formula, spec) = taint::read(&mut formulas, entries, place)?;
        if formulas.means != Means::Python {
            later = Some("rules of `mode: taint` for text".to_owned());
        }
        (formula, Some(TaintSpec { options, ..spec }))
    } else {
        let formula = formulas.matcher(entries, "a rule", place)?;
        if let Some((key, _)) = entries.iter().find(|(key, _)| key.scalar().is_some_and(|key| keys::MATCHERS.contains(&&*key.text))) {
            formulas.suspect_everything(key, &formula);
        }
        (formula, None)
    };
    later = later.or(formulas.later.take());
    let mut bound = Vec::new();
    if formulas.reader.is_thorough() {
        match &taint {
            Some(spec) => taint::bindings(&formulas, &formula, spec, &mut bound),
            None => formulas.bindings(&formula, &mut bound),
        }
    }
    let bound = bound.into_iter().map(|one| one.name).collect();
    let (patterns, regexes) = (formulas.patterns, formulas.regexes);
    Some(match later {
        Some(reason) => Err(reason),
        None => Ok(Body { formula, taint, patterns, regexes, options, bound }),
    })
}

fn assemble(reader: &Reader<'_>, head: Head, languages: Vec<RuleLanguage>, rest: Rest, body: Body) -> Rule {
    let mut docs = rest.docs;
    // Semgrep's rules say in further sentences of the message why it matters.
    if docs.why.is_empty() {
        docs.why = further_sentences(&head.message);
    }
    let origin = Origin { file: Arc::clone(&reader.source.path), line: head.line, built_in: reader.source.built_in, pack: None };
    Rule {
        id: head.id,
        severity: head.severity,
        confidence: rest.confidence,
        message: head.message.trim().to_owned(),
        roles: rest.roles,
        profile: rest.profile,
        stage: rest.stage,
        edition: reader.edition,
        docs,
        metadata: rest.metadata,
        fix: rest.fix,
        origin,
        languages,
        formula: body.formula,
        taint: body.taint,
        patterns: body.patterns,
        regexes: body.regexes,
        paths: rest.paths,
        options: body.options,
        fix_regex: rest.fix_regex,
        locked: rest.locked,
        replaced_by: rest.replaced_by,
        django: rest.requires.django,
        examples: rest.examples,
    }
}

/// What stands beside the formula.
struct Rest {
    confidence: Confidence,
    metadata: Metadata,
    docs: Docs,
    stage: Stage,
    profile: Profile,
    roles: Vec<Role>,
    paths: Paths,
    fix: Option<FixTemplate>,
    fix_regex: Option<FixRegex>,
    locked: bool,
    replaced_by: Option<Arc<str>>,
    requires: Requires,
    examples: Vec<Example>,
}

impl Rest {
    fn read(reader: &mut Reader<'_>, entries: Entries<'_>, languages: Option<&Languages>) -> Self {
        let (metadata, confidence) = reader.metadata(entries);
        let stages = Stage::ALL.map(|stage| (stage.as_str(), stage));
        let profiles = Profile::ALL.map(|profile| (profile.as_str(), profile));
        let stage = get(entries, "stage").and_then(|node| reader.word(node, "`stage`", &stages));
        let profile = get(entries, "profile").and_then(|node| reader.word(node, "`profile`", &profiles));
        let python = languages.is_none_or(|languages| languages.read.contains(&RuleLanguage::Python));
        Self {
            confidence: confidence.unwrap_or(Confidence::Medium),
            metadata,
            docs: reader.docs(entries),
            stage: stage.unwrap_or(Stage::Stable),
            profile: profile.unwrap_or(Profile::Review),
            roles: roles(reader, entries),
            paths: reader.paths(entries),
            fix: reader.fix(entries),
            fix_regex: reader.fix_regex(entries),
            locked: get(entries, "locked").and_then(|node| reader.truth(node, "`locked`")).unwrap_or(false),
            replaced_by: get(entries, "replaced-by").and_then(|node| reader.text(node, "`replaced-by`")),
            requires: reader.requires(entries),
            examples: reader.examples(entries, if python { "example.py" } else { "example.html" }),
        }
    }
}

/// Which files a rule looks at: as it says, or by the habit of its edition.
fn roles(reader: &mut Reader<'_>, entries: Entries<'_>) -> Vec<Role> {
    let words = Role::ALL.map(|role| (role.as_str(), role));
    match (get(entries, "roles"), reader.edition) {
        (Some(node), _) => {
            let nodes: Vec<&Node> = reader.texts(node, "`roles`").into_iter().map(|(_, node)| node).collect();
            nodes.into_iter().filter_map(|node| reader.word(node, "`roles`", &words)).collect()
        }
        (None, Edition::E2026) => vec![Role::App, Role::Settings, Role::Development, Role::Template],
        (None, Edition::Compatible) => Vec::new(),
    }
}

/// The title is short; message and fix name only what is bound.
fn check_texts(reader: &mut Reader<'_>, head: &Head, entries: Entries<'_>, bound: &[Arc<str>]) {
    let Some(message) = get(entries, "message") else { return };
    let title = first_sentence(&head.message).chars().count();
    if title > MAX_TITLE {
        let diagnostic =
            Diagnostic::warning(Code::LongTitle, reader.source, message.span.clone(), format!("this title has {title} characters"));
        let help = format!("a title is one sentence of at most {MAX_TITLE}; what follows the first sentence is free");
        reader.push(diagnostic.help(help));
    }
    let fix = get(entries, "fix").filter(|fix| fix.scalar().is_some());
    for node in [Some(message), fix].into_iter().flatten() {
        let Some(scalar) = node.scalar() else { continue };
        for (name, range) in metavariables(&scalar.text) {
            // `$5` is money more often than a group.
            let numbered = name[1..].starts_with(|c: char| c.is_ascii_digit());
            if !numbered && !bound.iter().any(|one| **one == *name) {
                unbound(reader, node, &name, range, bound);
            }
        }
    }
}

fn unbound(reader: &mut Reader<'_>, node: &Node, name: &str, range: Range<usize>, bound: &[Arc<str>]) {
    let span = node.place_in_scalar(&reader.source.text, range);
    let diagnostic =
        Diagnostic::error(Code::UnboundText, reader.source, span, format!("nothing binds {name}, so it cannot be put in here"));
    let help = nearest(name, bound.iter().map(|name| &**name));
    reader.push(diagnostic.maybe_help(help));
}

/// A rule about security says which weakness it is. Rules of another `category` need not.
fn check_cwe(reader: &mut Reader<'_>, entries: Entries<'_>, metadata: &Metadata) {
    let category = get(entries, "metadata").and_then(|node| match &node.value {
        super::Value::Mapping(inner) => get(inner, "category").and_then(|node| node.scalar()).map(|scalar| Arc::clone(&scalar.text)),
        super::Value::Scalar(_) | super::Value::Sequence(_) => None,
    });
    let security = category.is_none_or(|category| &*category == "security");
    let place = get(entries, "metadata").or_else(|| get(entries, "id"));
    let is_cwe = |word: &String| word.strip_prefix("CWE-").is_some_and(|number| number.parse::<u32>().is_ok());
    if let Some(place) = place.filter(|_| security && !metadata.cwe.iter().any(is_cwe)) {
        let diagnostic = Diagnostic::warning(Code::NoCwe, reader.source, place.span.clone(), "this security rule names no CWE");
        reader.push(diagnostic.help("add `metadata: {cwe: [\"CWE-…\"]}`, or `category:` with another word if it is not about security"));
    }
}
