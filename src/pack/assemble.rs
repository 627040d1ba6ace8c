//! From what a project asks for to packs with their rule files, those that packs stand on included.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::contents::Contents;
use super::licence;
use super::lock::{Lock, Locked};
use super::source::{GitSource, Source};
use super::store::Store;
use super::tree::ProjectTree;
use super::{Pack, Wanted};
use crate::rule::{Code, Diagnostic, Extends, Manifest, RuleSource, is_rule_file, manifest};

/// Packs standing on packs standing on packs …: more are refused.
const MAX_DEPTH: usize = 8;
/// More packs in one project are refused.
const MAX_PACKS: usize = 64;

/// What a project's packs are.
#[derive(Debug, Default)]
pub struct Assembled {
    /// Those that others stand on come first.
    pub packs: Vec<Pack>,
    /// Whether somebody asks for the built-in rules.
    pub built_in: bool,
    /// Built-in rules that everybody who asks for them leaves out.
    pub built_in_except: BTreeSet<String>,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a pack in a repository cannot be had.
#[derive(Debug)]
pub struct Unmet {
    /// What is the matter, one sentence without a full stop.
    pub message: String,
    /// What differs, line by line.
    pub notes: Vec<String>,
    /// What to do.
    pub help: String,
}

/// Where packs in repositories come from.
pub trait Shelf {
    /// The contents of a pack, and what the lock file says about it, or will say.
    fn take(&self, git: &GitSource) -> Result<(Contents, Locked), Unmet>;
}

/// Packs as they are locked: copied into the project, or fetched before. Uses no network.
pub struct Availability<'a> {
    /// The project.
    pub tree: &'a ProjectTree<'a>,
    /// What is locked.
    pub lock: &'a Lock,
    /// What was fetched; none where there is no folder for it.
    pub store: Option<&'a Store>,
}

const FETCH: &str = "run `straplock pack fetch`, which brings exactly what straplock.lock names";

impl Shelf for Availability<'_> {
    fn take(&self, git: &GitSource) -> Result<(Contents, Locked), Unmet> {
        let unmet = |message: String, help: &str| Unmet { message, notes: Vec::new(), help: help.to_owned() };
        let Some(locked) = self.lock.find(git) else {
            return Err(unmet(
                format!("the pack {git} is not in straplock.lock, so nobody has looked at what it holds"),
                "run `straplock pack update`, which shows its rules and locks them",
            ));
        };
        if locked.asked != git.rev {
            return Err(Unmet {
                message: format!("the pack {} is asked for at `{}` and locked at `{}`", git.shown, git.rev, locked.asked),
                notes: vec![format!("straplock.lock has commit {}", locked.commit)],
                help: "run `straplock pack update`, which shows what changes and locks it".to_owned(),
            });
        }
        let contents = if locked.vendored.is_empty() {
            let store = self.store.ok_or_else(|| {
                unmet(format!("the pack {git} is not here, and there is no folder for packs that are fetched"), "set STRAPLOCK_CACHE_DIR")
            })?;
            let contents =
                store.contents(git, &locked.commit).map_err(|error| unmet(format!("the pack {git} cannot be used: {error}"), FETCH))?;
            contents
                .ok_or_else(|| unmet(format!("the pack {git} is locked at commit {}, which is not here", short(&locked.commit)), FETCH))?
        } else {
            let help = "run `straplock pack update --vendor`, or take the folder from version control again";
            self.tree.contents(&locked.vendored).map_err(|error| unmet(format!("the copy of {git} cannot be used: {error}"), help))?
        };
        let digest = contents.digest();
        if digest == locked.digest { Ok((contents, locked.clone())) } else { Err(self.differs(git, locked, &contents, &digest)) }
    }
}

impl Availability<'_> {
    fn differs(&self, git: &GitSource, locked: &Locked, contents: &Contents, digest: &str) -> Unmet {
        let original =
            self.store.filter(|_| !locked.vendored.is_empty()).and_then(|store| store.contents(git, &locked.commit).ok().flatten());
        let original = original.filter(|original| original.digest() == locked.digest);
        let what = if locked.vendored.is_empty() {
            format!("commit {}", short(&locked.commit))
        } else {
            format!("its copy in {}", locked.vendored)
        };
        let mut notes = vec![format!("locked {}", locked.digest), format!("found  {digest}")];
        notes.extend(original.map(|original| original.differences(contents, 5).join(", ")).filter(|text| !text.is_empty()));
        let help =
            "if straplock.lock or the copy was edited, take it from version control again; else `straplock pack update` shows what changed";
        Unmet { message: format!("the pack {git} is not what was locked: {what} holds something else"), notes, help: help.to_owned() }
    }
}

/// The first digits of a commit, for people.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// Collects packs.
pub struct Assembler<'a> {
    tree: &'a ProjectTree<'a>,
    shelf: &'a dyn Shelf,
    done: Assembled,
    chain: Vec<Source>,
}

