//! What a finding is recognised by in another version of the tree: no line number, severity, confidence or version.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Finding;

/// `sl1:` and 32 hexadecimal digits, twice: with the name of the enclosing function and without it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// Rule, normalised text, enclosing qualified name, ordinal among equal ones of the file.
    pub full: Arc<str>,
    /// The same without the qualified name: survives the renaming of a function.
    pub unscoped: Arc<str>,
}

/// Gives every finding its fingerprint. `findings` are sorted by path and place; `text` gives the matched text of each.
pub fn fingerprint_all(findings: &mut [Finding], text: impl Fn(&Finding) -> String) {
    let mut seen = std::collections::BTreeMap::<(Arc<str>, String), usize>::new();
    for finding in findings {
        let normalised = normalise(&text(finding));
        let mut digest = |scope: Option<&str>| {
            let key = format!("{}\0{}\0{}", finding.rule.id, normalised, scope.unwrap_or("\u{1}"));
            let ordinal = seen.entry((Arc::clone(&finding.location.path), key.clone())).or_default();
            *ordinal += 1;
            hash(&format!("{key}\0{ordinal}"))
        };
        finding.fingerprint = Fingerprint { full: digest(Some(&finding.scope)), unscoped: digest(None) };
    }
}

fn hash(key: &str) -> Arc<str> {
    let digest = Sha256::digest(key.as_bytes());
    let mut text = String::from("sl1:");
    for byte in &digest[..16] {
        text.push_str(&format!("{byte:02x}"));
    }
    text.into()
}

/// White space and trailing commas carry no meaning for identity: reformatting keeps a finding.
fn normalise(text: &str) -> String {
    text.split_whitespace().collect()
}
