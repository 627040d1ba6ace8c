//! `primaryLocationLineHash`: the only fingerprint GitHub reads, computed as GitHub's own upload action does.
//!
//! Each line's hash covers the 100 UTF-16 units from its first one, blanks left out, as a polynomial in 37 modulo 2^64; after it
//! stands how often this value has occurred so far in the file.

use std::collections::BTreeMap;

/// Units that one hash covers.
const WINDOW: usize = 100;

/// Base of the polynomial.
const BASE: u64 = 37;

/// Stands for the end of the file.
const END: u16 = 0xffff;

/// One hash a line of the bytes that were scanned; item `i` belongs to line `i + 1`.
pub fn line_hashes(data: &[u8]) -> Vec<String> {
    let Kept { units, starts } = keep(data);
    let mut seen = BTreeMap::<u64, usize>::new();
    let mut out = Vec::with_capacity(starts.len());
    let mut starts = starts.into_iter().peekable();
    for (at, hash) in Rolling::new(&units).enumerate() {
        if starts.next_if_eq(&at).is_some() {
            let occurrence = seen.entry(hash).or_default();
            *occurrence += 1;
            out.push(format!("{hash:x}:{occurrence}"));
        }
    }
    out
}

/// What is left of a text without blanks.
struct Kept {
    /// Units, the end mark, and a window of zeros.
    units: Vec<u16>,
    /// Where each line starts in `units`.
    starts: Vec<usize>,
}

/// Drops space and tab; CR, LF and CRLF count as one LF. A blank between CR and LF separates them.
fn keep(data: &[u8]) -> Kept {
    let text = String::from_utf8_lossy(data);
    let mut kept = Kept { units: Vec::with_capacity(text.len() + WINDOW + 1), starts: Vec::new() };
    let (mut after_cr, mut at_start) = (false, true);
    for unit in text.encode_utf16().chain([END]) {
        if unit == 0x20 || unit == 0x09 || (unit == 0x0a && after_cr) {
            after_cr = false;
            continue;
        }
        after_cr = unit == 0x0d;
        let unit = if after_cr { 0x0a } else { unit };
        if at_start {
            kept.starts.push(kept.units.len());
        }
        at_start = unit == 0x0a;
        kept.units.push(unit);
    }
    kept.units.extend([0; WINDOW]);
    kept
}

/// The hash at each position in turn, each made from the one before.
struct Rolling<'a> {
    units: &'a [u16],
    at: usize,
    hash: u64,
    oldest: u64,
}

impl<'a> Rolling<'a> {
    fn new(units: &'a [u16]) -> Self {
        let step = |hash: u64, unit: &u16| hash.wrapping_mul(BASE).wrapping_add(u64::from(*unit));
        let oldest = (0..WINDOW).fold(1_u64, |power, _| power.wrapping_mul(BASE));
        Self { units, at: 0, hash: units[..WINDOW].iter().fold(0, step), oldest }
    }
}

impl Iterator for Rolling<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let hash = self.hash;
        let new = self.units.get(self.at + WINDOW)?;
        let gone = u64::from(self.units[self.at]).wrapping_mul(self.oldest);
        self.hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(*new)).wrapping_sub(gone);
        self.at += 1;
        Some(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, word by word.
    fn straightforward(data: &[u8]) -> Vec<String> {
        let Kept { units, starts } = keep(data);
        let mut seen = BTreeMap::<u64, usize>::new();
        let mut out = Vec::new();
        for start in starts {
            let mut hash = 0_u64;
            for unit in &units[start..start + WINDOW] {
                hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(*unit));
            }
            let occurrence = seen.entry(hash).or_default();
            *occurrence += 1;
            out.push(format!("{hash:x}:{occurrence}"));
        }
        out
    }

    #[test]
    fn known_values() {
        assert_eq!(line_hashes(b""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            line_hashes(b" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
    }

    #[test]
    fn equal_lines_are_numbered() {
        let text = "Lorem ipsum dolor sit amet.\n".repeat(10);
        let mut expected: Vec<_> = (1..=6).map(|number| format!("a7f2ff13bc495cf2:{number}")).collect();
        let rest = ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"];
        expected.extend(rest.map(str::to_owned));
        assert_eq!(line_hashes(text.as_bytes()), expected);
    }

    #[test]
    fn line_ends_of_every_kind() {
        assert_eq!(line_hashes(b"a\r\nb\rc\n"), line_hashes(b"a\nb\nc\n"));
        assert_eq!(line_hashes(b"a\r \nb").len(), 3);
    }

    #[test]
    fn rolling_equals_the_definition() {
        let alphabet = ["a", "b", " ", "\t", "\r", "\n", "\r\n", "é", "💣", "\u{feff}", "\u{ffff}", "x = 1"];
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for round in 0..200_usize {
            let mut data = Vec::new();
            for _ in 0..round * 3 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let pick = usize::try_from(state >> 33).expect("31 bits fit");
                match pick % 13 {
                    12 => data.push(0xc3),
                    other => data.extend(alphabet[other].as_bytes()),
                }
            }
            assert_eq!(line_hashes(&data), straightforward(&data), "{:?}", String::from_utf8_lossy(&data));
        }
    }
}
