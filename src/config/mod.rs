//! `straplock.toml`, or `[tool.straplock]` in `pyproject.toml`: what a project wants from a scan.
//!
//! Which packs these are is found out in `pack`; what is on the command line wins over what stands here.

mod read;

use std::sync::Arc;

use crate::finding::Nosemgrep;
use crate::pack::{Layer, ProjectTree, TreeError, Wanted};
use crate::rule::{Diagnostic, OverridePlace, Profile, RuleSource, Severity};

/// The file of its own.
pub const FILE: &str = "straplock.toml";
/// The file of Python projects, which may hold a table for us.
pub const PYPROJECT: &str = "pyproject.toml";
/// Which packs were looked at.
pub const LOCK_FILE: &str = "straplock.lock";

/// What a project wants. Nothing is set that the file does not say.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The file; none when there is none.
    pub source: Option<Arc<RuleSource>>,
    /// How much noise is welcome.
    pub profile: Option<Profile>,
    /// When a scan fails.
    pub fail_on: Option<FailOn>,
    /// Files that are left out.
    pub exclude: Vec<String>,
    /// Larger files are not analysed, in bytes.
    pub max_file_size: Option<u64>,
    /// Whether an incomplete analysis is good enough.
    pub allow_incomplete: Option<bool>,
    /// Which comments for Semgrep are honoured.
    pub nosemgrep: Option<Nosemgrep>,
    /// Whether the built-in rules run.
    pub built_in: Option<bool>,
    /// What is changed in rules.
    pub rules: Layer,
    /// The packs.
    pub packs: Vec<Wanted>,
    /// Where each pack's version stands, in the order of `packs`; for an update that writes another.
    pub revs: Vec<Option<OverridePlace>>,
}

/// When a scan fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// It does not.
    Never,
    /// At this severity and above.
    Severity(Severity),
}

impl FailOn {
    /// The severity from which on a scan fails.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Never => None,
            Self::Severity(severity) => Some(severity),
        }
    }
}

impl Config {
    /// Reads a file of configuration: `straplock.toml`, or `pyproject.toml` with its table for us. All mistakes are collected.
    pub fn read(source: &Arc<RuleSource>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        read::config(source, diagnostics)
    }

    /// The configuration in a folder, if it holds one. `shown` is what the folder's path is in messages, with a slash at its end
    /// unless it is empty.
    pub fn in_folder(tree: &ProjectTree<'_>, shown: &str, diagnostics: &mut Vec<Diagnostic>) -> Result<Option<Self>, TreeError> {
        let named = |name: &str| -> Result<Option<Arc<RuleSource>>, TreeError> {
            Ok(tree.text(name)?.map(|text| Arc::new(RuleSource::new(format!("{shown}{name}"), &text))))
        };
        let own = named(FILE)?;
        // Python's own file is not ours to refuse: what cannot be read there is no configuration of ours.
        let shared = named(PYPROJECT).ok().flatten().filter(read::has_table);
        match (own, shared) {
            (Some(own), Some(shared)) => {
                let config = Self::read(&own, diagnostics);
                diagnostics.push(read::two_files(&own, &shared));
                Ok(Some(config))
            }
            (Some(source), None) | (None, Some(source)) => Ok(Some(Self::read(&source, diagnostics))),
            (None, None) => Ok(None),
        }
    }

    /// Whether the file is `pyproject.toml`.
    pub fn is_shared(source: &RuleSource) -> bool {
        source.path.rsplit('/').next() == Some(PYPROJECT)
    }
}
