//! Patterns of HTML: text to tree.

use regex::Regex;

use super::{Options, PatternError};
use crate::syntax::html::{self, Element, Html, NodeKind};

/// Deeper patterns are refused: matching goes as deep as the pattern.
const MAX_DEPTH: usize = 100;
/// Bytes of memory that a regular expression in a pattern may take when compiled.
const REGEX_SIZE: usize = 1 << 20;

/// A pattern, ready to match.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub(super) root: Root,
    pub(super) options: Options,
    metavariables: Vec<String>,
    words: Vec<String>,
}

/// What a pattern is one of.
#[derive(Debug, Clone)]
pub(super) enum Root {
    /// One element, wherever it stands.
    Element(ElementPattern),
    /// Several elements: the text begins with them.
    Document(Vec<Child>),
    /// `name="value"`, in any tag.
    Attribute(AttributePattern),
}

/// `<name …>…</name>`.
#[derive(Debug, Clone)]
pub(super) struct ElementPattern {
    pub(super) name: Word,
    pub(super) attributes: Vec<AttributePattern>,
    /// Whether `...` stands among the attributes.
    pub(super) is_open: bool,
    pub(super) children: Vec<Child>,
    pub(super) closes_itself: bool,
}

/// An attribute of a tag.
#[derive(Debug, Clone)]
pub(super) struct AttributePattern {
    pub(super) name: Word,
    pub(super) value: Option<Word>,
}

/// What stands in an element.
#[derive(Debug, Clone)]
pub(super) enum Child {
    Element(ElementPattern),
    /// One text.
    Text(Word),
    /// `...`
    Any,
    /// `$...X`, by number.
    Run(usize),
}

/// A name, a value or a text.
#[derive(Debug, Clone)]
pub(super) enum Word {
    /// Exactly this.
    Exact(String),
    /// `$X`, by number.
    Metavariable(usize),
    /// `"..."`.
    Any,
    /// `"=~/…/"`.
    Regex(Regex),
}

impl Pattern {
    /// Reads a pattern.
    pub fn parse(text: &str, options: Options) -> Result<Self, PatternError> {
        let whole = || 0..text.len();
        let error = |message: &str| PatternError { message: message.to_owned(), range: whole() };
        let trimmed = text.trim();
        let wrapped = if trimmed.starts_with('<') { trimmed.to_owned() } else { format!("<x {trimmed}>") };
        let named = wrapped.replace("<$", "<Q").replace("</$", "</Q");
        let html = html::parse(&named);
        if !html.is_whole() {
            return Err(error("it takes too long to read"));
        }
        let mut lower = Lower { text: &wrapped, html: &html, names: Vec::new(), words: Vec::new() };
        let root = if trimmed.starts_with('<') { lower.root() } else { lower.lone_attribute() };
        let root = root.map_err(|message| PatternError { message, range: whole() })?;
        let (metavariables, words) = (lower.names, lower.words);
        Ok(Self { root, options, metavariables, words })
    }

    /// The metavariables that it binds, with their `$`.
    pub fn metavariables(&self) -> &[String] {
        &self.metavariables
    }

    /// Names of tags and attributes that stand in every text that it matches.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }
}

/// Makes a pattern of a tree.
struct Lower<'t> {
    text: &'t str,
    html: &'t Html,
    names: Vec<String>,
    words: Vec<String>,
}

