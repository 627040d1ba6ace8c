//! Regular expressions of rules, compiled when a text first asks for them.
//!
//! As in Semgrep `\w`, `\d`, `\s` and `\b` know ASCII only, while `.` and `[^x]` take one character of any kind.

mod dialect;
mod growth;
mod names;
mod narrow;
mod walk;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use dialect::Foreign;
use fancy_regex::{BytesMode, Regex, RegexBuilder};
use memchr::memmem::Finder;
pub use names::Names;
use narrow::Narrow;
use rustc_hash::FxHashMap;
use walk::Walkable;

/// How many steps back a regular expression may take before its match is given up.
const BACKTRACK_LIMIT: usize = 200_000;
/// Bytes of memory that a part of it without look-around may take when compiled.
const SIZE_LIMIT: usize = 4 << 20;

/// A regular expression of a rule, compiled when it is first asked: most rules never meet a file that needs it.
///
/// Classes and cases of all of Unicode make compiling some ten times dearer than matching. An expression that says nothing of
/// letters outside of ASCII does not tell them apart, so it is compiled for ASCII and asked about a [`Narrow`] text.
#[derive(Debug)]
pub struct RegexTerm {
    line: u32,
    forms: Arc<Forms>,
}

/// An expression in all forms that it was asked in. Terms of equal text share them, see [`Shared`].
#[derive(Debug)]
struct Forms {
    /// As in the rule.
    text: Arc<str>,
    /// As our engines take it; empty if they do not.
    taken: Arc<str>,
    /// Why they do not.
    foreign: Option<Foreign>,
    anchor: Anchor,
    is_plain: bool,
    names: OnceLock<Option<Names>>,
    /// For short narrow texts.
    walkable: OnceLock<Option<Walkable>>,
    /// What a text must say, letter by letter, for it to match somewhere.
    needed: OnceLock<Option<Finder<'static>>>,
    /// For narrow texts.
    plain: OnceLock<Option<Regex>>,
    /// For all.
    full: OnceLock<Option<Regex>>,
    /// What its groups bind, once that is known.
    groups: OnceLock<Vec<String>>,
}

/// The expressions of many rules, each text once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    forms: FxHashMap<(Arc<str>, Anchor), Arc<Forms>>,
}

impl Shared {
    /// A term that shares what is known of its text.
    pub(super) fn term(&mut self, text: &Arc<str>, anchor: Anchor, line: u32) -> RegexTerm {
        let forms = self.forms.entry((Arc::clone(text), anchor)).or_insert_with(|| Forms::new(text, anchor).into());
        RegexTerm { line, forms: Arc::clone(forms) }
    }
}

/// One match.
#[derive(Debug)]
pub struct Place {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Names of metavariables and what their groups matched.
    pub groups: Vec<(String, Range<usize>)>,
}

/// Why matches may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegexLimit {
    /// It takes too many steps on this text.
    Steps,
    /// It is too large when compiled with all of Unicode.
    Size,
    /// It matches at too many places.
    Places,
    /// It is a pattern of words and signs, and takes too many steps on this text.
    PatternSteps,
    /// It is one, and matches at too many places.
    PatternPlaces,
}

/// Where a regular expression may begin to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Anywhere.
    Free,
    /// At the start of the text.
    Start,
}

impl RegexTerm {
    /// Not compiled yet.
    pub fn new(text: &str, anchor: Anchor, line: u32) -> Self {
        Self { line, forms: Forms::new(&text.into(), anchor).into() }
    }

    /// Line in the rule file.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The metavariables that its groups bind: `$1` and so on, and `$NAME` for groups named in capitals.
    pub fn groups(&self) -> Vec<String> {
        if let Some(known) = self.forms.groups.get() {
            return known.clone();
        }
        let regex = if self.forms.is_plain { self.forms.plain() } else { self.forms.full() };
        regex.map_or_else(|_| Vec::new(), |regex| names(regex).into_iter().flatten().collect())
    }

