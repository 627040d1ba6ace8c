//! What a suppression says: `straplock: ignore[id, id] until=2027-03-01 -- reason`.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year.
    pub year: i64,
    /// 1 to 12.
    pub month: i64,
    /// 1 to 31.
    pub day: i64,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A suppression that is well formed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) rules: Vec<String>,
    /// The last day on which it holds.
    pub(super) until: Option<Date>,
    pub(super) reason: String,
}

/// What is wrong with a suppression.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// Another word than `ignore`.
    Word(String),
    NoRules,
    NoReason,
    Date(String),
    Extra(String),
}

/// Reads the text of a comment from its `straplock:` on.
pub(super) fn parse(text: &str) -> Result<Directive, Mistake> {
    let said = text.trim_start_matches('#').trim().strip_prefix(super::MARK).unwrap_or_default().trim();
    let short = |text: &str| text.chars().take(60).collect::<String>();
    let Some(rest) = said.strip_prefix("ignore") else {
        return Err(Mistake::Word(short(said.split_whitespace().next().unwrap_or_default())));
    };
    let Some((ids, rest)) = rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Err(Mistake::NoRules);
    };
    let rules = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    if rules.is_empty() {
        return Err(Mistake::NoRules);
    }
    let (options, reason) = rest.split_once("--").ok_or(Mistake::NoReason)?;
    let mut until = None;
    for option in options.split_whitespace() {
        match option.strip_prefix("until=") {
            Some(date) => until = Some(date_of(date).ok_or_else(|| Mistake::Date(short(date)))?),
            None => return Err(Mistake::Extra(short(option))),
        }
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() { Err(Mistake::NoReason) } else { Ok(Directive { rules, until, reason }) }
}

fn date_of(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let mut number =
        |digits: usize| parts.next().filter(|part| part.len() == digits).and_then(|part| part.parse::<u16>().ok()).map(i64::from);
    let date = Date { year: number(4)?, month: number(2)?, day: number(2)? };
    let leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    let days = match date.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&date.day).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suppressions_and_their_mistakes() {
        let read = |text: &str| match parse(text) {
            Ok(said) => format!(
                "{} until {} because {}",
                said.rules.join("+"),
                said.until.map_or("ever".into(), |date| date.to_string()),
                said.reason
            ),
            Err(mistake) => format!("{mistake:?}"),
        };
        let pictures = [
            "straplock: ignore[a] -- fine",
            "straplock:ignore[ a , b-c ]  until=2028-02-29   -- it -- is",
            "straplock: ignore[a]",
            "straplock: ignore[a] --",
            "straplock: ignore[] -- x",
            "straplock: ignore -- x",
            "straplock: ignroe[a] -- x",
            "straplock:",
            "straplock: ignore[a] until=2027-02-29 -- x",
            "straplock: ignore[a] until=1-1-1 -- x",
            "straplock: ignore[a] because -- x",
            "straplock: ignore[a -- x",
        ];
        insta::assert_snapshot!(pictures.map(read).join("\n"), @r#"
        a until ever because fine
        a+b-c until 2028-02-29 because it -- is
        NoReason
        NoReason
        NoRules
        NoRules
        Word("ignroe[a]")
        Word("")
        Date("2027-02-29")
        Date("1-1-1")
        Extra("because")
        NoRules
        "#);
    }
}
