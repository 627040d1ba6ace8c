//! Packs: folders of rules as data, from the project or from a git repository at a locked commit.
//!
//! Nothing of a pack is executed, and nothing outside of its folder is read. Which packs a project wants is said in `config`;
//! what a rule means is left to `rule`.

mod adjust;
mod assemble;
mod contents;
mod licence;
mod lock;
mod source;
mod store;
pub(crate) mod table;
mod tree;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use adjust::{Layer, Named, adjust};
pub use assemble::{Assembled, Assembler, Availability, Shelf, Unmet};
pub use contents::{Contents, ContentsError, Entry};
pub use licence::{is_known as is_known_licence, notice as licence_notice, of as licence_of};
pub use lock::{Lock, Locked};
pub use source::{BUILT_IN, GitSource, Source, SourceError};
pub use store::{FileProtocol, Store, StoreError};
pub use tree::{ProjectTree, TreeError};

use crate::project::VersionRange;
use crate::rule::{Override, OverridePlace, RuleSource};

/// A pack that a project or another pack asks for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Where it comes from.
    pub source: Source,
    /// Rules that are left out.
    pub except: BTreeSet<String>,
    /// Where it is asked for.
    pub place: OverridePlace,
}

/// A pack that is here, checked.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Where it comes from.
    pub source: Source,
    /// Its name: the manifest's, or its folder.
    pub name: String,
    /// Its version, if it has a manifest.
    pub version: Option<String>,
    /// Its licence, as far as it is known.
    pub licence: Option<String>,
    /// The versions of Django that its rules are about; none for all.
    pub django: Option<VersionRange>,
    /// What its commit and contents are; none for folders of the project.
    pub locked: Option<Locked>,
    /// Its rule files.
    pub files: Vec<Arc<RuleSource>>,
    /// Paths in the pack of the files that its rules are tested with.
    pub cases: Vec<String>,
    /// Rules that everybody who asks for it leaves out.
    pub except: BTreeSet<String>,
    /// What it changes in rules: its own, and those of packs it stands on.
    pub overrides: Vec<Override>,
    /// The packs it stands on, as sources.
    pub extends: Vec<Source>,
}
