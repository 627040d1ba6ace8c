//! Every key of the language, for lookups and for "did you mean".

use super::Entries;

/// Keys of a rule file.
pub(super) const FILE: [&str; 2] = ["edition", "rules"];
/// Keys of `docs`.
pub(super) const DOCS: [&str; 3] = ["why", "how", "migrate"];
/// Keys of `fix`, where it is no text.
pub(super) const FIX: [&str; 2] = ["replace", "safety"];
/// Keys of `fix-regex`.
pub(super) const FIX_REGEX: [&str; 3] = ["regex", "replacement", "count"];
/// Keys of `paths`.
pub(super) const PATHS: [&str; 2] = ["include", "exclude"];
/// Keys of `requires`.
pub(super) const REQUIRES: [&str; 2] = ["django", "straplock"];
/// Keys of an entry of `examples`.
pub(super) const EXAMPLE: [&str; 4] = ["bad", "good", "fixed", "todo"];
/// Keys of `metavariable-regex`.
pub(super) const METAVARIABLE_REGEX: [&str; 3] = ["metavariable", "regex", "constant-propagation"];
/// Keys of `metavariable-pattern` beside those of [`MATCHERS`].
pub(super) const METAVARIABLE_PATTERN: [&str; 2] = ["metavariable", "language"];

/// Keys of `metavariable-analysis`.
pub(super) const METAVARIABLE_ANALYSIS: [&str; 2] = ["metavariable", "analyzer"];

/// Keys of a rule that say what to look for, of which there is exactly one.
pub(super) const MATCHERS: [&str; 4] = ["pattern", "patterns", "pattern-either", "pattern-regex"];

/// Keys of a rule that say what to look for in ways that a later version runs.
pub(super) const LATER_MATCHERS: [(&str, &str); 9] = [
    ("match", "the second version of the syntax (`match:`)"),
    ("taint", "the second version of the syntax (`taint:`)"),
    ("join", "rules that join others (`mode: join`)"),
    ("settings", "rules about settings (`settings:`)"),
    ("template", "rules about template tags (`template:`)"),
    ("route", "rules about routes (`route:`)"),
    ("model", "rules about models (`model:`)"),
    ("dependency", "rules about dependencies (`dependency:`)"),
    ("r2c-internal-project-depends-on", "rules about dependencies (`r2c-internal-project-depends-on:`)"),
];

/// Words for `mode`.
pub(super) const MODES: [&str; 6] = ["search", "taint", "join", "extract", "secrets", "steps"];

/// Keys of a rule.
pub(super) const RULE: [&str; 43] = [
    "id",
    "languages",
    "severity",
    "message",
    "pattern",
    "patterns",
    "pattern-either",
    "pattern-regex",
    "mode",
    "pattern-sources",
    "pattern-sinks",
    "pattern-sanitizers",
    "pattern-propagators",
    "match",
    "taint",
    "join",
    "settings",
    "template",
    "route",
    "model",
    "dependency",
    "paths",
    "options",
    "fix",
    "fix-safety",
    "fix-regex",
    "metadata",
    "min-version",
    "max-version",
    "stage",
    "profile",
    "roles",
    "docs",
    "locked",
    "requires",
    "examples",
    "replaced-by",
    "validators",
    "dependencies",
    "product",
    "version",
    "author",
    "license",
];

/// Operators that give ranges.
pub(super) const POSITIVE: [&str; 5] = ["pattern", "patterns", "pattern-either", "pattern-regex", "pattern-inside"];

/// Operators in the list of `patterns`.
pub(super) const OPERATORS: [&str; 16] = [
    "pattern",
    "patterns",
    "pattern-either",
    "pattern-regex",
    "pattern-inside",
    "pattern-not",
    "pattern-not-inside",
    "pattern-not-regex",
    "metavariable-regex",
    "metavariable-pattern",
    "metavariable-comparison",
    "metavariable-type",
    "metavariable-analysis",
    "metavariable-name",
    "focus-metavariable",
    "pattern-where-python",
];

/// Operators that exist and that a later version runs.
pub(super) const LATER_OPERATORS: [&str; 3] = ["metavariable-model", "metavariable-view", "metavariable-class"];

/// Conditions and focus, which are read when all bindings are known.
pub(super) const CONDITIONS: [&str; 6] = [
    "metavariable-regex",
    "metavariable-pattern",
    "metavariable-comparison",
    "metavariable-type",
    "metavariable-analysis",
    "focus-metavariable",
];

/// Options that change what patterns match.
pub(super) const OPTIONS: [&str; 11] = [
    "constant_propagation",
    "symbolic_propagation",
    "symmetric_eq",
    "commutative_boolop",
    "commutative_compop",
    "decorators_order_matters",
    "implicit_deep_exprstmt",
    "go_deeper_expr",
    "go_deeper_stmt",
    "implicit_return",
    "vardef_assign",
];

/// The lists of a taint rule, each with the keys of its entries beside the formula.
pub(super) const TAINT_LISTS: [(&str, &[&str]); 4] = [
    ("pattern-sources", &["label", "requires", "exact", "by-side-effect", "control"]),
    ("pattern-sinks", &["requires", "exact", "at-exit"]),
    ("pattern-sanitizers", &["exact", "by-side-effect", "not_conflicting"]),
    ("pattern-propagators", &["from", "to", "requires", "label", "replace-labels", "by-side-effect"]),
];

/// Options of rules of `mode: taint`.
pub(super) const TAINT_OPTIONS: [&str; 7] = [
    "taint_assume_safe_functions",
    "taint_assume_safe_indexes",
    "taint_assume_safe_booleans",
    "taint_assume_safe_numbers",
    "taint_assume_safe_comparisons",
    "taint_only_propagate_through_assignments",
    "taint_unify_mvars",
];

/// Options of taint that the free engine does not use.
pub(super) const UNUSED_TAINT_OPTIONS: [&str; 2] = ["taint_focus_on", "taint_intrafile"];

/// Options that do not change what the rules we run find in Python and text.
pub(super) const HARMLESS_OPTIONS: [&str; 19] = [
    "arrow_is_function",
    "attr_expr",
    "case_insensitive",
    "cpp_parsing_opt",
    "flddef_assign",
    "generic_caseless",
    "generic_comment_style",
    "generic_ellipsis_max_span",
    "generic_engine",
    "generic_extra_braces",
    "generic_extra_word_characters",
    "generic_multiline",
    "implicit_ellipsis",
    "interfile",
    "let_is_var",
    "unify_ids_strictly",
    "xml_attrs_implicit_ellipsis",
    "xml_children_ordered",
    "xml_singleton_loose_matching",
];

/// Options that are on unless a rule turns them off, which this version cannot.
pub(super) const SHAPING_OPTIONS: [&str; 1] = ["ac_matching"];

/// What is said where `key` is missing, and a key that means nothing looks like it.
pub(super) fn misspelt(entries: Entries<'_>, key: &str) -> Option<String> {
    let names = entries.iter().filter_map(|(name, _)| name.scalar());
    let near = names.filter(|name| !RULE.contains(&&*name.text) && strsim::jaro_winkler(&name.text.to_lowercase(), key) >= 0.85);
    near.map(|name| format!("is `{}` meant to be `{key}`?", name.text)).next()
}
