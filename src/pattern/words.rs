//! Which words a file must contain for a pattern to be able to match: names that the pattern says.
//!
//! Strings are left out (they may be put together from pieces). Names reached through imports are said too, in the import.
//! A file may spell a name with other Unicode characters that Python takes for the same (NFKC); such a file is not found.

use super::WordSet;
use super::ir::{
    ArgPat, AssignPat, ClassPat, DefPat, EntryPat, ExprPat, FieldPat, HandlerPat, ImportPat, MatchPat, NamePat, ParamPat, StmtPat, Top,
};

/// One set for each name.
pub(super) fn required(top: &Top) -> Vec<WordSet> {
    let mut words = Words::default();
    match top {
        Top::Expr(expr) | Top::Decorator(expr) => words.expr(expr),
        Top::Assign(assign) => words.assign(assign),
        Top::Stmt(stmt) => words.stmt(stmt),
        Top::Sequence(stmts) => words.body(stmts),
        Top::Never => {}
    }
    words.found.into_iter().map(|word| vec![word]).collect()
}

#[derive(Default)]
struct Words {
    found: Vec<String>,
}

impl Words {
    fn name(&mut self, name: &NamePat) {
        if let NamePat::Is(word) = name
            && !self.found.iter().any(|known| **known == **word)
        {
            self.found.push(word.to_string());
        }
    }

    /// A word of Python's own that the code cannot do without.
    fn keyword(&mut self, word: &str) {
        if !self.found.iter().any(|known| known == word) {
            self.found.push(word.to_owned());
        }
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e ExprPat>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &ExprPat) {
        match expr {
            ExprPat::Dotted(segments) => segments.iter().for_each(|segment| self.name(segment)),
            ExprPat::Attribute(value, name) | ExprPat::Chain(value, name) => {
                self.expr(value);
                self.name(name);
            }
            ExprPat::Call(callee, arguments) => {
                self.expr(callee);
                self.arguments(arguments);
            }
            ExprPat::FString(parts) => {
                for part in parts {
                    if let FieldPat::Field(field) = part {
                        self.expr(field);
                    }
                }
            }
            ExprPat::Binary(_, left, right) | ExprPat::Subscript(left, right) => self.exprs([&**left, &**right]),
            ExprPat::Bits(_, operands) | ExprPat::Bool2(_, operands) => self.exprs(operands),
            ExprPat::Compare(left, rest) => {
                self.expr(left);
                self.exprs(rest.iter().map(|(_, expr)| expr));
            }
            ExprPat::List(items) | ExprPat::Tuple(items) | ExprPat::Set(items) => self.arguments(items),
            ExprPat::Dict(entries) => entries.iter().for_each(|entry| self.entry(entry)),
            ExprPat::Comprehension(comprehension) => {
                self.exprs(&comprehension.key);
                self.expr(&comprehension.element);
                for clause in &comprehension.clauses {
                    self.exprs([&clause.target, &clause.iter]);
                    self.exprs(&clause.conditions);
                }
            }
            ExprPat::Lambda(params, body) => {
                self.params(params);
                self.expr(body);
            }
            ExprPat::Ternary(parts) => self.exprs(parts.iter()),
            ExprPat::Slice(parts) => self.exprs(parts.iter().flatten().map(|part| &**part)),
            ExprPat::Yield(value) => self.exprs(value.as_deref()),
            ExprPat::Assign(assign) => self.assign(assign),
            ExprPat::Starred(value)
            | ExprPat::Unary(_, value)
            | ExprPat::Await(value)
            | ExprPat::YieldFrom(value)
            | ExprPat::Deep(value)
            | ExprPat::Typed(value, _) => self.expr(value),
            ExprPat::Ellipsis
            | ExprPat::Any
            | ExprPat::Hole(_)
            | ExprPat::Str(_)
            | ExprPat::Pieces
            | ExprPat::Int(_)
            | ExprPat::BigInt(_)
            | ExprPat::Float(_)
            | ExprPat::Complex(..)
            | ExprPat::Bool(_)
            | ExprPat::None => {}
        }
    }

    fn entry(&mut self, entry: &EntryPat) {
        match entry {
            EntryPat::Ellipsis => {}
            EntryPat::Pair(key, value) => self.exprs([key, value]),
            EntryPat::DoubleStar(value) => self.expr(value),
        }
    }

    fn arguments(&mut self, arguments: &[ArgPat]) {
        for argument in arguments {
            match argument {
                ArgPat::Ellipsis | ArgPat::Holes(_) => {}
                ArgPat::Positional(expr) | ArgPat::Star(expr) | ArgPat::DoubleStar(expr) => self.expr(expr),
                ArgPat::Keyword(name, expr) => {
                    self.name(name);
                    self.expr(expr);
                }
            }
        }
    }

