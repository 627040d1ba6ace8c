//! Python's grammar: text to tree. Never fails and never overflows the stack; what it means is left to `semantic`.

use std::sync::OnceLock;

use super::{associate, depth};

/// The tree's types, so that other floors name no parser crate.
pub mod ast {
    pub use ruff_python_ast::*;
    pub use ruff_text_size::{Ranged, TextRange, TextSize};
}

/// Of files that nest deeper there is no tree. The deepest of 3,700 files of Django, pretix, wagtail and django-oscar nests 48 levels.
pub(super) const MAX_DEPTH: u32 = 1_000;
/// Texts that may nest deeper do not even reach the parser, which would take a kilobyte of stack for each level.
pub(super) const MAX_PARSED_DEPTH: u32 = 50_000;
/// Stack for one level of what walks a tree.
const LEVEL: usize = if cfg!(debug_assertions) { 16 * 1024 } else { 2 * 1024 };
/// Trees of this depth are walked on any stack.
const SHALLOW: u32 = 100;

/// The tree of one Python file and what was wrong with its text.
#[derive(Debug)]
pub struct Parsed {
    module: ast::ModModule,
    errors: Vec<SyntaxError>,
    depth: u32,
    extent: Extent,
    chains: Chains,
}

/// What the tree has of `a * b % c`, which Semgrep reads from the right.
#[derive(Debug)]
enum Chains {
    None,
    /// The tree with these turned, made when it is first asked for.
    Some(OnceLock<Box<Parsed>>),
}

/// How much of a text became a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What is Python.
    Recovered,
    /// Nothing, because it nests too deeply.
    TooDeep,
}

/// One place that is not Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// First byte.
    pub offset: u32,
    /// One past the last byte; equal to `offset` when the error is between two bytes.
    pub end: u32,
    /// What is wrong, without a full stop, such as "Expected an expression".
    pub message: String,
}

/// Parses a module as far as it can be understood: a broken text gives the tree of what was recovered,
/// one that nests too deeply an empty tree.
pub fn parse(text: &str) -> Parsed {
    // A level takes a byte at least.
    if text.len() > MAX_PARSED_DEPTH as usize && depth::of_text(text, MAX_PARSED_DEPTH) > MAX_PARSED_DEPTH {
        return Parsed::too_deep(text);
    }
    let parsed = ruff_python_parser::parse_unchecked_source(text, ast::PySourceType::Python);
    let depth = depth::of_tokens(parsed.tokens());
    let errors = parsed.errors().iter().map(SyntaxError::from_parser).collect();
    let chains = if associate::is_needed(parsed.tokens()) { Chains::Some(OnceLock::new()) } else { Chains::None };
    let whole = Parsed { module: parsed.into_syntax(), errors, depth, extent: Extent::Recovered, chains };
    if depth > MAX_DEPTH {
        return Parsed::too_deep(text);
    }
    whole
}

impl SyntaxError {
    fn from_parser(error: &ruff_python_parser::ParseError) -> Self {
        Self { offset: error.location.start().into(), end: error.location.end().into(), message: error.error.to_string() }
    }
}

impl Parsed {
    fn too_deep(text: &str) -> Self {
        let end = u32::try_from(text.find('\n').unwrap_or(text.len())).unwrap_or_default();
        let message = format!("This file nests more than {MAX_DEPTH} levels deep");
        Self {
            module: empty_module(),
            errors: vec![SyntaxError { offset: 0, end, message }],
            depth: 0,
            extent: Extent::TooDeep,
            chains: Chains::None,
        }
    }

    /// Whether there is a tree at all.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// The tree as Semgrep reads it: chains of `*`, `/`, `//`, `%`, `@` and `&` from the right. `text` is what was parsed.
    pub fn from_the_right(&self, text: &str) -> &Self {
        let Chains::Some(turned) = &self.chains else { return self };
        turned.get_or_init(|| {
            let module = with_room(self.depth, || {
                let mut module = self.module.clone();
                associate::from_the_right(text, &mut module);
                module
            });
            Box::new(Self { module, errors: self.errors.clone(), depth: self.depth, extent: self.extent, chains: Chains::None })
        })
    }

    /// Whether [`Self::from_the_right`] gives another tree.
    pub fn has_chains(&self) -> bool {
        matches!(self.chains, Chains::Some(_))
    }

