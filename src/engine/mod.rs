//! Rules meet the files: formulas are evaluated and become findings.