    /// As written.
    pub fn text(&self) -> &str {
        &self.forms.text
    }

    /// Equal for the terms of all rules that were read together and have this expression; none if there is no other.
    pub fn sharing(&self) -> Option<usize> {
        (Arc::strong_count(&self.forms) > 1).then(|| Arc::as_ptr(&self.forms).addr())
    }

    /// The few names that it lets through from the start of a text, if it asks for nothing else.
    pub fn names(&self) -> Option<&Names> {
        self.forms.names()
    }

    /// Whether it matches anywhere in `text`.
    pub fn is_match(&self, text: &str) -> Result<bool, RegexLimit> {
        if let Some(matches) = self.names().and_then(|names| names.is_match(text)) {
            return Ok(matches);
        }
        let matches = |regex: &Regex, text: &str| regex.is_match(text).map_err(|_| RegexLimit::Steps);
        match self.forms.narrow(text) {
            Some(narrow) => match self.forms.walkable().and_then(|walkable| walkable.starts(narrow.text())) {
                Some(starts) => Ok(starts),
                None => matches(self.forms.plain()?, narrow.text()),
            },
            None => matches(self.forms.full()?, text),
        }
    }

    /// All matches in `text` from left to right without overlap, at most so many; and why there may be more.
    pub fn places(&self, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
        let forms = &self.forms;
        let needed = forms.needed.get_or_init(|| walk::needed(&forms.taken).map(|text| Finder::new(&text).into_owned()));
        if needed.as_ref().is_some_and(|needed| needed.find(text.as_bytes()).is_none()) {
            return (Vec::new(), None);
        }
        let narrow = self.forms.narrow(text);
        let regex = if narrow.is_some() { self.forms.plain() } else { self.forms.full() };
        let regex = match regex {
            Ok(regex) => regex,
            Err(limit) => return (Vec::new(), Some(limit)),
        };
        let (mut places, limit) = places(regex, narrow.as_ref().map_or(text, Narrow::text), most);
        if let Some(narrow) = narrow {
            let ranges = places
                .iter_mut()
                .flat_map(|place| std::iter::once(&mut place.range).chain(place.groups.iter_mut().map(|group| &mut group.1)));
            ranges.for_each(|range| *range = narrow.original(range.start)..narrow.original(range.end));
        }
        // To PCRE no line begins behind the last line end.
        if text.ends_with('\n') && self.forms.asks_for_line() && places.last().is_some_and(|last| last.range.start == text.len()) {
            places.pop();
        }
        (places, limit)
    }

    /// Whether it compiles: the reason why not and, when known, the bytes of the text that are wrong. What was compiled is not
    /// kept, and most expressions are only parsed: a pack has thousands of them, and a scan asks few.
    pub fn check(&self) -> Result<(), (String, Option<Range<usize>>)> {
        let forms = &self.forms;
        if let Some(foreign) = &forms.foreign {
            return Err((foreign.reason.to_owned(), Some(foreign.at..foreign.at)));
        }
        if forms.groups.get().is_some() {
            return Ok(());
        }
        if let Some(groups) = forms.parsed() {
            forms.groups.get_or_init(|| (1..=groups).map(|at| format!("${at}")).collect());
            return Ok(());
        }
        let mode = if forms.is_plain { BytesMode::Ascii } else { BytesMode::Unicode };
        let regex = forms.compile(mode).map_err(|error| explain(forms, &error))?;
        forms.groups.get_or_init(|| names(&regex).into_iter().flatten().collect());
        Ok(())
    }
}

impl RegexTerm {
    /// Why it may take exponentially many steps, as far as that is known.
    pub fn explodes(&self) -> Option<&'static str> {
        growth::explodes(&self.forms.compiled())
    }
}

