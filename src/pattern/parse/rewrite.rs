//! From a pattern's text to plain Python: metavariables and ellipses become names that no program uses,
//! with a table that leads offsets back. Reading those names as pattern nodes is left to `lower`.

use crate::pattern::PatternError;

/// `$X`.
pub(super) const METAVARIABLE: &str = "__sl_mv_";
/// `$...X`.
pub(super) const METAVARIABLES: &str = "__sl_mvs_";
/// `...`, followed by a number.
pub(super) const ELLIPSIS: &str = "__sl_e";
/// `. ...` in a chain of attributes.
pub(super) const DOTS: &str = "__sl_dots__";
/// `<... e ...>`, as a call.
pub(super) const DEEP: &str = "__sl_deep__";
/// `$X: T` among arguments, as a call.
pub(super) const TYPED: &str = "__sl_typed__";
/// What all of them begin with.
const RESERVED: &str = "__sl_";

/// Plain Python made from a pattern.
#[derive(Debug)]
pub(super) struct Rewritten {
    /// The Python text.
    pub(super) python: String,
    /// Pairs of offsets (in `python`, in the pattern) at which the distance between both changes.
    pieces: Vec<(usize, usize)>,
}

impl Rewritten {
    /// The offset in the pattern of byte `offset` of the Python text.
    pub(super) fn original(&self, offset: usize) -> usize {
        let at = self.pieces.partition_point(|(new, _)| *new <= offset);
        match at.checked_sub(1).map(|at| self.pieces[at]) {
            Some((new, old)) => {
                let limit = self.pieces.get(at).map_or(usize::MAX, |(_, old)| *old);
                (old + (offset - new)).min(limit)
            }
            None => offset,
        }
    }
}

/// Rewrites `text`, or says what is no pattern in it.
pub(super) fn rewrite(text: &str) -> Result<Rewritten, PatternError> {
    if let Some(at) = text.find(RESERVED) {
        let help = Some("rename it; these names stand for metavariables and ellipses inside Straplock".to_owned());
        return Err(PatternError {
            message: format!("names that begin with `{RESERVED}` are reserved"),
            range: at..at + RESERVED.len(),
            help,
        });
    }
    let mut rewriter = Rewriter {
        text,
        bytes: text.as_bytes(),
        at: 0,
        out: Rewritten { python: String::with_capacity(text.len() + 32), pieces: vec![(0, 0)] },
        frames: Vec::new(),
        ellipses: 0,
        word: None,
        before_word: None,
        last: b'\n',
    };
    rewriter.run(None)?;
    rewriter.finish()
}

/// What a bracket means; decides what `...` may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Call,
    Parameters,
    Lambda,
    Parenthesis,
    List,
    Subscript,
    Dict,
    Set,
    Deep,
}

#[derive(Debug)]
struct Frame {
    bracket: Bracket,
    /// Where it opens in the pattern.
    opened: usize,
    /// An argument with `**`, or a parameter with it, came before.
    double_star: Seen,
    /// A parameter with a default came before.
    default: Seen,
    /// `$X: T` was opened as a call and needs its parenthesis at the next comma or the end.
    typed: Seen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    Yes,
}

struct Rewriter<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    out: Rewritten,
    frames: Vec<Frame>,
    ellipses: usize,
    /// The last token, if it was a word.
    word: Option<&'t str>,
    /// The word before that, if the last two tokens were words.
    before_word: Option<&'t str>,
    /// Last significant byte.
    last: u8,
}

