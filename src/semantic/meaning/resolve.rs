//! From bindings to dotted paths: each use of a name gets those of all bindings that may be in force there.

use rustc_hash::FxHashMap;

use super::collect::{Collected, Use};
use super::scope::{Range, What};
use super::{Meanings, Path, World};
use crate::syntax::python::ast::{Expr, Ranged};

/// Names that stand for names: longer rows are not followed.
const MAX_DEPTH: u32 = 8;
/// More paths of one use are not kept.
const MAX_PATHS: usize = 8;
/// More `from x import *` of one file, and more names without a binding, are not looked up.
const MAX_STARS: usize = 16;
const MAX_STARRED: usize = 1_000;
/// Attributes of one chain that are looked up.
const MAX_CHAIN: usize = 6;

/// Resolves every use.
pub(super) fn resolve(text: &str, collected: Collected<'_>, world: World<'_>) -> Meanings {
    let mut resolver = Resolver {
        text,
        world,
        collected: &collected,
        by_bound: FxHashMap::default(),
        several: FxHashMap::default(),
        by_star: FxHashMap::default(),
        lists: Vec::new(),
        uses: Vec::new(),
        renames: false,
    };
    let project_stars = collected.stars.iter().any(|star| star.source.level > 0 || world.modules.knows(&star.source.path));
    let mut wanted = vec![project_stars; collected.names.ids.len()];
    for (at, bound) in collected.scopes.bounds.iter().enumerate() {
        let says = match bound.what {
            What::Import(_) | What::Alias(_) => true,
            What::Function | What::Class => bound.scope == 0,
            _ => false,
        };
        wanted[bound.name as usize] |= says;
        if says {
            let list = resolver.keep(resolver.of_bound(at, 0));
            resolver.by_bound.insert(at, list);
        }
    }
    for used in collected.uses.iter().filter(|used| wanted[used.name as usize]) {
        resolver.used(used);
    }
    let (lists, mut uses, renames, by_bound) = (resolver.lists, resolver.uses, resolver.renames, resolver.by_bound);
    uses.sort_unstable();
    uses.dedup_by_key(|(place, _)| *place);
    let outer = |source| world.modules.outer_stars(world.file, source);
    let stars = collected.stars.iter().flat_map(|star| outer(&star.source).into_iter().map(|path| (star.end, path))).collect();
    let Collected { names, scopes, stored, members, .. } = collected;
    Meanings { names, scopes, paths: lists, uses, by_bound, stars, renames, stored, members }
}

struct Resolver<'r, 'a> {
    text: &'r str,
    world: World<'r>,
    collected: &'r Collected<'a>,
    /// Where the paths of a binding stand, by its position.
    by_bound: FxHashMap<usize, (u32, u32)>,
    /// The same for several bindings.
    several: FxHashMap<Vec<usize>, (u32, u32)>,
    /// The same for names that nothing binds, by name.
    by_star: FxHashMap<u32, (u32, u32)>,
    lists: Vec<Path>,
    uses: Vec<((u32, u32), (u32, u32))>,
    renames: bool,
}

impl Resolver<'_, '_> {
    fn used(&mut self, used: &Use<'_>) {
        let mut bounds = Vec::new();
        let is_bound = self.collected.scopes.reaching(used.name, used.at, &mut |at| bounds.push(at));
        let list = match &bounds[..] {
            [] if is_bound => return,
            [] => self.starred(used),
            [one] => self.by_bound.get(one).copied().unwrap_or_default(),
            _ => self.list_of(bounds),
        };
        if list.0 == list.1 {
            return;
        }
        self.uses.push(((used.at, used.end), list));
        let spelled = &self.text[used.at as usize..used.end as usize];
        let paths = &self.lists[list.0 as usize..list.1 as usize];
        self.renames |= paths.iter().any(|path| path.last().is_some_and(|last| **last != *spelled));
        if let Some(chain) = used.chain
            && paths.iter().any(|path| self.world.modules.knows(path))
        {
            let paths = paths.to_vec();
            self.chain(chain, &paths);
        }
    }

    /// The paths of a name that nothing binds, through `from x import *`.
    fn starred(&mut self, used: &Use<'_>) -> (u32, u32) {
        if let Some(list) = self.by_star.get(&used.name) {
            return *list;
        }
        if self.by_star.len() >= MAX_STARRED {
            return (0, 0);
        }
        let list = self.keep(self.through_stars(used));
        self.by_star.insert(used.name, list);
        list
    }

