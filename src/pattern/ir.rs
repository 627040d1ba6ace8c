//! A pattern as the matcher reads it: Python's tree with holes.

use std::sync::Arc;

use crate::syntax::python::ast::{BoolOp, CmpOp, Operator, UnaryOp};

/// Position of a metavariable in its pattern's table.
pub(super) type Hole = u16;

/// A name: of an attribute, a keyword, a parameter, a def or class.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NamePat {
    Is(Box<str>),
    Hole(Hole),
    Any,
}

/// An expression.
#[derive(Debug, Clone)]
pub(super) enum ExprPat {
    /// `...`: anything, and sometimes any number.
    Ellipsis,
    /// `$_`.
    Any,
    Hole(Hole),
    /// `$X: T`.
    Typed(Box<ExprPat>, Box<ExprPat>),
    /// A chain of names, outermost first: `a`, `a.b`, `$M.f`; never only a hole.
    Dotted(Vec<NamePat>),
    /// An attribute of something that is no chain of names.
    Attribute(Box<ExprPat>, NamePat),
    /// `a. ... .z`: any attributes and calls in between.
    Chain(Box<ExprPat>, NamePat),
    Call(Box<ExprPat>, Vec<ArgPat>),
    Str(StrPat),
    /// `"..." "..."`: literals written in two or more pieces.
    Pieces,
    FString(Vec<FieldPat>),
    Int(i64),
    BigInt(Box<str>),
    Float(f64),
    Complex(f64, f64),
    Bool(bool),
    None,
    Binary(Operator, Box<ExprPat>, Box<ExprPat>),
    /// `|`, `&`, `^`: in any order, and some of the operands suffice.
    Bits(Operator, Vec<ExprPat>),
    Bool2(BoolOp, Vec<ExprPat>),
    Unary(UnaryOp, Box<ExprPat>),
    Compare(Box<ExprPat>, Vec<(CmpOp, ExprPat)>),
    List(Vec<ArgPat>),
    Tuple(Vec<ArgPat>),
    Set(Vec<ArgPat>),
    Dict(Vec<EntryPat>),
    Comprehension(Box<ComprehensionPat>),
    Lambda(Vec<ParamPat>, Box<ExprPat>),
    Ternary(Box<[ExprPat; 3]>),
    Subscript(Box<ExprPat>, Box<ExprPat>),
    Slice([Option<Box<ExprPat>>; 3]),
    Starred(Box<ExprPat>),
    Await(Box<ExprPat>),
    Yield(Option<Box<ExprPat>>),
    YieldFrom(Box<ExprPat>),
    Assign(Box<AssignPat>),
    /// `<... e ...>`.
    Deep(Box<ExprPat>),
}

/// An argument of a call, or an element of a list, tuple, set or class header.
#[derive(Debug, Clone)]
pub(super) enum ArgPat {
    Ellipsis,
    /// `$...X`.
    Holes(Option<Hole>),
    Positional(ExprPat),
    Keyword(NamePat, ExprPat),
    /// `*$X`.
    Star(ExprPat),
    /// `**$X`.
    DoubleStar(ExprPat),
}

/// An entry of a dict.
#[derive(Debug, Clone)]
pub(super) enum EntryPat {
    Ellipsis,
    Pair(ExprPat, ExprPat),
    DoubleStar(ExprPat),
}

/// A string without fields.
#[derive(Debug, Clone)]
pub(super) enum StrPat {
    /// `"..."`.
    Any,
    /// `b"..."`: bytes.
    AnyBytes,
    /// `"$X"`: the content.
    Content(Option<Hole>),
    /// `"=~/re/"`.
    Regex(Arc<fancy_regex::Regex>),
    /// The content as written.
    Text(Box<str>),
    /// The same, for bytes only.
    Bytes(Box<str>),
}

/// A part of an f-string.
#[derive(Debug, Clone)]
pub(super) enum FieldPat {
    /// `...` as text: any parts.
    Ellipsis,
    /// `$NAME` alone as text: one piece of text.
    Content(Option<Hole>),
    Text(Box<str>),
    /// `{e}` without conversion or format.
    Field(ExprPat),
}

/// The four kinds of comprehensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

/// `[e for t in i if c]` and its kin.
#[derive(Debug, Clone)]
pub(super) struct ComprehensionPat {
    pub(super) kind: ComprehensionKind,
    pub(super) key: Option<ExprPat>,
    pub(super) element: ExprPat,
    pub(super) clauses: Vec<ClausePat>,
}