impl<'t> Rewriter<'t> {
    /// Rewrites up to the end of the text, or up to `stop` outside brackets that were opened in here.
    fn run(&mut self, stop: Option<u8>) -> Result<(), PatternError> {
        let depth = self.frames.len();
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if self.frames.len() == depth && stop == Some(byte) {
                return Ok(());
            }
            match byte {
                b'#' => self.comment(),
                b' ' | b'\t' | b'\r' | b'\n' | b'\\' => self.copy(1),
                b'"' | b'\'' => self.string()?,
                b'$' => self.metavariable()?,
                b'.' if self.rest().starts_with("...") => self.ellipsis(),
                b'<' if self.rest().starts_with("<...") => self.open_deep(),
                b'(' | b'[' | b'{' => self.open(byte),
                b')' | b']' | b'}' => self.close(),
                b',' => self.comma(),
                b':' | b'=' | b'*' => self.mark(byte),
                _ if is_word_byte(byte) => self.name()?,
                _ => self.token(1),
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Rewritten, PatternError> {
        match self.frames.last() {
            Some(frame) if frame.bracket == Bracket::Deep => {
                Err(error("this `<...` is never closed", frame.opened..frame.opened + 4, Some("write `<... e ...>`")))
            }
            Some(frame) if frame.bracket != Bracket::Lambda => {
                let help = "a pattern is a whole expression or statement";
                let message = match self.bytes[frame.opened] {
                    b'[' => "this bracket is never closed",
                    b'{' => "this brace is never closed",
                    _ => "this parenthesis is never closed",
                };
                Err(error(message, frame.opened..frame.opened + 1, Some(help)))
            }
            _ => Ok(self.out),
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Copies bytes that are no token.
    fn copy(&mut self, count: usize) {
        self.out.python.push_str(&self.text[self.at..self.at + count]);
        if self.text[self.at..self.at + count].contains('\n') && self.frames.is_empty() {
            self.last = b'\n';
            self.word = None;
        }
        self.at += count;
    }

    /// Copies one token that is no word; extends over a whole character.
    fn token(&mut self, count: usize) {
        let mut end = self.at + count;
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.last = self.bytes[end - 1];
        self.out.python.push_str(&self.text[self.at..end]);
        self.at = end;
        self.word = None;
        self.before_word = None;
    }

    /// Puts `python` where the next `count` bytes of the pattern stand.
    fn put(&mut self, count: usize, python: &str) {
        self.out.pieces.push((self.out.python.len(), self.at));
        self.out.python.push_str(python);
        self.at += count;
        self.out.pieces.push((self.out.python.len(), self.at));
    }

    fn comment(&mut self) {
        let length = self.rest().find('\n').unwrap_or(self.rest().len());
        self.copy(length);
    }

    fn name(&mut self) -> Result<(), PatternError> {
        let end = self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(self.text.len(), |length| self.at + length);
        // A character beyond ASCII that is no letter is copied whole: the parser says that it does not belong here.
        let end = end.max(self.at + self.rest().chars().next().map_or(1, char::len_utf8));
        let word = &self.text[self.at..end];
        if matches!(self.bytes.get(end), Some(b'"' | b'\'')) && is_string_prefix(word) {
            self.out.python.push_str(word);
            self.at = end;
            return if word.contains(['f', 'F', 't', 'T']) { self.f_string(word) } else { self.string() };
        }
        if word == "lambda" {
            self.push_frame(Bracket::Lambda);
        }
        self.out.python.push_str(word);
        self.at = end;
        self.set_word(word);
        Ok(())
    }

    fn set_word(&mut self, word: &'t str) {
        self.before_word = self.word;
        self.word = Some(word);
        self.last = b'a';
    }

    fn metavariable(&mut self) -> Result<(), PatternError> {
        let start = self.at;
        let spread = self.rest().starts_with("$...");
        let name_at = start + if spread { 4 } else { 1 };
        let length = self.text[name_at..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.text.len() - name_at);
        let name = &self.text[name_at..name_at + length];
        let range = start..name_at + length;
        let valid = !name.is_empty()
            && !name.contains(|c: char| c.is_ascii_lowercase())
            && (!spread || !name.starts_with(|c: char| c.is_ascii_digit()));
        if !valid {
            let upper = name.to_ascii_uppercase();
            let help = if name.is_empty() {
                "a metavariable is a dollar sign and a name in capitals: $X".to_owned()
            } else {
                format!("write ${upper}")
            };
            let message = if name.is_empty() { "a dollar sign without a name" } else { "metavariables are written in capitals" };
            return Err(PatternError { message: message.to_owned(), range, help: Some(help) });
        }
        let in_call = self.frames.last().is_some_and(|frame| frame.bracket == Bracket::Call);
        let typed = !spread && self.typed_argument(name_at + length);
        let python = match (spread, in_call && matches!(self.last, b'(' | b',')) {
            (true, true) => format!("*{METAVARIABLES}{name}"),
            (true, false) => format!("{METAVARIABLES}{name}"),
            (false, _) if typed => format!("{TYPED}({METAVARIABLE}{name}"),
            (false, _) => format!("{METAVARIABLE}{name}"),
        };
        self.put(range.len(), &python);
        self.set_word(&self.text[name_at..name_at + length]);
        if typed {
            let colon = self.rest().find(':').expect("typed_argument saw it");
            self.put(colon + 1, ", ");
            self.last = b':';
            self.word = None;
            if let Some(frame) = self.frames.last_mut() {
                frame.typed = Seen::Yes;
            }
        }
        Ok(())
    }

    /// Whether a metavariable that ends at `end` is an argument with a type.
    fn typed_argument(&self, end: usize) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        matches!(frame.bracket, Bracket::Call | Bracket::Parenthesis)
            && matches!(self.last, b'(' | b',')
            && self.text[end..].trim_start().starts_with(':')
            && !self.text[end..].trim_start().starts_with(":=")
    }

    fn ellipsis(&mut self) {
        if self.rest().starts_with("...>") && self.frames.last().is_some_and(|frame| frame.bracket == Bracket::Deep) {
            self.put(4, ")");
            self.frames.pop();
            self.last = b')';
            self.word = None;
            return;
        }
        if self.last == b'.' {
            self.put(3, DOTS);
            self.set_word("x");
            return;
        }
        let name = format!("{ELLIPSIS}{}", self.ellipses);
        let added = format!("{ELLIPSIS}{}{}", super::ADDED, self.ellipses);
        self.ellipses += 1;
        let after = self.text[self.at + 3..].trim_start().as_bytes().first().copied();
        let whole = matches!(self.last, b'(' | b',' | b'{') && matches!(after, Some(b',' | b')' | b'}'));
        let frame = self.frames.last();
        let stars = frame.map_or(Seen::No, |frame| frame.double_star);
        let python = match frame.map(|frame| frame.bracket) {
            Some(Bracket::Call) if whole && stars == Seen::Yes => format!("**{added}"),
            Some(Bracket::Call) if whole => format!("*{added}"),
            Some(Bracket::Parameters) if whole && stars == Seen::Yes => String::new(),
            Some(Bracket::Parameters) if whole && frame.is_some_and(|frame| frame.default == Seen::Yes) => format!("{name}=0"),
            Some(Bracket::Dict) if whole => format!("**{name}"),
            _ => name,
        };
        self.put(3, &python);
        self.set_word("x");
    }

    fn open_deep(&mut self) {
        self.push_frame(Bracket::Deep);
        self.put(4, &format!("{DEEP}("));
        self.last = b'(';
        self.word = None;
    }

    fn open(&mut self, byte: u8) {
        let operand = self.word.is_some_and(|word| !is_keyword(word)) || matches!(self.last, b')' | b']' | b'}' | b'"');
        let bracket = match byte {
            b'(' if operand && self.before_word == Some("def") => Bracket::Parameters,
            b'(' if operand => Bracket::Call,
            b'(' => Bracket::Parenthesis,
            b'[' if operand => Bracket::Subscript,
            b'[' => Bracket::List,
            _ if self.brace_is_dict() => Bracket::Dict,
            _ => Bracket::Set,
        };
        self.push_frame(bracket);
        self.token(1);
    }

    fn push_frame(&mut self, bracket: Bracket) {
        self.frames.push(Frame { bracket, opened: self.at, double_star: Seen::No, default: Seen::No, typed: Seen::No });
    }

    /// Whether the brace at `self.at` has `:` or `**` at its own depth.
    fn brace_is_dict(&self) -> bool {
        let mut depth = 0_usize;
        let mut quote = None;
        let bytes = &self.bytes[self.at..];
        for (at, byte) in bytes.iter().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == *byte => {
                    quote = None;
                }
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'(' | b'[' | b'{') => depth += 1,
                (None, b')' | b']' | b'}') => {
                    depth -= 1;
                    if depth == 0 {
                        return false;
                    }
                }
                (None, b':') if depth == 1 && bytes.get(at + 1) != Some(&b'=') => return true,
                (None, b'*') if depth == 1 && bytes.get(at + 1) == Some(&b'*') => return true,
                _ => {}
            }
        }
        false
    }

