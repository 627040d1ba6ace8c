//! What is known of variables at one point of the flow, and where two flows meet.

use rustc_hash::FxHashMap;

use super::Constant;
use super::fold::join;
use crate::syntax::python::ast::Expr;

/// In a function with more variables nothing is known: joins would take too long.
const MAX_VARIABLES: usize = 1_000;

/// What is known of one variable that was bound.
#[derive(Debug, Clone, Default)]
pub(super) struct Known<'a> {
    /// Its value.
    pub(super) value: Option<Constant>,
    /// The one expression that it was bound to, when that is no constant.
    pub(super) definition: Option<&'a Expr>,
}

impl<'a> Known<'a> {
    /// Bound to the value of `expr`. A list, tuple, dict or set stands for nothing else, as in Semgrep.
    pub(super) fn bound(value: Option<Constant>, expr: &'a Expr) -> Self {
        let display = matches!(
            expr,
            Expr::List(_) | Expr::Tuple(_) | Expr::Dict(_) | Expr::Set(_) | Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_)
        );
        let definition = (value.is_none() && !display).then_some(expr);
        Self { value, definition }
    }

    fn joined(&self, other: &Self) -> Self {
        let value = match (&self.value, &other.value) {
            (Some(one), Some(other)) => join(one, other),
            (None | Some(_), _) => None,
        };
        let same = matches!((self.definition, other.definition), (Some(one), Some(other)) if std::ptr::eq(one, other));
        Self { value, definition: if same { self.definition } else { None } }
    }
}

/// Variables that were bound here; the others are globals.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables<'a> {
    known: FxHashMap<&'a str, Known<'a>>,
}

impl<'a> Variables<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&Known<'a>> {
        self.known.get(name)
    }

    /// Everything bound here becomes unknown, except what `keep` names: that is not bound here any more.
    pub(super) fn forget(&mut self, keep: impl Fn(&str) -> bool) {
        self.known.retain(|name, known| {
            *known = Known::default();
            !keep(name)
        });
    }

    /// What `other` binds is bound here too, to something unknown.
    pub(super) fn bind_all(&mut self, other: &Self) {
        self.known.extend(other.known.keys().map(|name| (*name, Known::default())));
    }
}

/// The variables where flow arrives; none in dead code.
pub(super) type Flow<'a> = Option<Variables<'a>>;

/// Binds `name`.
pub(super) fn set<'a>(flow: &mut Flow<'a>, name: &'a str, known: Known<'a>) {
    if let Some(variables) = flow {
        variables.known.insert(name, known);
        if variables.known.len() > MAX_VARIABLES {
            *flow = None;
        }
    }
}

/// What is known where two flows meet.
#[expect(clippy::iter_over_hash_type, reason = "each entry is joined on its own")]
pub(super) fn joined<'a>(one: Flow<'a>, other: Flow<'a>) -> Flow<'a> {
    let (one, mut other) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return one.or(other),
    };
    for (name, known) in &mut other.known {
        *known = one.known.get(name).map(|found| found.joined(known)).unwrap_or_default();
    }
    for name in one.known.into_keys() {
        other.known.entry(name).or_default();
    }
    Some(other)
}
