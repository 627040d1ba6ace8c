//! One file of a scan: its path, text, language and role in a Django project.

use std::sync::{Arc, OnceLock};

use super::{LineColumn, LineIndex};

/// What a file's text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Python source.
    Python,
    /// A Django or Jinja template, or other HTML.
    Template,
    /// Any other text (configuration, environment files, Dockerfiles …).
    Text,
}

/// What a file is for in a Django project. Rules say which roles they look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Code that serves users.
    App,
    /// Tests, test settings' helpers, fixtures.
    Test,
    /// Django migrations.
    Migration,
    /// Settings modules and files that feed them.
    Settings,
    /// Settings that serve nobody: of a laptop, a build, an example, a demonstration.
    Development,
    /// Templates.
    Template,
    /// Somebody else's code, kept in the tree.
    Vendored,
}

impl Role {
    /// All roles, for error messages and documentation.
    pub const ALL: [Self; 7] = [Self::App, Self::Test, Self::Migration, Self::Settings, Self::Development, Self::Template, Self::Vendored];

    /// The word in rules and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Test => "test",
            Self::Migration => "migration",
            Self::Settings => "settings",
            Self::Development => "development",
            Self::Template => "template",
            Self::Vendored => "vendored",
        }
    }
}

/// A file that was read: relative path with `/`, decoded text, and the bytes where they differ from the text.
#[derive(Debug)]
pub struct SourceFile {
    path: Arc<str>,
    text: Arc<str>,
    original: Option<Arc<[u8]>>,
    language: Language,
    role: Role,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// A file whose text is UTF-8 as it stands on disk.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>, language: Language, role: Role) -> Self {
        Self { path: path.into(), text: text.into(), original: None, language, role, lines: OnceLock::new() }
    }

    /// The same with the bytes that `text` was decoded from.
    #[must_use]
    pub fn with_original(mut self, bytes: impl Into<Arc<[u8]>>) -> Self {
        self.original = Some(bytes.into());
        self
    }

    /// Relative to the root of the scan, with `/` on every system.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same, shared.
    pub fn shared_path(&self) -> Arc<str> {
        Arc::clone(&self.path)
    }

    /// The decoded text; spans count its UTF-8 bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes on disk (GitHub's line hash is made from these).
    pub fn bytes(&self) -> &[u8] {
        self.original.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// What it is written in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// What it is for.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Its lines, indexed at the first call.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column of a byte.
    pub fn position(&self, offset: u32) -> LineColumn {
        self.lines().position(&self.text, offset)
    }

    /// The text of `line` (from 1) without its line end.
    pub fn line_text(&self, line: u32) -> &str {
        let start = self.lines().start(line) as usize;
        let end = if line < self.lines().count() { self.lines().start(line + 1) as usize } else { self.text.len() };
        self.text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n'])
    }
}
