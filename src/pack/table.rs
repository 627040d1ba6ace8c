//! TOML read by hand: every mistake with its place, in the look of mistakes in rules.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rule::{Code, Diagnostic, OverridePlace, RuleSource, enumerate, nearest};

/// A larger file is refused, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// A key and its value, with places.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// One TOML file being read.
pub(crate) struct Reader<'a> {
    pub(crate) source: &'a Arc<RuleSource>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: &'a Arc<RuleSource>) -> Self {
        Self { source, diagnostics: Vec::new() }
    }

    /// The whole file as a table; none with a mistake in TOML itself.
    pub(crate) fn document(&mut self) -> Option<DeTable<'a>> {
        if self.source.text.len() > MAX_BYTES {
            self.error(Code::TooLarge, 0..0, format!("this file has more than {} KiB", MAX_BYTES >> 10));
            return None;
        }
        match DeTable::parse(&self.source.text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let message = error.message().lines().collect::<Vec<_>>().join(", ");
                self.error(Code::NotToml, span, "this file is not TOML").label = message;
                None
            }
        }
    }

    pub(crate) fn error(&mut self, code: Code, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::error(code, self.source, span, message));
        self.diagnostics.last_mut().expect("one was pushed")
    }

    pub(crate) fn place(&self, span: Range<usize>) -> OverridePlace {
        OverridePlace { source: Arc::clone(self.source), span }
    }

    /// Complains about keys that are not `known`.
    pub(crate) fn known(&mut self, table: &DeTable<'_>, what: &str, known: &[&str]) {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                self.error(Code::UnknownKey, key.span(), format!("{what} has no key `{name}`")).help = nearest(name, known.iter().copied());
            }
        }
    }

    fn wrong(&mut self, value: &Value<'_>, what: &str, expected: &str) {
        let message = format!("{what} takes {expected}, this is {}", kind(value.get_ref()));
        self.error(Code::WrongType, value.span(), message);
    }

    pub(crate) fn text(&mut self, value: &Value<'_>, what: &str) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(value, what, "a text");
        }
        text
    }

    /// A list of texts with their places.
    pub(crate) fn texts(&mut self, value: &Value<'_>, what: &str) -> Vec<(String, Range<usize>)> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, what, "a list of texts");
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((self.text(item, what)?, item.span()))).collect()
    }

    pub(crate) fn truth(&mut self, value: &Value<'_>, what: &str) -> Option<bool> {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong(value, what, "`true` or `false`");
        }
        truth
    }

    /// A whole number that is not negative.
    pub(crate) fn number(&mut self, value: &Value<'_>, what: &str) -> Option<u64> {
        let number = value.get_ref().as_integer().and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none() {
            self.wrong(value, what, "a whole number");
        }
        number
    }

    pub(crate) fn table<'t, 'i>(&mut self, value: &'t Value<'i>, what: &str) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, what, "a table of keys and values");
        }
        table
    }

    /// A list of tables: `[[name]]`.
    pub(crate) fn tables<'t, 'i>(&mut self, value: &'t Value<'i>, what: &str) -> Vec<(&'t DeTable<'i>, Range<usize>)> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, what, "tables in double brackets (`[[…]]`)");
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((self.table(item, what)?, item.span()))).collect()
    }

    /// One word of a closed vocabulary.
    pub(crate) fn word<T: Copy>(&mut self, value: &Value<'_>, what: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(value, what)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let all = format!("{what} is one of {}", enumerate(&names));
            let help = nearest(&text, names.iter().copied()).filter(|help| help.starts_with("did"));
            self.error(Code::UnknownWord, value.span(), format!("`{text}` is not a word for {what}")).help = Some(match help {
                Some(help) => format!("{help} {all}"),
                None => all,
            });
        }
        found.map(|(_, value)| *value)
    }
}

/// What to call a value in a message.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