    fn close(&mut self) {
        while self.frames.last().is_some_and(|frame| frame.bracket == Bracket::Lambda) {
            self.frames.pop();
        }
        if let Some(frame) = self.frames.pop()
            && frame.typed == Seen::Yes
        {
            self.put(0, ")");
        }
        self.token(1);
    }

    fn comma(&mut self) {
        if let Some(frame) = self.frames.last_mut()
            && frame.typed == Seen::Yes
        {
            frame.typed = Seen::No;
            self.put(0, ")");
        }
        self.token(1);
    }

    /// `:`, `=` and `*` tell what kind of parameters came before.
    fn mark(&mut self, byte: u8) {
        let double = self.rest().starts_with("**");
        let before = self.last;
        if let Some(frame) = self.frames.last_mut() {
            match byte {
                b':' if frame.bracket == Bracket::Lambda => {
                    self.frames.pop();
                }
                b'=' => frame.default = Seen::Yes,
                b'*' if double && matches!(before, b'(' | b',') => frame.double_star = Seen::Yes,
                // After a star everything is by keyword: defaults may come in any order.
                b'*' if matches!(before, b'(' | b',') => frame.default = Seen::No,
                _ => {}
            }
        }
        self.token(if double { 2 } else { 1 });
    }

    /// A string without fields, copied as it stands; `self.at` is at its first quote.
    fn string(&mut self) -> Result<(), PatternError> {
        let opened = self.at;
        let quote = self.quote();
        let mut end = self.at + quote.len();
        loop {
            match self.bytes.get(end) {
                None => return Err(unclosed_string(opened, quote)),
                Some(b'\\') => end += 2,
                Some(b'\n') if quote.len() == 1 => return Err(unclosed_string(opened, quote)),
                Some(_) if self.bytes[end..].starts_with(quote.as_bytes()) => break,
                Some(_) => end += 1,
            }
        }
        self.token(end + quote.len() - self.at);
        self.last = b'"';
        Ok(())
    }

