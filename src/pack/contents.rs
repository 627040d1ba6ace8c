//! The files of a pack in memory: read from disk or from git's objects, bounded, with a digest.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::git::{BlobEntry, EntryKind, GitError, Repository};

/// A larger file is refused, in bytes; the limit of a rule file is the same.
const MAX_FILE: u64 = 8 << 20;
/// A pack with more bytes is refused: the largest public collection of rules and cases has about 12 MB.
const MAX_TOTAL: u64 = 64 << 20;
/// A pack with more files is refused.
const MAX_ENTRIES: usize = 20_000;
/// Folders nested deeper are refused.
const MAX_DEPTH: usize = 32;

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A file.
    File(Vec<u8>),
    /// A symbolic link that stays inside the pack. It is never followed.
    Link(String),
}

impl Entry {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::File(bytes) => bytes,
            Self::Link(target) => target.as_bytes(),
        }
    }
}

/// The files of a pack by path (relative to it, with `/`), without hidden ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    entries: BTreeMap<String, Entry>,
}

/// Why a folder cannot be a pack. Each text says which file and why.
#[derive(Debug, thiserror::Error)]
pub enum ContentsError {
    /// There is nothing.
    #[error("there is no file or folder `{0}`")]
    Missing(String),
    /// A file cannot be read.
    #[error("`{0}` cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    /// A link leads out of the pack.
    #[error("`{0}` is a symbolic link that leads out of the pack, to `{1}`")]
    LinkOut(String, String),
    /// A fifo, a socket, a device, another repository.
    #[error("`{0}` is {1}; a pack holds only files")]
    Special(String, &'static str),
    /// A name that would be another file elsewhere.
    #[error("`{0}` is no name for a file of a pack: {1}")]
    BadName(String, &'static str),
    /// Too large a file.
    #[error("`{0}` has {1} bytes; a file of a pack has at most {MAX_FILE}")]
    FileTooLarge(String, u64),
    /// Too much altogether.
    #[error("the pack has more than {} MiB", MAX_TOTAL >> 20)]
    TooLarge,
    /// Too many files.
    #[error("the pack has more than {MAX_ENTRIES} files")]
    TooMany,
    /// Git refused.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl Contents {
    /// Reads a folder, or one file, from disk. `path` is below `root`; no part of it may be a link.
    pub fn from_disk(root: &Path, path: &str) -> Result<Self, ContentsError> {
        let mut place = root.to_owned();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            place.push(part);
            let kind = fs::symlink_metadata(&place).map_err(|error| missing(path, error))?.file_type();
            if kind.is_symlink() {
                let target = fs::read_link(&place).map(|target| target.to_string_lossy().into_owned()).unwrap_or_default();
                return Err(ContentsError::LinkOut(path.to_owned(), target));
            }
        }
        let kind = fs::symlink_metadata(&place).map_err(|error| missing(path, error))?.file_type();
        let mut found = Vec::new();
        if kind.is_dir() {
            list(&place, "", 0, &mut found)?;
        } else {
            let name = path.rsplit('/').next().unwrap_or(path).to_owned();
            found.push((name, place, kind));
        }
        let read = found.par_iter().map(|(name, place, kind)| Ok((name.clone(), entry_on_disk(name, place, *kind)?)));
        Self::bounded(read.collect::<Result<_, ContentsError>>()?)
    }

    /// Reads a folder, or one file, of a commit; `tree` is the whole tree of that commit.
    pub fn from_tree(repository: &Repository, tree: &[BlobEntry], path: &str) -> Result<Self, ContentsError> {
        let mut chosen = Vec::new();
        for entry in tree {
            let Some(name) = below(&entry.path, path) else { continue };
            let leaves = name.split('/').any(|part| part == "..");
            if entry.path != path && is_hidden(name) && !leaves {
                continue;
            }
            check_name(name)?;
            if entry.kind == EntryKind::Submodule {
                return Err(ContentsError::Special(name.to_owned(), "another repository (a submodule)"));
            }
            // Of what was not fetched no size is known; reading it says so.
            let size = entry.size.unwrap_or_default();
            if size > MAX_FILE {
                return Err(ContentsError::FileTooLarge(name.to_owned(), size));
            }
            chosen.push((name, entry));
        }
        if chosen.is_empty() {
            return Err(ContentsError::Missing(path.to_owned()));
        }
        check_totals(chosen.len(), chosen.iter().filter_map(|(_, entry)| entry.size).sum())?;
        let blobs: Vec<&BlobEntry> = chosen.iter().map(|(_, entry)| *entry).collect();
        let bytes = repository.blobs(&blobs, MAX_FILE)?;
        let entries = chosen.iter().zip(bytes).map(|((name, entry), bytes)| {
            let entry = if entry.kind == EntryKind::Link { Entry::Link(link(name, &bytes)?) } else { Entry::File(bytes) };
            Ok(((*name).to_owned(), entry))
        });
        Self::bounded(entries.collect::<Result<_, ContentsError>>()?)
    }

    fn bounded(entries: Vec<(String, Entry)>) -> Result<Self, ContentsError> {
        let size = entries.iter().map(|(_, entry)| entry.bytes().len() as u64).sum();
        check_totals(entries.len(), size)?;
        let mut folded = BTreeMap::new();
        for (name, _) in &entries {
            if folded.insert(name.to_lowercase(), name).is_some() {
                return Err(ContentsError::BadName(name.clone(), "another file has the same name but for capitals"));
            }
        }
        Ok(Self { entries: entries.into_iter().collect() })
    }

    /// The files, sorted by path. Links are left out.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.entries.iter().filter_map(|(path, entry)| match entry {
            Entry::File(bytes) => Some((path.as_str(), bytes.as_slice())),
            Entry::Link(_) => None,
        })
    }

    /// One file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        match self.entries.get(path)? {
            Entry::File(bytes) => Some(bytes),
            Entry::Link(_) => None,
        }
    }

    /// How many files and links there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// `sha256:` and the hexadecimal SHA-256 of `straplock pack 1\n`, then of each file and link in the order of its path's
    /// bytes: `file` or `link`, a space, the length of the path in bytes, a space, the path, a space, the length of its contents
    /// in bytes, a line end, the contents. A link's contents are its target.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"straplock pack 1\n");
        for (path, entry) in &self.entries {
            let kind = match entry {
                Entry::File(_) => "file",
                Entry::Link(_) => "link",
            };
            let bytes = entry.bytes();
            hash.update(format!("{kind} {} {path} {}\n", path.len(), bytes.len()));
            hash.update(bytes);
        }
        let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{hex}")
    }

    /// What `other` has otherwise: `added rules/x.yaml`, at most `most` of them.
    pub fn differences(&self, other: &Self, most: usize) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for (path, entry) in &other.entries {
            match self.entries.get(path) {
                None => all.push(format!("added {path}")),
                Some(own) if own != entry => all.push(format!("changed {path}")),
                Some(_) => {}
            }
        }
        all.extend(self.entries.keys().filter(|path| !other.entries.contains_key(*path)).map(|path| format!("removed {path}")));
        let more = all.len().saturating_sub(most);
        all.truncate(most);
        if more > 0 {
            all.push(format!("and {more} more"));
        }
        all
    }

    /// Writes all files below `folder`, which must not exist yet. Links are written nowhere: a pack with links cannot be copied.
    pub fn write(&self, folder: &Path) -> Result<(), ContentsError> {
        if let Some((path, _)) = self.entries.iter().find(|(_, entry)| matches!(entry, Entry::Link(_))) {
            return Err(ContentsError::Special(path.clone(), "a symbolic link, which is not copied"));
        }
        for (path, bytes) in self.files() {
            let place = folder.join(path);
            let parent = place.parent().unwrap_or(folder);
            let written = fs::create_dir_all(parent).and_then(|()| fs::write(&place, bytes));
            written.map_err(|error| ContentsError::Unreadable(path.to_owned(), error))?;
        }
        Ok(())
    }
}

