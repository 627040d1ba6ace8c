//! The job summary in GitHub's Markdown: verdict, findings, fixed, accepted, coverage, what was published.
//!
//! GitHub drops a summary that is too large as a whole: sections that do not fit are left out here, and the last line says so.

use std::io::{self, Write};

use super::{escape, phrase};
use crate::finding::{Disposition, Finding, Gate, Location, Report};
use crate::notification::NotificationLevel;

/// Bytes that GitHub takes for one step.
pub const LIMIT: usize = 1024 * 1024;

/// Characters of one cell.
const CELL: usize = 300;

/// Rows of one table.
const ROWS: usize = 500;

/// Rows that show the way to the place, the worst findings first: GitHub takes only so much.
const WAYS: usize = 100;

/// Steps of one way: the first, and the last ones.
const STEPS: usize = 5;

/// Characters of a step's code.
const CODE: usize = 60;

/// Where the scanned commit can be read.
#[derive(Debug, Clone, Copy)]
pub struct Repository<'a> {
    /// `https://github.com`.
    pub server: &'a str,
    /// `owner/name`.
    pub name: &'a str,
    /// The commit that was scanned.
    pub commit: &'a str,
}

/// What became of one channel.
#[derive(Debug, Clone, Copy)]
pub struct Published<'a> {
    /// `code scanning`, `annotations`.
    pub channel: &'a str,
    /// `published`, `not published`.
    pub state: &'a str,
    /// Why, and how to change it.
    pub why: &'a str,
}

/// What the report itself does not know.
#[derive(Debug, Clone, Copy)]
pub struct MarkdownOptions<'a> {
    /// When the scan fails.
    pub gate: Gate,
    /// For links to lines.
    pub repository: Option<Repository<'a>>,
    /// From the repository's root to the root of the scan, empty or ending in `/`.
    pub path_prefix: &'a str,
    /// One row a channel.
    pub published: &'a [Published<'a>],
    /// Most bytes.
    pub limit: usize,
}

impl MarkdownOptions<'_> {
    /// Without links.
    pub fn new(gate: Gate) -> Self {
        Self { gate, repository: None, path_prefix: "", published: &[], limit: LIMIT }
    }
}

/// Writes the summary, at most `options.limit` bytes.
pub fn render(report: &Report, options: &MarkdownOptions<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = verdict(report, options);
    let mut left_out = Vec::new();
    for (name, section) in sections(report, options) {
        // Room for the closing line, which names every section.
        let fits = |section: &String| text.len() + section.len() + 400 <= options.limit;
        let shorter = || (name == FINDINGS).then(|| findings(report, options, 0)).filter(fits);
        match if fits(&section) { Some(section) } else { shorter() } {
            Some(section) => text.push_str(&section),
            None => left_out.push(name),
        }
    }
    if !left_out.is_empty() {
        text.push_str(&format!("\nLeft out to stay within GitHub's limit for a summary: {}.\n", left_out.join(", ")));
    }
    out.write_all(text.as_bytes())
}

fn verdict(report: &Report, options: &MarkdownOptions<'_>) -> String {
    let blocking = report.blocking(options.gate).count();
    let gate = match options.gate.fail_on {
        None => "The gate is off: nothing fails the job.".to_owned(),
        Some(least) if blocking == 0 => format!("Nothing at {} or above fails the gate.", least.as_str()),
        Some(least) => format!("{} at {} or above: the gate fails.", phrase::count(blocking, "finding", "findings"), least.as_str()),
    };
    let project = escape::markdown(&cut(&phrase::project(&report.project, &report.coverage)));
    let compared = phrase::comparison(report).map(|text| format!(" · {}", escape::markdown(&cut(&text)))).unwrap_or_default();
    let configuration = phrase::configuration(report);
    let configuration = configuration.map(|text| format!(" · configuration: {}", escape::markdown(&cut(&text)))).unwrap_or_default();
    format!("## Straplock: {}\n\n{gate}\n\n<sub>Scanned: {project}{compared}{configuration}</sub>\n", phrase::closing(report))
}

/// The section that may do without its ways.
const FINDINGS: &str = "findings";

/// Names and texts, the most important first.
fn sections(report: &Report, options: &MarkdownOptions<'_>) -> [(&'static str, String); 5] {
    [
        ("publishing", published(options.published)),
        (FINDINGS, findings(report, options, WAYS)),
        ("coverage", coverage(report)),
        ("fixed findings", fixed(report)),
        ("suppressions", suppressed(report, options)),
    ]
}

