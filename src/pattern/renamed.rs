//! Under which last names a name or chain is looked up: as it is spelled, and as imports rename it in either edition.

use super::{Code, Pattern};
use crate::syntax::python::ast::Expr;

/// More names of one chain are not looked up.
pub(super) const MOST: usize = 6;

/// Of which editions there are patterns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Editions {
    strict: bool,
    compatible: bool,
}

impl Editions {
    pub(super) fn add(&mut self, pattern: &Pattern) {
        self.strict |= pattern.options.names_by_meaning;
        self.compatible |= !pattern.options.names_by_meaning;
    }
}

/// Last names, each once.
pub(super) struct LastNames<'n> {
    names: [&'n str; MOST],
    count: usize,
}

impl<'n> LastNames<'n> {
    /// Those of `named`; none if it is no name and no attribute.
    pub(super) fn of(named: &'n Expr, code: &Code<'n>, editions: Editions) -> Self {
        let mut names = Self { names: [""; MOST], count: 0 };
        match named {
            Expr::Name(name) => names.add(&name.id),
            Expr::Attribute(attribute) => names.add(&attribute.attr),
            _ => return names,
        }
        if let Expr::Name(name) = named
            && editions.compatible
            && code.semantics.renames(code.parsed)
        {
            let last = code.semantics.resolved(code.parsed, name).and_then(<[_]>::last);
            last.into_iter().for_each(|last| names.add(last));
        }
        if editions.strict && code.semantics.renames_strictly(code.text, code.parsed) {
            let paths = code.semantics.paths(code.text, code.parsed, named);
            paths.iter().filter_map(|path| path.last()).for_each(|last| names.add(last));
        }
        names
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'n str> {
        self.names[..self.count].iter().copied()
    }

    fn add(&mut self, name: &'n str) {
        if self.count < MOST && !self.names[..self.count].contains(&name) {
            self.names[self.count] = name;
            self.count += 1;
        }
    }
}