impl Forms {
    fn new(text: &Arc<str>, anchor: Anchor) -> Self {
        let (taken, foreign) = match dialect::translated(text, spaced(text)) {
            Ok(Cow::Borrowed(_)) => (Arc::clone(text), None),
            Ok(Cow::Owned(text)) => (text.into(), None),
            Err(foreign) => ("".into(), Some(foreign)),
        };
        Self {
            is_plain: is_plain(&taken),
            text: Arc::clone(text),
            taken,
            foreign,
            anchor,
            names: OnceLock::new(),
            walkable: OnceLock::new(),
            needed: OnceLock::new(),
            plain: OnceLock::new(),
            full: OnceLock::new(),
            groups: OnceLock::new(),
        }
    }

    fn names(&self) -> Option<&Names> {
        self.names.get_or_init(|| if self.anchor == Anchor::Start { Names::of(&self.taken) } else { None }).as_ref()
    }

    fn walkable(&self) -> Option<&Walkable> {
        self.walkable.get_or_init(|| if self.anchor == Anchor::Start { Walkable::of(&self.taken) } else { None }).as_ref()
    }

    /// The text to ask about, if this expression does not tell letters outside of ASCII apart.
    fn narrow<'t>(&self, text: &'t str) -> Option<Narrow<'t>> {
        if self.is_plain { Narrow::of(text) } else { None }
    }

    /// Whether it says `^`.
    fn asks_for_line(&self) -> bool {
        self.taken.match_indices('^').any(|(at, _)| !self.taken[..at].ends_with(['[', '\\']))
    }

    fn plain(&self) -> Result<&Regex, RegexLimit> {
        self.plain.get_or_init(|| self.usable(BytesMode::Ascii)).as_ref().ok_or(RegexLimit::Size)
    }

    fn full(&self) -> Result<&Regex, RegexLimit> {
        self.full.get_or_init(|| self.usable(BytesMode::Unicode)).as_ref().ok_or(RegexLimit::Size)
    }

    /// How many groups it has, if parsing alone shows that it compiles: both engines take its grammar, and nothing in it can grow.
    fn parsed(&self) -> Option<usize> {
        let counted =
            |(at, _): (usize, &str)| self.taken[at + 1..].starts_with(|c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace());
        let grows = self.taken.match_indices('{').any(counted) || self.taken.len() > 2_000;
        if grows || self.taken.contains("(?<") || self.taken.contains("(?P") || !self.is_plain {
            return None;
        }
        if ["(?=", "(?!"].iter().any(|look| self.taken.contains(look)) {
            return Walkable::groups(&self.taken);
        }
        let mut parser = regex_syntax::ParserBuilder::new().multi_line(true).unicode(false).utf8(false).build();
        let groups = parser.parse(&self.taken).ok()?.properties().explicit_captures_len();
        fancy_regex::Expr::parse_tree(&self.taken).ok().map(|_| groups)
    }

    /// The text that the engine is given.
    fn compiled(&self) -> String {
        match self.anchor {
            Anchor::Free => self.taken.to_string(),
            // In free-spacing mode the last line may be a comment, which would swallow the parenthesis.
            Anchor::Start if spaced(&self.taken) => format!("\\A(?:{}\n)", self.taken),
            Anchor::Start => format!(r"\A(?:{})", self.taken),
        }
    }

    /// None if it is too large, or none that our engines take: `check` has said so.
    fn usable(&self, mode: BytesMode) -> Option<Regex> {
        if self.foreign.is_some() { None } else { self.compile(mode).ok() }
    }

    fn compile(&self, mode: BytesMode) -> Result<Regex, Box<fancy_regex::Error>> {
        let mut builder = RegexBuilder::new(&self.compiled());
        // Of bound text `^` and `$` are the ends, of a file those of its lines.
        builder.multi_line(self.anchor == Anchor::Free).backtrack_limit(BACKTRACK_LIMIT).delegate_size_limit(SIZE_LIMIT).bytes_mode(mode);
        builder.build().map_err(Box::new)
    }
}

