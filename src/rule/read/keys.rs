//! Every key of the language, for lookups and for "did you mean".

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
