//! `git diff` read back: paths and renames from `--raw -z`, lines from the hunk headers of `-U0`.

use super::GitError;
use crate::diff::{ChangeKind, Diff, FileChange, Hunk};
use crate::files::name_of;

/// The first call: what happened to each path, names as bytes between NULs.
pub(super) const ARGUMENTS: [&str; 7] =
    ["--raw", "-z", "--no-abbrev", "--find-renames", "--ignore-submodules=all", "--no-ext-diff", "--no-relative"];

/// The second call: the hunks, in the same order of paths.
const PATCH: [&str; 11] = [
    "--patch",
    "-U0",
    "--find-renames",
    "--ignore-submodules=all",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--inter-hunk-context=0",
];

/// Reads the answer of the first call and asks for the second through `patch`.
pub(super) fn parse(raw: &[u8], patch: impl FnOnce(&[&str]) -> Result<Vec<u8>, GitError>) -> Result<Diff, GitError> {
    let Raw { mut files, sections, contents } = parse_raw(raw)?;
    if !files.is_empty() {
        attach_hunks(&mut files, &sections, &patch(&PATCH)?);
    }
    for (file, contents) in files.iter_mut().zip(contents) {
        if contents == Contents::Differ && file.hunks.is_empty() {
            file.hunks.push(EVERY_LINE);
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Diff { files })
}

/// The change of a file whose lines git does not show: it is binary, or `.gitattributes` says `-diff`.
const EVERY_LINE: Hunk = Hunk { old_start: 1, old_count: u32::MAX - 1, new_start: 1, new_count: u32::MAX - 1 };

/// Whether more than the name or the mode of a file changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contents {
    Same,
    Differ,
}

/// The answer of the first call: entries, and for each how many sections the patch has for it (a file that became a link is
/// written as a removal and an addition).
#[derive(Default)]
struct Raw {
    files: Vec<FileChange>,
    sections: Vec<usize>,
    contents: Vec<Contents>,
}

/// `:<mode> <mode> <id> <id> <status>\0<path>\0[<new path>\0]`.
fn parse_raw(raw: &[u8]) -> Result<Raw, GitError> {
    let unexpected = || GitError::Unexpected { command: "diff".into(), message: "`:mode mode id id status`, then paths".into() };
    let mut fields = raw.split(|byte| *byte == 0).map(name_of);
    let mut parsed = Raw::default();
    while let Some(head) = fields.next().filter(|head| !head.is_empty()) {
        let status = head.rsplit(' ').next().unwrap_or_default();
        let old_path = fields.next().ok_or_else(unexpected)?;
        let kind = match status.as_bytes().first() {
            Some(b'A' | b'C') => ChangeKind::Added,
            Some(b'D') => ChangeKind::Deleted,
            Some(b'R') => ChangeKind::Renamed,
            Some(_) => ChangeKind::Modified,
            None => return Err(unexpected()),
        };
        let two_paths = matches!(status.as_bytes().first(), Some(b'R' | b'C'));
        let path = if two_paths { fields.next().ok_or_else(unexpected)? } else { old_path.clone() };
        let mut ids = head.split(' ').skip(2);
        parsed.contents.push(if ids.next() == ids.next() { Contents::Same } else { Contents::Differ });
        parsed.sections.push(if status == "T" { 2 } else { 1 });
        parsed.files.push(FileChange { kind, old_path, path, hunks: Vec::new() });
    }
    Ok(parsed)
}

/// The sections of the patch come in the order of the raw entries: names need not be parsed.
fn attach_hunks(files: &mut [FileChange], sections: &[usize], patch: &[u8]) {
    let mut owners = sections.iter().enumerate().flat_map(|(at, count)| std::iter::repeat_n(at, *count));
    let mut owner = None;
    for line in patch.split(|byte| *byte == b'\n') {
        if line.starts_with(b"diff --git ") {
            owner = owners.next();
        } else if line.starts_with(b"@@ -")
            && let (Some(at), Some(hunk)) = (owner, parse_hunk(line))
        {
            files[at].hunks.push(hunk);
        }
    }
}

/// `@@ -12,3 +14 @@ …`: a missing count is 1.
fn parse_hunk(line: &[u8]) -> Option<Hunk> {
    let text = String::from_utf8_lossy(line);
    let mut words = text.split(' ');
    let (old, new) = (words.nth(1)?.strip_prefix('-')?, words.next()?.strip_prefix('+')?);
    let pair = |text: &str| {
        let (start, count) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse::<u32>().ok()?, count.parse::<u32>().ok()?))
    };
    let ((old_start, old_count), (new_start, new_count)) = (pair(old)?, pair(new)?);
    Some(Hunk { old_start, old_count, new_start, new_count })
}
