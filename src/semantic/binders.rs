//! Which parameter or `except … as` name a use of a name means: two of the same spelling are different variables.

use super::scopes::nested_blocks;
use crate::syntax::python::ast::{self, Ranged, Stmt};

/// Functions and handlers with the names they bind, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Binders {
    items: Vec<Binder>,
}

#[derive(Debug)]
struct Binder {
    start: u32,
    end: u32,
    names: Box<[Box<str>]>,
}

impl Binders {
    pub(super) fn of(module: &ast::ModModule) -> Self {
        let mut binders = Self::default();
        binders.block(&module.body);
        binders.items.sort_by_key(|binder| binder.start);
        binders
    }

    /// Where the innermost function or handler around `offset` starts that binds `name`.
    pub(super) fn find(&self, name: &str, offset: u32) -> Option<u32> {
        let before = self.items.partition_point(|binder| binder.start <= offset);
        let around = self.items[..before].iter().rev().filter(|binder| offset < binder.end);
        around.filter(|binder| binder.names.iter().any(|bound| **bound == *name)).map(|binder| binder.start).next()
    }

    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            match stmt {
                Stmt::FunctionDef(def) => {
                    let names = def.parameters.iter().map(|parameter| parameter.name().as_str().into()).collect();
                    self.items.push(Binder { start: def.start().to_u32(), end: def.end().to_u32(), names });
                }
                Stmt::Try(stmt) => {
                    for ast::ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
                        if let Some(name) = &handler.name {
                            let names = [name.as_str().into()].into();
                            self.items.push(Binder { start: handler.start().to_u32(), end: handler.end().to_u32(), names });
                        }
                    }
                }
                _ => {}
            }
            nested_blocks(stmt, &mut |body| self.block(body));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Binders;
    use crate::syntax::python::parse;

    #[test]
    fn each_handler_and_function_binds_its_own_variable() {
        let code = "def f(x):\n    try: a\n    except E as x: x\n    except F as x: x\n    x\nx\n";
        let parsed = parse(code);
        let binders = Binders::of(parsed.module());
        let uses = code.match_indices('x').filter(|(at, _)| !code[..*at].ends_with('e')).map(|(at, _)| u32::try_from(at).expect("small"));
        let found: Vec<Option<u32>> = uses.map(|offset| binders.find("x", offset)).collect();
        assert_eq!(found, [Some(0), Some(25), Some(25), Some(46), Some(46), Some(0), None]);
    }
}
