//! The floor of the benchmark: reads and parses the Python files that a scan would read, and does nothing else.

use std::path::PathBuf;

use rayon::prelude::*;
use straplock::discover::{self, Options};
use straplock::files::Language;
use straplock::syntax::python;

// The same as that of the program, whose floor this is.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let path = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global()?;
    let options = Options { texts: false, ..Options::default() };
    let found = discover::from_disk(&path, std::slice::from_ref(&path), &options)?;
    let files = found.files.iter().map(|(_, file)| file).filter(|file| file.language() == Language::Python).collect::<Vec<_>>();
    let statements: usize = files.par_iter().map(|file| python::parse(file.text()).module().body.len()).sum();
    anyhow::ensure!(statements > 0, "no Python below {}", path.display());
    Ok(())
}