impl<'a> Assembler<'a> {
    /// Folders come from `tree`, repositories from `shelf`.
    pub fn new(tree: &'a ProjectTree<'a>, shelf: &'a dyn Shelf) -> Self {
        Self { tree, shelf, done: Assembled::default(), chain: Vec::new() }
    }

    /// All packs that are asked for. Mistakes are collected; a pack with one is left out.
    pub fn assemble(mut self, wanted: &[Wanted]) -> Assembled {
        for one in wanted {
            self.visit(one);
        }
        self.done
    }

    fn refuse(&mut self, wanted: &Wanted, message: String) -> &mut Diagnostic {
        self.done.diagnostics.push(wanted.place.error(Code::BadPack, message));
        self.done.diagnostics.last_mut().expect("one was pushed")
    }

    fn visit(&mut self, wanted: &Wanted) {
        if wanted.source == Source::BuiltIn {
            let except = &mut self.done.built_in_except;
            *except = if self.done.built_in { except.intersection(&wanted.except).cloned().collect() } else { wanted.except.clone() };
            self.done.built_in = true;
            return;
        }
        if self.chain.iter().any(|source| source.same_pack(&wanted.source)) {
            let circle = self.chain.iter().chain([&wanted.source]).map(ToString::to_string).collect::<Vec<_>>().join(" -> ");
            self.refuse(wanted, format!("packs extend each other in a circle: {circle}"));
            return;
        }
        if self.chain.len() >= MAX_DEPTH {
            self.refuse(wanted, format!("packs extend each other more than {MAX_DEPTH} deep"));
            return;
        }
        if self.done.packs.len() >= MAX_PACKS {
            self.refuse(wanted, format!("this project asks for more than {MAX_PACKS} packs"));
            return;
        }
        if let Some(at) = self.done.packs.iter().position(|pack| pack.source.same_pack(&wanted.source)) {
            self.again(wanted, at);
            return;
        }
        if let Some((contents, locked)) = self.contents(wanted) {
            self.add(wanted, &contents, locked);
        }
    }

    fn again(&mut self, wanted: &Wanted, at: usize) {
        let pack = &mut self.done.packs[at];
        if pack.source == wanted.source {
            pack.except = pack.except.intersection(&wanted.except).cloned().collect();
            return;
        }
        let message = format!("two versions of one pack are asked for: {} and {}", pack.source, wanted.source);
        self.refuse(wanted, message).help = Some("ask for the same version in both places".to_owned());
    }

    fn contents(&mut self, wanted: &Wanted) -> Option<(Contents, Option<Locked>)> {
        match &wanted.source {
            Source::BuiltIn => None,
            Source::Folder(_) if !self.chain.is_empty() => {
                self.refuse(wanted, "a pack extends packs in git repositories and `straplock/django`, no folders".to_owned()).help =
                    Some("name the folder in straplock.toml beside this pack".to_owned());
                None
            }
            Source::Folder(path) => match self.tree.contents(path) {
                Ok(contents) => Some((contents, None)),
                Err(error) => {
                    self.refuse(wanted, format!("this pack cannot be used: {error}"));
                    None
                }
            },
            Source::Git(git) => match self.shelf.take(git) {
                Ok((contents, locked)) => Some((contents, Some(locked))),
                Err(unmet) => {
                    let mut diagnostic = wanted.place.error(Code::NotLocked, unmet.message).help(unmet.help);
                    diagnostic.notes = unmet.notes;
                    self.done.diagnostics.push(diagnostic);
                    None
                }
            },
        }
    }

    fn add(&mut self, wanted: &Wanted, contents: &Contents, locked: Option<Locked>) {
        let prefix = prefix(&wanted.source, contents);
        let before = self.done.diagnostics.len();
        let manifest = contents.file("pack.yaml").and_then(|bytes| self.manifest(&prefix, bytes));
        if self.done.diagnostics[before..].iter().any(Diagnostic::is_error) {
            return;
        }
        self.chain.push(wanted.source.clone());
        let extends = manifest.as_ref().map(|manifest| self.extended(&manifest.extends)).unwrap_or_default();
        self.chain.pop();
        let files = self.files(wanted, contents, manifest.as_ref(), &prefix);
        let named = |manifest: &Manifest| (manifest.name.clone(), Some(manifest.version.clone()), Some(manifest.licence.clone()));
        let (name, version, licence) = manifest.as_ref().map_or_else(|| (shown(&wanted.source), None, licence_in(contents)), named);
        let locked = locked.map(|locked| Locked {
            name: name.clone(),
            version: version.clone().unwrap_or_default(),
            licence: licence.clone().unwrap_or_default(),
            ..locked
        });
        let cases = cases(&files, contents, &prefix);
        let django = manifest.as_ref().and_then(|manifest| manifest.django.clone());
        let overrides = manifest.map(|manifest| manifest.overrides).unwrap_or_default();
        let (source, except) = (wanted.source.clone(), wanted.except.clone());
        self.done.packs.push(Pack { source, name, version, licence, django, locked, files, cases, except, overrides, extends });
    }