fn missing(path: &str, error: std::io::Error) -> ContentsError {
    if error.kind() == std::io::ErrorKind::NotFound {
        ContentsError::Missing(path.to_owned())
    } else {
        ContentsError::Unreadable(path.to_owned(), error)
    }
}

fn check_totals(entries: usize, bytes: u64) -> Result<(), ContentsError> {
    if entries > MAX_ENTRIES {
        return Err(ContentsError::TooMany);
    }
    if bytes > MAX_TOTAL { Err(ContentsError::TooLarge) } else { Ok(()) }
}

type Listed = (String, std::path::PathBuf, fs::FileType);

fn list(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<Listed>) -> Result<(), ContentsError> {
    let unreadable = |error| ContentsError::Unreadable(if prefix.is_empty() { ".".to_owned() } else { prefix.to_owned() }, error);
    if depth > MAX_DEPTH {
        return Err(ContentsError::BadName(prefix.to_owned(), "folders are nested too deep"));
    }
    let mut entries = fs::read_dir(folder).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = crate::files::name_of(entry.file_name().as_encoded_bytes());
        if name.starts_with('.') {
            continue;
        }
        let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        check_name(&path)?;
        let kind = entry.file_type().map_err(|error| ContentsError::Unreadable(path.clone(), error))?;
        if kind.is_dir() {
            list(&entry.path(), &path, depth + 1, found)?;
        } else {
            found.push((path, entry.path(), kind));
        }
        if found.len() > MAX_ENTRIES {
            return Err(ContentsError::TooMany);
        }
    }
    Ok(())
}

