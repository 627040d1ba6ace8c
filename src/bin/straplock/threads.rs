//! How many threads, and how large their stacks are.

use anyhow::Context as _;

/// The parser and the matcher walk trees by recursion; nesting is bounded, and this is what the bound needs.
const STACK_BYTES: usize = 32 << 20;

/// More threads than this help on no machine; each costs address space for its stack.
const MOST_THREADS: usize = 256;

/// Sets up the pool on which everything parallel runs; 0 means one thread for each processor.
pub(crate) fn configure(threads: usize) -> anyhow::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.min(MOST_THREADS)).stack_size(STACK_BYTES);
    pool.thread_name(|number| format!("straplock-{number}")).build_global().context("cannot start threads")
}
