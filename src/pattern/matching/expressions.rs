//! Expressions: which function matches which form, and operators.

use super::containers::is_list_comprehension;
use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::{AssignPat, ComprehensionKind, ComprehensionPat, ExprPat};
use crate::semantic::{Constant, sub_expressions};
use crate::syntax::python::ast::{self, CmpOp, Expr, Number, Operator, Ranged, UnaryOp};

impl<'p, 'a> Matcher<'p, 'a> {
    /// One expression.
    #[expect(clippy::too_many_lines, reason = "one arm for every form of the grammar, without `_`")]
    pub(super) fn expr(&mut self, pattern: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        self.step()?;
        if let Expr::Name(name) = expr
            && !matches!(pattern, ExprPat::Ellipsis | ExprPat::Any | ExprPat::Hole(_) | ExprPat::Dotted(_))
            && let Some(definition) = self.definition(name)
        {
            self.expr(pattern, definition, next)?;
        }
        match (pattern, expr) {
            (ExprPat::Ellipsis | ExprPat::Any, _) => next(self),
            (ExprPat::Hole(hole), _) => self.bind_expr(*hole, expr, next),
            (ExprPat::Typed(inner, class), _) => self.typed(inner, class, expr, next),
            (ExprPat::Dotted(segments), _) => self.dotted(segments, expr, next),
            (ExprPat::Deep(inner), _) => self.deep(inner, expr, next),
            (ExprPat::Str(pattern), _) => self.string(pattern, expr, next),
            (ExprPat::Pieces, _) => self.pieces(expr, next),
            (ExprPat::FString(parts), Expr::FString(string)) => self.f_string(parts, string, next),
            (ExprPat::Int(_) | ExprPat::Float(_) | ExprPat::Bool(_) | ExprPat::None, _) => self.value(pattern, expr, next),
            (ExprPat::BigInt(_) | ExprPat::Complex(..), Expr::NumberLiteral(number)) => self.large_number(pattern, &number.value, next),
            (ExprPat::Attribute(value, name), Expr::Attribute(attribute)) => {
                self.name(name, &attribute.attr, &mut |m| m.expr(value, &attribute.value, next))
            }
            (ExprPat::Chain(value, name), Expr::Attribute(attribute)) => {
                self.name(name, &attribute.attr, &mut |m| m.chain(value, &attribute.value, next))
            }
            (ExprPat::Call(callee, arguments), Expr::Call(call)) => {
                self.expr(callee, &call.func, &mut |m| m.arguments(arguments, &call.arguments, next))
            }
            (ExprPat::Binary(op, left, right), Expr::BinOp(binary)) if *op == binary.op => self.binary(left, right, binary, next),
            (ExprPat::Bits(op, operands), Expr::BinOp(binary)) if *op == binary.op => self.bits(*op, operands, expr, next),
            (ExprPat::Bool2(op, operands), Expr::BoolOp(operation)) if *op == operation.op => {
                let mut targets = Vec::new();
                flatten_bool(operation, &mut targets);
                self.operands(operands, &targets, next)
            }
            (ExprPat::Unary(UnaryOp::USub, operand), Expr::NumberLiteral(ast::ExprNumberLiteral { value: Number::Int(_), .. }))
                if matches!(**operand, ExprPat::Hole(_) | ExprPat::Any | ExprPat::Ellipsis) =>
            {
                self.expr(operand, expr, next)
            }
            (ExprPat::Unary(op, operand), Expr::UnaryOp(unary)) if *op == unary.op => self.expr(operand, &unary.operand, next),
            (ExprPat::Compare(left, rest), Expr::Compare(compare)) => self.compare(left, rest, compare, next),
            (ExprPat::List(_) | ExprPat::Tuple(_) | ExprPat::Set(_) | ExprPat::Dict(_), _) => self.container(pattern, expr, next),
            (ExprPat::Comprehension(pattern), _) => self.comprehension(pattern, expr, next),
            (ExprPat::Lambda(params, body), Expr::Lambda(lambda)) => {
                self.params(params, lambda.parameters.as_deref(), &mut |m| m.expr(body, &lambda.body, next))
            }
            (ExprPat::Ternary(parts), Expr::If(ternary)) => {
                let [body, test, orelse] = &**parts;
                self.expr(test, &ternary.test, &mut |m| m.expr(body, &ternary.body, &mut |m| m.expr(orelse, &ternary.orelse, next)))
            }
            (ExprPat::Subscript(value, index), Expr::Subscript(subscript)) => {
                if matches!(&*subscript.slice, Expr::Slice(_)) && !matches!(**index, ExprPat::Slice(_)) {
                    return Search::Continue(());
                }
                self.expr(value, &subscript.value, &mut |m| m.expr(index, &subscript.slice, next))
            }
            (ExprPat::Slice(parts), Expr::Slice(slice)) => {
                let [lower, upper, step] = parts;
                self.optional(lower.as_deref(), slice.lower.as_deref(), &mut |m| {
                    m.optional(upper.as_deref(), slice.upper.as_deref(), &mut |m| m.optional(step.as_deref(), slice.step.as_deref(), next))
                })
            }
            (ExprPat::Starred(value), Expr::Starred(starred)) => self.expr(value, &starred.value, next),
            (ExprPat::Await(value), Expr::Await(wait)) => self.expr(value, &wait.value, next),
            (ExprPat::Yield(value), Expr::Yield(target)) if value.is_some() == target.value.is_some() => {
                self.optional(value.as_deref(), target.value.as_deref(), next)
            }
            (ExprPat::YieldFrom(value), Expr::YieldFrom(target)) => self.expr(value, &target.value, next),
            (ExprPat::Assign(assign), Expr::Named(named)) => self.named(assign, named, next),
            _ => Search::Continue(()),
        }
    }

