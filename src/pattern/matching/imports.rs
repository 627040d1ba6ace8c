//! Imports: a pattern is a dotted path and matches a statement with a path that begins with it.

use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::{ImportForm, ImportPat, NamePat};
use crate::syntax::python::ast::{Alias, Identifier, Ranged, Stmt, StmtImportFrom};

impl<'p, 'a> Matcher<'p, 'a> {
    /// Every path of the pattern is imported by the statement.
    pub(super) fn imports(&mut self, patterns: &'p [ImportPat], stmt: &'a Stmt, next: Next<'_, 'p, 'a>) -> Search {
        let [pattern, rest @ ..] = patterns else { return next(self) };
        match stmt {
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.plain(pattern, alias, &mut |m| m.imports(rest, stmt, next))?;
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    self.from(pattern, import, alias, &mut |m| m.imports(rest, stmt, next))?;
                }
            }
            _ => {}
        }
        Search::Continue(())
    }

    /// `import a.b as c`.
    fn plain(&mut self, pattern: &'p ImportPat, alias: &'a Alias, next: Next<'_, 'p, 'a>) -> Search {
        let holes = pattern.path.iter().any(|segment| !matches!(segment, NamePat::Is(_)));
        if pattern.level > 0 || pattern.form == ImportForm::Star || (pattern.form == ImportForm::From && holes) {
            return Search::Continue(());
        }
        self.segments(&pattern.path, &alias.name, None, &mut |m| m.alias(pattern, alias, next))
    }

    /// `from a import b as c`.
    fn from(&mut self, pattern: &'p ImportPat, import: &'a StmtImportFrom, alias: &'a Alias, next: Next<'_, 'p, 'a>) -> Search {
        let star = alias.name.as_str() == "*";
        if pattern.level != import.level || star != (pattern.form == ImportForm::Star) {
            return Search::Continue(());
        }
        let Some(module) = &import.module else {
            return self.segments(&pattern.path, &alias.name, None, &mut |m| m.alias(pattern, alias, next));
        };
        let last = (!star).then_some(&alias.name);
        self.segments(&pattern.path, module, last, &mut |m| m.alias(pattern, alias, next))
    }

    fn alias(&mut self, pattern: &'p ImportPat, alias: &'a Alias, next: Next<'_, 'p, 'a>) -> Search {
        match (&pattern.alias, &alias.asname) {
            (None, _) => next(self),
            (Some(wanted), Some(name)) => self.name(wanted, name, next),
            (Some(_), None) => Search::Continue(()),
        }
    }

    /// A path of the pattern against the beginning of `module`, then `last`. A metavariable alone stands for a whole module.
    fn segments(&mut self, path: &'p [NamePat], module: &'a Identifier, last: Option<&'a Identifier>, next: Next<'_, 'p, 'a>) -> Search {
        match (path, last) {
            ([], _) => next(self),
            ([whole @ (NamePat::Hole(_) | NamePat::Any)], _) => self.name(whole, module, next),
            ([whole @ (NamePat::Hole(_) | NamePat::Any), name], Some(last)) => self.name(whole, module, &mut |m| m.name(name, last, next)),
            _ => self.segment(path, module, 0, last, next),
        }
    }

    /// Segment by segment; `at` is how many bytes of the module's name are matched.
    fn segment(
        &mut self,
        path: &'p [NamePat],
        module: &'a Identifier,
        at: usize,
        last: Option<&'a Identifier>,
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        let [first, rest @ ..] = path else { return next(self) };
        let left = module.as_str().get(at..).unwrap_or_default();
        if left.is_empty() {
            return match (last, rest) {
                (Some(last), []) => self.name(first, last, next),
                _ => Search::Continue(()),
            };
        }
        let part = left.split('.').next().unwrap_or_default();
        let after = at + part.len() + 1;
        match first {
            NamePat::Is(wanted) if **wanted == *part => self.segment(rest, module, after, last, next),
            NamePat::Is(_) => Search::Continue(()),
            NamePat::Any => self.segment(rest, module, after, last, next),
            NamePat::Hole(hole) => {
                let start = module.start().to_u32() + u32::try_from(at).unwrap_or_default();
                let end = start + u32::try_from(part.len()).unwrap_or_default();
                self.bind(*hole, Value::Name { start, end, name: part }, &mut |m| m.segment(rest, module, after, last, next))
            }
        }
    }
}
