//! The rules of a run: built in, and those that the user names.

use std::io::Write as _;
use std::sync::Arc;

use straplock::report::diagnostics::{self, Paint};
use straplock::rule::{self, Loaded, RuleLanguage};

use crate::args::Selection;
use crate::exit::{Exit, Failure};

/// Loads them; a mistake in any is shown with all others, and nothing runs.
pub(crate) fn rules(selection: &Selection) -> Result<Loaded, Failure> {
    let mut mistakes = Vec::new();
    let mut sources = Vec::new();
    for path in &selection.rules {
        sources.extend(rule::read_sources(path, &mut mistakes));
    }
    let mut loaded = if sources.is_empty() { Loaded::default() } else { rule::load(&sources) };
    mistakes.append(&mut loaded.diagnostics);
    let paint = if crate::colour::on_stderr() { Paint::Coloured } else { Paint::Plain };
    if !mistakes.is_empty() {
        drop(anstream::stderr().write_all(diagnostics::render(&mistakes, paint).as_bytes()));
    }
    let wrong = mistakes.iter().filter(|mistake| mistake.is_error()).count();
    if wrong > 0 {
        let error = anyhow::anyhow!("{wrong} mistake{} in rules; nothing was scanned", if wrong == 1 { "" } else { "s" });
        return Err(Failure { exit: Exit::Usage, error, help: None });
    }
    if selection.only_rules { Ok(loaded) } else { Ok(with_built_in(loaded)) }
}

/// A rule that the user names takes the place of a built-in one with the same id.
fn with_built_in(loaded: Loaded) -> Loaded {
    let built_in = rule::built_in();
    let all = loaded.rules.iter().chain(built_in.rules.iter()).map(Arc::clone).collect();
    Loaded { rules: rule::RuleSet::new(all), ..loaded }
}

/// Whether some rule looks at files that are neither Python nor templates.
pub(crate) fn wants_texts(loaded: &Loaded) -> bool {
    loaded.rules.iter().flat_map(|rule| &rule.languages).any(|language| match language {
        RuleLanguage::Text | RuleLanguage::Extensions(_) => true,
        RuleLanguage::Python | RuleLanguage::Template => false,
    })
}
