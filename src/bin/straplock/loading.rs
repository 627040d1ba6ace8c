//! The rules of a run: built in, those of packs, and those that the user names.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use straplock::git::FileProtocol;
use straplock::pack::{Assembled, Assembler, Availability, Contents, GitSource, Locked, ProjectTree, Shelf, Store, Unmet, adjust};
use straplock::report::diagnostics::{self, Paint};
use straplock::rule::{self, Diagnostic, Loaded, RuleLanguage, RuleSource};

use crate::args::Selection;
use crate::exit::{Exit, Failure};
use crate::places::{self, Configured};

/// Whether packs that are locked and not here may be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fetching {
    /// A scan uses no network.
    Never,
    /// The job of a pull request may.
    Locked,
}

/// What a run was given to find its rules.
pub(crate) struct Given<'a> {
    pub(crate) selection: &'a Selection,
    pub(crate) configured: &'a Configured<'a>,
    pub(crate) fetching: Fetching,
}

impl Given<'_> {
    /// Loads them; a mistake in any is shown with all others, and nothing runs.
    pub(crate) fn load(&self) -> Result<(Loaded, Assembled), Failure> {
        let mut mistakes = self.configured.mistakes.clone();
        let named = self.named(&mut mistakes);
        let mut assembled = if self.selection.only_rules { Assembled::default() } else { self.assemble() };
        mistakes.append(&mut assembled.diagnostics);
        let sources = self.together(named, &assembled);
        let mut loaded = if sources.is_empty() { Loaded::default() } else { rule::load(&sources) };
        mistakes.append(&mut loaded.diagnostics);
        let built_in = !self.selection.only_rules && self.configured.config.built_in.unwrap_or(true);
        let mut loaded = if built_in { with_built_in(loaded, &assembled) } else { loaded };
        if !mistakes.iter().any(Diagnostic::is_error) {
            loaded.rules = adjust(loaded.rules, &assembled, &self.configured.config.rules, &mut mistakes);
        }
        show(&mistakes, "nothing was scanned")?;
        Ok((loaded, assembled))
    }

    /// What `--rules` names: in a commit what it holds there, else what lies on disk.
    fn named(&self, mistakes: &mut Vec<Diagnostic>) -> Vec<Arc<RuleSource>> {
        self.selection.rules.iter().flat_map(|path| self.committed(path).unwrap_or_else(|| rule::read_sources(path, mistakes))).collect()
    }

    /// A change must not weaken rules that were there before it: those are read as they were.
    fn committed(&self, path: &Path) -> Option<Vec<Arc<RuleSource>>> {
        let ProjectTree::Commit { repository, entries, .. } = &self.configured.tree else { return None };
        let shown = path.to_str()?.replace('\\', "/");
        let clean = shown.trim_start_matches("./").trim_end_matches('/');
        let contents = Contents::from_tree(repository, entries, if clean == "." { "" } else { clean }).ok()?;
        let is_file = contents.len() == 1 && entries.iter().any(|entry| entry.path == clean);
        let named = |name: &str| if is_file { clean.to_owned() } else { format!("{clean}/{name}") };
        let files = contents.files().filter(|(name, _)| is_file || name.rsplit('/').next().is_some_and(rule::is_rule_file));
        Some(files.map(|(name, bytes)| Arc::new(RuleSource::new(named(name), &String::from_utf8_lossy(bytes)))).collect())
    }

    fn assemble(&self) -> Assembled {
        let store = places::store(FileProtocol::Refused);
        let locked = Availability { tree: &self.configured.tree, lock: &self.configured.lock, store: store.as_ref() };
        let shelf = Bringing { locked, fetching: self.fetching };
        Assembler::new(&self.configured.tree, &shelf).assemble(&self.configured.config.packs)
    }

    /// All rule files once: a folder may be named on the command line and in the configuration.
    fn together(&self, mut named: Vec<Arc<RuleSource>>, assembled: &Assembled) -> Vec<Arc<RuleSource>> {
        let packs = assembled.packs.iter().flat_map(|pack| &pack.files);
        if let ProjectTree::Disk(root) = &self.configured.tree
            && !named.is_empty()
        {
            let known: BTreeSet<_> = named.iter().filter_map(|source| Path::new(&*source.path).canonicalize().ok()).collect();
            let again = |source: &Arc<RuleSource>| root.join(&*source.path).canonicalize().is_ok_and(|place| known.contains(&place));
            named.extend(packs.filter(|source| !again(source)).map(Arc::clone));
        } else {
            let known: BTreeSet<Arc<str>> = named.iter().map(|source| Arc::clone(&source.path)).collect();
            named.extend(packs.filter(|source| !known.contains(&source.path)).map(Arc::clone));
        }
        named
    }
}