    /// An f-string: its text is copied, its fields are rewritten.
    fn f_string(&mut self, prefix: &str) -> Result<(), PatternError> {
        let opened = self.at;
        let quote = self.quote();
        let raw = prefix.contains(['r', 'R']);
        self.token(quote.len());
        loop {
            let rest = &self.bytes[self.at..];
            match rest.first() {
                None => return Err(unclosed_string(opened, quote)),
                Some(b'\\') if !raw && rest.len() > 1 => self.token(2),
                Some(b'\n') if quote.len() == 1 => return Err(unclosed_string(opened, quote)),
                Some(b'{') if rest.starts_with(b"{{") => self.token(2),
                Some(b'{') => {
                    self.push_frame(Bracket::Subscript);
                    self.token(1);
                    self.run(Some(b'}'))?;
                    self.frames.pop();
                }
                Some(_) if rest.starts_with(quote.as_bytes()) => break,
                Some(_) => self.token(1),
            }
        }
        self.token(quote.len());
        self.last = b'"';
        Ok(())
    }

    fn quote(&self) -> &'t str {
        let rest = self.rest();
        if rest.starts_with("\"\"\"") || rest.starts_with("'''") { &rest[..3] } else { &rest[..1] }
    }
}

fn error(message: &str, range: std::ops::Range<usize>, help: Option<&str>) -> PatternError {
    PatternError { message: message.to_owned(), range, help: help.map(str::to_owned) }
}

fn unclosed_string(opened: usize, quote: &str) -> PatternError {
    error("this string is never closed", opened..opened + quote.len(), None)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is_string_prefix(word: &str) -> bool {
    word.len() <= 2 && word.chars().all(|c| "rRbBuUfFtT".contains(c))
}

/// Words after which a bracket opens a new operand and no call.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "for"
            | "from"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "not"
            | "or"
            | "raise"
            | "return"
            | "while"
            | "with"
            | "yield"
    )
}
