//! Licences of packs: which identifiers are known, and which keep a pack from being used at work.

/// Identifiers of the SPDX list that packs of rules have, or may well have.
const KNOWN: [&str; 45] = [
    "0BSD",
    "AGPL-3.0-only",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "Artistic-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BUSL-1.1",
    "CC-BY-4.0",
    "CC-BY-NC-4.0",
    "CC-BY-NC-ND-4.0",
    "CC-BY-NC-SA-4.0",
    "CC-BY-ND-4.0",
    "CC-BY-SA-4.0",
    "CC0-1.0",
    "CDDL-1.0",
    "ECL-2.0",
    "EPL-2.0",
    "EUPL-1.2",
    "Elastic-2.0",
    "GPL-2.0-only",
    "GPL-2.0-or-later",
    "GPL-3.0-only",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-only",
    "LGPL-2.1-or-later",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "MS-PL",
    "MulanPSL-2.0",
    "NCSA",
    "OFL-1.1",
    "PolyForm-Noncommercial-1.0.0",
    "PolyForm-Small-Business-1.0.0",
    "PostgreSQL",
    "SSPL-1.0",
    "Unlicense",
    "UPL-1.0",
    "WTFPL",
    "Zlib",
];

/// Whether an SPDX expression is made of identifiers that we know, or of `LicenseRef-`.
pub fn is_known(expression: &str) -> bool {
    let words = expression.split([' ', '(', ')']).filter(|word| !word.is_empty());
    let mut names = words.filter(|word| !matches!(*word, "AND" | "OR" | "WITH")).peekable();
    names.peek().is_some() && names.all(|name| KNOWN.contains(&name.trim_end_matches('+')) || name.starts_with("LicenseRef-"))
}

/// One line for a licence that restricts what a company may do with the pack; none for others.
pub fn notice(licence: &str) -> Option<String> {
    let lower = licence.to_ascii_lowercase();
    let restricts = ["-nc", "noncommercial", "small-business", "busl-", "elastic-", "sspl-", "commons-clause", "semgrep-rules"];
    let found = restricts.iter().any(|word| lower.contains(word));
    found.then(|| format!("the licence {licence} restricts commercial use: read it before this pack runs at work"))
}

/// The licence that the text of a licence file is, by its own heading; the restrictive ones first.
pub fn of(text: &str) -> Option<&'static str> {
    let start: String = text.chars().take(4_000).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = start.to_ascii_lowercase();
    let known = [
        ("semgrep rules license", "LicenseRef-Semgrep-Rules-License"),
        ("commons clause", "LicenseRef-Commons-Clause"),
        ("polyform noncommercial", "PolyForm-Noncommercial-1.0.0"),
        ("business source license", "BUSL-1.1"),
        ("server side public license", "SSPL-1.0"),
        ("elastic license", "Elastic-2.0"),
        ("attribution-noncommercial", "CC-BY-NC-4.0"),
        ("gnu affero general public license", "AGPL-3.0-only"),
        ("gnu lesser general public license", "LGPL-3.0-only"),
        ("gnu general public license", "GPL-3.0-only"),
        ("mozilla public license", "MPL-2.0"),
        ("apache license", "Apache-2.0"),
        ("mit license", "MIT"),
        ("permission is hereby granted, free of charge", "MIT"),
        ("bsd 3-clause", "BSD-3-Clause"),
        ("bsd 2-clause", "BSD-2-Clause"),
        ("isc license", "ISC"),
        ("the unlicense", "Unlicense"),
    ];
    known.iter().find(|(words, _)| lower.contains(words)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::{is_known, notice, of};

    #[test]
    fn licences_are_told_apart() {
        assert!(is_known("Apache-2.0") && is_known("MIT OR Apache-2.0") && is_known("(LicenseRef-Acme AND MIT)"));
        assert!(!is_known("Apache 2") && !is_known("") && !is_known("proprietary"));
        assert!(notice("CC-BY-NC-SA-4.0").is_some() && notice("MIT").is_none() && notice("NCSA").is_none());
        assert_eq!(of("MIT License\n\nCopyright"), Some("MIT"));
        assert_eq!(of("\"Commons Clause\" License Condition\n… GNU Lesser General Public License"), Some("LicenseRef-Commons-Clause"));
        assert_eq!(of("All rights reserved"), None);
    }
}
