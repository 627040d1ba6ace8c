//! `straplock completions`: a script for a shell.

use clap::CommandFactory as _;

use crate::args::{Cli, Completions};
use crate::exit::{Exit, Failure};

/// Prints the script.
pub(crate) fn run(args: &Completions) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "straplock", &mut script);
    crate::output::to_stdout(&script)?;
    Ok(Exit::Clean)
}