    fn params(&mut self, params: &[ParamPat]) {
        for param in params {
            match param {
                ParamPat::Plain { name, annotation, default } => {
                    self.name(name);
                    self.exprs(annotation);
                    self.exprs(default);
                }
                ParamPat::Star { name, annotation } | ParamPat::DoubleStar { name, annotation } => {
                    self.name(name);
                    self.exprs(annotation);
                }
                ParamPat::Ellipsis | ParamPat::Holes(_) | ParamPat::Separator | ParamPat::Slash => {}
            }
        }
    }

    fn assign(&mut self, assign: &AssignPat) {
        self.expr(&assign.target);
        self.exprs(&assign.annotation);
        self.exprs(&assign.value);
    }

    fn body(&mut self, body: &[StmtPat]) {
        body.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &StmtPat) {
        keyword(stmt).into_iter().for_each(|word| self.keyword(word));
        match stmt {
            StmtPat::Expr(expr) => self.expr(expr),
            StmtPat::Assign(assign) => self.assign(assign),
            StmtPat::Augmented(_, target, value) => self.exprs([target, value]),
            StmtPat::Return(value) => self.exprs(value),
            StmtPat::Raise(value, cause) => {
                self.exprs(value);
                self.exprs(cause);
            }
            StmtPat::Assert(test, message) => {
                self.expr(test);
                self.exprs(message);
            }
            StmtPat::Delete(targets) => self.arguments(targets),
            StmtPat::Global(names) | StmtPat::Nonlocal(names) => names.iter().for_each(|name| self.name(name)),
            StmtPat::If(stmt) => {
                self.expr(&stmt.test);
                self.body(&stmt.body);
                stmt.orelse.iter().for_each(|body| self.body(body));
            }
            StmtPat::While { test, body } => {
                self.expr(test);
                self.body(body);
            }
            StmtPat::For(stmt) => {
                self.exprs([&stmt.target, &stmt.iter]);
                self.body(&stmt.body);
            }
            StmtPat::With(stmt) => {
                self.expr(&stmt.context);
                self.exprs(&stmt.variable);
                self.body(&stmt.body);
            }
            StmtPat::Try(stmt) => {
                self.body(&stmt.body);
                stmt.handlers.iter().for_each(|handler| self.handler(handler));
                self.body(&stmt.orelse);
                self.body(&stmt.finalbody);
            }
            StmtPat::Match { subject, cases } => {
                self.expr(subject);
                for case in cases {
                    if let MatchPat::Value(value) = &case.pattern {
                        self.expr(value);
                    }
                    self.exprs(&case.guard);
                    self.body(&case.body);
                }
            }
            StmtPat::Def(def) => self.def(def),
            StmtPat::Class(class) => self.class(class),
            StmtPat::Import(imports) => imports.iter().for_each(|import| self.import(import)),
            StmtPat::Ellipsis | StmtPat::Any(_) | StmtPat::Pass | StmtPat::Break | StmtPat::Continue => {}
        }
    }

    fn handler(&mut self, handler: &HandlerPat) {
        self.exprs(&handler.class);
        handler.name.iter().for_each(|name| self.name(name));
        self.body(&handler.body);
    }

    fn def(&mut self, def: &DefPat) {
        self.exprs(&def.decorators);
        self.name(&def.name);
        self.params(&def.params);
        self.exprs(&def.returns);
        self.body(&def.body);
    }

    fn class(&mut self, class: &ClassPat) {
        self.exprs(&class.decorators);
        self.name(&class.name);
        self.arguments(&class.bases);
        self.body(&class.body);
    }

    fn import(&mut self, import: &ImportPat) {
        import.path.iter().chain(&import.alias).for_each(|name| self.name(name));
    }
}

/// The word of Python's own that a statement cannot do without, where that is not in nearly every file.
fn keyword(stmt: &StmtPat) -> Option<&'static str> {
    match stmt {
        StmtPat::Raise(..) => Some("raise"),
        StmtPat::Assert(..) => Some("assert"),
        StmtPat::Delete(_) => Some("del"),
        StmtPat::Global(_) => Some("global"),
        StmtPat::Nonlocal(_) => Some("nonlocal"),
        StmtPat::While { .. } => Some("while"),
        StmtPat::With(_) => Some("with"),
        StmtPat::Try(_) => Some("try"),
        _ => None,
    }
}
