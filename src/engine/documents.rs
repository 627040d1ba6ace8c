//! A file read for patterns of language `generic` and `html`, once for all rules.

use std::cell::RefCell;
use std::rc::Rc;

use crate::generic::{CommentStyle, Document};
use crate::html;
use crate::rule::{GenericTerm, HtmlTerm, Place, RegexLimit};

/// What was read of one file so far.
#[derive(Debug, Default)]
pub(super) struct Documents {
    read: RefCell<Vec<Read>>,
    html: RefCell<Vec<(*const str, Rc<html::Document>)>>,
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

    /// Where a pattern of HTML matches in `text`, which lives as long as the file's turn.
    pub(super) fn html_places(&self, term: &HtmlTerm, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
        let known = self.html.borrow().iter().find(|(known, _)| std::ptr::eq(*known, text)).map(|(_, document)| Rc::clone(document));
        let document = known.unwrap_or_else(|| {
            let document = Rc::new(html::read(text));
            self.html.borrow_mut().push((std::ptr::from_ref(text), Rc::clone(&document)));
            document
        });
        term.places_in(&document, text, most)
    }

    fn of(&self, text: &str, comments: CommentStyle) -> Rc<Document> {
        let mut read = self.read.borrow_mut();
        if let Some(known) = read.iter().find(|known| std::ptr::eq(known.text, text) && known.comments == comments) {
            return Rc::clone(&known.document);
        }
        let document = Rc::new(Document::of_file(text, comments));
        read.push(Read { text: std::ptr::from_ref(text), comments, document: Rc::clone(&document) });
        document
    }
}
