//! The file behind `GITHUB_OUTPUT`: one block a value, safe for any value.
//!
//! Writing it is left to the binary; a later block of the same name wins.

/// Values that later steps of a workflow can read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutputFile {
    text: String,
}

impl OutputFile {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `name` with `value`. `name` is one of ours, never text from elsewhere.
    pub fn set(&mut self, name: &str, value: impl std::fmt::Display) {
        let value = value.to_string();
        if value.contains(['\n', '\r']) {
            let end = delimiter(&value);
            self.text.extend([name, "<<", &end, "\n", &value, "\n", &end, "\n"]);
        } else {
            self.text.extend([name, "=", &value, "\n"]);
        }
    }

    /// What to append to the file.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A word that no line of `value` is, however it was made: the same value always gets the same word.
fn delimiter(value: &str) -> String {
    let mut word = String::from("STRAPLOCK_END");
    while value.contains(&word) {
        word.push('_');
    }
    word
}

#[cfg(test)]
mod tests {
    use super::OutputFile;

    #[test]
    fn one_line_stays_one_line() {
        let mut outputs = OutputFile::new();
        outputs.set("findings", 3);
        outputs.set("sarif-file", "/tmp/a b=c/straplock.sarif");
        assert_eq!(outputs.as_str(), "findings=3\nsarif-file=/tmp/a b=c/straplock.sarif\n");
    }

    #[test]
    fn a_value_cannot_end_its_block() {
        let mut outputs = OutputFile::new();
        outputs.set("why", "a\nSTRAPLOCK_END\nuploaded=true");
        assert_eq!(outputs.as_str(), "why<<STRAPLOCK_END_\na\nSTRAPLOCK_END\nuploaded=true\nSTRAPLOCK_END_\n");
    }
}
