//! How many threads, and how large their stacks are.

use anyhow::Context as _;

/// The parser and the matcher walk trees by recursion; nesting is bounded, and this is what the bound needs.
const STACK_BYTES: usize = 32 << 20;

/// Sets up the pool on which everything parallel runs; 0 means one thread for each processor.
pub(crate) fn configure(threads: u16) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).stack_size(STACK_BYTES);
    pool.thread_name(|number| format!("straplock-{number}")).build_global().context("cannot start threads")
}
