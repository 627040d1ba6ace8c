//! `metavariable-analysis`: what an analyser says of a text.

mod entropy;
mod redos;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analyzer {
    /// Whether the text looks random, as keys and tokens do.
    Entropy,
    /// Whether the text is a regular expression that may take very long.
    Redos,
}

impl Analyzer {
    /// Every analyser and its name in rules.
    pub const ALL: [(&'static str, Self); 2] = [("entropy", Self::Entropy), ("redos", Self::Redos)];

    /// Its name in rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entropy => "entropy",
            Self::Redos => "redos",
        }
    }

    /// Whether it says yes to `text`. Takes time in proportion to the text's length, whatever it is.
    pub fn holds(self, text: &str) -> bool {
        match self {
            Self::Entropy => entropy::is_high(text),
            Self::Redos => redos::is_slow(text),
        }
    }
}
