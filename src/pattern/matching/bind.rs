//! What metavariables are bound to during a search, when two bindings mean the same, and captures made from them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::{Matcher, Next, Search};
use crate::pattern::captures::Variables;
use crate::pattern::ir::Hole;
use crate::pattern::{Capture, Captures, ranges};
use crate::semantic::VariableId;
use crate::syntax::python::ast::comparable::ComparableExpr;
use crate::syntax::python::ast::name::Name;
use crate::syntax::python::ast::{AtomicNodeIndex, Expr, ExprAttribute, ExprContext, ExprName, Identifier, Ranged, TextRange};

/// What a metavariable is bound to.
#[derive(Debug, Clone)]
pub(in crate::pattern) enum Value<'a> {
    /// An expression.
    Expr(&'a Expr),
    /// A name that is bound as a name: of a parameter, def, class or attribute.
    Name { start: u32, end: u32, name: &'a str },
    /// The same of a keyword argument.
    Keyword(&'a Identifier),
    /// The name that `from x import name` imports.
    Imported(&'a Identifier),
    /// The content of a string: what is shown of it, and what it says.
    Content { start: u32, end: u32, text: Arc<str>, value: Arc<str> },
    /// What `import $X` imports: its name, all that is shown of it, and for `from a import b` what stands before `import`
    /// and the bound name.
    Module { name: &'a Identifier, whole: TextRange, from: Option<(&'a str, &'a Identifier)> },
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
        let capture = |hole: Hole, value| if self.pattern.compares(hole) { self.capture(value) } else { self.place(value) };
        let items = self.trail.iter().map(|(hole, value)| (Arc::clone(&self.pattern.names[usize::from(*hole)]), capture(*hole, value)));
        items.collect()
    }

    /// Where a value stands, if nothing else is asked: what it is costs more than most matches.
    fn place(&self, value: &Value<'a>) -> Capture {
        let (start, end) = match value {
            Value::Expr(expr) => self.ends(expr),
            Value::Name { start, end, .. } | Value::Text { start, end } => (*start, *end),
            Value::Keyword(_) | Value::Imported(_) | Value::Module { .. } | Value::Content { .. } | Value::Path { .. } => {
                return self.capture(value);
            }
        };
        Capture::place(start, end, self.text(start, end))
    }

    /// A mere name is bound without the parentheses around it.
    fn ends(&self, expr: &Expr) -> (u32, u32) {
        match expr {
            Expr::Name(name) => (name.start().to_u32(), name.end().to_u32()),
            expr => ranges::of_expr(self.code.text, expr),
        }
    }

    fn capture(&self, value: &Value<'a>) -> Capture {
        match value {
            Value::Expr(expr) => {
                let (start, end) = self.ends(expr);
                let variables = match expr {
                    Expr::Name(_) => self.variable(start, end),
                    _ => self.variables(start, end),
                };
                let mut capture = Capture::node(start, end, self.text(start, end), structure(expr), variables);
                capture.constant = self.constant(expr);
                capture.resolved = self.resolved(expr).map(Into::into);
                capture
            }
            Value::Name { start, end, name } => {
                Capture::node(*start, *end, self.text(*start, *end), name_structure(name), self.variable(*start, *end))
            }
            Value::Keyword(name) => {
                let (start, end) = (name.start().to_u32(), name.end().to_u32());
                Capture::node(start, end, name, name_structure(name), Variables::Keyword)
            }
            Value::Imported(name) => {
                let (start, end) = (name.start().to_u32(), name.end().to_u32());
                Capture::node(start, end, name, name_structure(name), Variables::Any)
            }
            Value::Module { name, whole, from } => self.module(name, *whole, *from),
            Value::Content { start, end, text, value } => Capture::content(*start, *end, text, value),
            Value::Path { name, path } => {
                let (start, end) = (name.start().to_u32(), name.end().to_u32());
                let mut capture = Capture::node(start, end, self.text(start, end), hash(&("path", path)), Variables::Any);
                capture.resolved = Some(path.join(".").into());
                capture.module = capture.resolved.clone();
                capture
            }
            Value::Text { start, end } => Capture::layout_free(*start, *end, self.text(*start, *end), self.variables(*start, *end)),
        }
    }

    /// It is the same as a name that this import gives its meaning, and, if it is a module, as its path spelled out.
    fn module(&self, name: &Identifier, whole: TextRange, from: Option<(&str, &Identifier)>) -> Capture {
        let (start, end) = (whole.start().to_u32(), whole.end().to_u32());
        let text = self.text(start, end);
        let Some((origin, bound)) = from else {
            let chain = name.split('.').map(Into::into).collect::<Vec<_>>();
            let structure = match chain.as_slice() {
                [] | [_] => name_structure(name),
                chain => hash(&ComparableExpr::from(&spelled(chain))),
            };
            let mut capture = Capture::node(start, end, text, structure, Variables::Module);
            capture.resolved = Some(name.as_str().into());
            return capture;
        };
        let mut capture =
            Capture::node(start, end, text, name_structure(bound), self.variable(bound.start().to_u32(), bound.end().to_u32()));
        capture.resolved = (!origin.starts_with('.')).then(|| format!("{origin}.{name}").into());
        capture
    }

    /// Which variable the name at `start` is.
    fn variable(&self, start: u32, end: u32) -> Variables {
        Variables::Name(self.variables_in(start, end).next().flatten())
    }

    /// Which variables the names of longer code are.
    fn variables(&self, start: u32, end: u32) -> Variables {
        let names: Box<[_]> = self.variables_in(start, end).collect();
        Variables::Names(names)
    }

    fn variables_in(&self, start: u32, end: u32) -> impl Iterator<Item = Option<VariableId>> {
        let (semantics, parsed) = (self.code.semantics, self.code.parsed);
        let as_python = self.pattern.options.names_by_meaning;
        let variables = semantics.variables(parsed, start, end);
        variables.map(move |variable| if as_python { Some(semantics.by_scope(parsed, variable?)) } else { variable })
    }

    pub(super) fn text(&self, start: u32, end: u32) -> &'a str {
        self.code.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The dotted path of an imported name.
    fn resolved(&self, expr: &Expr) -> Option<String> {
        let Expr::Name(name) = expr else { return None };
        if self.is_strict() {
            let paths = self.code.semantics.paths(self.code.text, self.code.parsed, expr);
            return paths.first().map(|path| path.join("."));
        }
        self.code.semantics.resolved(self.code.parsed, name).map(|path| path.join("."))
    }
}

/// Equal for expressions of equal structure, whatever variables they name.
fn structure(expr: &Expr) -> u64 {
    match expr {
        Expr::Name(name) => name_structure(&name.id),
        other => hash(&ComparableExpr::from(other)),
    }
}

/// A chain of names as an expression.
fn spelled(chain: &[Name]) -> Expr {
    let (node_index, range) = (AtomicNodeIndex::NONE, TextRange::default());
    let first = Expr::Name(ExprName { node_index: node_index.clone(), range, id: chain[0].clone(), ctx: ExprContext::Load });
    chain[1..].iter().fold(first, |value, name| {
        let attr = Identifier::new(name.clone(), range);
        Expr::Attribute(ExprAttribute { node_index: node_index.clone(), range, value: Box::new(value), attr, ctx: ExprContext::Load })
    })
}

/// A name equals a parameter or def of that name.
fn name_structure(name: &str) -> u64 {
    hash(&("name", name))
}

/// Equal for equal structure.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
