//! Ranges of versions, as Python packages state them: PEP 440, and the short forms of Poetry and Pipfiles.

use std::fmt;
use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

/// Longer statements, and such with more parts, are no range that a person wrote.
const MOST_CHARACTERS: usize = 200;
const MOST_PARTS: usize = 20;

/// A set of versions: `>=4.2,<6`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange {
    written: String,
    specifiers: VersionSpecifiers,
}

impl VersionRange {
    /// Reads PEP 440's specifiers; the error says what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let specifiers = specifiers(text).ok_or_else(|| format!("`{text}` is not a range of versions"))?;
        Ok(Self { written: text.trim().to_owned(), specifiers })
    }

    /// Reads what a dependency file states: also `5.2`, `*`, Poetry's `^5.1` and `~5.1`. None for what is nothing of the kind.
    pub(super) fn stated(text: &str) -> Option<Self> {
        let text = text.trim();
        let parts = text.split(',').map(|part| long_form(part.trim())).collect::<Option<Vec<_>>>()?;
        Some(Self { written: text.to_owned(), specifiers: specifiers(&parts.join(","))? })
    }

    /// Every version.
    pub(super) fn any() -> Self {
        Self { written: "*".to_owned(), specifiers: VersionSpecifiers::empty() }
    }

    /// Whether some version lies in both. Where only versions could that nobody has released, the answer is yes.
    pub fn overlaps(&self, other: &Self) -> bool {
        let both = [&self.specifiers, &other.specifiers];
        let mut candidates = vec![Version::new([0])];
        for specifier in both.iter().flat_map(|specifiers| specifiers.iter()) {
            candidates.extend(beside(specifier.version()));
        }
        candidates.iter().any(|version| both.iter().all(|specifiers| specifiers.contains(version)))
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}

/// A limit is at a version, just above it, or where its series ends (`4.2.*`, `~=4.2`): between two limits lies one of these.
fn beside(version: &Version) -> impl Iterator<Item = Version> {
    let above = |release: &[u64]| Version::new(release.iter().copied().chain([0, 1]));
    let release: Vec<u64> = version.release().to_vec();
    let ends = (0..release.len()).map(|at| bumped(&release, at)).collect::<Vec<_>>();
    let mut all = vec![version.clone(), Version::new(&release), above(&release)];
    all.extend(ends.iter().flat_map(|end| [Version::new(end), above(end)]));
    all.into_iter()
}

/// `4.2.16` with its part `at` raised: `4.3`.
fn bumped(release: &[u64], at: usize) -> Vec<u64> {
    release.iter().take(at).copied().chain([release[at].saturating_add(1)]).collect()
}

fn specifiers(text: &str) -> Option<VersionSpecifiers> {
    let text = text.trim().trim_end_matches(',');
    if text.is_empty() || text.len() > MOST_CHARACTERS || text.split(',').count() > MOST_PARTS {
        return None;
    }
    VersionSpecifiers::from_str(text).ok()
}

/// One part of a statement as PEP 440 writes it.
fn long_form(part: &str) -> Option<String> {
    if part == "*" {
        return Some(">=0".to_owned());
    }
    if let Some(least) = part.strip_prefix('^') {
        let release = release(least)?;
        let at = release.iter().position(|part| *part > 0).unwrap_or(release.len() - 1);
        return Some(format!(">={},<{}", least.trim(), dotted(&bumped(&release, at))));
    }
    if let Some(least) = part.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        let release = release(least)?;
        return Some(format!(">={},<{}", least.trim(), dotted(&bumped(&release, 1.min(release.len() - 1)))));
    }
    Some(if part.starts_with(|first: char| first.is_ascii_digit()) { format!("=={part}") } else { part.to_owned() })
}

fn release(text: &str) -> Option<Vec<u64>> {
    let version = Version::from_str(text.trim()).ok()?;
    Some(version.release().to_vec()).filter(|release| !release.is_empty())
}

fn dotted(release: &[u64]) -> String {
    release.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(project: &str, rule: &str) -> bool {
        VersionRange::stated(project).expect("a statement").overlaps(&VersionRange::parse(rule).expect("a range"))
    }

    #[test]
    fn ranges_that_share_a_version() {
        for (project, rule) in [
            ("5.2.8", ">=5.2"),
            (">=4.2,<6", ">=5"),
            (">4.2", "<4.2.5"),
            ("==4.2.*", ">=4.2.3"),
            ("~=4.2", ">=4.9"),
            ("!=5.0", ">5.0,<5.1"),
            ("^5.1", ">=5.9"),
            ("~5.1", ">=5.1.7"),
            ("*", "<2"),
            ("<5,", ">=4.2"),
            ("5.2rc1", ">=5.0"),
        ] {
            assert!(overlap(project, rule), "{project} and {rule}");
        }
    }

    #[test]
    fn ranges_that_share_none() {
        for (project, rule) in [
            ("4.2.16", ">=5"),
            (">=4.2,<5", ">=5.0"),
            ("==4.2.*", ">=4.3"),
            ("~=4.2.0", ">=4.3"),
            ("^4.2", ">=5"),
            ("~4.2", ">=4.3"),
            ("5.2", "!=5.2"),
            ("<4.2", ">=4.2"),
        ] {
            assert!(!overlap(project, rule), "{project} and {rule}");
        }
    }

    #[test]
    fn what_is_no_range() {
        assert_eq!(VersionRange::parse("four").unwrap_err(), "`four` is not a range of versions");
        assert!(VersionRange::parse("").is_err() && VersionRange::parse("5.2").is_err() && VersionRange::parse("^5").is_err());
        assert!(VersionRange::stated("^x").is_none() && VersionRange::stated(&"1,".repeat(500)).is_none());
        assert!(VersionRange::stated("^99999999999999999999999").is_none());
        assert!(VersionRange::stated("^18446744073709551615").is_some_and(|range| !range.overlaps(&VersionRange::any())));
    }
}
