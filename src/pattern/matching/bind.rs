//! What metavariables are bound to during a search, when two bindings mean the same, and captures made from them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::{Matcher, Next, Search};
use crate::pattern::ir::Hole;
use crate::pattern::{Capture, Captures, ranges};
use crate::semantic::Variable;
use crate::syntax::python::ast::comparable::ComparableExpr;
use crate::syntax::python::ast::{Expr, ExprName, Identifier, Ranged};

/// What a metavariable is bound to.
#[derive(Debug, Clone)]
pub(in crate::pattern) enum Value<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A name that is bound as a name: of a parameter, def, class, keyword or attribute.
    Name { start: u32, end: u32, name: &'a str },
    /// The content of a string: what is shown of it, and what it says.
    Content { start: u32, end: u32, text: Arc<str>, value: Arc<str> },
    /// Part of the path that a spelled name has through imports.
    Path { name: &'a ExprName, path: &'a [Box<str>] },
    /// Anything else, by its text: statements, arguments, operands.
    Text { start: u32, end: u32 },
}

impl<'a> Value<'a> {
    pub(in crate::pattern) fn identifier(name: &'a Identifier) -> Self {
        Self::Name { start: name.start().to_u32(), end: name.end().to_u32(), name: name.as_str() }
    }
}

impl<'p, 'a> Matcher<'p, 'a> {
    /// Binds `hole`, or goes on if it is bound to the same already.
    pub(in crate::pattern) fn bind(&mut self, hole: Hole, value: Value<'a>, next: Next<'_, 'p, 'a>) -> Search {
        if let Some((_, bound)) = self.trail.iter().find(|(known, _)| *known == hole) {
            let bound = bound.clone();
            return if self.same(&bound, &value) { next(self) } else { Search::Continue(()) };
        }
        self.kept = false;
        self.trail.push((hole, value));
        let depth = self.trail.len();
        let search = next(self);
        self.trail.truncate(depth - 1);
        self.kept = false;
        search
    }

    /// The same for a hole that may be `$_`.
    pub(in crate::pattern) fn bind_maybe(&mut self, hole: Option<Hole>, value: Value<'a>, next: Next<'_, 'p, 'a>) -> Search {
        match hole {
            Some(hole) => self.bind(hole, value, next),
            None => next(self),
        }
    }

    /// Binds `hole` to an expression and, with symbolic propagation, to what a variable stands for.
    pub(super) fn bind_expr(&mut self, hole: Hole, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        self.bind(hole, Value::Expr(expr), next)?;
        let mut definition = None;
        let mut at = expr;
        while let Expr::Name(name) = at
            && let Some(found) = self.definition(name)
        {
            self.step()?;
            definition = Some(found);
            at = found;
        }
        match definition {
            Some(definition) => self.bind(hole, Value::Expr(definition), next),
            None => Search::Continue(()),
        }
    }

    fn same(&self, one: &Value<'a>, other: &Value<'a>) -> bool {
        // Spelled names are compared without making anything.
        if let (Value::Name { name: one, .. }, Value::Name { name: other, .. }) = (one, other)
            && one != other
        {
            return false;
        }
        self.capture(one).unifies(&self.capture(other))
    }

    /// What is bound now, to keep.
    pub(super) fn captures(&self) -> Captures {
        let items = self.trail.iter().map(|(hole, value)| (Arc::clone(&self.pattern.names[usize::from(*hole)]), self.capture(value)));
        items.collect()
    }

    fn capture(&self, value: &Value<'a>) -> Capture {
        match value {
            Value::Expr(expr) => {
                // A mere name is bound without the parentheses around it.
                let (start, end) = match expr {
                    Expr::Name(name) => (name.start().to_u32(), name.end().to_u32()),
                    expr => ranges::of_expr(self.code.text, expr),
                };
                let mut capture = match expr {
                    Expr::Name(name) => self.name_capture(start, end, &name.id),
                    expr => Capture::node(start, end, self.text(start, end), self.structure(expr)),
                };
                capture.constant = self.constant(expr);
                capture.resolved = self.resolved(expr).map(Into::into);
                capture
            }
            Value::Name { start, end, name } => self.name_capture(*start, *end, name),
            Value::Content { start, end, text, value } => Capture::content(*start, *end, text, value),
            Value::Path { name, path } => {
                let (start, end) = (name.start().to_u32(), name.end().to_u32());
                let mut capture = Capture::node(start, end, self.text(start, end), hash(&("path", path)));
                capture.resolved = Some(path.join(".").into());
                capture.module = capture.resolved.clone();
                capture
            }
            Value::Text { start, end } => Capture::layout_free(*start, *end, self.text(*start, *end)),
        }
    }

    /// A name: equal to a parameter or def of that spelling, unless both are known to be different variables.
    fn name_capture(&self, start: u32, end: u32, name: &str) -> Capture {
        let variable = self.code.semantics.variable(self.code.parsed, start);
        Capture::node(start, end, self.text(start, end), hash(&("name", name))).of_variable(variable)
    }

    pub(super) fn text(&self, start: u32, end: u32) -> &'a str {
        self.code.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Equal for expressions of equal structure with the same variables in them.
    fn structure(&self, expr: &Expr) -> u64 {
        let mut hasher = FxHasher::default();
        ComparableExpr::from(expr).hash(&mut hasher);
        self.code.semantics.variables(self.code.parsed, expr).for_each(|variable| variable.hash(&mut hasher));
        hasher.finish()
    }

    /// The dotted path of a chain of names that begins with an imported one.
    fn resolved(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Name(name) => {
                // The target of a loop or `with`, unlike that of an assignment, hides the import.
                let variable = self.code.semantics.variable(self.code.parsed, name.start().to_u32());
                let path = self.code.semantics.resolved(self.code.parsed, name)?;
                (!matches!(variable, Some(Variable::Local(_)))).then(|| path.join("."))
            }
            Expr::Attribute(attribute) => {
                let mut path = self.resolved(&attribute.value)?;
                path.push('.');
                path.push_str(&attribute.attr);
                Some(path)
            }
            _ => None,
        }
    }
}

/// Equal for equal structure.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