/// Whether an expression says nothing of letters outside of ASCII or of control characters, which stand for them in narrow texts.
fn is_plain(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        // By number or by property any character can be meant. Back references look the same.
        if !byte.is_ascii() || (byte == b'\\' && bytes.next().is_none_or(|escaped| b"xuUpPNXc0123".contains(&escaped))) {
            return false;
        }
    }
    // Flags may switch Unicode on and off, `[[:cntrl:]]` is the substitute.
    !text.contains("[:") && !text.match_indices("(?").any(|(at, _)| flags(&text[at + 2..]).contains('u'))
}

/// For each group its metavariables: the number, and the name if that is one.
fn names(regex: &Regex) -> Vec<Vec<String>> {
    let named = |(at, name): (usize, Option<&str>)| {
        let name = name.filter(|name| is_metavariable(name)).map(|name| format!("${name}"));
        std::iter::once(format!("${at}")).chain(name).collect()
    };
    regex.capture_names().enumerate().skip(1).map(named).collect()
}

/// Matches from left to right without overlap, as PCRE goes on: an empty one may stand right behind another one.
fn places(regex: &Regex, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
    let (mut places, mut at) = (Vec::new(), 0);
    let names = names(regex);
    while at <= text.len() {
        let place = match next_place(regex, &names, text, at) {
            Ok(Some(place)) => place,
            Ok(None) => break,
            Err(limit) => return (places, Some(limit)),
        };
        if places.len() == most {
            return (places, Some(RegexLimit::Places));
        }
        let Range { start, end } = place.range;
        // Behind nothing the search goes on one character later.
        at = if start < end { end } else { end + text[end..].chars().next().map_or(1, char::len_utf8) };
        places.push(place);
    }
    (places, None)
}

/// The first match from byte `at` on. Without groups it costs less to ask.
fn next_place(regex: &Regex, names: &[Vec<String>], text: &str, at: usize) -> Result<Option<Place>, RegexLimit> {
    if names.is_empty() {
        let found = regex.find_from_pos(text, at).map_err(|_| RegexLimit::Steps)?;
        return Ok(found.map(|found| Place { range: found.range(), groups: Vec::new() }));
    }
    let found = regex.captures_from_pos(text, at).map_err(|_| RegexLimit::Steps)?;
    let Some((found, whole)) = found.and_then(|found| found.get(0).map(|whole| whole.range()).map(|whole| (found, whole))) else {
        return Ok(None);
    };
    let mut groups = Vec::new();
    for (at, names) in names.iter().enumerate() {
        let Some(group) = found.get(at + 1) else { continue };
        groups.extend(names.iter().map(|name| (name.clone(), group.range())));
    }
    Ok(Some(Place { range: whole, groups }))
}

/// The letters after a `(?`.
fn flags(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(text.len());
    &text[..end]
}

/// Whether the expression turns free-spacing mode on, `(?x)`.
fn spaced(text: &str) -> bool {
    text.match_indices("(?").any(|(at, _)| flags(&text[at + 2..]).split('-').next().is_some_and(|on| on.contains('x')))
}

/// Whether a group's name, behind a `$`, is a metavariable.
fn is_metavariable(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first.is_ascii_uppercase() || first == '_')
        && chars.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// The reason in one line, and the place in the expression's text.
fn explain(forms: &Forms, error: &fancy_regex::Error) -> (String, Option<Range<usize>>) {
    let before = match forms.anchor {
        Anchor::Free => 0,
        Anchor::Start => r"\A(?:".len(),
    };
    match error {
        fancy_regex::Error::ParseError(at, kind) => {
            let at = at.saturating_sub(before).min(forms.taken.len());
            // Where it was written anew, the place is that of another text.
            (kind.to_string(), (forms.taken == forms.text).then_some(at..at))
        }
        fancy_regex::Error::CompileError(kind) => {
            let reason = kind.to_string();
            let last = reason.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it does not compile");
            (last.trim().trim_start_matches("error: ").to_owned(), None)
        }
        other => (other.to_string(), None),
    }
}

#[cfg(test)]
mod tests;
