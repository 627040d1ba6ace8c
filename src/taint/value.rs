//! What is known of a value: its taint, and that of its attributes and items.

use super::labels::{Label, Requires};

/// More taint in one value is not told apart.
const MAX_TOKENS: usize = 100;
/// More attributes of one value are not told apart.
const MAX_CHILDREN: usize = 24;
/// Attributes of attributes are told apart to this depth.
const MAX_DEPTH: usize = 5;

/// Taint of one source. Two of them are equal whatever way they came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) source: u32,
    pub(super) label: Label,
    /// The last step of its way, by number.
    pub(super) trace: u32,
}

impl Token {
    fn key(self) -> (u32, Label) {
        (self.source, self.label)
    }
}

/// Taint of several sources, each once, by source.
#[derive(Debug, Clone, Default)]
pub(super) struct Taints {
    items: Vec<Token>,
}

impl PartialEq for Taints {
    fn eq(&self, other: &Self) -> bool {
        self.items.len() == other.items.len() && self.items.iter().zip(&other.items).all(|(one, other)| one.key() == other.key())
    }
}

impl Taints {
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Token> + '_ {
        self.items.iter().copied()
    }

    pub(super) fn add(&mut self, token: Token) {
        if let Err(at) = self.items.binary_search_by_key(&token.key(), |item| item.key())
            && self.items.len() < MAX_TOKENS
        {
            self.items.insert(at, token);
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        if self.items.is_empty() {
            self.items.clone_from(&other.items);
        } else {
            other.items.iter().for_each(|token| self.add(*token));
        }
    }

    pub(super) fn meets(&self, requires: &Requires) -> bool {
        requires.holds(&|label| self.items.iter().any(|token| token.label == label))
    }
}

impl FromIterator<Token> for Taints {
    fn from_iter<I: IntoIterator<Item = Token>>(tokens: I) -> Self {
        let mut taints = Self::default();
        tokens.into_iter().for_each(|token| taints.add(token));
        taints
    }
}

/// What is known of a value itself.
#[derive(Debug, Clone, Default, PartialEq)]
enum Mark {
    /// Nothing.
    #[default]
    None,
    /// It was assigned something clean.
    Clean,
    Tainted(Taints),
}

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    Field(&'a str),
    /// Some item, whatever the index.
    Item,
}

/// A value and its parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cell<'a> {
    mark: Mark,
    children: Vec<(Key<'a>, Cell<'a>)>,
}

impl<'a> Cell<'a> {
    pub(super) fn clean() -> Self {
        Self { mark: Mark::Clean, children: Vec::new() }
    }

    /// A value without parts.
    pub(super) fn scalar(taints: Taints) -> Self {
        let mark = if taints.is_empty() { Mark::None } else { Mark::Tainted(taints) };
        Self { mark, children: Vec::new() }
    }

    /// A list, tuple or mapping of such items.
    pub(super) fn container(items: Self) -> Self {
        if items.is_tainted() { Self { mark: Mark::None, children: vec![(Key::Item, items)] } } else { Self::default() }
    }

    /// The taint of the value itself.
    pub(super) fn own(&self) -> Taints {
        match &self.mark {
            Mark::Tainted(taints) => taints.clone(),
            Mark::None | Mark::Clean => Taints::default(),
        }
    }

    /// The taint of the value and of all its parts.
    pub(super) fn all(&self) -> Taints {
        let mut taints = self.own();
        for (_, child) in &self.children {
            taints.join(&child.all());
        }
        taints
    }

    /// Whether it was assigned something clean, and nothing of it since.
    pub(super) fn is_clean(&self) -> bool {
        self.mark == Mark::Clean
    }

    pub(super) fn is_tainted(&self) -> bool {
        matches!(self.mark, Mark::Tainted(_)) || self.children.iter().any(|(_, child)| child.is_tainted())
    }

    /// Adds taint to the value itself.
    pub(super) fn add(&mut self, taints: &Taints) {
        if taints.is_empty() {
            return;
        }
        match &mut self.mark {
            Mark::Tainted(own) => own.join(taints),
            Mark::None | Mark::Clean => self.mark = Mark::Tainted(taints.clone()),
        }
    }

    fn child(&self, key: Key<'_>) -> Option<&Self> {
        self.children.iter().find(|(own, _)| *own == key).map(|(_, child)| child)
    }

    /// A part of the value: what is known of it, else what the whole is.
    pub(super) fn part(&self, key: Key<'_>) -> Self {
        if self.mark == Mark::Clean {
            return Self::clean();
        }
        match (key, self.child(key)) {
            (Key::Field(_), Some(child)) => child.clone(),
            (Key::Field(_), None) => Self::scalar(self.own()),
            (Key::Item, _) => {
                let mut joined = if self.children.is_empty() { Self::scalar(self.own()) } else { Self::default() };
                self.children.iter().for_each(|(_, child)| joined.join(child));
                joined
            }
        }
    }

