//! Kinds of nodes, of patterns and of code.

use super::flat::Node;
use super::ir::{ExprPat, StmtPat};
use crate::syntax::python::ast::{Expr, Stmt};

/// Kinds of expressions that patterns are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Attribute,
    Call,
    String,
    FString,
    Number,
    Constant,
    Binary,
    Unary,
    Bool,
    Compare,
    Sequence,
    Comprehension,
    Subscript,
    Ternary,
    Lambda,
    Named,
    Other,
}

pub(super) const KINDS: usize = Kind::Other as usize + 1;

/// Kinds of statements that patterns are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StmtKind {
    Expr,
    Assign,
    Augmented,
    Return,
    Def,
    Class,
    If,
    For,
    While,
    With,
    Try,
    Import,
    Other,
}

pub(super) const STMT_KINDS: usize = StmtKind::Other as usize + 1;

const ALL: &[Kind] = &[
    Kind::Name,
    Kind::Attribute,
    Kind::Call,
    Kind::String,
    Kind::FString,
    Kind::Number,
    Kind::Constant,
    Kind::Binary,
    Kind::Unary,
    Kind::Bool,
    Kind::Compare,
    Kind::Sequence,
    Kind::Comprehension,
    Kind::Subscript,
    Kind::Ternary,
    Kind::Lambda,
    Kind::Named,
    Kind::Other,
];

/// Kinds of expressions that `expr` may match.
pub(super) fn kinds(expr: &ExprPat) -> &'static [Kind] {
    match expr {
        ExprPat::Ellipsis | ExprPat::Any | ExprPat::Hole(_) | ExprPat::Typed(..) | ExprPat::Deep(_) => ALL,
        ExprPat::Dotted(_) => &[Kind::Name, Kind::Attribute],
        ExprPat::Attribute(..) | ExprPat::Chain(..) => &[Kind::Attribute],
        ExprPat::Call(..) => &[Kind::Call],
        ExprPat::Str(_) => &[Kind::String, Kind::FString, Kind::Name, Kind::Binary, Kind::Ternary],
        ExprPat::Pieces => &[Kind::String, Kind::FString],
        ExprPat::FString(_) => &[Kind::FString],
        ExprPat::Int(_) | ExprPat::BigInt(_) | ExprPat::Float(_) | ExprPat::Complex(..) => {
            &[Kind::Number, Kind::Name, Kind::Binary, Kind::Unary]
        }
        ExprPat::Bool(_) | ExprPat::None => &[Kind::Constant, Kind::Name, Kind::Unary, Kind::Bool, Kind::Compare],
        ExprPat::Binary(..) | ExprPat::Bits(..) => &[Kind::Binary],
        ExprPat::Bool2(..) => &[Kind::Bool],
        ExprPat::Unary(..) => &[Kind::Unary, Kind::Number],
        ExprPat::Compare(..) => &[Kind::Compare],
        ExprPat::List(_) | ExprPat::Tuple(_) | ExprPat::Set(_) | ExprPat::Dict(_) => &[Kind::Sequence, Kind::Comprehension],
        ExprPat::Comprehension(_) => &[Kind::Comprehension],
        ExprPat::Lambda(..) => &[Kind::Lambda],
        ExprPat::Ternary(_) => &[Kind::Ternary],
        ExprPat::Subscript(..) => &[Kind::Subscript],
        ExprPat::Assign(_) => &[Kind::Named],
        ExprPat::Slice(_) | ExprPat::Starred(_) | ExprPat::Await(_) | ExprPat::Yield(_) | ExprPat::YieldFrom(_) => &[Kind::Other],
    }
}

