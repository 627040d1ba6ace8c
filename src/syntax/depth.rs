//! How deeply a Python text can nest, before and without building its tree: an upper bound for everything that recurses.
//!
//! It may say more than there is, never less, as long as the text is Python; indentation and `elif` count only in tokens.
//!
//! Hostile files nest a million parentheses or minus signs. The parser survives them by taking gigabytes of stack,
//! and dropping or walking such a tree would overflow ours.

use crate::syntax::python::ast::token::{TokenKind, Tokens};

/// What a token does to nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A name, number or string.
    Atom,
    /// An operator or keyword: at most one level.
    Operator,
    Open,
    Close,
    Comma,
    /// The end of a statement, when no bracket is open.
    Line,
}

/// An upper bound for the depth of the tree of `text`, from its bytes; stops when `limit` is passed.
pub(super) fn of_text(text: &str, limit: u32) -> u32 {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, depth: Depth::default(), strings: Vec::new() };
    while scanner.at < scanner.bytes.len() && scanner.depth.largest <= limit {
        scanner.next();
    }
    scanner.depth.finish()
}

/// The same from the parser's tokens.
pub(super) fn of_tokens(tokens: &Tokens) -> u32 {
    let mut depth = Depth::default();
    for token in tokens {
        match token.kind() {
            TokenKind::Name | TokenKind::Int | TokenKind::Float | TokenKind::Complex | TokenKind::String => {}
            TokenKind::Comment
            | TokenKind::NonLogicalNewline
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::EndOfFile => {}
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace | TokenKind::FStringStart | TokenKind::TStringStart => {
                depth.token(Token::Open);
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd => {
                depth.token(Token::Close);
            }
            TokenKind::Comma => depth.token(Token::Comma),
            TokenKind::Newline | TokenKind::Semi => depth.token(Token::Line),
            TokenKind::Indent => depth.indent(),
            TokenKind::Dedent => depth.dedent(),
            TokenKind::Elif => depth.elif(),
            TokenKind::If => depth.if_word(),
            TokenKind::With => depth.with(),
            _ => depth.token(Token::Operator),
        }
    }
    depth.finish()
}

/// Depth so far: of the open brackets and of the statements around.
#[derive(Debug, Default)]
struct Depth {
    frames: Vec<Frame>,
    here: Frame,
    indents: Vec<u32>,
    elifs: u32,
    statements: u32,
    with: bool,
    largest: u32,
}

/// One open bracket (or the statement itself): between its commas, operators nest and brackets lie side by side.
#[derive(Debug, Default, Clone, Copy)]
struct Frame {
    operators: u32,
    deepest_child: u32,
    deepest: u32,
}

impl Frame {
    fn depth(self) -> u32 {
        self.deepest.max(self.operators + self.deepest_child)
    }
}

impl Depth {
    fn token(&mut self, token: Token) {
        match token {
            Token::Atom => {}
            Token::Operator => self.here.operators += 1,
            Token::Open => {
                self.here.operators += 1;
                self.frames.push(std::mem::take(&mut self.here));
            }
            Token::Close => {
                let inner = self.here.depth();
                if let Some(outer) = self.frames.pop() {
                    self.here = outer;
                }
                self.here.deepest_child = self.here.deepest_child.max(inner);
            }
            // The items of a `with` are a `with` in a `with`.
            Token::Comma if self.with => self.here.operators += 1,
            Token::Comma => {
                self.here.deepest = self.here.depth();
                self.here.operators = 0;
                self.here.deepest_child = 0;
            }
            Token::Line => self.line(),
        }
        let open = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        let now = self.here.depth().saturating_add(open).saturating_add(self.statements).saturating_add(self.elifs);
        self.largest = self.largest.max(now);
    }

    fn line(&mut self) {
        if self.frames.is_empty() {
            self.here = Frame::default();
            self.with = false;
        }
    }

    fn with(&mut self) {
        self.with = true;
        self.token(Token::Operator);
    }

    /// A statement that is an `if` begins a new row of `elif`.
    fn if_word(&mut self) {
        if self.frames.is_empty() && self.here.operators == 0 {
            self.elifs = 0;
        }
        self.token(Token::Operator);
    }

    /// An `elif` is an `if` in the else of the one before.
    fn elif(&mut self) {
        self.elifs += 1;
        self.token(Token::Operator);
    }

    fn indent(&mut self) {
        self.indents.push(self.elifs);
        self.statements += 1 + self.elifs;
        self.elifs = 0;
    }

    fn dedent(&mut self) {
        if let Some(elifs) = self.indents.pop() {
            self.statements = self.statements.saturating_sub(1 + elifs);
            self.elifs = elifs;
        }
    }

    fn finish(&self) -> u32 {
        self.largest
    }
}

/// Reads bytes as tokens; knows strings, so that what they say does not count.
struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    depth: Depth,
    /// Open f-strings: their quotes, and how many brackets were open before their field.
    strings: Vec<OpenString>,
}

