//! Comments for Semgrep, `# nosemgrep: id, id`: honoured where the project's configuration says so.
//!
//! As in Semgrep any text counts, comment or not: behind white space on the first line of a finding, or on the line above that where
//! no letter or digit stands before it. Ids are compared with the rule's id, and with its folders and id.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::KnownRules;
use crate::files::Files;
use crate::finding::{Disposition, Finding, Nosemgrep};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::rule::dotted;

/// Longer lines are generated and hold no such comment.
const MAX_LINE: usize = 10_000;

static HERE: LazyLock<Regex> = LazyLock::new(|| regex(r"\s"));
static ABOVE: LazyLock<Regex> = LazyLock::new(|| regex(r"^[^a-zA-Z0-9]*"));

fn regex(before: &str) -> Regex {
    let ids = r#"(?:\s*[:=]\s*((?-i:[^\s,"']+(?:\s*,\s*[^\s,"']+)*)))?"#;
    Regex::new(&format!("(?i){before}nosem(?:grep)?{ids}")).expect("it is written here")
}

/// Marks what such comments accept, and tells those that are not honoured.
pub fn apply(findings: &mut [Finding], files: &Files, rules: &KnownRules<'_>, wanted: Nosemgrep) -> Vec<Notification> {
    let mut told = Vec::new();
    if wanted == Nosemgrep::Off {
        return told;
    }
    for finding in findings.iter_mut().filter(|finding| finding.disposition == Disposition::Reported) {
        let file = files.get(finding.location.file());
        let first = finding.location.start.line;
        let lines = [(first, &*HERE), (first.saturating_sub(1), &*ABOVE)];
        for (line, regex) in lines.into_iter().filter(|(line, _)| *line > 0) {
            let text = file.line_text(line);
            let Some(comment) = Some(text).filter(|text| text.len() <= MAX_LINE).and_then(|text| regex.captures(text)) else { continue };
            let mut say = |message: String| {
                let notification = Notification::file(file.path(), NotificationKind::Suppression, NotificationLevel::Note, message);
                told.push(notification.at(line, 1));
            };
            match accepts(&comment, finding) {
                Some(false) => {}
                None if wanted == Nosemgrep::Named => {
                    say(format!("This comment names no rule: write `nosemgrep: {}` to accept what is found here.", finding.rule.id));
                }
                Some(true) | None if rules.locked.contains(&finding.rule.id) => {
                    say(format!("The rule {} is locked: a comment cannot suppress it.", finding.rule.id));
                }
                Some(true) | None => {
                    let ids = comment.get(1).map_or_else(String::new, |ids| format!(": {}", ids.as_str()));
                    finding.disposition = Disposition::Suppressed { reason: format!("nosemgrep{ids} (line {line})") };
                    break;
                }
            }
        }
    }
    told.sort();
    told.dedup();
    told
}

/// Whether the comment accepts the finding; none when it names no rule.
fn accepts(comment: &Captures<'_>, finding: &Finding) -> Option<bool> {
    let ids = comment.get(1)?.as_str();
    let full = dotted(&finding.rule.origin.file, &finding.rule.id);
    Some(ids.split(',').map(str::trim).any(|id| {
        let is_end_of = |whole: &str| whole.strip_suffix(id).is_some_and(|before| before.is_empty() || before.ends_with('.'));
        is_end_of(&finding.rule.id) || is_end_of(&full)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_says() {
        let ids = |regex: &Regex, line: &str| {
            regex.captures(line).map(|found| found.get(1).map_or_else(|| "any".to_owned(), |ids| ids.as_str().to_owned()))
        };
        let here = |line| ids(&HERE, line).unwrap_or_else(|| "none".to_owned());
        let lines = [
            "f(1)  # nosemgrep",
            "f(1)  # NoSem",
            "f(1)  # nosemgrep: a, b",
            "f(1)  # nosemgrep=a ,b",
            "f(1)  # nosemgrep : a reason",
            "f(1)  # nosemgrep a",
            "f(1)  # why nosemgrep: x.a",
            "f(1)  #nosemgrep",
            "f(1)  # nosemgrep:",
            "f(1)  <!-- nosemgrep: a -->",
            "f(1)  # xnosemgrep",
            "f(1)  # nosemgrep: b a",
        ];
        insta::assert_snapshot!(lines.map(|line| format!("{line}  => {}", here(line))).join("\n"), @r"
            f(1)  # nosemgrep  => any
            f(1)  # NoSem  => any
            f(1)  # nosemgrep: a, b  => a, b
            f(1)  # nosemgrep=a ,b  => a ,b
            f(1)  # nosemgrep : a reason  => a
            f(1)  # nosemgrep a  => any
            f(1)  # why nosemgrep: x.a  => x.a
            f(1)  #nosemgrep  => none
            f(1)  # nosemgrep:  => any
            f(1)  <!-- nosemgrep: a -->  => a
            f(1)  # xnosemgrep  => none
            f(1)  # nosemgrep: b a  => b
            ");
        let above = |line: &str| ids(&ABOVE, line).is_some();
        for line in ["# nosemgrep", "//nosemgrep", "  {# nosem: a #}", "<!-- nosemgrep -->", "nosemgrep", ")  # nosemgrep"] {
            assert!(above(line), "{line}");
        }
        for line in ["x = 1  # nosemgrep", "# text nosemgrep", "# semgrep"] {
            assert!(!above(line), "{line}");
        }
    }
}
