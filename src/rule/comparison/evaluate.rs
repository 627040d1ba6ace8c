//! What a comparison is worth for some bindings. None: no value, and so is everything around it.

use std::sync::Arc;

use super::value::{Value, compare, date, operate, whole_number};
use super::{Arithmetic, Comparison, MAX_TEXT, Strip, content, root};
use crate::rule::regex::{Anchor, RegexLimit, RegexTerm};
use crate::semantic::{Constant, raw_content};
use crate::syntax::python::ast::{BoolOp, CmpOp, Expr, ExprName, Number, Ranged, UnaryOp};
use crate::syntax::python::{self, ast};

/// What a metavariable stands for.
#[derive(Debug)]
pub enum Binding<'c> {
    /// The content of a string, or a group of a regular expression.
    Text(&'c str),
    /// A value that is known, of a name or of a string with fields.
    Known(&'c Constant, &'c str),
    /// Code that begins at this byte of the file.
    Code(&'c str, u32),
}

/// Where a comparison looks.
pub trait Bindings {
    /// What `metavariable` (with its `$`) stands for.
    fn get(&self, metavariable: &str) -> Option<Binding<'_>>;
    /// What the name at this byte of the file is known to be.
    fn constant(&self, offset: u32) -> Option<Constant>;
    /// Seconds since 1970; none where no day is given.
    fn today(&self) -> Option<i64>;
}

impl Comparison {
    /// Whether it holds; or the limit that was hit, then it does not.
    pub fn holds(&self, bindings: &dyn Bindings) -> Result<bool, RegexLimit> {
        let Some(root) = root(self.tree()) else { return Ok(false) };
        let mut evaluation = Evaluation { source: Source::Rule(self), bindings, arithmetic: self.arithmetic, limit: None };
        let value = self.parsed.with_room(|| evaluation.value(root));
        match evaluation.limit {
            Some(limit) => Err(limit),
            None => Ok(matches!(value, Some(Value::Bool(true)))),
        }
    }

    /// The value of a metavariable.
    fn bound(&self, name: &str, bindings: &dyn Bindings) -> Option<Value> {
        let value = match bindings.get(name)? {
            Binding::Text(text) => Value::Str(text.into()),
            Binding::Known(constant, text) => known(constant).unwrap_or_else(|| Value::Code(text.into())),
            Binding::Code(text, start) => of_code(text, start, (bindings, self.arithmetic)).unwrap_or_else(|| Value::Code(text.into())),
        };
        if self.strip == Strip::No {
            return Some(value);
        }
        match value {
            Value::Str(text) => whole_number(&text).map(Value::Int),
            Value::Int(_) => Some(value),
            Value::Float(_) | Value::Bool(_) | Value::List(_) | Value::Code(_) => None,
        }
    }
}

fn known(constant: &Constant) -> Option<Value> {
    match constant {
        Constant::Str(text) => Some(Value::Str(Arc::clone(text))),
        Constant::Int(value) => Some(Value::Int(*value)),
        Constant::Float(value) => Some(Value::Float(*value)),
        Constant::Bool(value) => Some(Value::Bool(*value)),
        Constant::SomeStr | Constant::None => None,
    }
}

/// The value of a piece of code that begins at byte `start` of its file.
fn of_code(text: &str, start: u32, (bindings, arithmetic): (&dyn Bindings, Arithmetic)) -> Option<Value> {
    if text.len() > MAX_TEXT {
        return None;
    }
    // In parentheses it may have several lines, as it has where it stands.
    let wrapped = format!("({text}\n)");
    let parsed = python::parse(&wrapped);
    let tree = if arithmetic == Arithmetic::Semgrep { parsed.from_the_right(&wrapped) } else { &parsed };
    let root = root(tree).filter(|_| parsed.errors().is_empty())?;
    let source = Source::Code { text: &wrapped, shift: start };
    parsed.with_room(|| Evaluation { source, bindings, arithmetic, limit: None }.value(root))
}

/// `re.match`.
pub(super) fn is_re_match(callee: &Expr) -> bool {
    matches!(callee, Expr::Attribute(attribute)
        if attribute.attr.as_str() == "match" && matches!(&*attribute.value, Expr::Name(name) if name.id == "re"))
}

#[derive(Clone, Copy)]
enum Source<'a> {
    Rule(&'a Comparison),
    /// Byte 1 of the text is byte `shift` of the file.
    Code {
        text: &'a str,
        shift: u32,
    },
}

struct Evaluation<'a> {
    source: Source<'a>,
    bindings: &'a dyn Bindings,
    arithmetic: Arithmetic,
    limit: Option<RegexLimit>,
}