/// A heading and a table, cut at [`ROWS`]; nothing without rows.
fn table(title: &str, columns: &[&str], rows: impl Iterator<Item = String>) -> String {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("\n### {title}\n\n| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len()));
    for row in rows.iter().take(ROWS) {
        out.push_str(&format!("| {row} |\n"));
    }
    if let Some(more) = rows.len().checked_sub(ROWS).filter(|more| *more > 0) {
        out.push_str(&format!("\n… and {more} more.\n"));
    }
    out
}

fn cut(text: &str) -> String {
    cut_at(text, CELL)
}

fn cut_at(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The table of findings, of which the first `ways` show how data gets to their place.
fn findings(report: &Report, options: &MarkdownOptions<'_>, ways: usize) -> String {
    let title = if report.comparison.is_some() { "New findings" } else { "Findings" };
    let row = |(at, finding): (usize, &Finding)| {
        let level = format!("{} | {}", finding.severity.as_str(), finding.confidence.as_str());
        let cwe = finding.rule.metadata.cwe.iter().map(|cwe| escape::markdown(&cut(cwe))).collect::<Vec<_>>().join(" ");
        let way = if at < ways { way(report, finding, options) } else { String::new() };
        format!("{level} | {}{way} | {} | {cwe} | {}", message(finding), code(&finding.rule.id), place(&finding.location, options))
    };
    let rows = phrase::worst_first(report).into_iter().enumerate().map(row);
    table(title, &["severity", "confidence", "what", "rule", "CWE", "where"], rows)
}

/// From source to sink, a line in the cell for each step; steps in the midst of a long way are only counted.
fn way(report: &Report, finding: &Finding, options: &MarkdownOptions<'_>) -> String {
    if finding.trace.len() < 2 {
        return String::new();
    }
    let last = (finding.trace.len() + 1).saturating_sub(STEPS).max(1);
    let mut out = String::new();
    for (at, step) in finding.trace.iter().enumerate().filter(|(at, _)| *at == 0 || *at >= last) {
        if at == last && last > 1 {
            out.push_str(&format!("<br>… {}", phrase::count(last - 1, "more step", "more steps")));
        }
        let text = escape::markdown(&cut(&step.text));
        let seen = code(&cut_at(report.files.text(step.location.span).lines().next().unwrap_or_default(), CODE));
        out.push_str(&format!("<br>{}. {text}: {seen} {}", at + 1, place(&step.location, options)));
    }
    out
}

fn message(finding: &Finding) -> String {
    escape::markdown(&cut(&finding.message))
}

fn code(text: &str) -> String {
    escape::markdown_code(&cut(text))
}

/// Path and line, linked where the commit can be read.
fn place(location: &Location, options: &MarkdownOptions<'_>) -> String {
    let shown = code(&format!("{}{}:{}", options.path_prefix, location.path, location.start.line));
    let Some(repository) = options.repository else { return shown };
    let (first, last) = (location.start.line, location.end.line);
    let lines = if first == last { format!("#L{first}") } else { format!("#L{first}-L{last}") };
    let path = escape::uri(&format!("{}{}", options.path_prefix, location.path));
    let (name, commit) = (escape::uri(repository.name), escape::uri(repository.commit));
    format!("[{shown}]({}/{name}/blob/{commit}/{path}{lines})", repository.server.trim_end_matches('/'))
}

/// Places of the base have no link: they are in another commit.
fn fixed(report: &Report) -> String {
    let row = |finding: &Finding| {
        let place = code(&format!("{}:{}", finding.location.path, finding.location.start.line));
        format!("{} | {} | {place}", message(finding), code(&finding.rule.id))
    };
    table("Fixed", &["what", "rule", "where it was"], report.fixed.iter().map(row))
}

fn suppressed(report: &Report, options: &MarkdownOptions<'_>) -> String {
    let row = |finding: &Finding| match &finding.disposition {
        Disposition::Suppressed { reason } => {
            let reason = escape::markdown(&cut(reason));
            Some(format!("{} | {reason} | {}", code(&finding.rule.id), place(&finding.location, options)))
        }
        Disposition::Reported | Disposition::Baselined | Disposition::OutsideDiff | Disposition::BelowThreshold => None,
    };
    table("Accepted by a comment", &["rule", "reason", "where"], report.findings.iter().filter_map(row))
}

fn coverage(report: &Report) -> String {
    let mut out = format!("\n### Coverage\n\nThe analysis is {}.\n", escape::markdown(&phrase::coverage(report)));
    let mut all: Vec<_> = report.notifications.iter().collect();
    all.sort_by_key(|notification| (std::cmp::Reverse(notification.level), *notification));
    let rows = all.into_iter().map(|notification| {
        let level = match notification.level {
            NotificationLevel::Incomplete => "not analysed",
            NotificationLevel::Note => "note",
        };
        let line = notification.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = notification.path.as_ref().map(|path| code(&format!("{path}{line}"))).unwrap_or_default();
        format!("{level} | {place} | {}", escape::markdown(&cut(&notification.message)))
    });
    out.push_str(&table("Notices", &["", "where", "what"], rows));
    out
}

fn published(channels: &[Published<'_>]) -> String {
    let row = |it: &Published<'_>| [it.channel, it.state, it.why].map(|text| escape::markdown(&cut(text))).join(" | ");
    table("Published", &["channel", "state", "why"], channels.iter().map(row))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::GateScope;
    use crate::report::fixture;
    use crate::rule::Severity;

    const GATE: Gate = Gate { fail_on: Some(Severity::High), scope: GateScope::New };

    fn said(report: &Report, options: &MarkdownOptions<'_>) -> String {
        let mut out = Vec::new();
        render(report, options, &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("the summary is text")
    }

    #[test]
    fn a_summary() {
        let repository = Some(Repository { server: "https://github.com", name: "owner/shop", commit: "89abcdef" });
        let published = [Published { channel: "code scanning", state: "not published", why: "the token of a fork may not write" }];
        let options = MarkdownOptions { repository, published: &published, path_prefix: "back end/", ..MarkdownOptions::new(GATE) };
        insta::assert_snapshot!(said(&fixture::full(), &options), @r#"
        ## Straplock: 1 new (1 high), 1 fixed, 1 ignored, 1 file read only in part, 1 more in audit

        1 finding at high or above: the gate fails.

        <sub>Scanned: Django 5.2.8 project \`shop\` (manage.py), settings config.settings (from manage.py), 1 Python file, 1 template · compared with main (0123456789): 3 files differ, 1 finding was there before</sub>

        ### Published

        | channel | state | why |
        | --- | --- | --- |
        | code scanning | not published | the token of a fork may not write |

        ### New findings

        | severity | confidence | what | rule | CWE | where |
        | --- | --- | --- | --- | --- | --- |
        | high | high | \`q\` from the query string reaches raw SQL in OrderSearch.get<br>1. comes from the request: <code>self.request.GET.get("q", "")</code> [<code>back end/shop/orders/views.py:3</code>](https://github.com/owner/shop/blob/89abcdef/back%20end/shop/orders/views.py#L3)<br>2. placed in the SQL text: <code>f"title LIKE '%{q}%'"</code> [<code>back end/shop/orders/views.py:6</code>](https://github.com/owner/shop/blob/89abcdef/back%20end/shop/orders/views.py#L6)<br>3. executed: <code>"SELECT \* FROM orders\_order WHERE " + where</code> [<code>back end/shop/orders/views.py:7</code>](https://github.com/owner/shop/blob/89abcdef/back%20end/shop/orders/views.py#L7) | <code>sql-injection</code> | CWE-89 | [<code>back end/shop/orders/views.py:7</code>](https://github.com/owner/shop/blob/89abcdef/back%20end/shop/orders/views.py#L7) |

        ### Coverage

        The analysis is incomplete: 9 lines of Python, 3 rules, profile review, 1 file read only in part.

        ### Notices

        |  | where | what |
        | --- | --- | --- |
        | not analysed | <code>shop/broken.py:4</code> | Expected \`:\` after the condition; what parsed was analysed. |
        | note |  | One suppression is not needed any more. |

        ### Fixed

        | what | rule | where it was |
        | --- | --- | --- |
        | \`q\` reached raw SQL in log | <code>sql-injection</code> | <code>shop/orders/views.py:4</code> |

        ### Accepted by a comment

        | rule | reason | where |
        | --- | --- | --- |
        | <code>unescaped-output</code> | sanitised in Note.save() | [<code>back end/templates/order.html:1</code>](https://github.com/owner/shop/blob/89abcdef/back%20end/templates/order.html#L1) |
        "#);
    }

    #[test]
    fn nothing_found() {
        let report = fixture::bare(&fixture::files(&[("a.py", "x\n")]), Vec::new());
        insta::assert_snapshot!(said(&report, &MarkdownOptions::new(Gate { fail_on: None, ..GATE })), @r"
        ## Straplock: No findings

        The gate is off: nothing fails the job.

        <sub>Scanned: Django 5.2.8 project \`shop\` (manage.py), settings config.settings (from manage.py), 1 Python file, 0 templates</sub>

        ### Coverage

        The analysis is complete: 9 lines of Python, 0 rules, profile review.
        ");
    }

    #[test]
    fn hostile_text_stays_text() {
        let path = "a|`b`\n<img src=x onerror=y>.py";
        let files = fixture::files(&[(path, "x\n")]);
        let rule = Arc::new(fixture::rule("a`|b", Severity::High));
        let mut finding = fixture::finding(&rule, fixture::place(&files, path, "x"), "@octocat | <b> [x](http://y) \u{202e}\n# h #1 $x$");
        finding.disposition = Disposition::Reported;
        let said = said(&fixture::bare(&files, vec![finding]), &MarkdownOptions::new(GATE));
        let row = said.lines().find(|line| line.starts_with("| high")).expect("the finding has a row");
        insta::assert_snapshot!(row, @"| high | high | @&#8203;octocat &#124; &lt;b&gt; \\[x\\](http&#58;//y) &lt;U+202E&gt;␊\\# h #&#8203;1 \\$x\\$ | <code>a\\`&#124;b</code> | CWE-89 | <code>a&#124;\\`b\\`␊&lt;img src=x onerror=y&gt;.py:1</code> |");
    }

    /// A finding at `x` with so many steps before it.
    fn with_way(path: &str, text: &str, steps: usize) -> (Arc<crate::files::Files>, Finding) {
        let files = fixture::files(&[(path, text)]);
        let rule = Arc::new(fixture::rule("way", Severity::High));
        let place = fixture::place(&files, path, text.trim_end());
        let mut finding = fixture::finding(&rule, place.clone(), "found");
        let step = |at| crate::finding::Label { location: place.clone(), text: format!("step {at}") };
        finding.trace = (1..=steps).map(step).collect();
        (files, finding)
    }

    #[test]
    fn a_way_is_short_and_stays_text() {
        let (files, finding) = with_way("a|b.py", "x = \"|<b>`*_@octocat](https://y)\u{202e}\"\n", 9);
        let said = said(&fixture::bare(&files, vec![finding]), &MarkdownOptions::new(GATE));
        let row = said.lines().find(|line| line.starts_with("| high")).expect("the finding has a row");
        insta::assert_snapshot!(row.replace("<br>", "\n<br>"), @r#"
        | high | high | found
        <br>1. step 1: <code>x = "&#124;&lt;b&gt;\`\*\_@octocat\](https&#58;//y)&lt;U+202E&gt;"</code> <code>a&#124;b.py:1</code>
        <br>… 4 more steps
        <br>6. step 6: <code>x = "&#124;&lt;b&gt;\`\*\_@octocat\](https&#58;//y)&lt;U+202E&gt;"</code> <code>a&#124;b.py:1</code>
        <br>7. step 7: <code>x = "&#124;&lt;b&gt;\`\*\_@octocat\](https&#58;//y)&lt;U+202E&gt;"</code> <code>a&#124;b.py:1</code>
        <br>8. step 8: <code>x = "&#124;&lt;b&gt;\`\*\_@octocat\](https&#58;//y)&lt;U+202E&gt;"</code> <code>a&#124;b.py:1</code>
        <br>9. step 9: <code>x = "&#124;&lt;b&gt;\`\*\_@octocat\](https&#58;//y)&lt;U+202E&gt;"</code> <code>a&#124;b.py:1</code> | <code>way</code> | CWE-89 | <code>a&#124;b.py:1</code> |
        "#);
        assert_eq!(row.matches(" | ").count(), 5, "nothing makes a cell of its own");
        let (files, finding) = with_way("a.py", &format!("x{}\n", "y".repeat(100_000)), 1_000);
        let long = self::said(&fixture::bare(&files, vec![finding]), &MarkdownOptions::new(GATE));
        assert!(long.len() < 2_000, "{}", long.len());
        let (files, finding) = with_way("a.py", "x\n", 1);
        assert!(!self::said(&fixture::bare(&files, vec![finding]), &MarkdownOptions::new(GATE)).contains("<br>"));
    }

    #[test]
    fn ways_are_left_out_before_findings_are() {
        let (files, finding) = with_way("a.py", &format!("{}\n", "x".repeat(50)), 5);
        let report = fixture::bare(&files, vec![finding; 120]);
        let options = MarkdownOptions::new(GATE);
        assert_eq!(said(&report, &options).matches("<br>1.").count(), WAYS);
        let small = said(&report, &MarkdownOptions { limit: 20_000, ..options });
        assert!(small.contains("### Findings") && !small.contains("<br>"), "{small}");
    }

    #[test]
    fn the_limit_counts_bytes_and_cuts_sections() {
        let files = fixture::files(&[("a.py", "x\n")]);
        let rule = Arc::new(fixture::rule("bomb", Severity::High));
        let finding = |_| fixture::finding(&rule, fixture::place(&files, "a.py", "x"), &"💣".repeat(5_000));
        let report = fixture::bare(&files, (0..600).map(finding).collect());
        let whole = said(&report, &MarkdownOptions::new(GATE));
        assert!(whole.len() <= LIMIT && whole.contains("… and 100 more."), "{}", whole.len());
        let small = said(&report, &MarkdownOptions { limit: 5_000, ..MarkdownOptions::new(GATE) });
        assert!(small.len() <= 5_000);
        assert!(small.ends_with("\nLeft out to stay within GitHub's limit for a summary: findings.\n"), "{small}");
    }
}