impl Lower<'_> {
    fn of(&self, (start, end): (u32, u32)) -> &str {
        &self.text[start as usize..end as usize]
    }

    fn root(&mut self) -> Result<Root, String> {
        let html = self.html;
        let mut children = Vec::new();
        for number in html.top() {
            if let NodeKind::Element(element) = &html.node(*number).kind {
                children.push(self.element(element, 0)?);
            }
        }
        match children.len() {
            0 => Err("it has no element: write `<tag ...>...</tag>`".to_owned()),
            1 => Ok(Root::Element(children.pop().expect("there is one"))),
            _ => Ok(Root::Document(children.into_iter().map(Child::Element).collect())),
        }
    }

    fn lone_attribute(&mut self) -> Result<Root, String> {
        let html = self.html;
        let attribute = html.elements().next().and_then(|(_, element)| match element.attributes[..] {
            [attribute] if attribute.value.is_some() && attribute.range.1 as usize + 1 == self.text.len() => Some(attribute),
            _ => None,
        });
        let attribute = attribute.ok_or("it is no element (`<tag ...>...</tag>`), and no attribute with a value (`name=\"$X\"`)")?;
        Ok(Root::Attribute(AttributePattern {
            name: self.name(attribute.name),
            value: Some(self.word(attribute.value.expect("it has one"))?),
        }))
    }

    fn element(&mut self, element: &Element, depth: usize) -> Result<ElementPattern, String> {
        if depth > MAX_DEPTH {
            return Err(format!("it nests more than {MAX_DEPTH} levels deep"));
        }
        let html = self.html;
        let name = self.name(element.name);
        let (mut attributes, mut is_open) = (Vec::new(), false);
        for attribute in &element.attributes {
            if self.of(attribute.name) == "..." && attribute.value.is_none() {
                is_open = true;
                continue;
            }
            let value = attribute.value.map(|value| self.word(value)).transpose()?;
            attributes.push(AttributePattern { name: self.name(attribute.name), value });
        }
        let mut children = Vec::new();
        for number in &element.children {
            let node = html.node(*number);
            children.push(match &node.kind {
                NodeKind::Element(inner) => Child::Element(self.element(inner, depth + 1)?),
                NodeKind::Text => self.text((node.start, node.end)),
            });
        }
        Ok(ElementPattern { name, attributes, is_open, children, closes_itself: element.closes_itself })
    }

    fn text(&mut self, place: (u32, u32)) -> Child {
        let text = self.of(place).trim().to_owned();
        if text == "..." {
            Child::Any
        } else if is_metavariable(&text) && text.starts_with("$...") {
            Child::Run(self.number(&text))
        } else if is_metavariable(&text) {
            Child::Text(Word::Metavariable(self.number(&text)))
        } else {
            Child::Text(Word::Exact(self.of(place).to_owned()))
        }
    }

    /// The name of a tag or an attribute.
    fn name(&mut self, place: (u32, u32)) -> Word {
        let text = self.of(place).to_owned();
        if is_metavariable(&text) && !text.starts_with("$...") {
            return Word::Metavariable(self.number(&text));
        }
        if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.words.push(text.clone());
        }
        Word::Exact(text)
    }

    /// A value.
    fn word(&mut self, place: (u32, u32)) -> Result<Word, String> {
        let text = self.of(place).to_owned();
        if text == "..." {
            return Ok(Word::Any);
        }
        if is_metavariable(&text) && !text.starts_with("$...") {
            return Ok(Word::Metavariable(self.number(&text)));
        }
        if let Some((regex, flags)) = text.strip_prefix("=~/").and_then(|rest| rest.rsplit_once('/'))
            && matches!(flags, "" | "i" | "m" | "s")
        {
            let flags = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
            let regex = regex::RegexBuilder::new(&format!("{flags}{}", regex.replace("\\/", "/"))).size_limit(REGEX_SIZE).build();
            return regex.map(Word::Regex).map_err(|_| format!("its regular expression `{text}` does not compile"));
        }
        Ok(Word::Exact(text))
    }

    fn number(&mut self, name: &str) -> usize {
        if let Some(known) = self.names.iter().position(|known| known == name) {
            return known;
        }
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}

/// `$X`, `$_1` or `$...X`.
fn is_metavariable(text: &str) -> bool {
    let Some(name) = text.strip_prefix('$') else { return false };
    let name = name.strip_prefix("...").unwrap_or(name);
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_uppercase() || first == '_')
        && letters.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}
