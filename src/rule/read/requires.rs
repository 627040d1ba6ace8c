//! `requires: {django: ">=4.2", straplock: ">=0.3"}`: what a rule is about, and what can run it.

use super::super::error::Code;
use super::{Entries, Reader, get};
use crate::project::VersionRange;

/// Our own version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Both ranges; none means every version.
#[derive(Debug, Default)]
pub(super) struct Requires {
    pub(super) django: Option<VersionRange>,
    straplock: Option<VersionRange>,
}

impl Requires {
    /// Why this version cannot run the rule.
    pub(super) fn reason(&self) -> Option<String> {
        Some(format!("rules for Straplock {} (this is {VERSION})", self.other_version()?))
    }

    /// The versions of Straplock that are asked for, if this is none of them.
    pub(super) fn other_version(&self) -> Option<&VersionRange> {
        let here = VersionRange::parse(&format!("=={VERSION}")).expect("our own version is one");
        self.straplock.as_ref().filter(|wanted| !wanted.overlaps(&here))
    }
}

impl Reader<'_> {
    /// `requires:` of a rule.
    pub(super) fn requires(&mut self, entries: Entries<'_>) -> Requires {
        let Some(node) = get(entries, "requires") else { return Requires::default() };
        // Semgrep's `requires` of taint labels is a text.
        if node.scalar().is_some() && !self.is_strict() {
            return Requires::default();
        }
        let Some(inner) = self.mapping(node, "`requires`") else { return Requires::default() };
        self.known(inner, "`requires`", &["django", "straplock"], Code::UnknownKey);
        Requires { django: self.range(inner, "django"), straplock: self.range(inner, "straplock") }
    }

    fn range(&mut self, entries: Entries<'_>, package: &str) -> Option<VersionRange> {
        let node = get(entries, package)?;
        let text = self.text(node, "`requires`")?;
        match VersionRange::parse(&text) {
            Ok(range) => Some(range),
            Err(message) => {
                self.error(Code::UnknownWord, node, message).help = Some("write it as pip does, for example `\">=4.2,<6\"`".to_owned());
                None
            }
        }
    }
}