impl Evaluation<'_> {
    fn value(&mut self, expr: &Expr) -> Option<Value> {
        match expr {
            Expr::Name(name) => self.name(name),
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(value) => value.as_i64().map(Value::Int),
                Number::Float(value) => Some(Value::Float(*value)),
                Number::Complex { .. } => None,
            },
            Expr::BooleanLiteral(literal) => Some(Value::Bool(literal.value)),
            Expr::StringLiteral(literal) => {
                let text = self.text();
                let pieces: String = literal.value.iter().map(|part| raw_content(text, part)).collect();
                Some(Value::Str(pieces.into()))
            }
            Expr::FString(string) => self.f_string(string),
            Expr::List(list) => list.elts.iter().map(|item| self.value(item)).collect::<Option<Vec<_>>>().map(Value::List),
            Expr::UnaryOp(unary) => {
                let value = self.value(&unary.operand)?;
                match (unary.op, value) {
                    (UnaryOp::Not, Value::Bool(value)) => Some(Value::Bool(!value)),
                    (UnaryOp::USub, Value::Int(value)) => Some(Value::Int(value.wrapping_neg())),
                    (UnaryOp::USub, Value::Float(value)) => Some(Value::Float(-value)),
                    (UnaryOp::UAdd, value @ (Value::Int(_) | Value::Float(_))) => Some(value),
                    (UnaryOp::Invert, Value::Int(value)) => Some(Value::Int(!value)),
                    _ => None,
                }
            }
            Expr::BinOp(binary) => {
                let (left, right) = (self.value(&binary.left), self.value(&binary.right));
                operate(binary.op, &left?, &right?, self.arithmetic)
            }
            Expr::BoolOp(operation) => self.truth(operation),
            Expr::Compare(compare) => self.compare(compare),
            Expr::Call(call) if call.arguments.keywords.is_empty() => self.call(call),
            _ => None,
        }
    }

    fn text(&self) -> &str {
        match self.source {
            Source::Rule(comparison) => &comparison.text,
            Source::Code { text, .. } => text,
        }
    }

    fn name(&self, name: &ExprName) -> Option<Value> {
        match self.source {
            Source::Rule(comparison) => {
                let written = comparison.text.get(name.range().to_std_range())?;
                if written.starts_with('$') { comparison.bound(written, self.bindings) } else { None }
            }
            Source::Code { shift, .. } => known(&self.bindings.constant(shift + name.start().to_u32() - 1)?),
        }
    }

    /// Without fields it is a string.
    fn f_string(&self, string: &ast::ExprFString) -> Option<Value> {
        let mut whole = String::new();
        for part in &string.value {
            match part {
                ast::FStringPart::Literal(literal) => whole.push_str(raw_content(self.text(), literal)),
                ast::FStringPart::FString(string) => {
                    for element in &string.elements {
                        let ast::InterpolatedStringElement::Literal(literal) = element else { return None };
                        whole.push_str(self.text().get(literal.range().to_std_range())?);
                    }
                }
            }
        }
        Some(Value::Str(whole.into()))
    }

    /// Every operand is asked, and every one must be true or false.
    fn truth(&mut self, operation: &ast::ExprBoolOp) -> Option<Value> {
        let values: Vec<Option<Value>> = operation.values.iter().map(|operand| self.value(operand)).collect();
        let truths = values.into_iter().map(|value| if let Some(Value::Bool(truth)) = value { Some(truth) } else { None });
        let truths: Vec<bool> = truths.collect::<Option<_>>()?;
        let all = |wanted: bool| truths.iter().all(|truth| *truth == wanted);
        Some(Value::Bool(match operation.op {
            BoolOp::And => all(true),
            BoolOp::Or => !all(false),
        }))
    }

    fn compare(&mut self, comparison: &ast::ExprCompare) -> Option<Value> {
        let ([op], [right]) = (&comparison.ops[..], &comparison.comparators[..]) else { return None };
        let (left, right) = (self.value(&comparison.left), self.value(right));
        compare(*op, &left?, &right?).map(Value::Bool)
    }

    fn call(&mut self, call: &ast::ExprCall) -> Option<Value> {
        if is_re_match(&call.func) {
            let [pattern, text] = &call.arguments.args[..] else { return None };
            return self.re_match(pattern, text).map(Value::Bool);
        }
        let Expr::Name(function) = &*call.func else { return None };
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are few")]
        let today = || self.bindings.today().map(|seconds| Value::Float(seconds as f64));
        let argument = match (&*function.id, &call.arguments.args[..]) {
            ("today", []) => return today(),
            (_, [argument]) => argument,
            _ => return None,
        };
        let argument = self.value(argument)?;
        match (&*function.id, &argument) {
            ("int", _) => argument.to_int().map(Value::Int),
            ("str", _) => argument.to_text().map(Value::Str),
            ("lower", Value::Str(text)) => Some(Value::Str(text.to_lowercase().into())),
            ("upper", Value::Str(text)) => Some(Value::Str(text.to_uppercase().into())),
            ("strptime", Value::Str(text)) => date(text, self.arithmetic).map(Value::Float),
            _ => None,
        }
    }

    fn re_match(&mut self, pattern: &Expr, text: &Expr) -> Option<bool> {
        let (Value::Str(regex), Value::Str(text)) = (self.value(pattern)?, self.value(text)?) else { return None };
        let made;
        let term = if let Some(term) = self.written(pattern) {
            term
        } else {
            made = RegexTerm::new(&regex, Anchor::Start, 0);
            made.check().ok()?;
            &made
        };
        match term.is_match(&text) {
            Ok(matches) => Some(matches),
            Err(limit) => {
                self.limit = Some(limit);
                None
            }
        }
    }

    /// The expression that was made from a literal of the rule.
    fn written(&self, pattern: &Expr) -> Option<&RegexTerm> {
        let (Source::Rule(comparison), Expr::StringLiteral(literal)) = (self.source, pattern) else { return None };
        let start = content(&comparison.text, literal).start;
        comparison.regexes.get(&u32::try_from(start).ok()?)
    }
}

/// Operators that [`compare`] answers.
pub(super) fn is_known(op: CmpOp) -> bool {
    !matches!(op, CmpOp::Is | CmpOp::IsNot)
}
