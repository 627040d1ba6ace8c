//! Names and chains of names, as spelled or as they are reached through imports.

use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::NamePat;
use crate::semantic::{Binding, Path};
use crate::syntax::python::ast::{Expr, ExprName, Identifier, Ranged};

/// Names of variables everywhere in Django: a pattern that says them means no module.
const ALWAYS_VARIABLES: [&str; 3] = ["self", "cls", "request"];

/// Builtins that patterns call: what is bound to such a name is another function.
const CALLED_BUILTINS: [&str; 9] = ["eval", "exec", "compile", "open", "__import__", "getattr", "setattr", "globals", "locals"];

/// The name that a chain of attributes begins with.
fn bottom(mut expr: &Expr) -> Option<&ExprName> {
    loop {
        match expr {
            Expr::Attribute(attribute) => expr = &attribute.value,
            Expr::Name(name) => return Some(name),
            _ => return None,
        }
    }
}

impl<'p, 'a> Matcher<'p, 'a> {
    /// The name of a keyword argument.
    pub(super) fn keyword_name(&mut self, pattern: &'p NamePat, name: &'a Identifier, next: Next<'_, 'p, 'a>) -> Search {
        match pattern {
            NamePat::Hole(hole) => self.bind(*hole, Value::Keyword(name), next),
            NamePat::Is(_) | NamePat::Any => self.name(pattern, name, next),
        }
    }

    /// A name of an attribute, parameter, def or class.
    pub(super) fn name(&mut self, pattern: &'p NamePat, name: &'a Identifier, next: Next<'_, 'p, 'a>) -> Search {
        match pattern {
            NamePat::Is(wanted) if **wanted == *name.as_str() => next(self),
            NamePat::Is(_) => Search::Continue(()),
            NamePat::Hole(hole) => self.bind(*hole, Value::identifier(name), next),
            NamePat::Any => next(self),
        }
    }

    /// A chain of names, innermost object first.
    pub(super) fn dotted(&mut self, segments: &'p [NamePat], expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        // A file of the project may give a whole chain another path.
        if self.is_strict()
            && let (Expr::Attribute(_), [_, _, ..] | [NamePat::Is(_)]) = (expr, segments)
            && let Some(name) = bottom(expr)
        {
            for path in self.paths(expr) {
                self.path(segments, path, name, next)?;
            }
        }
        self.rest_of_chain(segments, segments.len(), expr, next)
    }

    /// What is left of a chain of so many names.
    fn rest_of_chain(&mut self, segments: &'p [NamePat], whole: usize, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        if let [NamePat::Hole(hole)] = segments {
            return self.bind_expr(*hole, expr, next);
        }
        if let [NamePat::Any] = segments {
            return next(self);
        }
        match (expr, segments) {
            (Expr::Attribute(attribute), [rest @ .., last]) if !rest.is_empty() => {
                self.name(last, &attribute.attr, &mut |m| m.rest_of_chain(rest, whole, &attribute.value, next))
            }
            (Expr::Name(name), [NamePat::Is(wanted)]) if **wanted == *name.id.as_str() => {
                if self.means_something_else(name, whole) {
                    Search::Continue(())
                } else {
                    next(self)
                }
            }
            (Expr::Name(name), _) => {
                self.imported(segments, name, next)?;
                match self.definition(name) {
                    Some(definition) => self.rest_of_chain(segments, whole, definition, next),
                    None => Search::Continue(()),
                }
            }
            _ => Search::Continue(()),
        }
    }

    /// Whether, in the strict edition, the code binds the first name of a chain of `whole` names to something of its own.
    fn means_something_else(&self, name: &ExprName, whole: usize) -> bool {
        let spelled = name.id.as_str();
        if !self.is_strict() || ALWAYS_VARIABLES.contains(&spelled) {
            return false;
        }
        let code = self.code;
        let matters = whole > 1 || CALLED_BUILTINS.contains(&spelled);
        match code.semantics.binding(code.text, code.parsed, spelled, name.start().to_u32()) {
            Some(Binding::Variable) => matters,
            Some(Binding::Definition) => true,
            // With `from ruamel import yaml` the name is `ruamel.yaml`, and with `import simplejson as json` it is not `json`.
            Some(Binding::Open) if matters => {
                let paths = self.paths_of_name(name);
                !paths.is_empty() && !paths.iter().any(|path| matches!(&path[..], [only] if **only == *spelled))
            }
            Some(Binding::Open) | None => false,
        }
    }

    /// The paths of a name or chain in the strict edition.
    fn paths(&self, expr: &Expr) -> &'a [Path] {
        self.code.semantics.paths(self.code.text, self.code.parsed, expr)
    }

    fn paths_of_name(&self, name: &ExprName) -> &'a [Path] {
        self.code.semantics.paths_of_name(self.code.text, self.code.parsed, name)
    }

    /// A chain that is the path of one name through imports.
    fn imported(&mut self, segments: &'p [NamePat], name: &'a ExprName, next: Next<'_, 'p, 'a>) -> Search {
        let (semantics, parsed) = (self.code.semantics, self.code.parsed);
        if self.is_strict() {
            let paths = self.paths_of_name(name);
            for path in paths {
                self.path(segments, path, name, next)?;
            }
            if !paths.is_empty() {
                return Search::Continue(());
            }
        } else if let Some(path) = semantics.resolved(parsed, name) {
            return self.path(segments, path, name, next);
        }
        let [rest @ .., last] = segments else { return Search::Continue(()) };
        let matches_last = matches!(last, NamePat::Is(wanted) if **wanted == *name.id.as_str());
        if rest.is_empty() || !matches_last || !rest.iter().all(|segment| matches!(segment, NamePat::Is(_))) {
            return Search::Continue(());
        }
        let offset = name.start().to_u32();
        if !self.is_strict() {
            for module in semantics.star_imports(parsed, offset) {
                self.path(rest, module, name, next)?;
            }
        } else if semantics.binding(self.code.text, parsed, &name.id, offset).is_none() {
            for module in semantics.strict_stars(self.code.text, parsed, offset) {
                self.path(rest, module, name, next)?;
            }
        }
        Search::Continue(())
    }

    /// All of `segments` against all of `path`; a metavariable in front takes as much of the path as is left.
    fn path(&mut self, segments: &'p [NamePat], path: &'a [Box<str>], name: &'a ExprName, next: Next<'_, 'p, 'a>) -> Search {
        let ([first, rest @ ..], true) = (segments, segments.len() <= path.len()) else { return Search::Continue(()) };
        let (front, tail) = path.split_at(path.len() - rest.len());
        match first {
            NamePat::Is(wanted) if front.len() != 1 || *wanted != front[0] => Search::Continue(()),
            NamePat::Is(_) | NamePat::Any => self.path_tail(rest, tail, name, next),
            NamePat::Hole(hole) => self.bind(*hole, Value::Path { name, path: front }, &mut |m| m.path_tail(rest, tail, name, next)),
        }
    }

    fn path_tail(&mut self, segments: &'p [NamePat], path: &'a [Box<str>], name: &'a ExprName, next: Next<'_, 'p, 'a>) -> Search {
        let ([segment, segments @ ..], [part, parts @ ..]) = (segments, path) else { return next(self) };
        match segment {
            NamePat::Is(wanted) if wanted != part => Search::Continue(()),
            NamePat::Is(_) | NamePat::Any => self.path_tail(segments, parts, name, next),
            NamePat::Hole(hole) => {
                let value = Value::Path { name, path: std::slice::from_ref(part) };
                self.bind(*hole, value, &mut |m| m.path_tail(segments, parts, name, next))
            }
        }
    }
}
