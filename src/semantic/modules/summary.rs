//! What one module offers to others: the names of its top level, where they come from, and what its classes and
//! functions say of themselves. Bodies of functions are looked at for `return` only.

use rustc_hash::FxHashMap;

use super::super::Constant;
use super::super::fold::{Known, fold};
use super::super::globals::Globals;
use super::super::scopes::nested_blocks;
use super::super::types::{chain, classes_said, returned};
use crate::syntax::python::Parsed;
use crate::syntax::python::ast::{self, Expr, Ranged, Stmt};

/// A dotted path, name by name.
pub type Path = Box<[Box<str>]>;

/// More names of one module are not kept.
const MAX_NAMES: usize = 20_000;
/// Longer constants are only known to be strings.
const MAX_STRING: usize = 1_000;

/// Where a name comes from, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::semantic) struct Source {
    /// Dots in front; none for an absolute path.
    pub(in crate::semantic) level: u32,
    pub(in crate::semantic) path: Path,
}

/// What a name of the top level is.
#[derive(Debug, Clone)]
pub(super) enum Export {
    /// Something of another module.
    Imported(Source),
    /// What another chain of this module's names means: `loads = pickle.loads`.
    Alias(Path),
    /// A class of this module.
    Class(Class),
    /// A function of this module, and the classes that it says to give back.
    Function(Box<[Path]>),
    /// Something else, and its value or its classes where they are known.
    Value(Option<Constant>, Box<[Path]>),
}

/// A class, in the names of its module.
#[derive(Debug, Clone, Default)]
pub(super) struct Class {
    pub(super) bases: Box<[Path]>,
    /// What its body assigns, and the value where it is known.
    pub(super) attributes: FxHashMap<Box<str>, Option<Constant>>,
}

/// The top level of one module.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Of several bindings all that may be in force when the module is loaded.
    pub(super) names: FxHashMap<Box<str>, Vec<Export>>,
    pub(super) stars: Vec<Source>,
    /// What is imported anywhere, in functions too, as it is written: also a whole `import a.b`.
    pub(super) mentioned: Vec<Source>,
    /// `__all__`, where it is a plain list of strings.
    pub(super) all: Option<Box<[Box<str>]>>,
}

impl Summary {
    /// Reads the top level of a module.
    pub fn of(text: &str, parsed: &Parsed) -> Self {
        parsed.with_room(|| {
            let module = parsed.module();
            let written = text.contains("global ").then(|| Globals::of(module));
            let mut reader = Reader { text, written, summary: Self::default(), depth: 0 };
            reader.block(&module.body);
            mentioned(&module.body, &mut reader.summary.mentioned);
            reader.summary
        })
    }
}

struct Reader<'a> {
    text: &'a str,
    /// What functions write, if any does.
    written: Option<Globals<'a>>,
    summary: Summary,
    /// Blocks around, below the module.
    depth: u32,
}

impl<'a> Reader<'a> {
    fn block(&mut self, body: &'a [Stmt]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.import(alias)),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::FunctionDef(def) => self.bind(&def.name, Export::Function(returned(def).into())),
            Stmt::ClassDef(class) => {
                let read = self.class(class);
                self.bind(&class.name, Export::Class(read));
            }
            Stmt::Assign(assign) => {
                let export = self.assigned(&assign.value);
                assign.targets.iter().for_each(|target| self.target(target, &export));
                if let [Expr::Name(name)] = &assign.targets[..]
                    && name.id.as_str() == "__all__"
                {
                    self.summary.all = strings(&assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                let value = assign.value.as_deref().and_then(|value| self.constant(value));
                let export = Export::Value(value, classes_said(&assign.annotation).into());
                self.target(&assign.target, &export);
            }
            Stmt::AugAssign(assign) => {
                if let Expr::Name(name) = &*assign.target
                    && name.id.as_str() == "__all__"
                {
                    self.summary.all = None;
                }
                self.depth += 1;
                self.target(&assign.target, &Export::Value(None, Box::default()));
                self.depth -= 1;
            }
            Stmt::For(stmt_for) => {
                self.depth += 1;
                self.target(&stmt_for.target, &Export::Value(None, Box::default()));
                self.depth -= 1;
                self.nested(stmt);
            }
            Stmt::With(with) => {
                for target in with.items.iter().filter_map(|item| item.optional_vars.as_deref()) {
                    self.target(target, &Export::Value(None, Box::default()));
                }
                self.block(&with.body);
            }
            other => self.nested(other),
        }
    }

    fn nested(&mut self, stmt: &'a Stmt) {
        self.depth += 1;
        nested_blocks(stmt, &mut |body| self.block(body));
        self.depth -= 1;
    }

    fn import(&mut self, alias: &'a ast::Alias) {
        let all: Path = alias.name.split('.').map(Into::into).collect();
        let (name, path) = match &alias.asname {
            Some(name) => (name.as_str(), all),
            None => (alias.name.split('.').next().unwrap_or_default(), all.iter().take(1).cloned().collect()),
        };
        self.bind(name, Export::Imported(Source { level: 0, path }));
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        for alias in &import.names {
            let source = source_of(import, alias);
            if alias.name.as_str() == "*" {
                self.summary.stars.push(source);
            } else {
                self.bind(alias.asname.as_ref().unwrap_or(&alias.name), Export::Imported(source));
            }
        }
    }

    fn class(&self, class: &'a ast::StmtClassDef) -> Class {
        let bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
        let bases = bases.flat_map(classes_said).collect();
        let mut attributes: FxHashMap<Box<str>, Option<Constant>> = FxHashMap::default();
        for stmt in &class.body {
            let (target, value) = match stmt {
                Stmt::Assign(assign) if assign.targets.len() == 1 => (&assign.targets[0], Some(&*assign.value)),
                Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()),
                _ => continue,
            };
            if let Expr::Name(name) = target {
                let value = value.and_then(|value| self.constant_in(value, &attributes));
                let twice = attributes.contains_key(name.id.as_str());
                attributes.insert(name.id.as_str().into(), value.filter(|_| !twice));
            }
        }
        Class { bases, attributes }
    }

