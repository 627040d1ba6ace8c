//! Parts of a comparison that never have a value: an unknown function, an operator that the language does not have.

use std::ops::Range;

use super::Comparison;
use super::evaluate::{is_known, is_re_match};
use crate::rule::error::nearest;
use crate::syntax::python::ast::{self, Expr, Operator, Ranged};

/// Functions and how many arguments they take.
const FUNCTIONS: [(&str, usize); 6] = [("int", 1), ("str", 1), ("lower", 1), ("upper", 1), ("strptime", 1), ("today", 0)];

/// Why a part has no value, and where it stands.
type Doubt = (String, Range<usize>);

/// The first part without a value in `expr`.
pub(super) fn find(comparison: &Comparison, expr: &Expr) -> Option<Doubt> {
    let here = |reason: &str| Some((reason.to_owned(), expr.range().to_std_range()));
    let own = match expr {
        Expr::Name(_) if comparison.metavariable(expr).is_some() => return None,
        Expr::Name(name) => here(&format!("`{}` is no metavariable, so it has no value", name.id)),
        Expr::Call(call) => return function(call).or_else(|| call.arguments.args.iter().find_map(|one| find(comparison, one))),
        Expr::Compare(compare) if compare.ops.len() > 1 => here("a chain of comparisons has no value: join two by `and`"),
        Expr::Compare(compare) if !compare.ops.iter().all(|op| is_known(*op)) => here("`is` has no value: write `==`"),
        Expr::BinOp(binary) if matches!(binary.op, Operator::FloorDiv | Operator::MatMult) => {
            here("this operator has no value: `/` cuts off the fraction of whole numbers")
        }
        Expr::BoolOp(_)
        | Expr::BinOp(_)
        | Expr::UnaryOp(_)
        | Expr::Compare(_)
        | Expr::List(_)
        | Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::FString(_) => None,
        _ => here("this has no value here"),
    };
    let mut first = own;
    crate::semantic::sub_expressions(expr, &mut |inner| {
        if first.is_none() {
            first = find(comparison, inner);
        }
    });
    first
}

fn function(call: &ast::ExprCall) -> Option<Doubt> {
    let here = |reason: String| Some((reason, call.func.range().to_std_range()));
    if !call.arguments.keywords.is_empty() {
        return here("functions take no keywords here".to_owned());
    }
    let count = call.arguments.args.len();
    if is_re_match(&call.func) {
        return if count == 2 { None } else { here("`re.match` takes an expression and a text".to_owned()) };
    }
    let Expr::Name(name) = &*call.func else { return here("only functions can be called, and `re.match`".to_owned()) };
    match FUNCTIONS.iter().find(|(known, _)| *known == name.id) {
        Some((_, takes)) if *takes == count => None,
        Some((known, 0)) => here(format!("`{known}` takes nothing")),
        Some((known, _)) => here(format!("`{known}` takes one value")),
        None => {
            let known = FUNCTIONS.iter().map(|(known, _)| *known).chain(["re.match"]);
            let help = nearest(&name.id, known).map_or_else(String::new, |help| format!("; {help}"));
            here(format!("there is no function `{}`{help}", name.id))
        }
    }
}
