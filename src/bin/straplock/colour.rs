//! Whether to use colours: what was asked for, else what the stream and `NO_COLOR` say.

use crate::args::Colour;

/// For a report on standard output.
pub(crate) fn on_stdout(asked: Colour) -> bool {
    match asked {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// For messages on standard error.
pub(crate) fn on_stderr() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}
