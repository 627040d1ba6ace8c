//! Code from a rule's tests, to show what it finds and what it leaves alone.

use super::annotation::{self, Kind};
use crate::rule::{CaseFile, ExampleKind, Rule};

/// How many pieces of each kind are shown.
const MAX_SAMPLES: usize = 3;
/// Longer pieces are cut, in lines.
const MAX_LINES: usize = 12;

/// A piece of code from a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Without common indentation.
    pub text: String,
}

/// Code that the rule finds, and code that it leaves alone; from its examples, else from the case files.
pub fn sample(rule: &Rule, cases: &[CaseFile]) -> (Vec<Sample>, Vec<Sample>) {
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for example in rule.examples.iter().filter(|example| !example.todo) {
        let side = match example.kind {
            ExampleKind::Bad => &mut bad,
            ExampleKind::Good => &mut good,
        };
        side.extend(example.files.iter().map(|(_, text)| Sample { text: text.clone() }));
    }
    if bad.is_empty() && good.is_empty() {
        for case in cases.iter().filter(|case| !case.path.contains(".fixed.")) {
            for one in annotation::read(&case.text).iter().filter(|one| annotation::names(&one.rule, &rule.id)) {
                let side = match one.kind {
                    Kind::Found => &mut bad,
                    Kind::Clear => &mut good,
                    Kind::FoundLater | Kind::ClearLater => continue,
                };
                side.push(Sample { text: piece(&case.text, one.line) });
            }
        }
    }
    bad.dedup();
    good.dedup();
    bad.truncate(MAX_SAMPLES);
    good.truncate(MAX_SAMPLES);
    (bad, good)
}

/// The lines from `line` on that belong together: until brackets close, and what is indented below a header.
fn piece(text: &str, line: u32) -> String {
    let lines: Vec<&str> = text.lines().skip(line.saturating_sub(1) as usize).take(MAX_LINES + 1).collect();
    let Some(first) = lines.first() else { return String::new() };
    let indent = first.len() - first.trim_start().len();
    let mut kept = Vec::new();
    let mut open = 0_i32;
    for (at, line) in lines.iter().enumerate() {
        let deeper = line.trim().is_empty() || line.len() - line.trim_start().len() > indent;
        let decorated = at > 0 && lines[at - 1].trim_start().starts_with('@');
        if at == MAX_LINES {
            break;
        }
        if open <= 0 && at > 0 && !deeper && !decorated {
            let ends = ["{% end", "</", ")", "]", "}"].iter().any(|end| line.trim_start().starts_with(end));
            kept.extend(line.get(indent..).filter(|_| ends && at > 1));
            break;
        }
        open += depth(line);
        kept.push(line.get(indent..).unwrap_or_else(|| line.trim_start()));
    }
    while kept.last().is_some_and(|line| line.trim().is_empty() || is_annotation(line)) {
        kept.pop();
    }
    kept.retain(|line| !is_annotation(line));
    kept.join("\n")
}

fn is_annotation(line: &str) -> bool {
    !annotation::read(line).is_empty()
}

/// Brackets opened minus brackets closed; strings are taken as they come.
fn depth(line: &str) -> i32 {
    line.chars().map(|c| i32::from(matches!(c, '(' | '[' | '{')) - i32::from(matches!(c, ')' | ']' | '}'))).sum()
}
