//! A file read for patterns of language `generic`, once for all rules.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::generic::{CommentStyle, Document};
use crate::rule::{GenericTerm, Place, RegexLimit};

/// What was read of one file so far.
#[derive(Debug, Default)]
pub(super) struct Documents {
    read: RefCell<Vec<Read>>,
    /// Whether nothing was looked for because nobody wrote the text by hand.
    passed_over: Cell<bool>,
}

/// One form of the file: its text may have comments blanked, by us or as a rule says.
#[derive(Debug)]
struct Read {
    text: *const str,
    comments: CommentStyle,
    document: Rc<Document>,
}

impl Documents {
    /// Where a pattern matches in `text`, which lives as long as the file's turn.
    pub(super) fn places(&self, term: &GenericTerm, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
        let document = self.of(text, term.pattern.options().comments);
        term.places_in(&document, text, most)
    }

    /// Whether patterns were asked for, and the file is minified or holds control characters.
    pub(super) fn passed_over(&self) -> bool {
        self.passed_over.get()
    }

    fn of(&self, text: &str, comments: CommentStyle) -> Rc<Document> {
        let mut read = self.read.borrow_mut();
        if let Some(known) = read.iter().find(|known| std::ptr::eq(known.text, text) && known.comments == comments) {
            return Rc::clone(&known.document);
        }
        let document = Document::of_file(text, comments);
        if document.is_none() {
            self.passed_over.set(true);
        }
        let document = Rc::new(document.unwrap_or_default());
        read.push(Read { text: std::ptr::from_ref(text), comments, document: Rc::clone(&document) });
        document
    }
}