/// `for t in i if c`.
#[derive(Debug, Clone)]
pub(super) struct ClausePat {
    pub(super) target: ExprPat,
    pub(super) iter: ExprPat,
    pub(super) conditions: Vec<ExprPat>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub(super) enum ParamPat {
    Ellipsis,
    Holes(Option<Hole>),
    Plain {
        name: NamePat,
        annotation: Option<ExprPat>,
        default: Option<ExprPat>,
    },
    Star {
        name: NamePat,
        annotation: Option<ExprPat>,
    },
    DoubleStar {
        name: NamePat,
        annotation: Option<ExprPat>,
    },
    /// A bare `*`.
    Separator,
    /// A bare `/`.
    Slash,
}

/// `target = value`, with an annotation if one is written.
#[derive(Debug, Clone)]
pub(super) struct AssignPat {
    pub(super) target: ExprPat,
    pub(super) annotation: Option<ExprPat>,
    pub(super) value: Option<ExprPat>,
}

/// A statement.
#[derive(Debug, Clone)]
pub(super) enum StmtPat {
    Ellipsis,
    /// `$S`: any statement.
    Any(Option<Hole>),
    /// An expression; also somewhere inside of a statement (implicit depth).
    Expr(ExprPat),
    Assign(AssignPat),
    Augmented(Operator, ExprPat, ExprPat),
    /// Without a value: `return`.
    Return(Option<ExprPat>),
    Raise(Option<ExprPat>, Option<ExprPat>),
    Assert(ExprPat, Option<ExprPat>),
    Delete(Vec<ArgPat>),
    Global(Vec<NamePat>),
    Nonlocal(Vec<NamePat>),
    Pass,
    Break,
    Continue,
    If(Box<IfPat>),
    While {
        test: ExprPat,
        body: BodyPat,
    },
    For(Box<ForPat>),
    With(Box<WithPat>),
    Try(Box<TryPat>),
    Match {
        subject: ExprPat,
        cases: Vec<CasePat>,
    },
    Def(Box<DefPat>),
    Class(Box<ClassPat>),
    Import(Vec<ImportPat>),
}

/// A block of statements.
pub(super) type BodyPat = Vec<StmtPat>;

/// `if`; an `elif` is an `if` in the else.
#[derive(Debug, Clone)]
pub(super) struct IfPat {
    pub(super) test: ExprPat,
    pub(super) body: BodyPat,
    pub(super) orelse: Option<BodyPat>,
}

/// `for`.
#[derive(Debug, Clone)]
pub(super) struct ForPat {
    pub(super) asynchronous: Asynchronous,
    pub(super) target: ExprPat,
    pub(super) iter: ExprPat,
    pub(super) body: BodyPat,
}

/// Whether the pattern says `async`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asynchronous {
    /// Only async forms match.
    Yes,
    /// Both forms match.
    Either,
}

/// `with` one item; more items are `with` in the body.
#[derive(Debug, Clone)]
pub(super) struct WithPat {
    pub(super) asynchronous: Asynchronous,
    pub(super) context: ExprPat,
    pub(super) variable: Option<ExprPat>,
    pub(super) body: BodyPat,
}

/// `try`.
#[derive(Debug, Clone)]
pub(super) struct TryPat {
    pub(super) body: BodyPat,
    pub(super) handlers: Vec<HandlerPat>,
    pub(super) orelse: BodyPat,
    pub(super) finalbody: BodyPat,
}

/// `except`.
#[derive(Debug, Clone)]
pub(super) struct HandlerPat {
    /// None: bare `except:`.
    pub(super) class: Option<ExprPat>,
    pub(super) name: Option<NamePat>,
    pub(super) body: BodyPat,
}

/// `case`.
#[derive(Debug, Clone)]
pub(super) struct CasePat {
    pub(super) pattern: MatchPat,
    pub(super) guard: Option<ExprPat>,
    pub(super) body: BodyPat,
}

/// What a `case` asks for.
#[derive(Debug, Clone)]
pub(super) enum MatchPat {
    /// A metavariable, a name or an ellipsis: anything.
    Any(Option<Hole>),
    /// A value.
    Value(ExprPat),
    /// Anything else, by its source text without white space.
    Text(Box<str>),
}

/// `def`.
#[derive(Debug, Clone)]
pub(super) struct DefPat {
    pub(super) asynchronous: Asynchronous,
    pub(super) decorators: Vec<ExprPat>,
    pub(super) name: NamePat,
    pub(super) params: Vec<ParamPat>,
    pub(super) returns: Option<ExprPat>,
    pub(super) body: BodyPat,
}

/// `class`.
#[derive(Debug, Clone)]
pub(super) struct ClassPat {
    pub(super) decorators: Vec<ExprPat>,
    pub(super) name: NamePat,
    pub(super) bases: Vec<ArgPat>,
    pub(super) body: BodyPat,
}

/// One imported path.
#[derive(Debug, Clone)]
pub(super) struct ImportPat {
    /// `x.y` of `import x.y`, or of `from x import y`.
    pub(super) path: Vec<NamePat>,
    pub(super) alias: Option<NamePat>,
    /// How many dots a relative import has.
    pub(super) level: u32,
    pub(super) form: ImportForm,
}

/// How an import is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ImportForm {
    /// `import x.y`.
    Plain,
    /// `from x import y`.
    From,
    /// `from x import *`.
    Star,
}

/// What a whole pattern is.
#[derive(Debug, Clone)]
pub(super) enum Top {
    /// One expression.
    Expr(ExprPat),
    /// One assignment: also `:=`.
    Assign(AssignPat),
    /// `@d` without a def.
    Decorator(ExprPat),
    /// One other statement.
    Stmt(StmtPat),
    /// Several statements.
    Sequence(Vec<StmtPat>),
    /// A shape that matches nothing.
    Never,
}
