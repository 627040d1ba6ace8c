//! Which classes an expression is an instance of: by annotation, by what was called for it, or as `self`.

use super::resolve::written_chain;
use super::scope::{Range, What};
use super::{Meanings, Path, World};
use crate::semantic::types::classes_said;
use crate::syntax::python::ast::{Expr, Ranged, Stmt};
use crate::syntax::python::parse;

/// More classes of one expression are not kept.
const MAX_CLASSES: usize = 64;

impl Meanings {
    /// The classes of `expr` and all above them; empty where nothing is known.
    pub(in crate::semantic) fn classes(&self, text: &str, world: World<'_>, expr: &Expr) -> Vec<Path> {
        with_ancestors(world, self.own_classes(text, world, expr))
    }

    /// The classes that an annotation at this place says, and all above them.
    pub(in crate::semantic) fn annotated(&self, text: &str, world: World<'_>, place: Range) -> Vec<Path> {
        with_ancestors(world, self.said(text, place))
    }

    fn own_classes(&self, text: &str, world: World<'_>, expr: &Expr) -> Vec<Path> {
        match expr {
            Expr::Call(call) => self.made(text, world, (call.func.start().to_u32(), call.func.end().to_u32())),
            Expr::Name(name) => {
                let Some(id) = self.names.ids.get(name.id.as_str()) else { return Vec::new() };
                let mut found = Vec::new();
                self.scopes.reaching(*id, name.start().to_u32(), &mut |at| match self.scopes.bounds[at].what {
                    What::Parameter(None) if matches!(name.id.as_str(), "self" | "cls") => {
                        found.extend(self.class_around(world, name.start().to_u32()));
                    }
                    what => found.extend(self.of_binding(text, world, what)),
                });
                if found.is_empty() {
                    found.extend(self.paths(expr).iter().flat_map(|path| world.modules.classes_at(world.file, path)));
                }
                found
            }
            Expr::Attribute(attribute) if matches!(&*attribute.value, Expr::Name(name) if name.id.as_str() == "self") => {
                let Some(id) = self.names.ids.get(attribute.attr.as_str()) else { return Vec::new() };
                let class = self.scopes.class_around(expr.start().to_u32());
                let members = self.members.iter().filter(|(name, at, _)| name == id && self.scopes.class_around(*at) == class);
                members.flat_map(|(_, _, what)| self.of_binding(text, world, *what)).collect()
            }
            Expr::Attribute(_) => self.paths(expr).iter().flat_map(|path| world.modules.classes_at(world.file, path)).collect(),
            Expr::Await(wait) => self.own_classes(text, world, &wait.value),
            Expr::Named(named) => self.own_classes(text, world, &named.value),
            _ => Vec::new(),
        }
    }

    fn of_binding(&self, text: &str, world: World<'_>, what: What) -> Vec<Path> {
        match what {
            What::Made(place) | What::Named(place) if place != (0, 0) => self.made(text, world, place),
            What::Declared(place) | What::Parameter(Some(place)) => self.said(text, place),
            _ => Vec::new(),
        }
    }

    /// What calling the chain at `place` gives.
    fn made(&self, text: &str, world: World<'_>, place: Range) -> Vec<Path> {
        let paths = self.chain_paths(text, place);
        paths.iter().flat_map(|path| world.modules.made_by(world.file, path)).collect()
    }

    /// The classes that the annotation at `place` says.
    fn said(&self, text: &str, place: Range) -> Vec<Path> {
        let Some(written) = text.get(place.0 as usize..place.1 as usize) else { return Vec::new() };
        let parsed = parse(written);
        let [Stmt::Expr(stmt)] = &parsed.module().body[..] else { return Vec::new() };
        let chains = parsed.with_room(|| classes_said(&stmt.value));
        chains.iter().flat_map(|chain| self.spelled(chain, place.0)).collect()
    }

    fn chain_paths(&self, text: &str, place: Range) -> Vec<Path> {
        let known = self.paths_at(place);
        if !known.is_empty() {
            return known.to_vec();
        }
        let Some(chain) = written_chain(text, place) else { return Vec::new() };
        let chain: Path = chain.into_iter().map(Into::into).collect();
        self.spelled(&chain, place.0)
    }

    /// The paths of a chain that is said at `offset`: those of its first name, with the others behind; itself, if nothing binds it.
    fn spelled(&self, chain: &[Box<str>], offset: u32) -> Vec<Path> {
        let [bottom, rest @ ..] = chain else { return Vec::new() };
        let mut bound = false;
        let mut fronts: Vec<&Path> = Vec::new();
        if let Some(id) = self.names.ids.get(bottom) {
            let mut reached = Vec::new();
            bound = self.scopes.reaching(*id, offset, &mut |at| reached.push(at));
            for at in reached {
                fronts.extend(self.by_bound.get(&at).into_iter().flat_map(|list| &self.paths[list.0 as usize..list.1 as usize]));
            }
        }
        if !bound {
            return vec![chain.into()];
        }
        fronts.into_iter().map(|front| front.iter().chain(rest).cloned().collect()).collect()
    }

    /// The class that the method around `offset` stands in, if it stands at the top of the module.
    pub(in crate::semantic) fn class_name(&self, offset: u32) -> Option<&str> {
        let class = &self.scopes.scopes[self.scopes.class_around(offset)? as usize];
        (class.parent == 0).then(|| self.names.name(class.name.unwrap_or_default()))
    }

    fn class_around(&self, world: World<'_>, offset: u32) -> Option<Path> {
        let name = self.class_name(offset)?;
        Some(world.modules.name(world.file).iter().cloned().chain([name.into()]).collect())
    }

    /// Whether some statement assigns an attribute of this name through a dot.
    pub(in crate::semantic) fn stores(&self, attribute: &str) -> bool {
        self.stored.contains(attribute)
    }
}

fn with_ancestors(world: World<'_>, classes: Vec<Path>) -> Vec<Path> {
    let mut all: Vec<Path> = Vec::new();
    for class in classes {
        for one in world.modules.ancestry(world.file, &class) {
            if all.len() < MAX_CLASSES && !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}
