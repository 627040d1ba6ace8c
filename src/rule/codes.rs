//! What each code of a mistake means, and what to do: for `straplock explain R012` and the table in `rules/README.md`.

use super::Code;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why that matters, and what to do; Markdown without line breaks.
    pub advice: &'static str,
}

impl Code {
    /// The code that is written so (`R012`, in any case).
    pub fn parse(text: &str) -> Option<Self> {
        EXPLANATIONS.iter().map(|one| one.code).find(|code| code.as_str().eq_ignore_ascii_case(text))
    }

    /// What it means, and what to do.
    pub fn explanation(self) -> Option<&'static Explanation> {
        EXPLANATIONS.iter().find(|one| one.code == self)
    }
}

/// All codes, as the rows of a Markdown table with an anchor each.
pub fn codes_table() -> String {
    let row = |one: &Explanation| {
        let code = one.code.as_str();
        format!("| <a id=\"{}\"></a>{code} | {} | {} |\n", code.to_lowercase(), cell(one.title), cell(one.advice))
    };
    EXPLANATIONS.iter().map(row).collect()
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

const fn explain(code: Code, title: &'static str, advice: &'static str) -> Explanation {
    Explanation { code, title, advice }
}

/// Every code, in the order of its number.
pub const EXPLANATIONS: [Explanation; 35] = [
    explain(
        Code::NotYaml,
        "the file is not YAML",
        "The place is where the YAML parser gave up; the mistake may be a line above. Texts that hold `: ` or ` #`, or begin with `{`, `[`, `*`, `&`, `!`, `%`, `@` or a quote, belong in quotes or in a block after `|`. A pattern of several lines always stands in such a block.",
    ),
    explain(
        Code::TooLarge,
        "the file is too large, too deep, or repeats too much",
        "Rule files are bounded: 8 MiB, 128 levels of lists and mappings, 1,000 keys in a mapping, 400,000 nodes with what aliases repeat. Split the file, or write a long `pattern-either` as one pattern with a `metavariable-regex`.",
    ),
    explain(
        Code::KeyTwice,
        "a key is written twice in one mapping",
        "YAML would keep one of them silently. Delete one; two patterns that must both hold go below `patterns:`, two of which one is enough below `pattern-either:`.",
    ),
    explain(
        Code::WrongType,
        "a list where a text belongs, and the like",
        "The message says what the key takes and what stands there. A number or `true` that is meant as text belongs in quotes.",
    ),
    explain(
        Code::UnknownKey,
        "a key that means nothing here",
        "Only told in files with `edition: 2026`; in others Semgrep's habit holds, and unknown keys are ignored. Facts of your own belong under `metadata:`.",
    ),
    explain(
        Code::MissingKey,
        "a key that must be there is not, or holds nothing",
        "Every rule needs `id`, `message`, `severity`, `languages` and what it looks for; a rule of `mode: taint` needs `pattern-sources` and `pattern-sinks`; conditions need the metavariable that they ask about.",
    ),
    explain(
        Code::UnknownWord,
        "a word outside of a closed vocabulary",
        "The help lists the words. `WARNING` and `ERROR` are severities of files without `edition:` alone; there they mean `MEDIUM` and `HIGH`.",
    ),
    explain(
        Code::DuplicateId,
        "two rules with one id",
        "Alerts, suppressions and baselines hang on the id. Give one of the two another. In files without `edition:` both run, as in Semgrep, and this is a warning; rules of different folders get their folder in front.",
    ),
    explain(
        Code::BadId,
        "an id with characters that it may not have",
        "In edition files an id is kebab-case: small letters, digits and `-`, as in `sql-raw-formatted`. In others capitals, `_` and `.` are allowed too. It has 255 characters at the most.",
    ),
    explain(
        Code::NoRules,
        "no list `rules:`",
        "A rule file is a mapping with the key `rules:`, below which each rule begins with `- id: …`.",
    ),
    explain(
        Code::UnknownOperator,
        "an operator that does not exist, or not here",
        "Inside of a formula an unknown key is always a mistake: ignoring it would find more or less than meant. `pattern-not` and conditions stand in the list of `patterns:`, not in `pattern-either:`; each item of the list holds one operator.",
    ),
    explain(
        Code::BadPattern,
        "a pattern that cannot be read in its language",
        "The message says which language it was read in. A pattern of Python is a whole expression or one or more whole statements, with `...` and `$METAVARIABLES` in capitals; a header such as `def f(...):` needs a body, `...` on the next line; try it as Python with a name for each `$X`. A pattern of HTML is one or more whole elements, `<tag ...>...</tag>`. A pattern of `languages: [generic]` says at least one word or sign. The type of `metavariable-type` is a dotted name.",
    ),
    explain(
        Code::NeverMatches,
        "a rule or pattern that can never match",
        "Either the pattern is a shape that Semgrep accepts and never finds (`else: ...`, `\"key\": $V` alone), or a negative takes away everything that the rest finds. A warning in files without `edition:`, a mistake in others.",
    ),
    explain(
        Code::BadRegex,
        "a regular expression that does not compile",
        "Expressions are those of PCRE as far as Semgrep's rules use them: look-around and back references included. A backslash in a double-quoted YAML text has to be doubled; single quotes or a block keep it as it is.",
    ),
    explain(
        Code::OnlyNegatives,
        "`patterns` without a positive term",
        "A negative takes places away, so there must be some: add a `pattern`, `pattern-either`, `pattern-regex` or `pattern-inside`.",
    ),
    explain(
        Code::Matcher,
        "none, or more than one, of the keys that say what to look for",
        "A rule has exactly one of `pattern`, `patterns`, `pattern-either` and `pattern-regex`. Put two below `patterns:` (both must hold) or `pattern-either:` (one is enough). A rule of `mode: taint` has `pattern-sources` and `pattern-sinks` instead, whose entries have one of them each.",
    ),
    explain(
        Code::BadGlob,
        "a path that is no glob",
        "`paths:` are written as in .gitignore: `*`, `**`, `?`, `[a-z]`; a slash in front anchors at the root of the scan.",
    ),
    explain(
        Code::BadLabel,
        "a label or `requires` of a taint rule that says nothing",
        "A label is a name; `requires` combines labels with `and`, `or`, `not` and parentheses. Values of sources without a label have the label `__SOURCE__`.",
    ),
    explain(
        Code::BadComparison,
        "a comparison that cannot be read, or never holds",
        "It is an expression of Python over numbers, strings and lists, with `int`, `str`, `lower`, `upper`, `re.match`, `strptime` and `today`. A part that never has a value makes the whole false.",
    ),
    explain(
        Code::Unbound,
        "a condition on a metavariable that nothing binds",
        "Such a condition is false everywhere, so the rule finds nothing. Bind the metavariable in a positive term beside the condition; what `metavariable-pattern` and negatives bind stays inside them.",
    ),
    explain(
        Code::UnboundText,
        "the message or the fix names a metavariable that nothing binds",
        "It would be printed as it is written, and a fix would write it into code. The help names what is bound.",
    ),
    explain(
        Code::LongTitle,
        "the title is too long",
        "The first sentence of `message` is the finding's title: 80 characters at most. What follows it is free; `docs: {why, how}` is the better place.",
    ),
    explain(
        Code::NoCwe,
        "a security rule without a CWE",
        "Code scanning groups and filters by it: `metadata: {cwe: [\"CWE-89\"]}`. A rule about something else says so with `metadata: {category: correctness}`.",
    ),
    explain(
        Code::BadExample,
        "an example that cannot be run",
        "An entry of `examples` has either `bad` or `good`, and perhaps `fixed` and `todo`.",
    ),
    explain(
        Code::MatchesEverything,
        "a rule that matches everything",
        "Its pattern is a lone `$X` or `...`, or an expression such as `.*`, and nothing restricts it: it would be reported at every expression of every file. Add a condition, or what the code looks like.",
    ),
    explain(
        Code::IdleAlternative,
        "an alternative that finds nothing which another one does not find",
        "It is equal to another alternative, or a special case of one: `f(\"...\")` beside `f(...)`. Delete it, or make it bind or restrict something of its own.",
    ),
    explain(
        Code::IdleNegative,
        "a `pattern-not` that takes nothing away",
        "`pattern-not` takes a place away when it matches exactly the same range. `pattern-not: $X = f(...)` never takes away `f(...)`, since the assignment is longer: write `pattern-not-inside`, or the same kind of code as the positive term.",
    ),
    explain(
        Code::NoSuchPath,
        "`paths` that no file of the project has",
        "Told by `rules check --project FOLDER`. An `include` without any file keeps the rule from ever being asked, an `exclude` without any does nothing; both are often left over from a folder that was renamed.",
    ),
    explain(
        Code::Unreadable,
        "the rule file cannot be read",
        "It is missing, not UTF-8 text, too large, or the system refuses it. In a folder all files that end in `.yaml` or `.yml` are read, except hidden ones, `pack.yaml`, and files for tests (`.test.yaml`, `.fixed.yaml`).",
    ),
    explain(
        Code::SlowRegex,
        "a regular expression that may take exponentially many steps",
        "Look-around, back references and the like make an expression run in an engine that steps back, and there a repetition within a repetition, as in `(\\w+\\s*)+;(?!x)`, tries every way to divide a text. A scan gives up after a bounded number of steps and says so, and findings are missing. Let each turn begin with something that the one before cannot take, `(\\w+\\s)*`, or keep what was taken with `(?>…)`. Expressions without such parts are matched in linear time, and are not looked at.",
    ),
    explain(
        Code::IdleEntry,
        "an entry of a taint rule that does nothing, or undoes the rule",
        "A sink that is a source is reported at every place by itself; a label that nothing gives is never there; a sanitizer that matches every source or sink leaves nothing to report. Make the entry narrower, or delete it.",
    ),
    explain(
        Code::NotToml,
        "the configuration or the lock file is not TOML",
        "The place is where the TOML parser gave up. Texts stand in quotes, lists in brackets; every `[[pack]]` begins an entry of its own.",
    ),
    explain(
        Code::BadPack,
        "a pack that cannot be used",
        "Packs are data: no link may lead out of them, no path may be absolute or climb, no file may be too large, and an address needs a tag or a commit. docs/packs.md has the limits.",
    ),
    explain(
        Code::NotLocked,
        "a pack that is not here, cannot be fetched, or is not the one that was locked",
        "`straplock pack fetch` brings what `straplock.lock` names; `straplock pack update` shows what changed before it locks something else. A scan fetches nothing. A redirect to another host is not followed: name the address that you trust.",
    ),
    explain(
        Code::BadSelection,
        "a rule is named that does not exist, or that may not be relaxed",
        "`straplock rules list` has the ids. A pack may lock a rule: then it can be neither switched off nor weakened.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_explained_once_in_the_order_of_its_number() {
        let codes: Vec<&str> = EXPLANATIONS.iter().map(|one| one.code.as_str()).collect();
        assert!(codes.is_sorted_by(|one, other| one < other), "{codes:?}");
        assert_eq!(Code::parse("r012"), Some(Code::BadPattern));
        assert_eq!(Code::parse("R999"), None);
    }
}
