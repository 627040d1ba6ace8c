//! What metavariables stand for in one match.

use std::hash::Hasher as _;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHasher;

use crate::semantic::{Constant, VariableId};

/// Metavariables and what they stand for, sorted by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Captures {
    items: Vec<(Arc<str>, Capture)>,
}

/// What one metavariable stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// First byte in the file.
    pub start: u32,
    /// One past the last byte; equal to `start` when nothing was bound (`$...ARGS` over no argument).
    pub end: u32,
    /// The bound text as written; for `"$X"` the content of the string without its quotes.
    pub text: Arc<str>,
    /// The value, where it is known without running anything.
    pub constant: Option<Constant>,
    /// The dotted path that the bound name has through imports, such as `django.db.connection`.
    pub resolved: Option<Arc<str>>,
    /// The module, where a name imported from it stands for it and its member: `x` for the `$M` of `$M.y()` at `y()`.
    pub module: Option<Arc<str>>,
    structure: Structure,
    variables: Variables,
}

/// What is compared when a metavariable occurs twice.
#[derive(Debug, Clone, PartialEq)]
enum Structure {
    /// The text: of a string's content, or a group of a regular expression.
    Text,
    /// The text without white space: statements, arguments, operands.
    Loose(Squeezed),
    /// A hash, equal for equal structure, whatever the layout, quotes and spelling of numbers.
    Node(u64),
    /// Nothing: nobody asks what it is, only where it stands.
    Place,
}

/// Which variables the names in the bound code are: `x` of one function is not `x` of another.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Variables {
    /// There are none, or it does not matter.
    #[default]
    Any,
    /// A name. One that is no known variable is the same as every one of its spelling.
    Name(Option<VariableId>),
    /// The name of a keyword argument: bound first, it is no known variable.
    Keyword,
    /// The name of a module that is imported: it is no known variable.
    Module,
    /// Those of longer code, in its order; none for names that are no known variable.
    Names(Box<[Option<VariableId>]>),
}

impl Variables {
    /// Whether what was bound first, `self`, and `other` of the same structure are the same code.
    fn agree(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Name(Some(one)), Self::Name(Some(other))) => one == other,
            (Self::Keyword | Self::Module, Self::Name(Some(_))) | (Self::Name(Some(_)), Self::Module) => false,
            (Self::Names(one), Self::Names(other)) => one == other,
            (Self::Any | Self::Name(_) | Self::Keyword | Self::Module | Self::Names(_), _) => true,
        }
    }
}

/// A hash of the text without white space, made when it is first compared: texts may be long, and most are bound once.
#[derive(Debug, Clone, Default)]
struct Squeezed(OnceLock<u64>);

impl Squeezed {
    fn of(&self, text: &str) -> u64 {
        *self.0.get_or_init(|| {
            let mut hasher = FxHasher::default();
            text.split_whitespace().flat_map(str::bytes).for_each(|byte| hasher.write_u8(byte));
            hasher.finish()
        })
    }
}

/// It says nothing that the text does not say.
impl PartialEq for Squeezed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Captures {
    /// What `name` (with its `$`, such as `$X` or `$...ARGS`) stands for.
    pub fn get(&self, name: &str) -> Option<&Capture> {
        let at = self.items.binary_search_by(|(item, _)| item.as_ref().cmp(name)).ok()?;
        Some(&self.items[at].1)
    }

