//! From bytes to lines and columns, made only when something is shown.

/// A place for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode code points; a byte-order mark at the start of the file is not counted.
    pub column: u32,
}

/// Where each line of a text starts. Lines end with LF, CRLF or a lone CR, as in Python's own line counting.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// One pass over `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let after = |at: usize| u32::try_from(at + 1).expect("discovery bounds the size of a file");
        let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        let starts = std::iter::once(0).chain(memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end).map(after)).collect();
        Self { starts }
    }

    /// How many lines `text` has, without making an index.
    pub fn count_in(text: &str) -> usize {
        let bytes = text.as_bytes();
        let returns = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
        memchr::memchr_iter(b'\n', bytes).count() + returns + 1
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).expect("no more lines than bytes")
    }

    /// The line of byte `offset`, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).expect("no more lines than bytes")
    }

    /// First byte of `line` (from 1); the last line's start when there are fewer.
    pub fn start(&self, line: u32) -> u32 {
        let at = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        self.starts[at]
    }

    /// Line and column of byte `offset` in `text`, the text this index was made from.
    pub fn position(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.line(offset);
        let start = self.start(line) as usize;
        let before = text.get(start..offset as usize).unwrap_or_default();
        let mark = usize::from(start == 0 && before.starts_with('\u{feff}'));
        let column = before.chars().count() - mark + 1;
        LineColumn { line, column: u32::try_from(column).expect("discovery bounds the size of a file") }
    }
}

#[cfg(test)]
mod tests {
    use super::LineIndex;

    #[test]
    fn lines_are_counted_as_they_are_indexed() {
        for text in ["", "a", "a\n", "a\r\nb", "a\rb\r", "\r\r\n\n"] {
            assert_eq!(LineIndex::count_in(text), LineIndex::new(text).count() as usize, "{text:?}");
        }
    }
}