/// The rules of the packs of the project around the current folder; none where it has none.
pub(crate) fn rules_of_packs_here() -> Option<Loaded> {
    let here = std::path::PathBuf::from(".");
    let top = crate::root::of(std::slice::from_ref(&here)).ok()?;
    let configured = places::on_disk(&top, &here).ok()?;
    let store = places::store(FileProtocol::Refused);
    let shelf = Availability { tree: &configured.tree, lock: &configured.lock, store: store.as_ref() };
    let assembled = Assembler::new(&configured.tree, &shelf).assemble(&configured.config.packs);
    let files: Vec<_> = assembled.packs.iter().flat_map(|pack| pack.files.iter().cloned()).collect();
    let mut loaded = if files.is_empty() { Loaded::default() } else { rule::load(&files) };
    loaded.rules = adjust(loaded.rules, &assembled, &configured.config.rules, &mut Vec::new());
    Some(Loaded { diagnostics: Vec::new(), ..loaded })
}

/// Packs as they are locked; where that is allowed, one that is not here is brought first.
struct Bringing<'a> {
    locked: Availability<'a>,
    fetching: Fetching,
}

impl Shelf for Bringing<'_> {
    fn take(&self, git: &GitSource) -> Result<(Contents, Locked), Unmet> {
        if self.fetching == Fetching::Locked
            && let Some(store) = self.locked.store
            && let Some(why) = self.locked.lock.find(git).and_then(|locked| bring(store, git, locked))
        {
            return Err(Unmet {
                message: format!("the pack {git} could not be fetched: {why}"),
                notes: Vec::new(),
                help: PRIVATE.to_owned(),
            });
        }
        self.locked.take(git)
    }
}

const PRIVATE: &str = "a pack of a private repository is best copied into the project: `straplock pack add --vendor`";

/// Fetches the locked commit where it is needed; says why not.
fn bring(store: &Store, git: &GitSource, locked: &Locked) -> Option<String> {
    let here = !locked.vendored.is_empty() || locked.asked != git.rev || matches!(store.contents(git, &locked.commit), Ok(Some(_)));
    if here { None } else { store.fetch(git, &locked.commit).err().map(|error| error.to_string()) }
}

/// Shows mistakes; with an error among them nothing goes on.
pub(crate) fn show(mistakes: &[Diagnostic], consequence: &str) -> Result<(), Failure> {
    let paint = if crate::colour::on_stderr() { Paint::Coloured } else { Paint::Plain };
    if !mistakes.is_empty() {
        drop(anstream::stderr().write_all(diagnostics::render(mistakes, paint).as_bytes()));
    }
    let wrong = mistakes.iter().filter(|mistake| mistake.is_error()).count();
    if wrong == 0 {
        return Ok(());
    }
    let is_rule_file = |path: &str| ![".toml", ".lock", "pack.yaml", ">"].iter().any(|ending| path.ends_with(ending));
    let about_rules = mistakes.iter().filter(|mistake| mistake.is_error()).all(|mistake| is_rule_file(&mistake.source.path));
    let place = if about_rules { "rules" } else { "the configuration, its packs or rules" };
    let error = anyhow::anyhow!("{wrong} mistake{} in {place}; {consequence}", if wrong == 1 { "" } else { "s" });
    Err(Failure { exit: Exit::Usage, error, help: None })
}

/// A rule that the user names takes the place of a built-in one with the same id. One of a pack does not, because that would
/// switch the built-in one off: it gets its folder in front, as rules of one name have in Semgrep.
fn with_built_in(loaded: Loaded, assembled: &Assembled) -> Loaded {
    let built_in = rule::built_in();
    let packed: BTreeSet<&str> = assembled.packs.iter().flat_map(|pack| &pack.files).map(|file| &*file.path).collect();
    let rules = loaded.rules.adjusted(|rule| {
        if packed.contains(&*rule.origin.file) && built_in.rules.find(&rule.id).is_some() {
            rule.id = rule::dotted(&rule.origin.file, &rule.id);
        }
        rule::Fate::Kept
    });
    let all = rules.iter().chain(built_in.rules.iter()).map(Arc::clone).collect();
    Loaded { rules: rule::RuleSet::new(all), unsupported: loaded.unsupported, elsewhere: loaded.elsewhere, diagnostics: loaded.diagnostics }
}

/// Whether some rule looks at files that are neither Python nor templates.
pub(crate) fn wants_texts(loaded: &Loaded) -> bool {
    loaded.rules.iter().flat_map(|rule| &rule.languages).any(|language| match language {
        RuleLanguage::Text | RuleLanguage::Extensions(_) => true,
        RuleLanguage::Python | RuleLanguage::Template => false,
    })
}
