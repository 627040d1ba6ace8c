//! `straplock pack list`: what this project runs besides the built-in rules.

use std::fmt::Write as _;

use straplock::pack::{Source, licence_notice};
use straplock::report::escape;

use super::{Place, Project, counted, load};
use crate::exit::{Exit, Failure};
use crate::{loading, output};

pub(super) fn run(place: &Place) -> Result<Exit, Failure> {
    let project = Project::open(place)?;
    let config = &project.configured.config;
    let assembled = project.assemble(&project.locked(), &config.packs);
    let loaded = load(assembled.packs.iter());
    let mut out = String::new();
    let mut say = |text: &str| writeln!(out, "{}", escape::terminal(text)).expect("a string takes everything");
    if config.built_in.unwrap_or(true) {
        let built_in = straplock::rule::built_in().rules.len();
        say(&format!("straplock/django {} (built in), {}", env!("CARGO_PKG_VERSION"), counted(built_in, "rule", "rules")));
    }
    for pack in &assembled.packs {
        let rules = loaded.rules.iter().filter(|rule| pack.files.iter().any(|file| file.path == rule.origin.file)).count();
        let version = pack.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let licence = pack.licence.as_deref().unwrap_or("licence not said");
        say(&format!("{}{version}, {}, {licence}", pack.name, counted(rules, "rule", "rules")));
        if let Source::Git(git) = &pack.source {
            say(&format!("  from     {git}"));
        }
        if let Some(locked) = &pack.locked {
            say(&format!("  commit   {}", locked.commit));
            let place =
                if locked.vendored.is_empty() { "fetched, on this machine".to_owned() } else { format!("copied to {}", locked.vendored) };
            say(&format!("  place    {place}"));
        }
        if let Some(notice) = pack.licence.as_deref().and_then(licence_notice) {
            say(&format!("  notice   {notice}"));
        }
    }
    if assembled.packs.is_empty() && assembled.diagnostics.is_empty() {
        say("This project names no packs. `straplock pack add --help` shows how to add one.");
    }
    output::to_stdout(out.as_bytes())?;
    loading::show(&assembled.diagnostics, "not every pack is here")?;
    Ok(Exit::Clean)
}
