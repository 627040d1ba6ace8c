//! A text as tokens in nested lists: lines that are indented deeper make one, and so does what stands between two brackets of a line.

use super::CommentStyle;
use super::token;

/// What decides whether a file was written by a person: so many bytes from its start.
const HEAD: usize = 4_096;
/// A shorter file may be one long line.
const SHORT: usize = 500;
/// Longer lines, on average, are nobody's.
const LONG_LINE: usize = 150;

/// A text ready to be searched, for one style of comments. The default has nothing in it.
#[derive(Debug, Default)]
pub struct Document {
    pub(super) items: Vec<Item>,
}

/// A token, or where a list begins or ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// First byte of a token.
    pub(super) start: u32,
    /// One past its last byte. Of [`Kind::Open`] the number of the item that closes it.
    pub(super) end: u32,
    /// Line of a token, from 0.
    pub(super) line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Sign,
    Open,
    Close,
}

impl Document {
    /// Reads a file; none for one that is minified or holds control characters, as Semgrep tells them by the beginning: nothing is
    /// looked for there.
    pub fn of_file(text: &str, comments: CommentStyle) -> Option<Self> {
        let head = &text.as_bytes()[..text.len().min(HEAD)];
        let lines = head.split(|byte| *byte == b'\n').count();
        let minified = head.len() > SHORT && head.len() > lines * LONG_LINE;
        let binary = head.iter().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r'));
        if minified || binary { None } else { Some(Self::new(text, comments)) }
    }

    /// Reads `text`, of at most 4 GiB. Comments of this style are white space.
    pub fn new(text: &str, comments: CommentStyle) -> Self {
        let text = comments.blank(text);
        let mut reader = Reader { text: &text, items: Vec::with_capacity(text.len() / 4), blocks: Vec::new() };
        let mut at = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            reader.line(at, at + line.len(), offset(number));
            at += line.len();
        }
        while reader.blocks.pop().is_some_and(|block| reader.close(block.open)) {}
        Self { items: reader.items }
    }
}

struct Reader<'a> {
    text: &'a str,
    items: Vec<Item>,
    /// Open lists of indented lines, the innermost last.
    blocks: Vec<Block>,
}

struct Block {
    indent: usize,
    /// Number of the item that opened it.
    open: usize,
}

impl Reader<'_> {
    fn line(&mut self, start: usize, end: usize, number: u32) {
        let bytes = self.text.as_bytes();
        let Some(first) = (start..end).find(|at| !token::is_space(bytes, *at)) else { return };
        self.indent(token::indent(bytes[start..first].iter().copied()));
        let from = self.items.len();
        let mut at = first;
        while at < end {
            if token::is_space(bytes, at) {
                at += 1;
                continue;
            }
            let next = token::end(self.text, at);
            let kind = if token::is_word(bytes[at]) { Kind::Word } else { Kind::Sign };
            self.items.push(Item { kind, start: offset(at), end: offset(next), line: number });
            at = next;
        }
        self.brackets(from);
    }

    /// Closes the blocks that a line indented so far ends, and opens the one that it begins.
    fn indent(&mut self, indent: usize) {
        while let Some(block) = self.blocks.pop_if(|block| block.indent > indent) {
            self.close(block.open);
        }
        if indent > self.blocks.last().map_or(0, |block| block.indent) {
            self.blocks.push(Block { indent, open: self.items.len() });
            self.items.push(Item { kind: Kind::Open, start: 0, end: 0, line: 0 });
        }
    }

    fn close(&mut self, open: usize) -> bool {
        self.items[open].end = offset(self.items.len());
        self.items.push(Item { kind: Kind::Close, start: 0, end: 0, line: 0 });
        true
    }

    /// Makes lists of what stands between brackets of the line whose tokens begin at item `from`. Brackets without a partner are signs.
    fn brackets(&mut self, from: usize) {
        let bytes = self.text.as_bytes();
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (at, item) in self.items.iter().enumerate().skip(from).filter(|(_, item)| item.kind == Kind::Sign) {
            let sign = bytes[item.start as usize];
            if let Some(closing) = token::closing(sign) {
                open.push((closing, at));
            } else if let Some((_, start)) = open.pop_if(|(closing, _)| *closing == sign) {
                pairs.push((start, at));
            }
        }
        // Nothing between them is no list.
        pairs.retain(|(start, end)| start + 1 < *end);
        if pairs.is_empty() {
            return;
        }
        pairs.sort_unstable();
        let line = self.items.split_off(from);
        let (mut pairs, mut waiting) = (pairs.into_iter().peekable(), Vec::new());
        for (at, item) in line.into_iter().enumerate().map(|(at, item)| (from + at, item)) {
            if let Some((_, open)) = waiting.pop_if(|(end, _)| *end == at) {
                self.close(open);
            }
            self.items.push(item);
            if let Some((_, end)) = pairs.next_if(|(start, _)| *start == at) {
                waiting.push((end, self.items.len()));
                self.items.push(Item { kind: Kind::Open, start: 0, end: 0, line: 0 });
            }
        }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