    /// All of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Capture)> {
        self.items.iter().map(|(name, capture)| (name.as_ref(), capture))
    }

    /// An order, for output that never depends on how a match was found.
    pub(super) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let key = |item: &(Arc<str>, Capture)| (Arc::clone(&item.0), item.1.start, item.1.end, Arc::clone(&item.1.text));
        self.items.iter().map(key).cmp(other.items.iter().map(key))
    }

    /// Whether nothing is bound.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Both together, those of `self` where both bind a name; none when they do not mean the same code.
    pub fn merge(&self, other: &Self) -> Option<Self> {
        let mut merged = self.clone();
        for (name, capture) in &other.items {
            match self.get(name) {
                Some(own) if own.unifies(capture) => {}
                Some(_) => return None,
                None => merged.insert(name, capture.clone()),
            }
        }
        Some(merged)
    }

    /// Binds `name` to a piece of text, as groups of regular expressions do (`$1`, `$NAME`).
    pub fn insert_text(&mut self, name: &str, start: u32, end: u32, text: &str) {
        self.insert(name, Capture::of_text(start, end, text));
    }

    /// The same with a word of a text that is a whole number.
    pub fn insert_number(&mut self, name: &str, (start, end): (u32, u32), text: &str, value: i64) {
        self.insert(name, Capture { constant: Some(Constant::Int(value)), ..Capture::of_text(start, end, text) });
    }

    /// Binds `name`, replacing what it stood for.
    pub fn insert(&mut self, name: &str, capture: Capture) {
        match self.items.binary_search_by(|(item, _)| item.as_ref().cmp(name)) {
            Ok(at) => self.items[at].1 = capture,
            Err(at) => self.items.insert(at, (name.into(), capture)),
        }
    }
}

impl FromIterator<(Arc<str>, Capture)> for Captures {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Capture)>>(items: I) -> Self {
        let mut items: Vec<_> = items.into_iter().collect();
        items.sort_by(|(a, _), (b, _)| a.cmp(b));
        items.dedup_by(|(b, _), (a, _)| a == b);
        Self { items }
    }
}

impl Capture {
    /// A node of the tree; `structure` is equal for equal nodes.
    pub(super) fn node(start: u32, end: u32, text: &str, structure: u64, variables: Variables) -> Self {
        Self { structure: Structure::Node(structure), variables, ..Self::of_text(start, end, text) }
    }

    /// Code that is no single node of the tree: only its layout does not matter.
    pub(super) fn layout_free(start: u32, end: u32, text: &str, variables: Variables) -> Self {
        Self { structure: Structure::Loose(Squeezed::default()), variables, ..Self::of_text(start, end, text) }
    }

    /// Code of which only the place and the text are asked.
    pub(super) fn place(start: u32, end: u32, text: &str) -> Self {
        Self { structure: Structure::Place, ..Self::of_text(start, end, text) }
    }

    /// The content of a string: what is shown of it, and what it says.
    pub(super) fn content(start: u32, end: u32, text: &Arc<str>, value: &Arc<str>) -> Self {
        let constant = Some(Constant::Str(Arc::clone(value)));
        Self { constant, text: Arc::clone(text), ..Self::of_text(start, end, "") }
    }

    /// A piece of text that is no node of the tree.
    fn of_text(start: u32, end: u32, text: &str) -> Self {
        let (structure, variables) = (Structure::Text, Variables::default());
        Self { start, end, text: text.into(), constant: None, resolved: None, module: None, structure, variables }
    }

    /// Whether it is no node of the tree but a text: what a string says, or a group of a regular expression.
    pub fn is_text(&self) -> bool {
        self.structure == Structure::Text
    }

    /// Whether both stand for the same code: the same structure of the same variables, the same constant, or the same resolved
    /// name. `self` was bound first.
    pub fn unifies(&self, other: &Self) -> bool {
        let equal_structure = match (&self.structure, &other.structure) {
            (Structure::Text, _) | (_, Structure::Text) => return self.text == other.text,
            (Structure::Loose(one), Structure::Loose(two)) => one.of(&self.text) == two.of(&other.text),
            (Structure::Node(one), Structure::Node(two)) => one == two,
            (Structure::Loose(_), Structure::Node(_)) | (Structure::Node(_), Structure::Loose(_)) => false,
            // Carried along on two ways, one capture meets itself.
            (Structure::Place, Structure::Place) if (self.start, self.end) == (other.start, other.end) => return true,
            (Structure::Place, _) | (_, Structure::Place) => {
                debug_assert!(false, "nothing is compared that the rule does not compare");
                false
            }
        };
        let equal_constant = self.constant.is_some() && self.constant == other.constant && self.constant != Some(Constant::SomeStr);
        let equal_name = self.resolved.is_some() && self.resolved == other.resolved;
        equal_structure && self.variables.agree(&other.variables) || equal_constant || equal_name
    }
}
