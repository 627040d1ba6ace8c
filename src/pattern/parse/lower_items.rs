//! Lists inside expressions and definitions: arguments, elements, entries, parameters.

use super::super::ir::{ArgPat, EntryPat, ExprPat, NamePat, ParamPat};
use super::ADDED;
use super::lower::{Lowerer, is_ellipsis};
use super::rewrite::{ELLIPSIS, METAVARIABLES};
use crate::pattern::PatternError;
use crate::syntax::python::ast::{self, Expr};

type Lowered<T> = Result<T, PatternError>;

impl Lowerer<'_> {
    /// Arguments of a call or a class header, in the order of the text.
    pub(super) fn arguments(&mut self, arguments: &ast::Arguments) -> Lowered<Vec<ArgPat>> {
        let mut all = Vec::new();
        for argument in arguments.iter_source_order() {
            all.push(match argument {
                ast::ArgOrKeyword::Arg(expr) => self.element(expr)?,
                ast::ArgOrKeyword::Keyword(keyword) => match &keyword.arg {
                    Some(name) => ArgPat::Keyword(self.name(&name.id), self.expr(&keyword.value)?),
                    None if is_added(&keyword.value) => ArgPat::Ellipsis,
                    None => ArgPat::DoubleStar(self.expr(&keyword.value)?),
                },
            });
        }
        Ok(collapse(all))
    }

    /// Elements of a list, tuple or set.
    pub(super) fn elements(&mut self, elements: &[Expr]) -> Lowered<Vec<ArgPat>> {
        let elements = elements.iter().map(|element| self.element(element)).collect::<Lowered<Vec<_>>>()?;
        Ok(collapse(elements))
    }

    fn element(&mut self, expr: &Expr) -> Lowered<ArgPat> {
        if is_ellipsis_name(expr) {
            return Ok(ArgPat::Ellipsis);
        }
        if let Some(name) = holes_name(expr) {
            return Ok(ArgPat::Holes(self.hole(format!("$...{name}"))));
        }
        Ok(match expr {
            Expr::Starred(starred) if is_added(&starred.value) => ArgPat::Ellipsis,
            Expr::Starred(starred) => match holes_name(&starred.value) {
                Some(name) => ArgPat::Holes(self.hole(format!("$...{name}"))),
                None => ArgPat::Star(self.expr(&starred.value)?),
            },
            other => ArgPat::Positional(self.expr(other)?),
        })
    }

    pub(super) fn entries(&mut self, dict: &ast::ExprDict) -> Lowered<Vec<EntryPat>> {
        let mut all = Vec::new();
        for item in &dict.items {
            all.push(match &item.key {
                None if is_ellipsis_name(&item.value) => EntryPat::Ellipsis,
                None => EntryPat::DoubleStar(self.expr(&item.value)?),
                Some(key) => EntryPat::Pair(self.expr(key)?, self.expr(&item.value)?),
            });
        }
        Ok(all)
    }

    pub(super) fn parameters(&mut self, parameters: &ast::Parameters) -> Lowered<Vec<ParamPat>> {
        let mut all = Vec::new();
        for parameter in &parameters.posonlyargs {
            all.push(self.parameter(parameter)?);
        }
        if !parameters.posonlyargs.is_empty() {
            all.push(ParamPat::Slash);
        }
        for parameter in &parameters.args {
            all.push(self.parameter(parameter)?);
        }
        match &parameters.vararg {
            Some(parameter) if parameter.name.starts_with(METAVARIABLES) => {
                let name = &parameter.name[METAVARIABLES.len()..];
                all.push(ParamPat::Holes(self.hole(format!("$...{name}"))));
            }
            Some(parameter) => {
                let annotation = self.annotation(parameter)?;
                all.push(ParamPat::Star { name: self.name(&parameter.name), annotation });
            }
            None if !parameters.kwonlyargs.is_empty() => all.push(ParamPat::Separator),
            None => {}
        }
        for parameter in &parameters.kwonlyargs {
            all.push(self.parameter(parameter)?);
        }
        if let Some(parameter) = &parameters.kwarg {
            let annotation = self.annotation(parameter)?;
            all.push(ParamPat::DoubleStar { name: self.name(&parameter.name), annotation });
        }
        Ok(all)
    }

    fn annotation(&mut self, parameter: &ast::Parameter) -> Lowered<Option<ExprPat>> {
        parameter.annotation.as_deref().map(|annotation| self.expr(annotation)).transpose()
    }

    fn parameter(&mut self, parameter: &ast::ParameterWithDefault) -> Lowered<ParamPat> {
        let written = parameter.parameter.name.as_str();
        if is_ellipsis(written) {
            return Ok(ParamPat::Ellipsis);
        }
        if let Some(name) = written.strip_prefix(METAVARIABLES) {
            return Ok(ParamPat::Holes(self.hole(format!("$...{name}"))));
        }
        let name: NamePat = self.name(written);
        let annotation = self.annotation(&parameter.parameter)?;
        let default = parameter.default.as_deref().map(|default| self.expr(default)).transpose()?;
        Ok(ParamPat::Plain { name, annotation, default })
    }
}

/// Two ellipses next to each other say no more than one.
fn collapse(mut arguments: Vec<ArgPat>) -> Vec<ArgPat> {
    arguments.dedup_by(|b, a| matches!((a, b), (ArgPat::Ellipsis, ArgPat::Ellipsis)));
    arguments
}

fn is_ellipsis_name(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if is_ellipsis(&name.id))
}

/// Whether it got its stars by the rewriting.
fn is_added(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if is_ellipsis(&name.id) && name.id[ELLIPSIS.len()..].len() > 1 && name.id[ELLIPSIS.len()..].starts_with(ADDED))
}

fn holes_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => name.id.strip_prefix(METAVARIABLES),
        _ => None,
    }
}
