//! GitHub's workflow commands: `::error file=…,line=…::message`, the worst first, no more than GitHub keeps of a step.

use std::io::{self, Write};

use super::{TOOL, escape, phrase};
use crate::finding::{Finding, Report};
use crate::rule::Severity;

/// Annotations of one kind that GitHub keeps of a step.
const KEPT: usize = 10;

/// Characters of a message; GitHub keeps 64 KB.
const MESSAGE: usize = 2_000;

/// Where the files are.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnnotationOptions<'a> {
    /// From the repository's root to the root of the scan, empty or ending in `/`.
    pub path_prefix: &'a str,
}

/// What GitHub calls an annotation's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::High => Self::Error,
            Severity::Medium => Self::Warning,
            Severity::Low | Severity::Info => Self::Notice,
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// Writes at most ten lines a kind; when there are more, the tenth says how many are in the summary.
pub fn render(report: &Report, options: &AnnotationOptions<'_>, out: &mut dyn Write) -> io::Result<()> {
    let worst = phrase::worst_first(report);
    for kind in Kind::ALL {
        let all: Vec<_> = worst.iter().filter(|finding| Kind::of(finding.severity) == kind).collect();
        let shown = if all.len() > KEPT { KEPT - 1 } else { all.len() };
        for finding in &all[..shown] {
            writeln!(out, "{}", command(finding, kind, options.path_prefix))?;
        }
        if shown < all.len() {
            writeln!(out, "::{} title={TOOL}::and {} more in the summary", kind.command(), all.len() - shown)?;
        }
    }
    Ok(())
}

fn command(finding: &Finding, kind: Kind, prefix: &str) -> String {
    let (start, end) = (finding.location.start, finding.location.end);
    let path = format!("{prefix}{}", finding.location.path);
    let columns = if start.line == end.line { format!(",col={},endColumn={}", start.column, end.column) } else { String::new() };
    let title = escape::terminal(&format!("{} ({})", finding.rule.id, finding.severity.as_str())).into_owned();
    let message: String = finding.message.chars().take(MESSAGE).collect();
    format!(
        "::{} file={},line={},endLine={}{columns},title={}::{}",
        kind.command(),
        escape::command_property(&path),
        start.line,
        end.line,
        escape::command_property(&title),
        escape::command_data(&message)
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::fixture;

    fn said(report: &Report) -> String {
        let mut out = Vec::new();
        render(report, &AnnotationOptions { path_prefix: "back/" }, &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("commands are text")
    }

    #[test]
    fn only_what_is_new() {
        insta::assert_snapshot!(said(&fixture::full()), @"::error file=back/shop/orders/views.py,line=7,endLine=7,col=34,endColumn=77,title=sql-injection (high)::`q` from the query string reaches raw SQL in OrderSearch.get");
    }

    #[test]
    fn hostile_text_makes_no_command() {
        let path = "a\n::error::x,line=1:%.py";
        let files = fixture::files(&[(path, "x(\n)\n")]);
        let rule = Arc::new(fixture::rule("a,b::c", Severity::Medium));
        let finding = fixture::finding(&rule, fixture::place(&files, path, "x(\n)"), "one\r\n::add-mask::two\u{1b}[0m 100%\u{202e}");
        let said = said(&fixture::bare(&files, vec![finding]));
        assert_eq!(said.lines().count(), 1);
        insta::assert_snapshot!(said, @"::warning file=back/a%0A%3A%3Aerror%3A%3Ax%2Cline=1%3A%25.py,line=1,endLine=2,title=a%2Cb%3A%3Ac (medium)::one%0A::add-mask::two␛[0m 100%25<U+202E>");
    }

    #[test]
    fn the_tenth_counts_the_rest() {
        let files = fixture::files(&[("a.py", "x\n")]);
        let of = |id: &str, severity| fixture::finding(&Arc::new(fixture::rule(id, severity)), fixture::place(&files, "a.py", "x"), id);
        let findings = (0..12).map(|_| of("high", Severity::High)).chain([of("critical", Severity::Critical), of("low", Severity::Low)]);
        let said = said(&fixture::bare(&files, findings.collect()));
        let lines: Vec<_> = said.lines().collect();
        assert_eq!(lines.len(), 11);
        assert!(lines[0].ends_with("::critical"), "{}", lines[0]);
        assert_eq!(lines[9], "::error title=Straplock::and 4 more in the summary");
        assert!(lines[10].starts_with("::notice "), "{}", lines[10]);
    }
}
