//! Where the time went, for `--timings`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// Laps since the start of the command; wall clock.
pub(crate) struct Timings {
    start: Instant,
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Now.
    pub(crate) fn start() -> Self {
        let now = Instant::now();
        Self { start: now, last: now, laps: Vec::new() }
    }

    /// Ends a lap and names it.
    pub(crate) fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, now - self.last));
        self.last = now;
    }

    /// Ends a lap that measured itself in parts.
    pub(crate) fn engine(&mut self, spent: straplock::scan::Timings) {
        self.laps.push(("match", spent.engine));
        self.laps.push(("filter", spent.filter));
        self.last = Instant::now();
    }

    /// Prints a line for each lap on standard error, and how many rules cost nothing because they do not apply.
    pub(crate) fn show(&self, inapplicable: usize) {
        let mut text = String::new();
        let total = ("total", self.start.elapsed());
        for (name, spent) in self.laps.iter().chain(std::iter::once(&total)) {
            writeln!(text, "{name:>8} {:8.1} ms", spent.as_secs_f64() * 1000.0).expect("writing to a string cannot fail");
        }
        match inapplicable {
            0 => {}
            1 => text.push_str("1 rule was left out: it is about other versions of Django\n"),
            several => writeln!(text, "{several} rules were left out: they are about other versions of Django")
                .expect("writing to a string cannot fail"),
        }
        drop(anstream::stderr().write_all(text.as_bytes()));
    }
}