    /// A part that may be missing: on both sides or on neither; `...` also matches nothing.
    pub(super) fn optional(&mut self, pattern: Option<&'p ExprPat>, expr: Option<&'a Expr>, next: Next<'_, 'p, 'a>) -> Search {
        match (pattern, expr) {
            (Some(pattern), Some(expr)) => self.expr(pattern, expr, next),
            (None | Some(ExprPat::Ellipsis), None) => next(self),
            (None, Some(_)) | (Some(_), None) => Search::Continue(()),
        }
    }

    /// A part that is free unless it is written.
    pub(super) fn if_written(&mut self, pattern: Option<&'p ExprPat>, expr: Option<&'a Expr>, next: Next<'_, 'p, 'a>) -> Search {
        match pattern {
            None => next(self),
            Some(_) => self.optional(pattern, expr, next),
        }
    }

    /// `x := v`.
    pub(super) fn named(&mut self, assign: &'p AssignPat, named: &'a ast::ExprNamed, next: Next<'_, 'p, 'a>) -> Search {
        let (None, Some(value)) = (&assign.annotation, &assign.value) else { return Search::Continue(()) };
        self.expr(&assign.target, &named.target, &mut |m| m.expr(value, &named.value, next))
    }

    /// `e`, here or in any sub-expression.
    pub(super) fn deep(&mut self, pattern: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        self.expr(pattern, expr, next)?;
        let mut search = Search::Continue(());
        sub_expressions(expr, &mut |inner| {
            if search.is_continue() {
                search = self.deep(pattern, inner, next);
            }
        });
        search
    }

    /// What stands before `. ... .z`: through attributes and calls down to `value`.
    fn chain(&mut self, pattern: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        let mut receiver = expr;
        loop {
            self.expr(pattern, receiver, next)?;
            receiver = match receiver {
                Expr::Attribute(attribute) => &attribute.value,
                Expr::Call(call) => &call.func,
                _ => return Search::Continue(()),
            };
        }
    }

