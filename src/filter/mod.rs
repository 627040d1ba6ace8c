//! Which findings are reported: each step sets a disposition and drops nothing.

pub mod changed;
pub mod suppress;

use crate::finding::{Disposition, Finding};
use crate::rule::Profile;

/// Marks findings whose rule belongs to a louder profile than `asked`.
pub fn below_threshold(findings: &mut [Finding], asked: Profile) {
    for finding in findings {
        if finding.rule.profile > asked && finding.is_reported() {
            finding.disposition = Disposition::BelowThreshold;
        }
    }
}
