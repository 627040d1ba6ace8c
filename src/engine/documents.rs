//! What rules ask of the text of a file again and again: read for patterns of language `generic` and of HTML, and searched for an
//! expression that several rules have, once for all of them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::generic::{CommentStyle, Document};
use crate::html;
use crate::rule::{HtmlTerm, Place, RegexLimit, TextTerm};

/// What was read of one file so far.
#[derive(Debug, Default)]
pub(super) struct Documents {
    read: RefCell<Vec<Read>>,
    /// Whether nothing was looked for because nobody wrote the text by hand.
    passed_over: Cell<bool>,
    searched: RefCell<Vec<Searched>>,
    html: RefCell<Vec<(*const str, Rc<html::Document>)>>,
}

/// Where something matches, and why there may be more.
pub(super) type Places = Rc<(Vec<Place>, Option<RegexLimit>)>;

/// An expression of several rules, by [`crate::rule::RegexTerm::sharing`], and a form of the file.
#[derive(Debug)]
struct Searched {
    text: *const str,
    expression: usize,
    places: Places,
}

/// One form of the file: its text may have comments blanked, by us or as a rule says.
#[derive(Debug)]
struct Read {
    text: *const str,
    comments: CommentStyle,
    document: Rc<Document>,
}

impl Documents {
    /// Where a term matches in `text`, which lives as long as the file's turn.
    pub(super) fn places(&self, term: &TextTerm, text: &str, most: usize) -> Places {
        match term {
            TextTerm::Generic(term) => Rc::new(term.places_in(&self.of(text, term.pattern.options().comments), text, most)),
            TextTerm::Regex(regex) => match regex.sharing() {
                Some(expression) => self.shared(expression, text, &|| term.places(text, most)),
                None => Rc::new(term.places(text, most)),
            },
            TextTerm::Html(term) => Rc::new(self.html_places(term, text, most)),
        }
    }

    fn shared(&self, expression: usize, text: &str, search: &dyn Fn() -> (Vec<Place>, Option<RegexLimit>)) -> Places {
        let mut searched = self.searched.borrow_mut();
        let known = searched.iter().find(|known| known.expression == expression && std::ptr::eq(known.text, text));
        if let Some(known) = known {
            return Rc::clone(&known.places);
        }
        let places = Rc::new(search());
        searched.push(Searched { text: std::ptr::from_ref(text), expression, places: Rc::clone(&places) });
        places
    }

    /// Whether patterns were asked for, and the file is minified or holds control characters.
    pub(super) fn passed_over(&self) -> bool {
        self.passed_over.get()
    }

    /// Where a pattern of HTML matches in `text`, which lives as long as the file's turn.
    fn html_places(&self, term: &HtmlTerm, text: &str, most: usize) -> (Vec<Place>, Option<RegexLimit>) {
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
        let document = Document::of_file(text, comments);
        if document.is_none() {
            self.passed_over.set(true);
        }
        let document = Rc::new(document.unwrap_or_default());
        read.push(Read { text: std::ptr::from_ref(text), comments, document: Rc::clone(&document) });
        document
    }
}