fn entry_on_disk(name: &str, place: &Path, kind: fs::FileType) -> Result<Entry, ContentsError> {
    let unreadable = |error| ContentsError::Unreadable(name.to_owned(), error);
    if kind.is_symlink() {
        let target = fs::read_link(place).map_err(unreadable)?;
        return link(name, target.to_string_lossy().as_bytes()).map(Entry::Link);
    }
    if !kind.is_file() {
        return Err(ContentsError::Special(name.to_owned(), "a pipe, a socket or a device"));
    }
    let file = fs::File::open(place).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length > MAX_FILE {
        return Err(ContentsError::FileTooLarge(name.to_owned(), length));
    }
    // The file may have grown since it was asked for its length.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(ContentsError::FileTooLarge(name.to_owned(), bytes.len() as u64));
    }
    Ok(Entry::File(bytes))
}

/// The target of a link at `name`, if it stays inside of the pack.
fn link(name: &str, target: &[u8]) -> Result<String, ContentsError> {
    let text = crate::files::name_of(target);
    let out = || ContentsError::LinkOut(name.to_owned(), text.chars().take(200).collect());
    if text.is_empty() || text.starts_with(['/', '\\', '~']) || text.get(1..2) == Some(":") || target.len() > 4096 {
        return Err(out());
    }
    let mut depth = name.split('/').count() - 1;
    for part in text.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => depth = depth.checked_sub(1).ok_or_else(out)?,
            hidden if hidden.starts_with('.') => return Err(out()),
            _ => depth += 1,
        }
    }
    Ok(text)
}

/// The path relative to `folder`; the file itself keeps its name.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    if path == folder {
        return path.rsplit('/').next();
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.'))
}

/// Git's objects may hold names that no file system should be asked for.
fn check_name(path: &str) -> Result<(), ContentsError> {
    let bad = |why| Err(ContentsError::BadName(path.chars().take(200).collect(), why));
    if path.is_empty() || path.starts_with('/') || path.get(1..2) == Some(":") {
        return bad("it is absolute");
    }
    if path.split('/').any(|part| part == "..") {
        return bad("`..` leads out of the pack");
    }
    if path.split('/').any(str::is_empty) || path.len() > 1024 || path.split('/').count() > MAX_DEPTH {
        return bad("it is empty, too long or too deep");
    }
    if path.chars().any(|c| c.is_control() || matches!(c, '\\' | ':')) {
        return bad("it holds a backslash, a colon or a control character");
    }
    Ok(())
}
