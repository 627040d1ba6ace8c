//! What a finding is recognised by in another version of the tree: no line number, severity, confidence or version.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Finding;
use crate::files::Files;

/// `sl1:` and 32 hexadecimal digits, twice: with the name of the enclosing function and without it. The path stands beside
/// them, never in them: a renamed file keeps its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// Rule, normalised text, enclosing qualified name, ordinal among equal ones of the file.
    pub full: Arc<str>,
    /// The same without the qualified name: survives the renaming of a function.
    pub unscoped: Arc<str>,
}

/// Gives every finding its fingerprint. `findings` are sorted by path and place, so that ordinals follow the text.
pub fn fingerprint_all(findings: &mut [Finding], files: &Files) {
    let mut ordinals = BTreeMap::<(Arc<str>, String), usize>::new();
    for finding in findings {
        let texts = sink_and_source(finding, files);
        let path = Arc::clone(&finding.location.path);
        let mut digest = |kind: &str, scope: &str| {
            let key = format!("{kind}\0{}\0{texts}\0{scope}", finding.rule.id);
            let ordinal = ordinals.entry((Arc::clone(&path), key.clone())).or_default();
            *ordinal += 1;
            hash(&format!("{key}\0{ordinal}"))
        };
        finding.fingerprint = Fingerprint { full: digest("full", &finding.scope), unscoped: digest("unscoped", "") };
    }
}

/// The text of the danger, and of where its data comes from when that is known.
fn sink_and_source(finding: &Finding, files: &Files) -> String {
    let sink = normalise(files.text(finding.location.span));
    let source = finding.trace.first().map(|step| normalise(files.text(step.location.span)));
    format!("{sink}\0{}", source.unwrap_or_default())
}

fn hash(key: &str) -> Arc<str> {
    let digest = Sha256::digest(key.as_bytes());
    let mut text = String::from("sl1:");
    for byte in &digest[..16] {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text.into()
}

/// Drops what a formatter may change: white space, wrapping parentheses and backslashes, trailing commas. Quotes become one
/// kind and stay: a constant that becomes a name is another danger.
fn normalise(text: &str) -> String {
    let kept = text.chars().filter(|c| !(c.is_whitespace() || ",;()\\".contains(*c)));
    kept.map(|c| if c == '"' { '\'' } else { c }).collect()
}
