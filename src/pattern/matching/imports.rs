//! Imports: a pattern is a dotted path and matches a statement with a path that begins with it.

use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::{ImportForm, ImportPat, NamePat};
use crate::syntax::python::ast::{Alias, Identifier, Ranged, Stmt, StmtImport, StmtImportFrom, TextRange};

impl<'p, 'a> Matcher<'p, 'a> {
    /// Every path of the pattern is imported by the statement.
    pub(super) fn imports(&mut self, patterns: &'p [ImportPat], stmt: &'a Stmt, next: Next<'_, 'p, 'a>) -> Search {
        let [pattern, rest @ ..] = patterns else { return next(self) };
        let (Stmt::Import(StmtImport { names, .. }) | Stmt::ImportFrom(StmtImportFrom { names, .. })) = stmt else {
            return Search::Continue(());
        };
        for alias in names {
            self.imported_name(pattern, stmt, alias, &mut |m| m.imports(rest, stmt, next))?;
        }
        Search::Continue(())
    }

    /// One imported name of a statement.
    pub(super) fn imported_name(&mut self, pattern: &'p ImportPat, stmt: &'a Stmt, alias: &'a Alias, next: Next<'_, 'p, 'a>) -> Search {
        match stmt {
            Stmt::Import(_) => self.plain(pattern, alias, next),
            Stmt::ImportFrom(import) => self.from(pattern, import, alias, next),
            _ => Search::Continue(()),
        }
    }

    /// `import a.b as c`.
    fn plain(&mut self, pattern: &'p ImportPat, alias: &'a Alias, next: Next<'_, 'p, 'a>) -> Search {
        if pattern.level > 0 || pattern.form == ImportForm::Star {
            return Search::Continue(());
        }
        if let ([NamePat::Hole(hole)], ImportForm::Plain) = (&pattern.path[..], pattern.form) {
            let module = Value::Module { name: &alias.name, whole: alias.name.range(), from: None };
            return self.bind(*hole, module, &mut |m| m.alias(pattern, alias, next));
        }
        if pattern.form == ImportForm::From && pattern.alias.is_some() {
            return Search::Continue(());
        }
        if let ([module @ (NamePat::Hole(_) | NamePat::Any), name], ImportForm::From) = (&pattern.path[..], pattern.form) {
            return self.split(module, name, &alias.name, &mut |m| m.alias(pattern, alias, next));
        }
        self.segments(&pattern.path, &alias.name, None, &mut |m| m.alias(pattern, alias, next))
    }

    /// `from a import b as c`.
    fn from(&mut self, pattern: &'p ImportPat, import: &'a StmtImportFrom, alias: &'a Alias, next: Next<'_, 'p, 'a>) -> Search {
        let star = alias.name.as_str() == "*";
        // `import $X` is any import; with an alias only a plain one.
        if let ([NamePat::Hole(_) | NamePat::Any], ImportForm::Plain) = (&pattern.path[..], pattern.form) {
            return match (&pattern.alias, &pattern.path[0]) {
                (None, NamePat::Hole(hole)) => self.bind(*hole, self.entity(import, alias), next),
                (None, _) => next(self),
                (Some(_), _) => Search::Continue(()),
            };
        }
        let any_module = matches!(&pattern.path[..], [NamePat::Hole(_) | NamePat::Any, _]) && pattern.form == ImportForm::From;
        if import.level > 0 && any_module && !star {
            return self.relative(pattern, import, alias, next);
        }
        if pattern.form == ImportForm::Plain && pattern.alias.is_some() {
            return Search::Continue(());
        }
        if pattern.level != import.level || star != (pattern.form == ImportForm::Star) {
            return Search::Continue(());
        }
        let Some(module) = &import.module else {
            return self.segments(&pattern.path, &alias.name, None, &mut |m| m.alias(pattern, alias, next));
        };
        let last = (!star).then_some(&alias.name);
        self.segments(&pattern.path, module, last, &mut |m| m.alias(pattern, alias, next))
    }