#[derive(Debug, Clone, Copy)]
struct OpenString {
    quote: u8,
    length: usize,
    brackets: usize,
}

impl Scanner<'_> {
    fn next(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b' ' | b'\t' | b'\r' | 0x0c => self.at += 1,
            b'\\' => self.at += 2,
            b'\n' => self.one(Token::Line),
            b'#' => self.at += self.bytes[self.at..].iter().position(|byte| *byte == b'\n').unwrap_or(self.bytes.len() - self.at),
            b'"' | b'\'' => self.string(false),
            b'(' | b'[' | b'{' => self.one(Token::Open),
            b'}' if self.strings.last().is_some_and(|string| string.brackets + 1 == self.depth.frames.len()) => {
                self.one(Token::Close);
                self.f_string_text();
            }
            b')' | b']' | b'}' => self.one(Token::Close),
            b',' => self.one(Token::Comma),
            b';' => self.one(Token::Line),
            _ if byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 => self.word(),
            _ => self.one(Token::Operator),
        }
    }

    fn one(&mut self, token: Token) {
        self.at += 1;
        self.depth.token(token);
    }

    fn word(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80)).unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        if length <= 2 && matches!(self.bytes.get(self.at), Some(b'"' | b'\'')) && word.iter().all(|byte| b"rRbBuUfFtT".contains(byte)) {
            return self.string(word.iter().any(|byte| b"fFtT".contains(byte)));
        }
        match word {
            b"with" => self.depth.with(),
            b"if" | b"not" | b"and" | b"or" | b"is" | b"in" | b"else" | b"lambda" | b"await" | b"yield" | b"for" | b"from" => {
                self.depth.token(Token::Operator);
            }
            _ => self.depth.token(Token::Atom),
        }
    }

    fn string(&mut self, fields: bool) {
        let quote = self.bytes[self.at];
        let triple = self.bytes[self.at..].starts_with(&[quote; 3]);
        let length = if triple { 3 } else { 1 };
        self.at += length;
        self.strings.push(OpenString { quote, length, brackets: if fields { self.depth.frames.len() } else { usize::MAX } });
        self.f_string_text();
    }

    /// Skips text of the innermost open string: up to its end, or up to a field.
    fn f_string_text(&mut self) {
        let Some(string) = self.strings.last().copied() else { return };
        let fields = string.brackets != usize::MAX;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            let rest = &self.bytes[self.at..];
            match byte {
                b'\\' => self.at += 2,
                b'\n' if string.length == 1 => break,
                b'{' if fields && rest.starts_with(b"{{") => self.at += 2,
                b'{' if fields => {
                    self.one(Token::Open);
                    return;
                }
                _ if byte == string.quote && (string.length == 1 || rest.starts_with(&[byte; 3])) => {
                    self.at += string.length;
                    break;
                }
                _ => self.at += 1,
            }
        }
        self.strings.pop();
    }
}
