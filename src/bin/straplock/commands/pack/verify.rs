//! `straplock pack verify` and `fetch`: is what is here what was locked?

use std::fmt::Write as _;

use straplock::pack::{GitSource, Pack, Source};
use straplock::report::escape;

use super::{Place, Project, counted};
use crate::exit::{Exit, Failure};
use crate::{loading, output};

pub(super) fn verify(place: &Place) -> Result<Exit, Failure> {
    let project = Project::open(place)?;
    let assembled = project.assemble(&project.locked(), &project.configured.config.packs);
    let good: Vec<&Pack> = assembled.packs.iter().filter(|pack| pack.locked.is_some()).collect();
    let mut out = String::new();
    for pack in &good {
        let Some(locked) = &pack.locked else { continue };
        let place = if locked.vendored.is_empty() { String::new() } else { format!(" ({})", locked.vendored) };
        let text = format!("as locked: {} {} {}{place}", pack.source, locked.commit, locked.digest);
        writeln!(out, "{}", escape::terminal(&text)).expect("a string takes everything");
    }
    output::to_stdout(out.as_bytes())?;
    loading::show(&assembled.diagnostics, "the packs are not what was locked")?;
    let said = match good.len() {
        0 => "No pack of this project comes from a repository: there is nothing to verify.\n".to_owned(),
        number => format!("All well: {}.\n", counted(number, "pack is what was locked", "packs are what was locked")),
    };
    output::to_stdout(said.as_bytes())?;
    Ok(Exit::Clean)
}

pub(super) fn fetch(place: &Place) -> Result<Exit, Failure> {
    let project = Project::open(place)?;
    let store = project.store()?;
    let mut out = String::new();
    let mut brought = 0;
    for locked in project.configured.lock.packs.iter().filter(|locked| locked.vendored.is_empty()) {
        let source = Source::parse(&locked.source, Some(&locked.asked), Some(&locked.path));
        let Ok(Source::Git(git)) = source else {
            let error = anyhow::anyhow!("straplock.lock names `{}`, which is no repository", locked.source);
            return Err(Failure::usage(error).help("`straplock pack update` writes the file anew"));
        };
        if matches!(store.contents(&git, &locked.commit), Ok(Some(_))) {
            continue;
        }
        store.fetch(&git, &locked.commit).map_err(|error| refused(&git, error))?;
        writeln!(out, "{}", escape::terminal(&format!("fetched {git} at commit {}", locked.commit))).expect("a string takes everything");
        brought += 1;
    }
    let assembled = project.assemble(&project.locked(), &project.configured.config.packs);
    output::to_stdout(out.as_bytes())?;
    loading::show(&assembled.diagnostics, "the packs are not what was locked")?;
    let said = if brought == 0 { "Every locked pack is here.\n" } else { "Every locked pack is here now.\n" };
    output::to_stdout(said.as_bytes())?;
    Ok(Exit::Clean)
}

fn refused(git: &GitSource, error: straplock::pack::StoreError) -> Failure {
    Failure::usage(anyhow::Error::from(error).context(format!("the pack {git} cannot be fetched")))
        .help("check the network, and that git may read the repository: `git ls-remote ADDRESS`")
}
