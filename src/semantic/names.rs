//! Which dotted path a name has through imports, use by use: in the order of the file, the last import of a name wins,
//! and an import in a function holds for the rest of the file. A parameter or comprehension variable of that name hides it.

use rustc_hash::FxHashMap;

use super::scopes::nested_blocks;
use super::walk::{own_expressions, sub_expressions};
use crate::syntax::python::ast::{self, Expr, Ranged, Stmt};

/// The dotted paths of names, by where they are used.
#[derive(Debug, Default)]
pub(super) struct Names {
    paths: Vec<Box<[Box<str>]>>,
    /// Start of a use, and the position of its path; sorted.
    uses: Vec<(u32, u32)>,
    /// End of a `from x import *`, and the position of x.
    stars: Vec<(u32, u32)>,
    renames: bool,
}

impl Names {
    pub(super) fn of(module: &ast::ModModule) -> Self {
        let mut reader = Reader { names: Self::default(), imported: FxHashMap::default(), hidden: Vec::new() };
        reader.block(&module.body);
        let mut names = reader.names;
        names.uses.sort_unstable();
        names
    }

    pub(super) fn resolved(&self, offset: u32) -> Option<&[Box<str>]> {
        let at = self.uses.binary_search_by_key(&offset, |(offset, _)| *offset).ok()?;
        Some(&self.paths[self.uses[at].1 as usize])
    }

    /// Whether some name is bound that is not the last of its path.
    pub(super) fn renames(&self) -> bool {
        self.renames
    }

    pub(super) fn stars(&self, offset: u32) -> impl Iterator<Item = &[Box<str>]> {
        let before = self.stars.iter().take_while(move |(end, _)| *end <= offset);
        before.map(|(_, path)| self.paths[*path as usize].as_ref())
    }
}

struct Reader<'a> {
    names: Names,
    imported: FxHashMap<&'a str, u32>,
    /// Parameters and comprehension variables in force.
    hidden: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn block(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::FunctionDef(def) => {
                own_expressions(stmt, &mut |expr| self.expr(expr));
                let depth = self.hidden.len();
                self.hide_parameters(&def.parameters);
                self.block(&def.body);
                self.hidden.truncate(depth);
            }
            Stmt::For(stmt_for) => {
                self.expr(&stmt_for.target);
                self.expr(&stmt_for.iter);
                nested_blocks(stmt, &mut |body| self.block(body));
            }
            other => {
                own_expressions(other, &mut |expr| self.expr(expr));
                nested_blocks(other, &mut |body| self.block(body));
            }
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => {
                if let Some(path) = self.imported.get(name.id.as_str())
                    && !self.hidden.contains(&name.id.as_str())
                {
                    self.names.uses.push((name.start().to_u32(), *path));
                }
            }
            Expr::Lambda(lambda) => {
                let depth = self.hidden.len();
                if let Some(parameters) = &lambda.parameters {
                    self.hide_parameters(parameters);
                }
                sub_expressions(expr, &mut |expr| self.expr(expr));
                self.hidden.truncate(depth);
            }
            Expr::ListComp(list) => self.comprehension(expr, &list.generators),
            Expr::SetComp(set) => self.comprehension(expr, &set.generators),
            Expr::DictComp(dict) => self.comprehension(expr, &dict.generators),
            Expr::Generator(generator) => self.comprehension(expr, &generator.generators),
            other => sub_expressions(other, &mut |expr| self.expr(expr)),
        }
    }

    fn comprehension(&mut self, expr: &'a Expr, clauses: &'a [ast::Comprehension]) {
        let depth = self.hidden.len();
        for clause in clauses {
            self.hide_target(&clause.target);
        }
        sub_expressions(expr, &mut |expr| self.expr(expr));
        self.hidden.truncate(depth);
    }

    fn hide_parameters(&mut self, parameters: &'a ast::Parameters) {
        self.hidden.extend(parameters.iter().map(|parameter| parameter.name().as_str()));
    }

    fn hide_target(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => self.hidden.push(&name.id),
            other => sub_expressions(other, &mut |expr| self.hide_target(expr)),
        }
    }

    fn import(&mut self, import: &'a ast::StmtImport) {
        for alias in &import.names {
            if let Some(name) = &alias.asname {
                let path = self.path(alias.name.split('.'));
                self.imported.insert(name, path);
            } else {
                let top = alias.name.split('.').next().unwrap_or_default();
                let path = self.path(std::iter::once(top));
                self.imported.insert(top, path);
            }
        }
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        let module = import.module.as_ref().map(ast::Identifier::as_str).unwrap_or_default();
        for alias in &import.names {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            if import.level > 0 {
                // Relative imports are not followed; they end what the name meant before.
                self.imported.remove(bound);
            } else if alias.name.as_str() == "*" {
                let path = self.path(module.split('.'));
                self.names.stars.push((import.end().to_u32(), path));
            } else {
                let path = self.path(module.split('.').chain(std::iter::once(alias.name.as_str())));
                self.names.renames |= bound != alias.name.as_str();
                self.imported.insert(bound, path);
            }
        }
    }

    fn path<'s>(&mut self, segments: impl Iterator<Item = &'s str>) -> u32 {
        self.names.paths.push(segments.map(Into::into).collect());
        u32::try_from(self.names.paths.len() - 1).expect("fewer imports than bytes")
    }
}
