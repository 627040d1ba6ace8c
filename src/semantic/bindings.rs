//! Which names a module binds to something of its own: a library's name that was assigned, looped over or defined anew
//! means that, and not the library.

use rustc_hash::FxHashMap;

use super::scopes::nested_blocks;
use super::walk::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, Ranged, Stmt};

/// What a scope binds a name to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// What another name stands for, by assignment, `for`, `with`, `except`: `yaml = YAML()`.
    Variable,
    /// A function or class of this module.
    Definition,
    /// An import, a parameter, or something of the same name (`cursor = connection.cursor()`): it may be what it is called.
    Open,
}

/// Modules, functions and classes with the names that they bind, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Bindings {
    scopes: Vec<Scope>,
}

#[derive(Debug)]
struct Scope {
    start: u32,
    end: u32,
    /// Names of a class are not seen by the functions in it.
    is_class: bool,
    names: FxHashMap<Box<str>, Binding>,
}

impl Bindings {
    pub(super) fn of(module: &ast::ModModule) -> Self {
        let mut bindings = Self::default();
        bindings.scope((0, u32::MAX), None, &module.body);
        bindings
    }

    /// What `name` means at byte `offset`, by the innermost scope that binds it; none if no scope does.
    pub(super) fn find(&self, name: &str, offset: u32) -> Option<Binding> {
        let before = self.scopes.partition_point(|scope| scope.start <= offset);
        let mut around = self.scopes[..before].iter().rev().filter(|scope| offset < scope.end);
        let innermost = around.next()?;
        let own = innermost.names.get(name);
        own.or_else(|| around.filter(|scope| !scope.is_class).find_map(|scope| scope.names.get(name))).copied()
    }

    fn scope(&mut self, (start, end): (u32, u32), of: Option<&Stmt>, body: &[Stmt]) {
        let at = self.scopes.len();
        let is_class = matches!(of, Some(Stmt::ClassDef(_)));
        self.scopes.push(Scope { start, end, is_class, names: FxHashMap::default() });
        if let Some(Stmt::FunctionDef(def)) = of {
            def.parameters.iter().for_each(|parameter| self.bind(at, parameter.name(), Binding::Open));
        }
        self.block(at, body);
    }

    fn block(&mut self, at: usize, body: &[Stmt]) {
        for stmt in body {
            self.stmt(at, stmt);
            match stmt {
                Stmt::FunctionDef(def) => self.scope(range(def), Some(stmt), &def.body),
                Stmt::ClassDef(class) => self.scope(range(class), Some(stmt), &class.body),
                other => nested_blocks(other, &mut |body| self.block(at, body)),
            }
        }
    }

    fn stmt(&mut self, at: usize, stmt: &Stmt) {
        own_expressions(stmt, &mut |expr| self.walrus(at, expr));
        match stmt {
            Stmt::FunctionDef(def) => self.bind(at, &def.name, Binding::Definition),
            Stmt::ClassDef(class) => self.bind(at, &class.name, Binding::Definition),
            Stmt::Assign(stmt) => stmt.targets.iter().for_each(|target| self.target(at, target, Some(&stmt.value))),
            Stmt::AnnAssign(stmt) => {
                if let Some(value) = &stmt.value {
                    self.target(at, &stmt.target, Some(value));
                }
            }
            Stmt::For(stmt) => self.target(at, &stmt.target, None),
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    item.optional_vars.iter().for_each(|target| self.target(at, target, Some(&item.context_expr)));
                }
            }
            Stmt::Try(stmt) => {
                for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
                    handler.name.iter().for_each(|name| self.bind(at, name, Binding::Variable));
                }
            }
            Stmt::Import(stmt) => self.imported(at, &stmt.names),
            Stmt::ImportFrom(stmt) => self.imported(at, &stmt.names),
            Stmt::Global(stmt) => stmt.names.iter().for_each(|name| self.bind(at, name, Binding::Open)),
            Stmt::Nonlocal(stmt) => stmt.names.iter().for_each(|name| self.bind(at, name, Binding::Open)),
            _ => {}
        }
    }

    fn imported(&mut self, at: usize, names: &[ast::Alias]) {
        for alias in names {
            let bound = alias.asname.as_ref().map_or_else(|| alias.name.split('.').next().unwrap_or_default(), |name| name.as_str());
            self.bind(at, bound, Binding::Open);
        }
    }

    fn walrus(&mut self, at: usize, expr: &Expr) {
        if let Expr::Named(named) = expr {
            self.target(at, &named.target, Some(&named.value));
        }
        sub_expressions(expr, &mut |inner| self.walrus(at, inner));
    }

    fn target(&mut self, at: usize, target: &Expr, value: Option<&Expr>) {
        match target {
            Expr::Name(name) => {
                let same = value.and_then(last_name).is_some_and(|last| last == name.id.as_str());
                self.bind(at, &name.id, if same { Binding::Open } else { Binding::Variable });
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.target(at, element, None)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.target(at, element, None)),
            Expr::Starred(starred) => self.target(at, &starred.value, None),
            _ => {}
        }
    }

    /// Of several bindings in one scope the one that leaves most open counts.
    fn bind(&mut self, at: usize, name: &str, binding: Binding) {
        match self.scopes[at].names.get_mut(name) {
            Some(known) if binding == Binding::Open => *known = binding,
            Some(_) => {}
            None => drop(self.scopes[at].names.insert(name.into(), binding)),
        }
    }
}

