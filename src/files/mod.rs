//! All text of a scan, owned once, and places in it.
//!
//! Reading from disk or git is left to `discover` and `git`; what a text means is left to `syntax`.

mod lines;
mod name;
mod source;

pub use lines::{LineColumn, LineIndex};
pub use name::name_of;
pub use source::{Language, Role, SourceFile};

/// A file of one [`Files`]; meaningless in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// Position in [`Files::iter`]: files are sorted by path.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Bytes `start..end` of one file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// Bytes `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "a span ends where it starts or later");
        Self { file, start, end }
    }

    /// The same as a range for slicing the file's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly in this span.
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// Every text of a scan, sorted by path, one entry a path.
#[derive(Debug, Default)]
pub struct Files {
    items: Vec<SourceFile>,
}

impl Files {
    /// Sorts by path; of two files with one path the first stays.
    pub fn new(mut items: Vec<SourceFile>) -> Self {
        items.sort_by(|a, b| a.path().cmp(b.path()));
        items.dedup_by(|b, a| a.path() == b.path());
        Self { items }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The file `id`.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.items[id.index()]
    }

    /// The file at `path` (relative, with `/`).
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.items.binary_search_by(|file| file.path().cmp(path)).ok()?;
        u32::try_from(at).ok().map(FileId)
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &SourceFile)> {
        self.items.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).expect("discovery bounds the number of files")), file))
    }

    /// The text of `span`.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).text().get(span.range()).unwrap_or_default()
    }

    /// Where `span` starts and ends, for people: lines and columns from 1, columns in characters, the end exclusive.
    pub fn lines(&self, span: Span) -> (LineColumn, LineColumn) {
        let file = self.get(span.file);
        (file.position(span.start), file.position(span.end))
    }
}
