//! Trees and blobs, read from git's objects straight into memory: nothing is written to disk.

use std::time::Duration;

use super::{GitError, Repository};
use crate::files::name_of;

/// What a tree entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A symbolic link; its target is not followed.
    Link,
    /// Another repository.
    Submodule,
}

/// One entry of a commit's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobEntry {
    /// Relative to the repository's top, with `/`.
    pub path: String,
    /// The object: equal ids are equal contents.
    pub id: String,
    /// What it is.
    pub kind: EntryKind,
    /// In bytes; none for submodules, and where a clone made with `--filter` lacks the contents.
    pub size: Option<u64>,
}

/// Reading many blobs may take as long as checking out a large tree.
const BATCH_LIMIT: Duration = Duration::from_mins(5);

/// Reads `ls-tree -r -z -l`: `<mode> <type> <id> <size>\t<path>\0`.
pub(super) fn parse_tree(bytes: &[u8]) -> Result<Vec<BlobEntry>, GitError> {
    let records = bytes.split(|byte| *byte == 0).filter(|record| !record.is_empty());
    let mut entries = records.map(parse_entry).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

fn parse_entry(record: &[u8]) -> Result<BlobEntry, GitError> {
    let unexpected = || GitError::Unexpected { command: "ls-tree".into(), message: "`mode type id size<TAB>path`".into() };
    let tab = record.iter().position(|byte| *byte == b'\t').ok_or_else(unexpected)?;
    let head = String::from_utf8_lossy(&record[..tab]);
    let mut words = head.split_ascii_whitespace();
    let (Some(mode), Some(_), Some(id), Some(size)) = (words.next(), words.next(), words.next(), words.next()) else {
        return Err(unexpected());
    };
    let kind = match mode {
        "120000" => EntryKind::Link,
        "160000" => EntryKind::Submodule,
        _ => EntryKind::File,
    };
    let path = name_of(&record[tab + 1..]);
    Ok(BlobEntry { path, id: id.to_owned(), kind, size: size.parse().ok() })
}

/// How much one `cat-file --batch` is asked for: its answer is in memory twice for a moment.
const BATCH_BYTES: u64 = 64 << 20;

/// Reads the contents of `blobs`, in their order, with few calls of `cat-file --batch`.
pub(super) fn read_blobs(repository: &Repository, blobs: &[&BlobEntry], limit: u64) -> Result<Vec<Vec<u8>>, GitError> {
    let missing = blobs.iter().filter(|blob| blob.size.is_none()).collect::<Vec<_>>();
    if let Some(example) = missing.first() {
        let what = match missing.len() {
            1 => format!("the contents of {} are", example.path),
            number => format!("the contents of {number} files ({} and others) are", example.path),
        };
        return Err(GitError::NotFetched(what));
    }
    if blobs.iter().any(|blob| blob.size.is_some_and(|size| size > limit)) {
        return Err(unexpected("blobs within the size limit"));
    }
    let mut contents = Vec::with_capacity(blobs.len());
    let mut rest = blobs;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fitting = rest.iter().take_while(|blob| {
            bytes += blob.size.unwrap_or_default();
            bytes <= BATCH_BYTES
        });
        let (batch, others) = rest.split_at(fitting.count().max(1));
        read_batch(repository, batch, &mut contents)?;
        rest = others;
    }
    Ok(contents)
}

fn unexpected(message: &str) -> GitError {
    GitError::Unexpected { command: "cat-file".into(), message: message.into() }
}

fn read_batch(repository: &Repository, blobs: &[&BlobEntry], contents: &mut Vec<Vec<u8>>) -> Result<(), GitError> {
    let input = blobs.iter().map(|blob| format!("{}\n", blob.id)).collect::<String>().into_bytes();
    let answer = repository.call(&["cat-file", "--batch"]).run_with_input(input, BATCH_LIMIT)?;
    let mut rest = answer.as_slice();
    for _ in blobs {
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(|| unexpected("a header line"))?;
        let header = String::from_utf8_lossy(&rest[..end]);
        let size = header.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
        let size = size.ok_or_else(|| unexpected("`id type size`, but an object is missing: see what `git fsck` says"))?;
        let body = rest.get(end + 1..end + 1 + size).ok_or_else(|| unexpected("a whole object"))?;
        contents.push(body.to_vec());
        rest = rest.get(end + 2 + size..).unwrap_or_default();
    }
    Ok(())
}