    /// What `import $X` stands for over `from a import b`: `a import b`, as Semgrep shows it.
    fn entity(&self, import: &'a StmtImportFrom, alias: &'a Alias) -> Value<'a> {
        if let ("*", Some(module), 0) = (alias.name.as_str(), &import.module, import.level) {
            return Value::Module { name: module, whole: module.range(), from: None };
        }
        let (start, written) = self.origin(import, alias);
        let whole = TextRange::new(start.into(), alias.name.end());
        Value::Module { name: &alias.name, whole, from: Some((written, alias.asname.as_ref().unwrap_or(&alias.name))) }
    }

    /// What stands between `from` and `import`, and where.
    fn origin(&self, import: &'a StmtImportFrom, alias: &'a Alias) -> (u32, &'a str) {
        let from = import.start().to_u32();
        let text = self.text(from, alias.start().to_u32());
        let written = text.strip_prefix("from").and_then(|rest| rest.rfind("import").map(|at| &rest[..at])).unwrap_or_default();
        let skipped = written.len() - written.trim_start().len();
        (from + 4 + u32::try_from(skipped).unwrap_or_default(), written.trim())
    }

    /// `from $X import $Y` over `import a.b`: the last segment is the name.
    fn split(&mut self, module: &'p NamePat, name: &'p NamePat, path: &'a Identifier, next: Next<'_, 'p, 'a>) -> Search {
        let Some((front, last)) = path.as_str().rsplit_once('.') else { return Search::Continue(()) };
        let (start, end) = (path.start().to_u32(), path.end().to_u32());
        let dot = end - u32::try_from(last.len() + 1).unwrap_or_default();
        self.named_text(module, start, dot, front, &mut |m| m.named_text(name, dot + 1, end, last, next))
    }

    /// `from $X import $Y` over `from .a import b`: the module is what stands between the keywords, with its dots.
    fn relative(&mut self, pattern: &'p ImportPat, import: &'a StmtImportFrom, alias: &'a Alias, next: Next<'_, 'p, 'a>) -> Search {
        let [module, name] = &pattern.path[..] else { return Search::Continue(()) };
        let (start, written) = self.origin(import, alias);
        let end = start + u32::try_from(written.len()).unwrap_or_default();
        self.named_text(module, start, end, written, &mut |m| m.imported_as(name, &alias.name, &mut |m| m.alias(pattern, alias, next)))
    }

    /// A name that is a piece of the text.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    fn named_text(&mut self, pattern: &'p NamePat, start: u32, end: u32, name: &'a str, next: Next<'_, 'p, 'a>) -> Search {
        match pattern {
            NamePat::Is(wanted) if **wanted == *name => next(self),
            NamePat::Is(_) => Search::Continue(()),
            NamePat::Any => next(self),
            NamePat::Hole(hole) => self.bind(*hole, Value::Name { start, end, name }, next),
        }
    }

    /// The name in `from x import name`.
    fn imported_as(&mut self, pattern: &'p NamePat, name: &'a Identifier, next: Next<'_, 'p, 'a>) -> Search {
        match pattern {
            NamePat::Hole(hole) => self.bind(*hole, Value::Imported(name), next),
            NamePat::Is(_) | NamePat::Any => self.name(pattern, name, next),
        }
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
            ([whole @ (NamePat::Hole(_) | NamePat::Any), name], Some(last)) => {
                self.name(whole, module, &mut |m| m.imported_as(name, last, next))
            }
            _ => self.segment(path, module, 0, last, next),
        }
    }

    /// Segment by segment; `at` is how many bytes of the module's name are matched.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
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
                (Some(last), []) => self.imported_as(first, last, next),
                _ => Search::Continue(()),
            };
        }
        let part = left.split('.').next().unwrap_or_default();
        let after = at + part.len() + 1;
        let start = module.start().to_u32() + u32::try_from(at).unwrap_or_default();
        let end = start + u32::try_from(part.len()).unwrap_or_default();
        self.named_text(first, start, end, part, &mut |m| m.segment(rest, module, after, last, next))
    }
}
