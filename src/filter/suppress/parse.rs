//! The words of a suppression.

use std::fmt;

/// What a comment must say to be looked at.
pub(super) const MARK: &str = "straplock:";

/// Rules that one comment may name.
const RULES: usize = 50;

/// A day of the calendar; the library reads no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// Its first second since 1970, in UTC.
    pub fn seconds(self) -> i64 {
        // Howard Hinnant's `days_from_civil`.
        let (year, month, day) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let shifted = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
        let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        (era * 146_097 + day_of_era - 719_468) * 86_400
    }

    /// `2027-03-01`; none when there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
        if !shape {
            return None;
        }
        let date = Self { year: text[..4].parse().ok()?, month: text[5..7].parse().ok()?, day: text[8..].parse().ok()? };
        (1..=12).contains(&date.month).then_some(())?;
        (1..=date.days()).contains(&date.day).then_some(date)
    }

    fn days(self) -> u8 {
        let leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A suppression as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    /// Ids, at least one.
    pub(super) rules: Vec<&'a str>,
    /// The last day it holds.
    pub(super) until: Option<Date>,
    /// Why; never empty.
    pub(super) reason: &'a str,
}

/// Why a suppression is not honoured, in one sentence or two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem(pub(super) String);

fn problem<T>(message: impl Into<String>) -> Result<T, Problem> {
    Err(Problem(message.into()))
}

/// Reads the text of a comment after its opening mark; none when it is no word to Straplock.
pub(super) fn directive(comment: &str) -> Result<Option<Directive<'_>>, Problem> {
    let Some(rest) = addressed(comment) else { return Ok(None) };
    let Some(rest) = rest.trim_start().strip_prefix("ignore") else {
        return problem("Only `straplock: ignore[rule-id] -- reason` is known here: this comment has no effect.");
    };
    let Some(rest) = rest.trim_start().strip_prefix('[') else {
        return problem("A suppression names its rules: write `straplock: ignore[rule-id] -- reason`. This one has no effect.");
    };
    let Some((list, rest)) = rest.split_once(']') else {
        return problem("The list of rules has no closing `]`: this suppression has no effect.");
    };
    let rules = ids(list)?;
    let (options, reason) = rest.split_once("--").map_or((rest, ""), |(options, reason)| (options, reason.trim()));
    let until = until(options.trim())?;
    if reason.is_empty() {
        return problem("A suppression says why: add ` -- reason` at its end. This one has no effect.");
    }
    Ok(Some(Directive { rules, until, reason }))
}

/// What follows the mark at the start of the comment, or after a further `#` as in `# noqa  # straplock: …`.
fn addressed(comment: &str) -> Option<&str> {
    comment.match_indices(MARK).find_map(|(at, _)| {
        let before = comment[..at].trim_end();
        (before.is_empty() || before.ends_with('#')).then(|| &comment[at + MARK.len()..])
    })
}

fn ids(list: &str) -> Result<Vec<&str>, Problem> {
    let mut ids = Vec::new();
    for id in list.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    match ids.len() {
        0 => problem("A suppression names at least one rule between `[` and `]`: this one has no effect."),
        1..=RULES => Ok(ids),
        _ => problem(format!("A suppression names at most {RULES} rules: this one has no effect.")),
    }
}

fn until(options: &str) -> Result<Option<Date>, Problem> {
    if options.is_empty() {
        return Ok(None);
    }
    let Some(day) = options.strip_prefix("until=") else {
        return problem("Between the rules and ` -- reason` only `until=2027-03-01` may stand: this suppression has no effect.");
    };
    match Date::parse(day.trim()) {
        Some(date) => Ok(Some(date)),
        None => problem("`until=` takes a day as in `until=2027-03-01`: this suppression has no effect."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understood() {
        let plain = Directive { rules: vec!["a-b", "c"], until: Date::parse("2028-02-29"), reason: "it is -- fine" };
        assert_eq!(directive(" straplock: ignore[a-b, c, c,] until=2028-02-29 -- it is -- fine "), Ok(Some(plain)));
        let tight = Directive { rules: vec!["a"], until: None, reason: "x" };
        assert_eq!(directive("straplock:ignore[a]--x"), Ok(Some(tight)));
        assert!(matches!(directive(" noqa: S1  # straplock: ignore[a] -- x"), Ok(Some(_))));
        assert_eq!(directive(" about straplock: ignore it"), Ok(None));
    }

    #[test]
    fn what_is_refused() {
        let said = |text| directive(text).expect_err("it is wrong").0;
        let messages = [
            " straplock: ignore[a]",
            " straplock: ignore[a] --  ",
            " straplock: ignore -- x",
            " straplock: ignore[] -- x",
            " straplock: ignore[a -- x",
            " straplock: disable[a] -- x",
            " straplock: ignore[a] until=2027-02-29 -- x",
            " straplock: ignore[a] because -- x",
        ]
        .map(said);
        insta::assert_snapshot!(messages.join("\n"), @r"
        A suppression says why: add ` -- reason` at its end. This one has no effect.
        A suppression says why: add ` -- reason` at its end. This one has no effect.
        A suppression names its rules: write `straplock: ignore[rule-id] -- reason`. This one has no effect.
        A suppression names at least one rule between `[` and `]`: this one has no effect.
        The list of rules has no closing `]`: this suppression has no effect.
        Only `straplock: ignore[rule-id] -- reason` is known here: this comment has no effect.
        `until=` takes a day as in `until=2027-03-01`: this suppression has no effect.
        Between the rules and ` -- reason` only `until=2027-03-01` may stand: this suppression has no effect.
        ");
    }

    #[test]
    fn days() {
        for wrong in ["2027-13-01", "2027-00-10", "2027-04-31", "2100-02-29", "2027-1-01", "２０27-01", "2027-01-0x", "+027-01-01"] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        assert!(Date::parse("2027-03-01") < Date::parse("2027-12-01"));
        assert_eq!(Date::parse("2027-03-01").map(|date| date.to_string()).as_deref(), Some("2027-03-01"));
    }
}