    /// What was not Python, in the order of the text; empty for a sound file.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// An upper bound for how deep the tree nests.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether the text nests so deeply that there is no tree.
    pub fn is_refused(&self) -> bool {
        self.depth == 0 && self.module.body.is_empty() && !self.errors.is_empty()
    }

    /// The tree; ranges count bytes of the text.
    pub fn module(&self) -> &ast::ModModule {
        &self.module
    }

    /// Runs `work`, which may recurse over the tree, with enough stack for this tree's depth.
    pub fn with_room<T>(&self, work: impl FnOnce() -> T) -> T {
        with_room(self.depth, work)
    }
}

impl Drop for Parsed {
    fn drop(&mut self) {
        // Dropping a tree recurses over it.
        let module = std::mem::replace(&mut self.module, empty_module());
        with_room(self.depth, || drop(module));
    }
}

fn empty_module() -> ast::ModModule {
    ast::ModModule { node_index: ast::AtomicNodeIndex::default(), range: ast::TextRange::default(), body: Vec::new().into() }
}

pub(super) fn with_room<T>(depth: u32, work: impl FnOnce() -> T) -> T {
    if depth <= SHALLOW {
        return work();
    }
    let needed = depth as usize * LEVEL;
    stacker::maybe_grow(needed, needed + 64 * 1024, work)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses, walks and drops on a small stack.
    fn survives(text: String) -> Parsed {
        let small = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
        let thread = small.spawn(move || {
            let parsed = parse(&text);
            let semantics = crate::semantic::analyse(&text, &parsed);
            assert_eq!(semantics.scope_at(&parsed, 0), "");
            parsed
        });
        thread.expect("a thread starts").join().expect("no panic and no overflow")
    }

    #[test]
    fn a_broken_file_gives_what_was_recovered() {
        let parsed = parse("print 'a'\nf(1)\n");
        assert!(!parsed.errors().is_empty());
        assert!(parsed.module().body.len() >= 2);
    }

    #[test]
    fn deep_nesting_is_refused_or_survived() {
        let nested = |open: &str, middle: &str, close: &str, count: usize| open.repeat(count) + middle + &close.repeat(count) + "\n";
        for (text, analysed) in [
            (nested("(", "x", ")", 10_000), false),
            (nested("(", "x", ")", 1_000_000), false),
            (nested("-", "x", "", 1_000_000), false),
            (nested("not ", "x", "", 200_000), false),
            (nested("[", "", "", 300_000), false),
            (nested("a.", "b", "", 300_000), false),
            (nested("f(", "", ")", 900), true),
            (nested("x + ", "y", "", 900), true),
            (nested("lambda: ", "y", "", 100_000), false),
            (nested("x if y else ", "y", "", 100_000), false),
            (nested("f\"{", "y", "}\"", 5_000), false),
            (nested("{1: ", "y", "}", 50_000), false),
            (nested("x(y)", "", "", 50_000), false),
        ] {
            let start = text.chars().take(12).collect::<String>();
            let parsed = survives(text);
            assert_eq!(!parsed.module().body.is_empty(), analysed, "{start}");
            assert!(analysed || !parsed.errors().is_empty(), "{start}");
        }
    }

    #[test]
    fn wide_files_are_not_deep() {
        let list = format!("x = [{}]\n", "f(a.b, -1), ".repeat(20_000));
        assert!(survives(list).errors().is_empty());
        let text = format!("x(\"\"\"{}\"\"\")\n", "a + (b - [c. \n".repeat(20_000));
        assert!(survives(text).errors().is_empty());
        let ifs = "if a:\n    pass\nelif b:\n    pass\n".repeat(10_000);
        assert!(survives(ifs).errors().is_empty());
        let elifs = format!("if a:\n    pass\n{}", "elif b:\n    pass\n".repeat(10_000));
        assert!(!survives(elifs).errors().is_empty());
    }

    #[test]
    fn deep_blocks_are_survived() {
        let blocks: String = (0..900).map(|level| format!("{}if a:\n", " ".repeat(level))).collect();
        let parsed = survives(blocks + &" ".repeat(900) + "pass\n");
        assert!(parsed.errors().is_empty());
    }
}
