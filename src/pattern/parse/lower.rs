//! Expressions of the rewritten pattern, read back as pattern nodes.

use super::super::ir::{AssignPat, ClausePat, ComprehensionKind, ComprehensionPat, ExprPat, FieldPat, Hole, NamePat, ParamPat, StrPat};
use super::rewrite::{DEEP, DOTS, ELLIPSIS, METAVARIABLE, METAVARIABLES, Rewritten, TYPED};
use crate::pattern::PatternError;
use crate::syntax::python::ast::{self, Expr, Operator, Ranged};

/// Reads trees back; keeps the table of metavariables.
pub(super) struct Lowerer<'r> {
    pub(super) rewritten: &'r Rewritten,
    length: usize,
    metavariables: Vec<String>,
}

type Lowered<T> = Result<T, PatternError>;

impl<'r> Lowerer<'r> {
    pub(super) fn new(rewritten: &'r Rewritten, length: usize) -> Self {
        Self { rewritten, length, metavariables: Vec::new() }
    }

    pub(super) fn into_metavariables(self) -> Vec<String> {
        self.metavariables
    }

    /// The hole of the metavariable `name` (`$X`); none for `$_`, which binds nothing.
    pub(super) fn hole(&mut self, name: String) -> Option<Hole> {
        if name == "$_" || name == "$..._" {
            return None;
        }
        let at = self.metavariables.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.metavariables.push(name);
            self.metavariables.len() - 1
        });
        Some(Hole::try_from(at).expect("a pattern's length is bounded"))
    }

    /// Whether a hole is a `$...X`.
    pub(super) fn is_run(&self, hole: Hole) -> bool {
        self.metavariables.get(usize::from(hole)).is_some_and(|name| name.starts_with("$..."))
    }

    pub(super) fn error(&self, message: &str, node: &impl Ranged, help: Option<&str>) -> PatternError {
        let start = self.rewritten.original(node.start().to_usize()).min(self.length);
        let end = self.rewritten.original(node.end().to_usize()).clamp(start, self.length);
        PatternError { message: message.to_owned(), range: start..end, help: help.map(str::to_owned) }
    }

    pub(super) fn name(&mut self, name: &str) -> NamePat {
        if let Some(name) = name.strip_prefix(METAVARIABLES) {
            return self.hole(format!("$...{name}")).map_or(NamePat::Any, NamePat::Hole);
        }
        if let Some(name) = name.strip_prefix(METAVARIABLE) {
            return self.hole(format!("${name}")).map_or(NamePat::Any, NamePat::Hole);
        }
        if is_ellipsis(name) { NamePat::Any } else { NamePat::Is(name.into()) }
    }

    pub(super) fn boxed(&mut self, expr: &Expr) -> Lowered<Box<ExprPat>> {
        self.expr(expr).map(Box::new)
    }

    fn optional(&mut self, expr: Option<&Expr>) -> Lowered<Option<Box<ExprPat>>> {
        expr.map(|expr| self.boxed(expr)).transpose()
    }

    pub(super) fn exprs(&mut self, exprs: &[Expr]) -> Lowered<Vec<ExprPat>> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    /// One expression.
    pub(super) fn expr(&mut self, expr: &Expr) -> Lowered<ExprPat> {
        Ok(match expr {
            Expr::Name(name) if is_ellipsis(&name.id) => ExprPat::Ellipsis,
            Expr::Name(name) => match self.name(&name.id) {
                NamePat::Is(name) => ExprPat::Dotted(vec![NamePat::Is(name)]),
                NamePat::Hole(hole) => ExprPat::Hole(hole),
                NamePat::Any => ExprPat::Any,
            },
            Expr::EllipsisLiteral(_) => ExprPat::Ellipsis,
            Expr::Attribute(attribute) => self.attribute(attribute)?,
            Expr::Call(call) => self.call(call)?,
            Expr::StringLiteral(string) => self.string(string)?,
            Expr::BytesLiteral(bytes) => ExprPat::Str(self.bytes(bytes)),
            Expr::FString(string) => self.f_string(string)?,
            Expr::TString(string) => return Err(self.error("template strings are not supported in patterns", string, None)),
            Expr::NumberLiteral(number) => number_pattern(&number.value),
            Expr::BooleanLiteral(literal) => ExprPat::Bool(literal.value),
            Expr::NoneLiteral(_) => ExprPat::None,
            Expr::BinOp(binary) => self.binary(binary)?,
            Expr::BoolOp(operation) => ExprPat::Bool2(operation.op, self.operands(operation)?),
            Expr::UnaryOp(unary) => self.unary(unary)?,
            Expr::Compare(compare) => {
                let rest = compare.ops.iter().zip(&compare.comparators).map(|(op, expr)| Ok((*op, self.expr(expr)?)));
                let rest = rest.collect::<Lowered<Vec<_>>>()?;
                ExprPat::Compare(self.boxed(&compare.left)?, rest)
            }
            Expr::List(list) => ExprPat::List(self.elements(&list.elts)?),
            Expr::Tuple(tuple) => self.tuple(tuple)?,
            Expr::Set(set) => ExprPat::Set(self.elements(&set.elts)?),
            Expr::Dict(dict) => ExprPat::Dict(self.entries(dict)?),
            Expr::ListComp(list) => self.comprehension(ComprehensionKind::List, None, &list.elt, &list.generators)?,
            Expr::SetComp(set) => self.comprehension(ComprehensionKind::Set, None, &set.elt, &set.generators)?,
            Expr::Generator(generator) => self.comprehension(ComprehensionKind::Generator, None, &generator.elt, &generator.generators)?,
            Expr::DictComp(dict) => self.comprehension(ComprehensionKind::Dict, dict.key.as_deref(), &dict.value, &dict.generators)?,
            Expr::Lambda(lambda) => {
                let params = lambda.parameters.as_ref().map(|parameters| self.parameters(parameters)).transpose()?;
                let params = params.unwrap_or_default();
                if params.iter().any(|param| matches!(param, ParamPat::Ellipsis)) {
                    return Err(self.error("parameters of a lambda cannot be `...`", lambda, Some("write lambda $X: ...")));
                }
                ExprPat::Lambda(params, self.boxed(&lambda.body)?)
            }
            Expr::If(ternary) => {
                ExprPat::Ternary(Box::new([self.expr(&ternary.body)?, self.expr(&ternary.test)?, self.expr(&ternary.orelse)?]))
            }
            Expr::Subscript(subscript) => ExprPat::Subscript(self.boxed(&subscript.value)?, self.boxed(&subscript.slice)?),
            Expr::Slice(slice) => ExprPat::Slice([
                self.optional(slice.lower.as_deref())?,
                self.optional(slice.upper.as_deref())?,
                self.optional(slice.step.as_deref())?,
            ]),
            Expr::Starred(starred) => ExprPat::Starred(self.boxed(&starred.value)?),
            Expr::Await(wait) => ExprPat::Await(self.boxed(&wait.value)?),
            Expr::Yield(value) => ExprPat::Yield(self.optional(value.value.as_deref())?),
            Expr::YieldFrom(value) => ExprPat::YieldFrom(self.boxed(&value.value)?),
            Expr::Named(named) => {
                let (target, value) = (self.expr(&named.target)?, self.expr(&named.value)?);
                ExprPat::Assign(Box::new(AssignPat { target, annotation: None, value: Some(value) }))
            }
            Expr::IpyEscapeCommand(command) => return Err(self.error("this is no Python", command, None)),
        })
    }

    fn attribute(&mut self, attribute: &ast::ExprAttribute) -> Lowered<ExprPat> {
        let attr = self.name(&attribute.attr.id);
        if let Expr::Attribute(inner) = &*attribute.value
            && inner.attr.as_str() == DOTS
        {
            return Ok(ExprPat::Chain(self.boxed(&inner.value)?, attr));
        }
        if attribute.attr.as_str() == DOTS {
            return Err(self.error("`. ...` needs an attribute after it", attribute, Some("write a. ... .b()")));
        }
        Ok(match self.expr(&attribute.value)? {
            ExprPat::Dotted(mut segments) => {
                segments.push(attr);
                ExprPat::Dotted(segments)
            }
            ExprPat::Hole(hole) => ExprPat::Dotted(vec![NamePat::Hole(hole), attr]),
            ExprPat::Any => ExprPat::Dotted(vec![NamePat::Any, attr]),
            value => ExprPat::Attribute(Box::new(value), attr),
        })
    }

    fn call(&mut self, call: &ast::ExprCall) -> Lowered<ExprPat> {
        if let Expr::Name(name) = &*call.func {
            let one = |call: &ast::ExprCall| call.arguments.args.len() == 1 && call.arguments.keywords.is_empty();
            if name.id.as_str() == DEEP {
                if !one(call) {
                    return Err(self.error("`<... ...>` holds one expression", call, None));
                }
                return Ok(ExprPat::Deep(self.boxed(&call.arguments.args[0])?));
            }
            if name.id.as_str() == TYPED && call.arguments.args.len() == 2 {
                return Ok(ExprPat::Typed(self.boxed(&call.arguments.args[0])?, self.boxed(&call.arguments.args[1])?));
            }
        }
        Ok(ExprPat::Call(self.boxed(&call.func)?, self.arguments(&call.arguments)?))
    }

    fn tuple(&mut self, tuple: &ast::ExprTuple) -> Lowered<ExprPat> {
        Ok(ExprPat::Tuple(self.elements(&tuple.elts)?))
    }

    fn binary(&mut self, binary: &ast::ExprBinOp) -> Lowered<ExprPat> {
        if matches!(binary.op, Operator::BitOr | Operator::BitAnd | Operator::BitXor) {
            let mut operands = Vec::new();
            flatten_bits(binary, &mut operands);
            let operands = operands.into_iter().map(|expr| self.expr(expr)).collect::<Lowered<Vec<_>>>()?;
            return Ok(ExprPat::Bits(binary.op, operands));
        }
        Ok(ExprPat::Binary(binary.op, self.boxed(&binary.left)?, self.boxed(&binary.right)?))
    }

    /// Operands of `and`, `or`; parentheses around the same operator do not matter.
    fn operands(&mut self, operation: &ast::ExprBoolOp) -> Lowered<Vec<ExprPat>> {
        let mut all = Vec::new();
        for value in &operation.values {
            match value {
                Expr::BoolOp(inner) if inner.op == operation.op => all.extend(self.operands(inner)?),
                other => all.push(self.expr(other)?),
            }
        }
        Ok(all)
    }

    fn unary(&mut self, unary: &ast::ExprUnaryOp) -> Lowered<ExprPat> {
        let operand = self.expr(&unary.operand)?;
        Ok(match (unary.op, operand) {
            (ast::UnaryOp::USub, ExprPat::Int(value)) => ExprPat::Int(-value),
            (ast::UnaryOp::USub, ExprPat::Float(value)) => ExprPat::Float(-value),
            (ast::UnaryOp::Not, ExprPat::Bool(value)) => ExprPat::Bool(!value),
            (op, operand) => ExprPat::Unary(op, Box::new(operand)),
        })
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        key: Option<&Expr>,
        element: &Expr,
        generators: &[ast::Comprehension],
    ) -> Lowered<ExprPat> {
        let key = key.map(|key| self.expr(key)).transpose()?;
        let element = self.expr(element)?;
        let mut clauses = Vec::new();
        for generator in generators {
            clauses.push(ClausePat {
                target: self.expr(&generator.target)?,
                iter: self.expr(&generator.iter)?,
                conditions: self.exprs(&generator.ifs)?,
            });
        }
        Ok(ExprPat::Comprehension(Box::new(ComprehensionPat { kind, key, element, clauses })))
    }

    fn string(&mut self, string: &ast::ExprStringLiteral) -> Lowered<ExprPat> {
        let mut raw = String::new();
        let mut pieces = 0;
        for part in &string.value {
            raw.push_str(crate::semantic::raw_content(&self.rewritten.python, part));
            pieces += 1;
        }
        if pieces > 1 && string.value.iter().all(|part| part.as_str() == "...") {
            return Ok(ExprPat::Pieces);
        }
        self.content(&raw, string).map(ExprPat::Str)
    }

    fn content(&mut self, raw: &str, node: &impl Ranged) -> Lowered<StrPat> {
        if raw == "..." {
            return Ok(StrPat::Any);
        }
        if let Some(name) = content_hole(raw) {
            return Ok(StrPat::Content(self.hole(name)));
        }
        if let Some((regex, flags)) = raw.strip_prefix("=~/").and_then(|rest| rest.rsplit_once('/'))
            && flags.chars().all(|flag| "imsx".contains(flag))
        {
            let text = if flags.is_empty() { regex.to_owned() } else { format!("(?{flags}){regex}") };
            let built = fancy_regex::RegexBuilder::new(&text).backtrack_limit(100_000).build();
            return match built {
                Ok(regex) => Ok(StrPat::Regex(std::sync::Arc::new(regex))),
                Err(error) => Err(self.error(&format!("this regular expression does not compile: {error}"), node, None)),
            };
        }
        Ok(StrPat::Text(raw.into()))
    }

    fn bytes(&mut self, bytes: &ast::ExprBytesLiteral) -> StrPat {
        let raw: String = bytes.value.iter().map(|part| crate::semantic::raw_content(&self.rewritten.python, part)).collect();
        if raw == "..." { StrPat::AnyBytes } else { StrPat::Bytes(raw.into()) }
    }

    fn f_string(&mut self, string: &ast::ExprFString) -> Lowered<ExprPat> {
        let mut parts = Vec::new();
        for part in &string.value {
            match part {
                ast::FStringPart::Literal(literal) => {
                    parts.push(FieldPat::Text(crate::semantic::raw_content(&self.rewritten.python, literal).into()));
                }
                ast::FStringPart::FString(string) => {
                    for element in &string.elements {
                        parts.push(self.field(element)?);
                    }
                }
            }
        }
        Ok(ExprPat::FString(parts))
    }

    fn field(&mut self, element: &ast::InterpolatedStringElement) -> Lowered<FieldPat> {
        match element {
            ast::InterpolatedStringElement::Literal(text) => {
                let raw = &self.rewritten.python[text.range().to_std_range()];
                Ok(match content_hole(raw) {
                    Some(name) => FieldPat::Content(self.hole(name)),
                    None if raw == "..." => FieldPat::Ellipsis,
                    None => FieldPat::Text(raw.into()),
                })
            }
            ast::InterpolatedStringElement::Interpolation(field) => self.expr(&field.expression).map(FieldPat::Field),
        }
    }
}

/// `$NAME` for a string that is exactly that.
fn content_hole(raw: &str) -> Option<String> {
    let name = raw.strip_prefix('$')?;
    let bare = name.strip_prefix("...").unwrap_or(name);
    let valid = bare.starts_with(|c: char| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    valid.then(|| raw.to_owned())
}

pub(super) fn is_ellipsis(name: &str) -> bool {
    name.strip_prefix(ELLIPSIS).is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn flatten_bits<'e>(binary: &'e ast::ExprBinOp, into: &mut Vec<&'e Expr>) {
    for side in [&*binary.left, &*binary.right] {
        match side {
            Expr::BinOp(inner) if inner.op == binary.op => flatten_bits(inner, into),
            other => into.push(other),
        }
    }
}

fn number_pattern(number: &ast::Number) -> ExprPat {
    match number {
        ast::Number::Int(value) => value.as_i64().map_or_else(|| ExprPat::BigInt(value.to_string().into()), ExprPat::Int),
        ast::Number::Float(value) => ExprPat::Float(*value),
        ast::Number::Complex { real, imag } => ExprPat::Complex(*real, *imag),
    }
}