/// The last name of a chain, or of the chain that is called or awaited.
fn last_name(value: &Expr) -> Option<&str> {
    match value {
        Expr::Name(name) => Some(&name.id),
        Expr::Attribute(attribute) => Some(&attribute.attr),
        Expr::Call(call) => last_name(&call.func),
        Expr::Await(await_) => last_name(&await_.value),
        _ => None,
    }
}

fn range(node: &impl Ranged) -> (u32, u32) {
    (node.start().to_u32(), node.end().to_u32())
}

#[cfg(test)]
mod tests {
    use super::{Binding, Bindings};
    use crate::syntax::python::parse;

    /// What `name` means where it stands last.
    fn last(code: &str, name: &str) -> Option<Binding> {
        let at = code.rfind(name).expect("the code says the name");
        Bindings::of(parse(code).module()).find(name, u32::try_from(at).expect("small"))
    }

    #[test]
    fn the_innermost_binding_counts() {
        assert_eq!(last("import yaml\ndef f():\n    yaml = YAML()\n    yaml.load(x)\n", "yaml"), Some(Binding::Variable));
        assert_eq!(last("def g():\n    yaml = YAML()\ndef f():\n    yaml.load(x)\n", "yaml"), None);
        assert_eq!(last("try:\n    import yaml\nexcept ImportError:\n    yaml = None\nyaml.load(x)\n", "yaml"), Some(Binding::Open));
        assert_eq!(last("class A:\n    yaml = 1\n    def f(self):\n        yaml.load(x)\n", "yaml"), None);
        assert_eq!(last("class A:\n    yaml = 1\n    x = yaml\n", "yaml"), Some(Binding::Variable));
        assert_eq!(last("def eval(x): ...\neval(y)\n", "eval"), Some(Binding::Definition));
    }

    #[test]
    fn what_has_its_own_name_stays_open() {
        assert_eq!(last("def f():\n    cursor = connection.cursor()\n    cursor.execute(x)\n", "cursor"), Some(Binding::Open));
        assert_eq!(last("def f():\n    with c.cursor() as cursor:\n        cursor.execute(x)\n", "cursor"), Some(Binding::Open));
        assert_eq!(last("def f(request):\n    request.GET\n", "request"), Some(Binding::Open));
        assert_eq!(last("def f(a):\n    for json in a:\n        json.loads()\n", "json"), Some(Binding::Variable));
        assert_eq!(last("def f(a):\n    if (os := a):\n        os.system()\n", "os"), Some(Binding::Variable));
        assert_eq!(last("def f(a):\n    (yaml, json) = a\n    yaml.load()\n", "yaml"), Some(Binding::Variable));
    }
}