    /// The paths of several bindings together.
    fn list_of(&mut self, bounds: Vec<usize>) -> (u32, u32) {
        if let Some(list) = self.several.get(&bounds) {
            return *list;
        }
        let lists = bounds.iter().filter_map(|at| self.by_bound.get(at));
        let paths: Vec<Path> = lists.flat_map(|list| &self.lists[list.0 as usize..list.1 as usize]).cloned().collect();
        let list = self.keep(paths);
        self.several.insert(bounds, list);
        list
    }

    fn keep(&mut self, paths: Vec<Path>) -> (u32, u32) {
        let fits = |at: usize| u32::try_from(at).expect("fewer paths than bytes");
        let first = fits(self.lists.len());
        for path in paths {
            let kept = &self.lists[first as usize..];
            if kept.len() < MAX_PATHS && !kept.contains(&path) {
                self.lists.push(path);
            }
        }
        (first, fits(self.lists.len()))
    }

    /// Each piece of a chain that a file of the project gives another path.
    fn chain(&mut self, chain: &Expr, bottom: &[Path]) {
        let mut pieces = Vec::new();
        let mut expr = chain;
        while let Expr::Attribute(attribute) = expr {
            pieces.push((attribute.attr.as_str(), attribute.range.end().to_u32()));
            expr = &attribute.value;
        }
        let start = chain.start().to_u32();
        let mut fronts: Vec<Vec<Box<str>>> = bottom.iter().map(|path| path.to_vec()).collect();
        for (name, end) in pieces.into_iter().rev().take(MAX_CHAIN) {
            let mut found = Vec::new();
            for front in &mut fronts {
                front.push(name.into());
                found.extend(self.world.modules.expand(self.world.file, front));
            }
            if !found.is_empty() {
                self.renames |= found.iter().any(|path| path.last().is_some_and(|last| **last != *name));
                let list = self.keep(found);
                self.uses.push(((start, end), list));
            }
        }
    }

    fn of_bounds(&self, bounds: &[usize], depth: u32) -> Vec<Path> {
        let mut paths = Vec::new();
        for at in bounds {
            paths.extend(self.of_bound(*at, depth));
            paths.truncate(MAX_PATHS);
        }
        paths
    }

    fn of_bound(&self, at: usize, depth: u32) -> Vec<Path> {
        let World { modules, file } = self.world;
        let bound = &self.collected.scopes.bounds[at];
        match bound.what {
            What::Import(number) => {
                let source = &self.collected.imports[number as usize];
                match modules.absolute(file, source) {
                    // What the project does not have may be anything.
                    Some(path) if source.level > 0 && !modules.has(file, &path) => Vec::new(),
                    Some(path) => modules.all_paths(file, &path),
                    None => Vec::new(),
                }
            }
            What::Alias(place) if depth < MAX_DEPTH => self.of_chain(place, depth + 1),
            What::Function | What::Class if bound.scope == 0 => {
                let name = self.collected.names.name(bound.name);
                vec![modules.name(file).iter().cloned().chain([name.into()]).collect()]
            }
            _ => Vec::new(),
        }
    }

    /// The paths of a written chain; of a builtin its own name.
    fn of_chain(&self, place: Range, depth: u32) -> Vec<Path> {
        let Some(chain) = written_chain(self.text, place) else { return Vec::new() };
        let [bottom, rest @ ..] = &chain[..] else { return Vec::new() };
        let Some(name) = self.collected.names.ids.get(*bottom) else { return Vec::new() };
        let mut bounds = Vec::new();
        if !self.collected.scopes.reaching(*name, place.0, &mut |at| bounds.push(at)) {
            return if self.collected.stars.is_empty() { vec![chain.iter().map(|name| (*name).into()).collect()] } else { Vec::new() };
        }
        let fronts = self.of_bounds(&bounds, depth);
        let whole = fronts.iter().map(|front| front.iter().cloned().chain(rest.iter().map(|name| (*name).into())).collect::<Path>());
        whole.flat_map(|path| self.world.modules.all_paths(self.world.file, &path)).take(MAX_PATHS).collect()
    }

    fn through_stars(&self, used: &Use<'_>) -> Vec<Path> {
        let name = &self.text[used.at as usize..used.end as usize];
        let through = |source| self.world.modules.through_star(self.world.file, source, name);
        self.collected.stars.iter().take(MAX_STARS).flat_map(|star| through(&star.source)).take(MAX_PATHS).collect()
    }
}

/// The names of a chain in the text; none if it is written over several lines, or is no chain.
pub(super) fn written_chain(text: &str, (start, end): Range) -> Option<Vec<&str>> {
    let written = text.get(start as usize..end as usize)?;
    let names: Vec<&str> = written.split('.').map(str::trim).collect();
    let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    names.iter().all(is_name).then_some(names)
}
