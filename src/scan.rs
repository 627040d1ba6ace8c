//! The conductor: files, rules and perhaps another tree to compare with become a report.
