//! Where reports go: standard output and files, each failure told, none losing another report.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context as _;

/// Writes to standard output; a reader that went away is no error.
pub(crate) fn to_stdout(bytes: &[u8]) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write the report to standard output"),
    }
}

/// Writes a file whole or not at all: into a neighbour first, then renamed. A name that is no regular file (`/dev/stdout`, a
/// pipe) is written to directly.
pub(crate) fn to_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let told = || format!("cannot write the report to {}", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(told)?;
    }
    if path.exists() && !path.is_file() {
        return fs::write(path, bytes).with_context(told);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    let partial = path.with_file_name(name);
    let written = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    if written.is_err() {
        drop(fs::remove_file(&partial));
    }
    written.with_context(told)
}
