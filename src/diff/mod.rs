//! What changed between two trees, as data: hunks of lines and renamed paths.
//!
//! Asking git for it is left to `git`.

/// One run of changed lines, as `git diff -U0` writes it; lines from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hunk {
    /// First removed line of the old file (the line before the insertion when `old_count` is 0).
    pub old_start: u32,
    /// How many old lines were removed.
    pub old_count: u32,
    /// First added line of the new file.
    pub new_start: u32,
    /// How many new lines were added.
    pub new_count: u32,
}

/// How one path changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// The path is new.
    Added,
    /// The path's content changed.
    Modified,
    /// The path is gone.
    Deleted,
    /// The content moved here from [`FileChange::old_path`], perhaps edited.
    Renamed,
}

/// One changed path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// How.
    pub kind: ChangeKind,
    /// The path before; equal to `path` unless renamed.
    pub old_path: String,
    /// The path after; the path before when deleted.
    pub path: String,
    /// Changed lines, in order.
    pub hunks: Vec<Hunk>,
}

/// All changes between two trees, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// One entry a changed path.
    pub files: Vec<FileChange>,
}

impl Diff {
    /// The change of `path` (as it is named after the change).
    pub fn file(&self, path: &str) -> Option<&FileChange> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Where the old `path` went: the new path when it was renamed, itself otherwise.
    pub fn new_path<'a>(&'a self, old_path: &'a str) -> &'a str {
        let renamed = self.files.iter().find(|file| file.kind == ChangeKind::Renamed && file.old_path == old_path);
        renamed.map_or(old_path, |file| file.path.as_str())
    }

    /// Whether any line of `first..=last` of the new `path` was added or changed.
    pub fn touches(&self, path: &str, first: u32, last: u32) -> bool {
        self.file(path).is_some_and(|file| {
            file.hunks.iter().any(|hunk| hunk.new_count > 0 && hunk.new_start <= last && first < hunk.new_start + hunk.new_count)
        })
    }
}
