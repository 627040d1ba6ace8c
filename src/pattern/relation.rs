//! How two patterns relate: whether one finds all that another finds, and whether both can ever match the same code.
//!
//! For warnings about rules, so every answer is careful: what is not certain is no covering, and may meet.

use std::sync::Arc;

use super::ir::{ExprPat, NamePat, StmtPat, Top};
use super::parse::as_python;
use super::{Code, MatchOptions, Pattern, PatternSet};
use crate::semantic;
use crate::syntax::python;

/// Patterns that can be compared with one another.
#[derive(Debug)]
pub struct Sketches {
    /// Each pattern, with a name for every hole, so that what a hole takes can be looked at.
    set: PatternSet,
    /// For each pattern its text as Python: code that stands for all that it matches. None where there is no such code.
    specimens: Vec<Option<String>>,
    /// For each pattern what it says of strings.
    strings: Vec<Strings>,
    tops: Vec<Top>,
}

/// What a pattern says of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Strings {
    /// It has `"..."`, which finds strings that are put together, too.
    any: bool,
    /// It has `"$X"`, which does not find all of these.
    content: bool,
}

/// A metavariable of the pattern that finds more, and what it stands for in the other: `$X`, or a piece of its text.
pub type Stands = (String, String);

/// Steps of one comparison. Real patterns take some dozens, hostile ones as many as they get.
const MAX_STEPS: u32 = 2_000;

/// What `$_` is called while patterns are compared.
const NAMELESS: &str = "$SLNAMELESS";

impl Sketches {
    /// Prepares patterns, given as text.
    pub fn of(texts: &[&str], options: MatchOptions) -> Self {
        let (mut patterns, mut specimens, mut strings) = (Vec::new(), Vec::new(), Vec::new());
        for text in texts {
            let pattern = Pattern::parse_with(&with_names(text), options);
            // A string that is searched by a regular expression matches text of a specimen that stands for any text.
            let pattern = pattern.ok().filter(|_| !text.contains("=~/")).unwrap_or_else(Pattern::nothing);
            specimens.push(as_python(text).filter(|_| !stands_for_little(text)));
            patterns.push(pattern);
            let has = |signs: [&str; 2]| signs.iter().any(|sign| text.contains(sign));
            strings.push(Strings { any: has(["\"...", "'..."]), content: has(["\"$", "'$"]) });
        }
        let tops = patterns.iter().map(|pattern| (*pattern.top).clone()).collect();
        Self { set: PatternSet::new(patterns), specimens, strings, tops }
    }

    /// For each other pattern that matches whatever pattern `special` matches, over the same range, what its metavariables stand for.
    pub fn covering(&self, special: usize) -> Vec<(usize, Vec<Stands>)> {
        let Some(python) = self.specimens[special].as_deref() else { return Vec::new() };
        let python = python.trim_end();
        let parsed = python::parse(python);
        let strict = self.set.patterns().iter().any(|pattern| pattern.options.names_by_meaning);
        let parsed = if strict { &parsed } else { parsed.from_the_right(python) };
        let semantics = semantic::analyse(python, parsed);
        let code = Code { text: python, parsed, semantics: &semantics };
        let comparable = |(at, top): (usize, &Top)| {
            let strings = !(self.strings[special].any && self.strings[at].content);
            at != special && strings && is_comparable(top, &self.tops[special])
        };
        let wanted: Vec<bool> = self.tops.iter().enumerate().map(comparable).collect();
        let found = parsed.with_room(|| self.set.find_briefly(&code, &wanted, MAX_STEPS));
        let mut covering = Vec::new();
        for at in 0..self.tops.len() {
            let whole = found.of(at).iter().filter(|one| one.start == 0 && one.end as usize == python.len());
            let stands = whole.filter_map(|one| {
                let stands = one.captures.iter().map(|(name, capture)| stands_for(name, &capture.text));
                stands.collect::<Option<Vec<Stands>>>()
            });
            covering
                .extend(stands.take(1).map(|stands| (at, stands.into_iter().filter(|(name, _)| !name.starts_with(NAMELESS)).collect())));
        }
        covering
    }
}

/// Whether the text as code says less than the pattern matches: strings by expression, f-strings with any fields.
fn stands_for_little(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["=~/", "f\"", "f'", "fr\"", "fr'"].iter().any(|sign| text.contains(sign))
}

/// Every `$_` with a name of its own.
fn with_names(text: &str) -> String {
    let mut out = String::new();
    for (number, piece) in text.split("$_").enumerate() {
        let nameless = number > 0 && !piece.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        match (number, nameless) {
            (0, _) => {}
            (_, true) => out.push_str(&format!("{NAMELESS}{number}")),
            (_, false) => out.push_str("$_"),
        }
        out.push_str(piece);
    }
    out
}

/// What a hole stands for, in the words of the other pattern; none when it took something that may be several things there.
fn stands_for(name: &str, text: &str) -> Option<Stands> {
    let several = text.contains("__sl_e") || text.contains("__sl_mvs_");
    if several && !name.starts_with("$...") {
        return None;
    }
    Some((name.to_owned(), text.replace("__sl_mvs_", "$...").replace("__sl_mv_", "$")))
}