    fn assigned(&self, value: &'a Expr) -> Export {
        if let Some(path) = chain(value) {
            return Export::Alias(path);
        }
        let made = match value {
            Expr::Call(call) => chain(&call.func).into_iter().collect(),
            _ => Box::default(),
        };
        Export::Value(self.constant(value), made)
    }

    fn constant(&self, value: &'a Expr) -> Option<Constant> {
        self.constant_in(value, &FxHashMap::default())
    }

    fn constant_in(&self, value: &'a Expr, class: &FxHashMap<Box<str>, Option<Constant>>) -> Option<Constant> {
        let known = |expr: &Expr| match expr {
            Expr::Name(name) => match class.get(name.id.as_str()) {
                Some(value) => value.clone(),
                None => self.settled(&name.id),
            },
            _ => None,
        };
        match fold(self.text, value, &mut Known::all(&mut |expr| known(expr)))? {
            Constant::Str(text) if text.len() > MAX_STRING => Some(Constant::SomeStr),
            constant => Some(constant),
        }
    }

    /// The value of a name that was bound once above.
    fn settled(&self, name: &str) -> Option<Constant> {
        match self.summary.names.get(name).map(Vec::as_slice) {
            Some([Export::Value(value, _)]) => value.clone(),
            _ => None,
        }
    }

    fn target(&mut self, target: &'a Expr, export: &Export) {
        match target {
            Expr::Name(name) => {
                let written = self.written.as_ref().is_some_and(|written| written.is_written(&name.id));
                let export = if written { Export::Value(None, Box::default()) } else { export.clone() };
                self.bind(&name.id, export);
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                elts.iter().for_each(|element| self.target(element, &Export::Value(None, Box::default())));
            }
            Expr::Starred(starred) => self.target(&starred.value, &Export::Value(None, Box::default())),
            _ => {}
        }
    }

    /// What stands in no block is in force whatever was before.
    fn bind(&mut self, name: &str, export: Export) {
        let names = &mut self.summary.names;
        let full = names.len() >= MAX_NAMES;
        match names.get_mut(name) {
            Some(known) if self.depth == 0 => *known = vec![export],
            Some(known) if known.len() < 8 => known.push(export),
            Some(_) => {}
            None if full => {}
            None => drop(names.insert(name.into(), vec![export])),
        }
    }
}

fn mentioned(body: &[Stmt], found: &mut Vec<Source>) {
    for stmt in body {
        match stmt {
            _ if found.len() >= MAX_NAMES => return,
            Stmt::Import(import) => {
                found.extend(import.names.iter().map(|alias| Source { level: 0, path: alias.name.split('.').map(Into::into).collect() }));
            }
            Stmt::ImportFrom(import) => found.extend(import.names.iter().map(|alias| source_of(import, alias))),
            other => nested_blocks(other, &mut |body| mentioned(body, found)),
        }
    }
}

/// Where one name of `from a import b` comes from; of a star the module.
pub(in crate::semantic) fn source_of(import: &ast::StmtImportFrom, alias: &ast::Alias) -> Source {
    let module = import.module.iter().flat_map(|module| module.split('.'));
    let name = Some(alias.name.as_str()).filter(|name| *name != "*");
    Source { level: import.level, path: module.chain(name).map(Into::into).collect() }
}

fn strings(value: &Expr) -> Option<Box<[Box<str>]>> {
    let (Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. })) = value else { return None };
    let text = |element: &Expr| match element {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().into()),
        _ => None,
    };
    elts.iter().map(text).collect()
}

/// The range of a node, in bytes.
pub(in crate::semantic) fn range(node: &impl Ranged) -> (u32, u32) {
    (node.start().to_u32(), node.end().to_u32())
}