    fn manifest(&mut self, prefix: &str, bytes: &[u8]) -> Option<Manifest> {
        let path = joined(prefix, "pack.yaml");
        let text = String::from_utf8_lossy(bytes);
        let source = Arc::new(RuleSource::new(path, &text));
        let manifest = manifest(&source, &mut self.done.diagnostics)?;
        if !licence::is_known(&manifest.licence) {
            let place = &manifest.licence_place;
            let message = format!("`{}` is no licence of the SPDX list that we know", manifest.licence);
            let warning = Diagnostic::warning(Code::UnknownWord, &place.source, place.span.clone(), message);
            self.done
                .diagnostics
                .push(warning.help("write its identifier, as in `licence: Apache-2.0`, or `LicenseRef-` and a name of yours"));
        }
        if let Some(needed) = &manifest.other_version {
            let message = format!("this pack needs Straplock {needed}, this is {}", env!("CARGO_PKG_VERSION"));
            let error = manifest.requires_place.error(Code::BadPack, message);
            self.done.diagnostics.push(error.help("update Straplock, or ask for an older version of the pack"));
        }
        Some(manifest)
    }

    fn extended(&mut self, extends: &[Extends]) -> Vec<Source> {
        let mut sources = Vec::new();
        for one in extends {
            match Source::parse(&one.source, one.rev.as_deref(), one.path.as_deref()) {
                Ok(source) => {
                    self.visit(&Wanted { source: source.clone(), except: one.except.iter().cloned().collect(), place: one.place.clone() });
                    sources.push(source);
                }
                Err(error) => self.done.diagnostics.push(one.place.error(Code::BadPack, error.message).help(error.help)),
            }
        }
        sources
    }

    fn files(&mut self, wanted: &Wanted, contents: &Contents, manifest: Option<&Manifest>, prefix: &str) -> Vec<Arc<RuleSource>> {
        let globs = manifest.map(|manifest| manifest.rules.as_slice()).unwrap_or_default();
        let name = |path: &str| path.rsplit('/').next().is_some_and(is_rule_file);
        let chosen = |path: &str| name(path) && (globs.is_empty() || globs.iter().any(|glob| glob.matches(path)));
        let mut files = Vec::new();
        for (path, bytes) in contents.files().filter(|(path, _)| chosen(path)) {
            let shown = joined(prefix, path);
            if let Ok(text) = std::str::from_utf8(bytes) {
                files.push(Arc::new(RuleSource::new(shown, text)));
            } else {
                let source = Arc::new(RuleSource::new(shown, ""));
                let message = "this rule file cannot be read: it is not UTF-8 text";
                self.done.diagnostics.push(Diagnostic::error(Code::Unreadable, &source, 0..0, message));
            }
        }
        if files.is_empty() {
            let place = manifest.filter(|manifest| !manifest.rules.is_empty()).map_or(&wanted.place, |manifest| &manifest.rules_place);
            let diagnostic = place.error(Code::BadPack, format!("there is no rule file in the pack {}", wanted.source));
            self.done.diagnostics.push(diagnostic.help("rule files end in `.yaml` or `.yml`"));
        }
        files
    }
}

/// What stands before the paths of a pack's files in messages.
fn prefix(source: &Source, contents: &Contents) -> String {
    match source {
        Source::BuiltIn => String::new(),
        // A pack that is one file lies in that file's folder.
        Source::Folder(path) => {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let alone = contents.len() == 1 && contents.file(name).is_some();
            if alone { folder.to_owned() } else { path.clone() }
        }
        Source::Git(git) => {
            let bare = git.shown.trim_start_matches("github:");
            let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest).trim_end_matches(".git");
            joined(bare.trim_start_matches('/'), &git.path).trim_end_matches('/').to_owned()
        }
    }
}

fn shown(source: &Source) -> String {
    match source {
        Source::Git(git) => prefix(&Source::Git(git.clone()), &Contents::default()),
        other => other.to_string(),
    }
}

fn joined(prefix: &str, path: &str) -> String {
    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") }
}

fn licence_in(contents: &Contents) -> Option<String> {
    let names = ["LICENSE", "LICENCE", "LICENSE.md", "LICENSE.txt", "LICENCE.md", "LICENCE.txt", "COPYING"];
    let text = names.iter().find_map(|name| contents.file(name))?;
    licence::of(&String::from_utf8_lossy(text)).map(str::to_owned)
}

/// Files that begin with a rule file's name, beside it: what it is tested with, and no part of the project.
fn cases(files: &[Arc<RuleSource>], contents: &Contents, prefix: &str) -> Vec<String> {
    let stems: BTreeSet<String> = files.iter().filter_map(|file| file.path.rsplit_once('.').map(|(stem, _)| stem.to_owned())).collect();
    let is_case = |path: &str| {
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
        name.match_indices('.').any(|(at, _)| stems.contains(&joined(folder, &name[..at])))
    };
    let rules: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    let paths = contents.files().map(|(path, _)| joined(prefix, path));
    paths.filter(|path| is_case(path) && !rules.contains(path.as_str())).collect()
}
