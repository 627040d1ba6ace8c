//! Conditions and focus: `metavariable-regex`, `metavariable-pattern`, `focus-metavariable`.

use std::sync::Arc;

use super::super::error::{Code, nearest};
use super::super::yaml::Node;
use super::super::{Anchor, Condition, Conjunction, Content};
use super::formula::{Bound, FormulaReader, Means};
use super::{get, keys};

impl FormulaReader<'_, '_> {
    /// One condition or focus of `patterns`, whose positive terms bind `bound`.
    pub(super) fn condition(&mut self, key: &Node, value: &Node, bound: &[Bound], all: &mut Conjunction) -> Option<()> {
        match &*key.scalar()?.text {
            "metavariable-regex" => {
                let condition = self.metavariable_regex(value, bound)?;
                all.conditions.push(condition);
            }
            "metavariable-pattern" => {
                let condition = self.metavariable_pattern(key, value, bound)?;
                all.conditions.push(condition);
            }
            "metavariable-comparison" => {
                let condition = self.metavariable_comparison(value, bound)?;
                all.conditions.push(condition);
            }
            "metavariable-type" => {
                let condition = self.metavariable_type(value, bound)?;
                all.conditions.push(condition);
            }
            "metavariable-analysis" => {
                let condition = self.metavariable_analysis(value, bound)?;
                all.conditions.push(condition);
            }
            _ => {
                let names = self.reader.texts(value, "`focus-metavariable`");
                let names: Option<Vec<_>> =
                    names.into_iter().map(|(name, node)| self.bound(&name, node, bound, "so there is nothing to focus on")).collect();
                all.focus.push(names?);
            }
        }
        Some(())
    }

    fn metavariable_regex(&mut self, value: &Node, bound: &[Bound]) -> Option<Condition> {
        let what = "`metavariable-regex`";
        let entries = self.reader.mapping(value, what)?;
        self.reader.known(entries, what, &keys::METAVARIABLE_REGEX, Code::UnknownOperator);
        let metavariable = self.metavariable(value, what, bound);
        let numbered = metavariable.as_deref().is_some_and(|name| name[1..].starts_with(|c: char| c.is_ascii_digit()));
        if let Some(node) = get(entries, "metavariable").filter(|_| numbered && self.reader.is_thorough() && !self.reader.is_strict()) {
            let warning = self.reader.strict_error(Code::Unbound, node, "as in Semgrep, this condition never holds for a group by number");
            warning.help = Some("name the group in capitals, `(?P<NAME>…)`, and write `metavariable: $NAME`".to_owned());
        }
        let Some(regex) = get(entries, "regex") else {
            self.reader.error(Code::MissingKey, value, format!("{what} needs the key `regex`"));
            return None;
        };
        let regex = self.regex(regex, "`regex`", Anchor::Start);
        let constant = match get(entries, "constant-propagation") {
            Some(node) => self.reader.truth(node, "`constant-propagation`")?,
            None => false,
        };
        Some(Condition::Regex { metavariable: metavariable?, regex: regex?, constant })
    }

    fn metavariable_pattern(&mut self, key: &Node, value: &Node, bound: &[Bound]) -> Option<Condition> {
        let what = "`metavariable-pattern`";
        let entries = self.reader.mapping(value, what)?;
        let mut known = keys::METAVARIABLE_PATTERN.to_vec();
        known.extend(keys::MATCHERS);
        self.reader.known(entries, what, &known, Code::UnknownOperator);
        let metavariable = self.metavariable(value, what, bound);
        let (content, means) = match get(entries, "language") {
            None => (Content::Code, self.means.clone()),
            Some(node) => {
                let language = self.reader.text(node, "`language`")?;
                match &*language {
                    "python" | "py" | "python2" | "python3" => (Content::Python, Means::Python),
                    "regex" | "none" => (Content::Text, Means::Regex),
                    "generic" => (Content::Words, Means::Generic),
                    "html" | "xml" => (Content::Text, Means::Html),
                    other if super::language::is_one(other) => (Content::Text, Means::RegexOf(language)),
                    _ => {
                        self.reader.error(Code::UnknownWord, node, format!("there is no language `{language}`")).help =
                            super::language::near(&language);
                        return None;
                    }
                }
            }
        };
        let run = metavariable.as_deref().is_some_and(|name| name.starts_with("$..."));
        let content = match (&self.means, content) {
            // The published engine finds nothing there.
            (Means::Html, Content::Code) => Content::Code,
            (Means::Html, Content::Text) if means == Means::Html && run && !self.reader.is_strict() => Content::Code,
            (Means::Python, content) | (_, content @ Content::Python) => content,
            _ => Content::Text,
        };
        let outer_means = std::mem::replace(&mut self.means, means);
        let outer_bound = std::mem::replace(&mut self.around, bound.to_vec());
        self.depth += 1;
        let formula = self.matcher(entries, what, key);
        self.depth -= 1;
        self.means = outer_means;
        self.around = outer_bound;
        Some(Condition::Pattern { metavariable: metavariable?, formula: formula?, content })
    }

    /// The key `metavariable` of a condition.
    pub(super) fn metavariable(&mut self, value: &Node, what: &str, bound: &[Bound]) -> Option<Arc<str>> {
        let entries = self.reader.mapping(value, what)?;
        let Some(node) = get(entries, "metavariable") else {
            self.reader.error(Code::MissingKey, value, format!("{what} needs the key `metavariable`"));
            return None;
        };
        let name = self.reader.text(node, "`metavariable`")?;
        self.bound(&name, node, bound, "so this condition never holds")
    }

    /// A metavariable that should be bound.
    pub(super) fn bound(&mut self, name: &Arc<str>, node: &Node, bound: &[Bound], consequence: &str) -> Option<Arc<str>> {
        if !name.starts_with('$') {
            let error = self.reader.error(Code::WrongType, node, format!("`{name}` is no metavariable"));
            error.help = Some(format!("metavariables begin with `$`: `${}`", name.to_uppercase()));
            return None;
        }
        // Without full checks, and when some part of the formula could not be read, there is nothing to compare with.
        let known = bound.iter().any(|one| one.name == *name);
        if known || !self.reader.is_thorough() || self.later.is_some() {
            return Some(Arc::clone(name));
        }
        let mut seen = Vec::new();
        let listed: Vec<String> = bound
            .iter()
            .filter(|one| {
                !seen.contains(&&one.name) && {
                    seen.push(&one.name);
                    true
                }
            })
            .map(|one| format!("{} (line {})", one.name, one.line))
            .collect();
        let label = if listed.is_empty() { "nothing is bound here".to_owned() } else { format!("bound here: {}", listed.join(", ")) };
        let inside = self.patterns.iter().any(|term| term.nested && term.pattern.metavariables().iter().any(|one| **one == **name));
        let help = nearest(name, seen.iter().map(|name| &***name)).filter(|help| help.starts_with("did"));
        let strict = self.reader.is_strict();
        let error = self.reader.strict_error(Code::Unbound, node, format!("nothing binds {name}, {consequence}"));
        error.label = label;
        error.help = help;
        if inside {
            error.notes.push("bindings made inside `metavariable-pattern` stay inside it".to_owned());
        }
        (!strict).then(|| Arc::clone(name))
    }
}
