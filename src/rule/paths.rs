//! `paths: include, exclude`: globs as in a `.gitignore`, relative to the root of the scan.

use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// `paths:`, compiled.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    /// When there are any, only these.
    pub include: Vec<PathGlob>,
    /// Never these.
    pub exclude: Vec<PathGlob>,
}

impl Paths {
    /// Whether a rule with these paths looks at `path` (relative, with `/`).
    pub fn admit(&self, path: &str) -> bool {
        let included = self.include.is_empty() || self.include.iter().any(|glob| glob.matches(path));
        included && !self.exclude.iter().any(|glob| glob.matches(path))
    }
}

/// One glob. A slash inside does not anchor it, one in front does; a folder covers its files.
#[derive(Debug, Clone)]
pub struct PathGlob {
    /// As written.
    pub text: Arc<str>,
    set: GlobSet,
}

impl PathGlob {
    /// Compiles a glob; the error says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        let bare = text.trim_end_matches('/');
        let anchored = match bare.strip_prefix('/') {
            Some(rest) => rest.to_owned(),
            None => format!("**/{}", bare.strip_prefix("./").unwrap_or(bare)),
        };
        let mut set = GlobSetBuilder::new();
        for glob in [anchored.clone(), format!("{anchored}/**")] {
            let glob = GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build();
            set.add(glob.map_err(|error| error.kind().to_string())?);
        }
        let set = set.build().map_err(|error| error.kind().to_string())?;
        Ok(Self { text: text.into(), set })
    }

    /// Whether it covers `path` (relative, with `/`).
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}