    fn value(&mut self, pattern: &'p ExprPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        if !may_be_constant(expr, self.is_strict()) {
            return Search::Continue(());
        }
        let equal = match (pattern, self.constant(expr)) {
            (ExprPat::Int(wanted), Some(Constant::Int(value))) => *wanted == value,
            (ExprPat::Float(wanted), Some(Constant::Float(value))) => wanted.to_bits() == value.to_bits(),
            (ExprPat::Bool(wanted), Some(Constant::Bool(value))) => *wanted == value,
            (ExprPat::None, Some(Constant::None)) => true,
            _ => false,
        };
        if equal { next(self) } else { Search::Continue(()) }
    }

    fn large_number(&mut self, pattern: &'p ExprPat, number: &'a Number, next: Next<'_, 'p, 'a>) -> Search {
        let equal = match (pattern, number) {
            (ExprPat::BigInt(wanted), Number::Int(value)) => value.to_string() == **wanted,
            (ExprPat::Complex(real, imag), Number::Complex { real: other_real, imag: other_imag }) => {
                real.to_bits() == other_real.to_bits() && imag.to_bits() == other_imag.to_bits()
            }
            _ => false,
        };
        if equal { next(self) } else { Search::Continue(()) }
    }

    /// `E + ...` also matches longer chains that begin with E.
    fn binary(&mut self, left: &'p ExprPat, right: &'p ExprPat, binary: &'a ast::ExprBinOp, next: Next<'_, 'p, 'a>) -> Search {
        self.expr(left, &binary.left, &mut |m| m.expr(right, &binary.right, next))?;
        let mut begin = &*binary.left;
        while let (ExprPat::Ellipsis, Expr::BinOp(inner)) = (right, begin)
            && inner.op == binary.op
        {
            self.expr(left, &inner.left, next)?;
            begin = &inner.left;
        }
        Search::Continue(())
    }

    fn bits(&mut self, op: Operator, patterns: &'p [ExprPat], expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        let mut operands = Vec::new();
        flatten_bits(op, expr, &mut operands);
        self.subset(patterns, &operands, 0, next)
    }

    /// Each pattern matches another operand, in any order; operands may be left over. `used` is a set of positions.
    fn subset(&mut self, patterns: &'p [ExprPat], operands: &[&'a Expr], used: u64, next: Next<'_, 'p, 'a>) -> Search {
        let [first, rest @ ..] = patterns else { return next(self) };
        if matches!(first, ExprPat::Ellipsis) {
            return self.subset(rest, operands, used, next);
        }
        for (at, operand) in operands.iter().enumerate().take(64).filter(|(at, _)| used & (1 << at) == 0) {
            self.expr(first, operand, &mut |m| m.subset(rest, operands, used | (1 << at), next))?;
        }
        Search::Continue(())
    }

    /// Operands of `and`, `or`: in order; a metavariable may take several, `...` any number.
    fn operands(&mut self, patterns: &'p [ExprPat], operands: &[&'a Expr], next: Next<'_, 'p, 'a>) -> Search {
        if self.pattern.options.commutative_boolop {
            self.subset(patterns, operands, 0, next)?;
        }
        let [first, rest @ ..] = patterns else {
            return if operands.is_empty() { next(self) } else { Search::Continue(()) };
        };
        match first {
            ExprPat::Ellipsis => {
                for skipped in 0..=operands.len() {
                    self.operands(rest, &operands[skipped..], next)?;
                }
                Search::Continue(())
            }
            ExprPat::Hole(_) | ExprPat::Any => {
                for taken in 1..=operands.len() {
                    let (run, left) = operands.split_at(taken);
                    let value = match run {
                        [one] => Value::Expr(one),
                        [one, .., last] => Value::Text { start: one.start().to_u32(), end: last.end().to_u32() },
                        [] => break,
                    };
                    let hole = if let ExprPat::Hole(hole) = first { Some(*hole) } else { None };
                    self.bind_maybe(hole, value, &mut |m| m.operands(rest, left, next))?;
                }
                Search::Continue(())
            }
            _ => {
                let [operand, left @ ..] = operands else { return Search::Continue(()) };
                self.expr(first, operand, &mut |m| m.operands(rest, left, next))
            }
        }
    }

    fn compare(
        &mut self,
        left: &'p ExprPat,
        rest: &'p [(CmpOp, ExprPat)],
        compare: &'a ast::ExprCompare,
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        if rest.len() != compare.ops.len() || !rest.iter().zip(&compare.ops).all(|((wanted, _), op)| wanted == op) {
            return Search::Continue(());
        }
        self.expr(left, &compare.left, &mut |m| m.compared(rest, &compare.comparators, next))?;
        match (rest, &compare.comparators[..]) {
            ([(CmpOp::Eq | CmpOp::NotEq, right)], [other])
                if self.pattern.options.symmetric_eq || self.pattern.options.commutative_compop =>
            {
                self.expr(left, other, &mut |m| m.expr(right, &compare.left, next))
            }
            _ => Search::Continue(()),
        }
    }

    fn compared(&mut self, patterns: &'p [(CmpOp, ExprPat)], targets: &'a [Expr], next: Next<'_, 'p, 'a>) -> Search {
        match (patterns, targets) {
            ([(_, pattern), patterns @ ..], [target, targets @ ..]) => {
                self.expr(pattern, target, &mut |m| m.compared(patterns, targets, next))
            }
            _ => next(self),
        }
    }

    fn comprehension(&mut self, pattern: &'p ComprehensionPat, expr: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        let (kind, key, element, clauses): (_, Option<&Expr>, &Expr, &[ast::Comprehension]) = match expr {
            Expr::ListComp(found) => (ComprehensionKind::List, None, &found.elt, &found.generators),
            Expr::SetComp(found) => (ComprehensionKind::Set, None, &found.elt, &found.generators),
            Expr::DictComp(found) => (ComprehensionKind::Dict, found.key.as_deref(), &found.value, &found.generators),
            Expr::Generator(found) => (ComprehensionKind::Generator, None, &found.elt, &found.generators),
            _ => return Search::Continue(()),
        };
        let as_list = pattern.kind == ComprehensionKind::List && is_list_comprehension(expr);
        if kind != pattern.kind && !as_list {
            return Search::Continue(());
        }
        self.comprehended(pattern, key, element, clauses, next)
    }

    /// The parts of a comprehension, whatever its kind.
    #[expect(clippy::too_many_arguments, reason = "the state of one walk, with its continuation")]
    pub(super) fn comprehended(
        &mut self,
        pattern: &'p ComprehensionPat,
        key: Option<&'a Expr>,
        element: &'a Expr,
        clauses: &'a [ast::Comprehension],
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        if clauses.len() != pattern.clauses.len() {
            return Search::Continue(());
        }
        self.optional(pattern.key.as_ref(), key, &mut |m| {
            m.expr(&pattern.element, element, &mut |m| m.clauses(&pattern.clauses, clauses, next))
        })
    }

    fn clauses(
        &mut self,
        patterns: &'p [crate::pattern::ir::ClausePat],
        clauses: &'a [ast::Comprehension],
        next: Next<'_, 'p, 'a>,
    ) -> Search {
        let ([pattern, patterns @ ..], [clause, clauses @ ..]) = (patterns, clauses) else { return next(self) };
        if pattern.conditions.len() != clause.ifs.len() {
            return Search::Continue(());
        }
        self.expr(&pattern.target, &clause.target, &mut |m| {
            m.expr(&pattern.iter, &clause.iter, &mut |m| {
                m.each(&pattern.conditions, &clause.ifs, &mut |m| m.clauses(patterns, clauses, next))
            })
        })
    }

    /// Each pattern against the expression at the same position.
    fn each(&mut self, patterns: &'p [ExprPat], exprs: &'a [Expr], next: Next<'_, 'p, 'a>) -> Search {
        match (patterns, exprs) {
            ([pattern, patterns @ ..], [expr, exprs @ ..]) => self.expr(pattern, expr, &mut |m| m.each(patterns, exprs, next)),
            _ => next(self),
        }
    }
}

