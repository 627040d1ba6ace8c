//! `straplock pack`: rules that projects share, locked to what somebody looked at.

mod add;
mod list;
mod shelf;
mod update;
mod verify;
mod write;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use straplock::git::FileProtocol;
use straplock::pack::{Assembled, Assembler, Availability, Pack as Assembledpack, Shelf, Store, Wanted};
use straplock::rule::{self, Loaded};

use crate::exit::{Exit, Failure};
use crate::places::{self, Configured};
use crate::root;

/// Add, update, verify and list packs: rules that projects share
///
/// A pack is a folder of rule files in Semgrep's language, with or without a `pack.yaml`, in this project or in a git
/// repository. straplock.toml says which packs a project wants, straplock.lock which commit and which contents somebody
/// looked at. Only `add`, `update` and `fetch` use the network; a scan never does (docs/packs.md).
#[derive(Debug, Args)]
pub(crate) struct Pack {
    #[command(subcommand)]
    pub(crate) command: PackCommand,
}

/// What to do with packs.
#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    Add(add::Add),
    Update(update::Update),
    Fetch(Fetch),
    Verify(Verify),
    List(List),
}

/// Bring the packs that straplock.lock names, as they are locked
///
/// For a fresh machine: nothing is written into the project. `straplock ci` does it by itself.
#[derive(Debug, Args)]
pub(crate) struct Fetch {
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Check every locked pack against its commit and digest, without network
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) place: Place,
}

/// List packs: version, licence, rules, commit, and whether each is here
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Which project.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Folder of the project; its straplock.toml is found upwards
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(crate) project: PathBuf,
    /// Let packs come from repositories on this machine (`file://`), which nobody else can fetch
    #[arg(long)]
    pub(crate) allow_file: bool,
}

/// Runs one of the commands.
pub(crate) fn command(args: &Pack) -> Result<Exit, Failure> {
    match &args.command {
        PackCommand::Add(args) => add::run(args),
        PackCommand::Update(args) => update::run(args),
        PackCommand::Fetch(args) => verify::fetch(&args.place),
        PackCommand::Verify(args) => verify::verify(&args.place),
        PackCommand::List(args) => list::run(&args.place),
    }
}

/// A project with its configuration, which has no mistakes.
pub(crate) struct Project {
    /// What paths in reports are relative to.
    top: PathBuf,
    configured: Configured<'static>,
    store: Option<Store>,
}

impl Project {
    fn open(place: &Place) -> Result<Self, Failure> {
        let top = root::of(std::slice::from_ref(&place.project)).map_err(Failure::usage)?;
        let configured = places::on_disk(&top, &place.project).map_err(Failure::usage)?;
        crate::loading::show(&configured.mistakes, "nothing was done")?;
        let files = if place.allow_file { FileProtocol::Allowed } else { FileProtocol::Refused };
        Ok(Self { top, configured, store: places::store(files) })
    }

    /// The folder that holds straplock.toml, or will hold it.
    fn folder(&self) -> PathBuf {
        self.top.join(&self.configured.below)
    }

    fn store(&self) -> Result<&Store, Failure> {
        self.store
            .as_ref()
            .ok_or_else(|| Failure::usage(anyhow::anyhow!("there is no folder for packs that are fetched")).help("set STRAPLOCK_CACHE_DIR"))
    }

    fn locked(&self) -> Availability<'_> {
        Availability { tree: &self.configured.tree, lock: &self.configured.lock, store: self.store.as_ref() }
    }

    fn assemble(&self, shelf: &dyn Shelf, wanted: &[Wanted]) -> Assembled {
        Assembler::new(&self.configured.tree, shelf).assemble(wanted)
    }
}

/// The rules of some packs.
fn load<'p>(packs: impl Iterator<Item = &'p Assembledpack>) -> Loaded {
    let files: Vec<_> = packs.flat_map(|pack| pack.files.iter().cloned()).collect();
    if files.is_empty() { Loaded::default() } else { rule::load(&files) }
}

/// `1 rule`, `2 rules`.
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