/// Whether ranges of both are told by the same kind of thing, so that code can stand for them.
fn is_comparable(general: &Top, special: &Top) -> bool {
    match (general, special) {
        (Top::Expr(_), Top::Expr(_)) | (Top::Assign(_), Top::Assign(_)) | (Top::Stmt(_), Top::Stmt(_)) => true,
        (Top::Expr(expr), Top::Assign(_)) => is_bare(expr),
        _ => false,
    }
}

fn is_bare(expr: &ExprPat) -> bool {
    matches!(expr, ExprPat::Ellipsis | ExprPat::Any | ExprPat::Hole(_))
}

impl Pattern {
    /// A pattern that matches nothing.
    fn nothing() -> Self {
        let (metavariables, names, required) = (Arc::from([]), Arc::from([]), Arc::from([]));
        Self {
            top: Arc::new(Top::Never),
            options: MatchOptions::default(),
            metavariables,
            names,
            required,
            never: None,
            longest: false,
            compared: None,
        }
    }

    /// Whether it matches every expression.
    pub fn matches_everything(&self) -> bool {
        matches!(&*self.top, Top::Expr(expr) if is_bare(expr))
    }

    /// Equal for patterns that differ in layout, quotes and comments alone.
    pub fn picture(&self) -> String {
        format!("{:?} {:?} {:?}", self.top, self.metavariables, self.options)
    }

    /// Whether both may match code over the same range.
    pub fn may_meet(&self, other: &Self) -> bool {
        match (&*self.top, &*other.top) {
            (Top::Expr(one), Top::Expr(other)) => may_be_one(one, other),
            (Top::Expr(expr), Top::Assign(_)) | (Top::Assign(_), Top::Expr(expr)) => {
                is_bare(expr) || matches!(expr, ExprPat::Assign(_) | ExprPat::Deep(_) | ExprPat::Typed(..))
            }
            (Top::Stmt(stmt), Top::Expr(_) | Top::Assign(_)) | (Top::Expr(_) | Top::Assign(_), Top::Stmt(stmt)) => {
                kind(stmt) == Kind::Unknown
            }
            (Top::Stmt(one), Top::Stmt(other)) => kind(one) == Kind::Unknown || kind(other) == Kind::Unknown || kind(one) == kind(other),
            _ => true,
        }
    }
}

/// Kinds of statements that are never another kind, nor an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unknown,
    Return,
    Raise,
    Assert,
    Delete,
    If,
    While,
    Try,
    Def,
    Class,
    Import,
}

fn kind(stmt: &StmtPat) -> Kind {
    match stmt {
        StmtPat::Return(_) => Kind::Return,
        StmtPat::Raise(..) => Kind::Raise,
        StmtPat::Assert(..) => Kind::Assert,
        StmtPat::Delete(_) => Kind::Delete,
        StmtPat::If(_) => Kind::If,
        StmtPat::While { .. } => Kind::While,
        StmtPat::Try(_) => Kind::Try,
        StmtPat::Def(_) => Kind::Def,
        StmtPat::Class(_) => Kind::Class,
        StmtPat::Import(_) => Kind::Import,
        _ => Kind::Unknown,
    }
}

/// Kinds of expressions that are never another kind, whatever constants and definitions are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Call,
    Compare,
    Logic,
    Container,
    Lambda,
    Subscript,
    Await,
    Yield,
}

fn shape(expr: &ExprPat) -> Option<Shape> {
    match expr {
        ExprPat::Call(..) => Some(Shape::Call),
        ExprPat::Compare(..) => Some(Shape::Compare),
        ExprPat::Bool2(..) => Some(Shape::Logic),
        ExprPat::List(_) | ExprPat::Set(_) | ExprPat::Dict(_) | ExprPat::Comprehension(_) => Some(Shape::Container),
        ExprPat::Lambda(..) => Some(Shape::Lambda),
        ExprPat::Subscript(..) => Some(Shape::Subscript),
        ExprPat::Await(_) => Some(Shape::Await),
        ExprPat::Yield(_) | ExprPat::YieldFrom(_) => Some(Shape::Yield),
        _ => None,
    }
}

fn may_be_one(one: &ExprPat, other: &ExprPat) -> bool {
    if let (ExprPat::Call(one, _), ExprPat::Call(other, _)) = (one, other) {
        return match (&**one, &**other) {
            (ExprPat::Dotted(one), ExprPat::Dotted(other)) => may_be_one_name(one, other),
            _ => true,
        };
    }
    match (shape(one), shape(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// An import gives a name another path, but keeps the last part of a longer one.
fn may_be_one_name(one: &[NamePat], other: &[NamePat]) -> bool {
    if (one.len() == 1) != (other.len() == 1) {
        return true;
    }
    match (one.last(), other.last()) {
        (Some(NamePat::Is(one)), Some(NamePat::Is(other))) => one == other,
        _ => true,
    }
}
