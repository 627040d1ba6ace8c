//! `examples:`: tests written into a rule.

use super::super::error::Code;
use super::super::yaml::{Node, Value};
use super::super::{Example, ExampleKind};
use super::{Entries, Reader, get, keys};

impl Reader<'_> {
    /// All examples of a rule. `name` is the path of a text that has none.
    pub(super) fn examples(&mut self, entries: Entries<'_>, name: &str) -> Vec<Example> {
        let Some(node) = get(entries, "examples") else { return Vec::new() };
        // Semgrep reads no `examples`; a compatible file may keep something else there.
        if !self.is_strict() && !matches!(node.value, Value::Sequence(_)) {
            return Vec::new();
        }
        let Some(items) = self.sequence(node, "`examples`") else { return Vec::new() };
        items.iter().filter_map(|item| self.example(item, name)).collect()
    }

    fn example(&mut self, item: &Node, name: &str) -> Option<Example> {
        let entries = self.mapping(item, "an example")?;
        self.known(entries, "an example", &keys::EXAMPLE, Code::UnknownKey);
        let (kind, code) = match (get(entries, "bad"), get(entries, "good")) {
            (Some(code), None) => (ExampleKind::Bad, code),
            (None, Some(code)) => (ExampleKind::Good, code),
            (Some(_), Some(_)) | (None, None) => {
                self.error(Code::BadExample, item, "an example has either `bad` or `good`");
                return None;
            }
        };
        let files = match &code.value {
            Value::Mapping(files) => {
                let mut read = Vec::new();
                for (path, text) in files {
                    let path = self.text(path, "the path of an example")?;
                    read.push((path.to_string(), self.text(text, "an example")?.to_string()));
                }
                read
            }
            Value::Scalar(_) | Value::Sequence(_) => vec![(name.to_owned(), self.text(code, "an example")?.to_string())],
        };
        let fixed = match get(entries, "fixed") {
            Some(node) => Some(self.text(node, "`fixed`")?.to_string()),
            None => None,
        };
        let todo = get(entries, "todo").and_then(|node| self.truth(node, "`todo`")).unwrap_or(false);
        let line = self.line(item);
        Some(Example { kind, files, fixed, todo, line })
    }
}