    /// The same without what only the whole has: parts that were put in one by one.
    pub(super) fn known_part(&self, key: Key<'_>) -> Self {
        match self.child(key) {
            Some(child) if self.mark != Mark::Clean => child.clone(),
            _ => Self::default(),
        }
    }

    /// Puts a value at a path below this one.
    pub(super) fn put(&mut self, path: &[Key<'a>], value: Self) {
        let Some((key, rest)) = path.split_first() else {
            return self.replace(value);
        };
        if self.mark == Mark::Clean && value.is_tainted() {
            self.mark = Mark::None;
        }
        let Some(child) = self.entry(*key) else { return self.add(&value.all()) };
        if rest.is_empty() && *key == Key::Item && value.is_tainted() {
            child.join(&value);
        } else {
            child.put(rest, value);
        }
    }

    /// A clean value takes the place of everything; of a tainted one what it says nothing about stays as it was.
    fn replace(&mut self, value: Self) {
        if !value.is_tainted() {
            *self = value;
            return;
        }
        match value.mark {
            Mark::Tainted(taints) => self.mark = Mark::Tainted(taints),
            Mark::None | Mark::Clean if self.mark == Mark::Clean => self.mark = Mark::None,
            Mark::None | Mark::Clean => {}
        }
        for (key, child) in value.children {
            match self.children.iter().position(|(own, _)| *own == key) {
                Some(at) => self.children[at].1.replace(child),
                None if self.children.len() < MAX_CHILDREN => self.children.push((key, child)),
                None => self.add(&child.all()),
            }
        }
    }

    /// Adds taint to the value at a path below this one.
    pub(super) fn add_at(&mut self, path: &[Key<'a>], taints: &Taints) {
        let Some((key, rest)) = path.split_first() else { return self.add(taints) };
        if self.mark == Mark::Clean {
            self.mark = Mark::None;
        }
        match self.entry(*key) {
            Some(child) => child.add_at(rest, taints),
            None => self.add(taints),
        }
    }

    /// The part under `key`, made when it is not there; it begins as what the whole is.
    fn entry(&mut self, key: Key<'a>) -> Option<&mut Self> {
        let at = match self.children.iter().position(|(own, _)| *own == key) {
            Some(at) => at,
            None if self.children.len() >= MAX_CHILDREN => return None,
            None => {
                self.children.push((key, Self { mark: self.mark.clone(), children: Vec::new() }));
                self.children.len() - 1
            }
        };
        Some(&mut self.children[at].1)
    }

    /// What is known where two ways meet.
    pub(super) fn join(&mut self, other: &Self) {
        self.join_to(other, MAX_DEPTH);
    }

    fn join_to(&mut self, other: &Self, depth: usize) {
        match (&mut self.mark, &other.mark) {
            (Mark::Tainted(own), Mark::Tainted(taints)) => own.join(taints),
            (mark, Mark::Tainted(taints)) => *mark = Mark::Tainted(taints.clone()),
            (mark @ Mark::None, Mark::Clean) => *mark = Mark::Clean,
            (_, Mark::Clean | Mark::None) => {}
        }
        for (key, theirs) in &other.children {
            match self.children.iter().position(|(own, _)| own == key) {
                Some(at) if depth > 0 => self.children[at].1.join_to(theirs, depth - 1),
                Some(at) => self.children[at].1.add(&theirs.all()),
                None if self.children.len() < MAX_CHILDREN => self.children.push((*key, theirs.clone())),
                None => self.add(&theirs.all()),
            }
        }
        self.flatten(MAX_DEPTH);
    }

    /// Parts that are too deep become taint of what holds them.
    pub(super) fn flatten(&mut self, depth: usize) {
        if depth > 0 {
            self.children.iter_mut().for_each(|(_, child)| child.flatten(depth - 1));
        } else if !self.children.is_empty() {
            let taints = self.all();
            self.children.clear();
            self.add(&taints);
        }
    }

    /// Every token as `change` makes it.
    pub(super) fn map(&mut self, change: &mut dyn FnMut(Token) -> Token) {
        if let Mark::Tainted(taints) = &mut self.mark {
            taints.items.iter_mut().for_each(|token| *token = change(*token));
        }
        self.children.iter_mut().for_each(|(_, child)| child.map(change));
    }

    /// The deepest that a value is told apart.
    pub(super) const DEPTH: usize = MAX_DEPTH;
}
