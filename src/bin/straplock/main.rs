//! The command line: what was typed becomes a scan, a report and an exit code.

mod args;
mod clock;
mod colour;
mod commands;
mod exit;
mod loading;
mod output;
mod places;
mod progress;
mod reports;
mod root;
mod settings;
mod threads;
mod timings;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::{Exit, Failure};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let result = match cli.command {
        None => commands::scan::run(&cli.scan),
        Some(Command::Scan(scan)) => commands::scan::run(&scan),
        Some(Command::Rules(rules)) => commands::rules::command(&rules),
        Some(Command::Explain(explain)) => commands::explain::command(&explain),
        Some(Command::Pack(pack)) => commands::pack::command(&pack),
        Some(Command::Ci(ci)) => commands::ci::run(&ci),
        Some(Command::Completions(completions)) => commands::completions::run(&completions),
    };
    result.unwrap_or_else(|failure| failure.show()).into()
}

/// Help and version are answers, not mistakes; everything else is wrong usage.
fn usage(error: &clap::Error) -> ExitCode {
    let shown = error.print();
    if error.use_stderr() {
        return Exit::Usage.into();
    }
    match shown {
        // A pager that was left early has read enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Failure::from(error).show().into(),
        Err(_) | Ok(()) => Exit::Clean.into(),
    }
}
