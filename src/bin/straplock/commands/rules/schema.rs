//! `straplock rules schema`: the JSON Schema of rule files.

use std::io::{self, Write};

use clap::Args;
use straplock::rule;

use crate::exit::Exit;

/// Print a JSON Schema of rule files, for editors
///
/// Editors that speak YAML complete and check rules with it. Write it once, and name it in the
/// first line of a rule file:
///
///   straplock rules schema > rules.schema.json
///   # yaml-language-server: $schema=./rules.schema.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Schema {}

/// Prints it.
pub(super) fn run(out: &mut dyn Write) -> io::Result<Exit> {
    serde_json::to_writer_pretty(&mut *out, &rule::schema())?;
    writeln!(out)?;
    Ok(Exit::Clean)
}