pub(super) fn kind(expr: &Expr) -> Kind {
    match expr {
        Expr::Name(_) => Kind::Name,
        Expr::Attribute(_) => Kind::Attribute,
        Expr::Call(_) => Kind::Call,
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) => Kind::String,
        Expr::FString(_) | Expr::TString(_) => Kind::FString,
        Expr::NumberLiteral(_) => Kind::Number,
        Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => Kind::Constant,
        Expr::BinOp(_) => Kind::Binary,
        Expr::UnaryOp(_) => Kind::Unary,
        Expr::BoolOp(_) => Kind::Bool,
        Expr::Compare(_) => Kind::Compare,
        Expr::List(_) | Expr::Tuple(_) | Expr::Set(_) | Expr::Dict(_) => Kind::Sequence,
        Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => Kind::Comprehension,
        Expr::Subscript(_) => Kind::Subscript,
        Expr::If(_) => Kind::Ternary,
        Expr::Lambda(_) => Kind::Lambda,
        Expr::Named(_) => Kind::Named,
        Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Starred(_) | Expr::Slice(_) | Expr::IpyEscapeCommand(_) => Kind::Other,
    }
}

const ALL_STATEMENTS: &[StmtKind] = &[
    StmtKind::Expr,
    StmtKind::Assign,
    StmtKind::Augmented,
    StmtKind::Return,
    StmtKind::Def,
    StmtKind::Class,
    StmtKind::If,
    StmtKind::For,
    StmtKind::While,
    StmtKind::With,
    StmtKind::Try,
    StmtKind::Import,
    StmtKind::Other,
];

/// Kinds of statements that `stmt` may match.
pub(super) fn stmt_kinds(stmt: &StmtPat) -> &'static [StmtKind] {
    match stmt {
        StmtPat::Ellipsis | StmtPat::Any(_) | StmtPat::Expr(ExprPat::Deep(_)) => ALL_STATEMENTS,
        StmtPat::Expr(_) => &[StmtKind::Expr, StmtKind::Assign, StmtKind::Augmented, StmtKind::Return],
        StmtPat::Assign(_) => &[StmtKind::Assign],
        StmtPat::Augmented(..) => &[StmtKind::Augmented],
        StmtPat::Return(_) => &[StmtKind::Return],
        StmtPat::If(_) => &[StmtKind::If],
        StmtPat::While { .. } => &[StmtKind::While],
        StmtPat::For(_) => &[StmtKind::For],
        StmtPat::With(_) => &[StmtKind::With],
        StmtPat::Try(_) => &[StmtKind::Try],
        StmtPat::Def(_) => &[StmtKind::Def],
        StmtPat::Class(_) => &[StmtKind::Class],
        StmtPat::Import(_) => &[StmtKind::Import],
        StmtPat::Raise(..)
        | StmtPat::Assert(..)
        | StmtPat::Delete(_)
        | StmtPat::Global(_)
        | StmtPat::Nonlocal(_)
        | StmtPat::Pass
        | StmtPat::Break
        | StmtPat::Continue
        | StmtPat::Match { .. } => &[StmtKind::Other],
    }
}

pub(super) fn stmt_kind(node: Node) -> StmtKind {
    match node {
        Node::Elif(..) => StmtKind::If,
        Node::With(..) => StmtKind::With,
        Node::Stmt(stmt) => match stmt {
            Stmt::Expr(_) => StmtKind::Expr,
            Stmt::Assign(_) | Stmt::AnnAssign(_) => StmtKind::Assign,
            Stmt::AugAssign(_) => StmtKind::Augmented,
            Stmt::Return(_) => StmtKind::Return,
            Stmt::FunctionDef(_) => StmtKind::Def,
            Stmt::ClassDef(_) => StmtKind::Class,
            Stmt::If(_) => StmtKind::If,
            Stmt::For(_) => StmtKind::For,
            Stmt::While(_) => StmtKind::While,
            Stmt::With(_) => StmtKind::With,
            Stmt::Try(_) => StmtKind::Try,
            Stmt::Import(_) | Stmt::ImportFrom(_) => StmtKind::Import,
            Stmt::Delete(_)
            | Stmt::TypeAlias(_)
            | Stmt::Match(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Global(_)
            | Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => StmtKind::Other,
        },
    }
}
