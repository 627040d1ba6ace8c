//! A pattern as steps: tokens, metavariables, ellipses, and where a list begins or ends.

use std::ops::Range;

use super::{Options, token};

/// A pattern of more tokens is refused.
const MAX_STEPS: usize = 5_000;
/// One with more ellipses, or lists in lists, is refused: each is a call within a call when the pattern is matched.
const MAX_DEPTH: usize = 200;

/// One pattern, parsed and ready to match.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub(super) ops: Vec<Op>,
    /// Metavariables with their `$`, each once.
    pub(super) names: Vec<String>,
    pub(super) options: Options,
}

/// One step of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    /// This word.
    Word(Box<str>),
    /// This sign.
    Sign(Box<str>),
    /// One word, bound to the metavariable of this number.
    Bind(usize),
    /// Any tokens.
    Skip {
        /// How many ellipses follow one another here.
        times: u32,
        /// The metavariable that is bound to them.
        bind: Option<usize>,
    },
    /// A list begins; the number of the step that ends it, and whether no tokens at all can match it.
    Open { close: usize, empty: bool },
    /// A list ends.
    Close,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes of the pattern.
    pub range: Range<usize>,
}

impl Pattern {
    /// Parses `text`.
    pub fn parse(text: &str, options: Options) -> Result<Self, PatternError> {
        let mut reader = Reader { ops: Vec::new(), names: Vec::new(), blocks: Vec::new(), ellipses: 0 };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            reader.line(text, at..at + line.len())?;
            at += line.len();
        }
        while let Some((_, open)) = reader.blocks.pop() {
            reader.close(open);
        }
        Ok(Self { ops: reader.ops, names: reader.names, options })
    }

    /// The metavariables that it binds, with their `$`.
    pub fn metavariables(&self) -> &[String] {
        &self.names
    }

    /// Words that stand in every text that it matches.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.ops.iter().filter_map(|op| match op {
            Op::Word(word) => Some(&**word),
            Op::Sign(_) | Op::Bind(_) | Op::Skip { .. } | Op::Open { .. } | Op::Close => None,
        })
    }

    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Which comments it does not see.
    pub fn options(&self) -> Options {
        self.options
    }

    /// How many of the steps from `at` on can match no tokens at all, up to the end of their list.
    pub(super) fn empty_after(&self, at: usize) -> usize {
        let mut op = at;
        loop {
            op = match self.ops.get(op) {
                Some(Op::Skip { .. }) => op + 1,
                Some(Op::Open { close, empty: true }) => close + 1,
                _ => return op - at,
            };
        }
    }

    /// Whether it ends in `...`, outside of any list.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.ops.last(), Some(Op::Skip { .. }))
    }
}

struct Reader {
    ops: Vec<Op>,
    names: Vec<String>,
    /// Indentation of the open lists and the steps that opened them, the innermost last.
    blocks: Vec<(usize, usize)>,
    /// How many there are.
    ellipses: usize,
}

impl Reader {
    fn line(&mut self, text: &str, range: Range<usize>) -> Result<(), PatternError> {
        let bytes = text.as_bytes();
        let Some(first) = range.clone().find(|at| !token::is_space(bytes, *at)) else { return Ok(()) };
        self.indent(token::indent(bytes[range.start..first].iter().copied()));
        let mut at = first;
        while at < range.end {
            if token::is_space(bytes, at) {
                at += 1;
                continue;
            }
            let end = self.step(text, at)?;
            if let Some(message) = self.excess() {
                return Err(PatternError { message, range: at..end });
            }
            at = end;
        }
        Ok(())
    }

    fn indent(&mut self, indent: usize) {
        while let Some((_, open)) = self.blocks.pop_if(|(block, _)| *block > indent) {
            self.close(open);
        }
        if indent > self.blocks.last().map_or(0, |(block, _)| *block) {
            self.blocks.push((indent, self.ops.len()));
            self.ops.push(Op::Open { close: 0, empty: false });
        }
    }

    fn close(&mut self, open: usize) {
        let emptiable = |op: &Op| matches!(op, Op::Skip { .. } | Op::Close | Op::Open { empty: true, .. });
        let empty = self.ops[open + 1..].iter().all(emptiable);
        self.ops[open] = Op::Open { close: self.ops.len(), empty };
        self.ops.push(Op::Close);
    }

    /// What there is too much of.
    fn excess(&self) -> Option<String> {
        if self.ops.len() > MAX_STEPS {
            Some(format!("it has more than {MAX_STEPS} tokens"))
        } else if self.ellipses > MAX_DEPTH {
            Some(format!("it has more than {MAX_DEPTH} ellipses"))
        } else if self.blocks.len() > MAX_DEPTH {
            Some(format!("its lines are indented more than {MAX_DEPTH} times"))
        } else {
            None
        }
    }

    /// One token of the pattern; gives its end.
    fn step(&mut self, text: &str, at: usize) -> Result<usize, PatternError> {
        let rest = &text[at..];
        let dots = rest.bytes().take_while(|byte| *byte == b'.').count();
        if dots == 3 {
            self.skip(None, at..at + 3)?;
            return Ok(at + 3);
        }
        if dots > 3 {
            self.ops.extend(std::iter::repeat_n(Op::Sign(".".into()), dots));
            return Ok(at + dots);
        }
        if let Some(length) = rest.strip_prefix("$...").and_then(name) {
            let end = at + 4 + length;
            let number = self.number(&text[at..end]);
            self.skip(Some(number), at..end)?;
            return Ok(end);
        }
        if let Some(length) = rest.strip_prefix('$').and_then(name) {
            let end = at + 1 + length;
            let number = self.number(&text[at..end]);
            self.ops.push(Op::Bind(number));
            return Ok(end);
        }
        let end = token::end(text, at);
        let same = text[at..end].into();
        self.ops.push(if token::is_word(text.as_bytes()[at]) { Op::Word(same) } else { Op::Sign(same) });
        Ok(end)
    }

    fn skip(&mut self, bind: Option<usize>, range: Range<usize>) -> Result<(), PatternError> {
        match (self.ops.last_mut(), bind) {
            (Some(Op::Skip { .. }), Some(_)) => {
                let message = "`$...X` cannot stand right behind another ellipsis".to_owned();
                Err(PatternError { message, range })
            }
            (Some(Op::Skip { times, .. }), None) => {
                *times += 1;
                Ok(())
            }
            _ => {
                self.ellipses += 1;
                self.ops.push(Op::Skip { times: 1, bind });
                Ok(())
            }
        }
    }

    fn number(&mut self, name: &str) -> usize {
        self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        })
    }
}

/// How long the metavariable's name is that a text begins with: a capital, then letters, digits and `_`.
fn name(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(|byte| token::is_word(*byte)).count();
    text.starts_with(|first: char| first.is_ascii_uppercase()).then_some(length)
}
