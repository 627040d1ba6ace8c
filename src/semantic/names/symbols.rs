//! The variables and imports that are known at one point of the reading, by name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::VariableId;

/// What is known now.
#[derive(Debug)]
pub(super) struct Symbols<'a> {
    by_name: FxHashMap<&'a str, Symbol>,
    /// The module, and the functions, lambdas and comprehensions around.
    scopes: Vec<Scope<'a>>,
    /// See `Names::first_in_scope`.
    first_in_scope: Vec<VariableId>,
}

#[derive(Debug, Default)]
struct Symbol {
    /// Variables of this name, by the depth of their scope: the innermost last.
    variables: Vec<(usize, VariableId)>,
    import: Option<Import>,
}

/// How an import binds a name. An assignment to an alias (`import x as name`, `from x import name`) changes nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Import {
    /// Position of the path; none for a relative import, which is not followed.
    pub(super) path: Option<u32>,
    /// Uses of an alias are the same variable as long as they have the same path.
    pub(super) variable: Option<VariableId>,
}

/// What a name means where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Variable(VariableId),
    Import(Import),
    Unknown,
}

#[derive(Debug, Default)]
struct Scope<'a> {
    declared: Vec<&'a str>,
    global: FxHashSet<&'a str>,
    nonlocal: FxHashSet<&'a str>,
    is_class: bool,
}

impl<'a> Symbols<'a> {
    pub(super) fn new() -> Self {
        Self { by_name: FxHashMap::default(), scopes: vec![Scope::default()], first_in_scope: Vec::new() }
    }

    /// What `name` means now: variables come before imports.
    pub(super) fn meaning(&self, name: &str) -> Meaning {
        let Some(symbol) = self.by_name.get(name) else { return Meaning::Unknown };
        let innermost = self.scopes.last().is_some_and(|scope| scope.global.contains(name));
        let variable = if innermost { symbol.variables.first().filter(|(depth, _)| *depth == 0) } else { symbol.variables.last() };
        match (variable, symbol.import) {
            (Some((_, variable)), _) => Meaning::Variable(*variable),
            (None, Some(import)) => Meaning::Import(import),
            (None, None) => Meaning::Unknown,
        }
    }

    /// The last import of a name wins, but `import name` does not take a name from an alias.
    pub(super) fn import(&mut self, name: &'a str, import: Import) {
        let known = &mut self.by_name.entry(name).or_default().import;
        if import.variable.is_some() || known.is_none_or(|known| known.variable.is_none()) {
            *known = Some(import);
        }
    }

    /// A number for all that an alias of one path stands for.
    pub(super) fn number(&mut self) -> VariableId {
        let number = u32::try_from(self.first_in_scope.len() + 1).ok().and_then(VariableId::new).expect("fewer names than bytes");
        self.first_in_scope.push(number);
        number
    }

    /// A new variable in the innermost scope, for a parameter, `for`, `with`, `except`, an annotation or a `case`.
    pub(super) fn declare(&mut self, name: &'a str) -> VariableId {
        let depth = self.scopes.len() - 1;
        self.scopes[depth].global.remove(name);
        self.declare_at(depth, name)
    }

    /// The name of an exception: Python forgets it at the end of its handler, so another handler's is another variable.
    pub(super) fn declare_for_handler(&mut self, name: &'a str) -> VariableId {
        let variable = self.declare(name);
        self.first_in_scope[variable.get() as usize - 1] = variable;
        variable
    }

    /// An assignment: to the variable of the innermost scope, or to a new one there.
    pub(super) fn assign(&mut self, name: &'a str) {
        let depth = self.scopes.len() - 1;
        let scope = &self.scopes[depth];
        let Some(symbol) = self.by_name.get(name) else {
            self.declare_at(depth, name);
            return;
        };
        let is_alias = symbol.import.is_some_and(|import| import.variable.is_some());
        let is_known = symbol.variables.iter().any(|(found, _)| *found == depth) || scope.global.contains(name);
        let enclosing = scope.nonlocal.contains(name) && symbol.variables.iter().any(|(found, _)| *found > 0);
        if !is_known && !enclosing && !is_alias {
            self.declare_at(depth, name);
        }
    }

    fn declare_at(&mut self, depth: usize, name: &'a str) -> VariableId {
        let number = self.number();
        let variables = &mut self.by_name.entry(name).or_default().variables;
        if let Some((_, variable)) = variables.iter_mut().find(|(found, _)| *found == depth) {
            let first = self.first_in_scope[variable.get() as usize - 1];
            self.first_in_scope[number.get() as usize - 1] = first;
            *variable = number;
        } else {
            let at = variables.partition_point(|(found, _)| *found < depth);
            variables.insert(at, (depth, number));
            self.scopes[depth].declared.push(name);
        }
        number
    }

    /// `global name` changes nothing where the module has no such variable yet.
    pub(super) fn global(&mut self, name: &'a str) {
        let is_known = self.by_name.get(name).and_then(|symbol| symbol.variables.first()).is_some_and(|(depth, _)| *depth == 0);
        if let (true, Some(scope)) = (is_known, self.scopes.last_mut()) {
            scope.global.insert(name);
        }
    }

    pub(super) fn nonlocal(&mut self, name: &'a str) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.nonlocal.insert(name);
        }
    }

    /// Whether the code stands directly in the body of a class, where nothing is declared.
    pub(super) fn in_class(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.is_class)
    }

    pub(super) fn enter_function(&mut self) {
        self.scopes.push(Scope::default());
    }

    pub(super) fn enter_class(&mut self) {
        self.scopes.push(Scope { is_class: true, ..Scope::default() });
    }

    /// Forgets the innermost scope.
    pub(super) fn leave(&mut self) {
        let depth = self.scopes.len() - 1;
        let scope = self.scopes.pop().unwrap_or_default();
        for name in scope.declared {
            if let Some(symbol) = self.by_name.get_mut(name) {
                symbol.variables.retain(|(found, _)| *found != depth);
            }
        }
    }

    pub(super) fn finish(self) -> Vec<VariableId> {
        self.first_in_scope
    }
}