/// Whether folding is worth a try.
pub(super) fn may_be_constant(expr: &Expr, strict: bool) -> bool {
    if let Expr::Call(call) = expr {
        return strict && matches!(&*call.func, Expr::Attribute(method) if method.attr.as_str() == "format");
    }
    matches!(expr, Expr::Attribute(_) if strict)
        || matches!(
            expr,
            Expr::Name(_)
                | Expr::StringLiteral(_)
                | Expr::BytesLiteral(_)
                | Expr::NumberLiteral(_)
                | Expr::BooleanLiteral(_)
                | Expr::NoneLiteral(_)
                | Expr::FString(_)
                | Expr::BinOp(_)
                | Expr::UnaryOp(_)
                | Expr::If(_)
                | Expr::Compare(_)
                | Expr::BoolOp(_)
        )
}

fn flatten_bool<'a>(operation: &'a ast::ExprBoolOp, into: &mut Vec<&'a Expr>) {
    for value in &operation.values {
        match value {
            Expr::BoolOp(inner) if inner.op == operation.op => flatten_bool(inner, into),
            other => into.push(other),
        }
    }
}

fn flatten_bits<'a>(op: Operator, expr: &'a Expr, into: &mut Vec<&'a Expr>) {
    match expr {
        Expr::BinOp(binary) if binary.op == op => {
            flatten_bits(op, &binary.left, into);
            flatten_bits(op, &binary.right, into);
        }
        other => into.push(other),
    }
}
