//! `paths: include, exclude`: globs as in a `.gitignore`, relative to the root of the scan.
//!
//! Matched by hand: a rule set has hundreds of globs, and compiling each to an automaton costs more than a scan asks of them.

use std::sync::Arc;

/// `paths:`.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    /// When there are any, only these.
    pub include: Vec<PathGlob>,
    /// Never these.
    pub exclude: Vec<PathGlob>,
}

impl Paths {
    /// Whether a rule with these paths looks at `path` (relative, with `/`).
    pub fn admit(&self, path: &str) -> bool {
        let included = self.include.is_empty() || self.include.iter().any(|glob| glob.matches(path));
        included && !self.exclude.iter().any(|glob| glob.matches(path))
    }
}

/// One glob. A slash inside does not anchor it, one in front does; a folder covers its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathGlob {
    /// As written.
    pub text: Arc<str>,
    segments: Vec<Segment>,
    anchored: bool,
}

/// What stands between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    /// `**`: any number of folders.
    Any,
    /// A name with wildcards.
    Name(Vec<Token>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Many,
    /// `[a-z]`, `[!a-z]`
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl PathGlob {
    /// Reads a glob; the error says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        let bare = text.trim_end_matches('/');
        let (anchored, bare) = match bare.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, bare.strip_prefix("./").unwrap_or(bare)),
        };
        if bare.is_empty() {
            return Err("it names nothing".to_owned());
        }
        let segments = bare.split('/').filter(|segment| !segment.is_empty()).map(segment).collect::<Result<_, _>>()?;
        Ok(Self { text: text.into(), segments, anchored })
    }

    /// Whether it covers `path` (relative, with `/`).
    pub fn matches(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        if self.anchored { covers(&self.segments, &names) } else { (0..names.len()).any(|from| covers(&self.segments, &names[from..])) }
    }
}

fn segment(text: &str) -> Result<Segment, String> {
    if text == "**" {
        return Ok(Segment::Any);
    }
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '*' if tokens.last() == Some(&Token::Many) => continue,
            '*' => Token::Many,
            '?' => Token::One,
            '[' => class(&mut chars)?,
            '\\' => Token::Char(chars.next().ok_or("it ends with a backslash")?),
            other => Token::Char(other),
        });
    }
    Ok(Segment::Name(tokens))
}

fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<Token, String> {
    let negated = chars.next_if(|c| matches!(c, '!' | '^')).is_some();
    let mut ranges = Vec::new();
    while let Some(first) = chars.next() {
        if first == ']' && !ranges.is_empty() {
            return Ok(Token::Class { negated, ranges });
        }
        let range = chars.next_if_eq(&'-').is_some() && chars.peek().is_some_and(|next| *next != ']');
        let last = if range { chars.next().unwrap_or(first) } else { first };
        ranges.push((first, last));
    }
    Err("`[` is never closed".to_owned())
}

/// Whether the segments match the names, or folders in front of them: the last `**` takes more whenever what follows fails.
fn covers(segments: &[Segment], names: &[&str]) -> bool {
    let (mut segment, mut at) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while segment < segments.len() && at < names.len() {
        match &segments[segment] {
            Segment::Any => {
                retry = Some((segment + 1, at));
                segment += 1;
            }
            Segment::Name(tokens) if wild(tokens, names[at]) => {
                segment += 1;
                at += 1;
            }
            Segment::Name(_) => match retry {
                Some((after, from)) => {
                    retry = Some((after, from + 1));
                    segment = after;
                    at = from + 1;
                }
                None => return false,
            },
        }
    }
    segments[segment..].iter().all(|segment| *segment == Segment::Any)
}

/// Whether a name matches tokens: the last `*` takes more whenever what follows fails.
fn wild(tokens: &[Token], name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let (mut token, mut at) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < chars.len() {
        match tokens.get(token) {
            Some(Token::Many) => {
                retry = Some((token + 1, at));
                token += 1;
            }
            Some(one) if single(one, chars[at]) => {
                token += 1;
                at += 1;
            }
            _ => match retry {
                Some((after, from)) => {
                    retry = Some((after, from + 1));
                    token = after;
                    at = from + 1;
                }
                None => return false,
            },
        }
    }
    tokens[token..].iter().all(|token| *token == Token::Many)
}

fn single(token: &Token, c: char) -> bool {
    match token {
        Token::Char(own) => *own == c,
        Token::One => true,
        Token::Many => false,
        Token::Class { negated, ranges } => ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)) != *negated,
    }
}

#[cfg(test)]
mod tests {
    use super::PathGlob;

    #[track_caller]
    fn check(glob: &str, covered: &[&str], free: &[&str]) {
        let glob = PathGlob::new(glob).unwrap();
        for path in covered {
            assert!(glob.matches(path), "{} covers {path}", glob.text);
        }
        for path in free {
            assert!(!glob.matches(path), "{} does not cover {path}", glob.text);
        }
    }

    #[test]
    fn globs_are_those_of_gitignore() {
        check("*.py", &["a.py", "x/y/a.py"], &["a.pyc", "a/b.html"]);
        check("/top.py", &["top.py"], &["x/top.py"]);
        check("tests/", &["tests/a.py", "x/tests/y/a.py"], &["tests.py", "mytests/a.py"]);
        check("shop/views.py", &["shop/views.py", "src/shop/views.py"], &["views.py"]);
        check("/src/**/migrations", &["src/migrations/a.py", "src/a/b/migrations/0001.py"], &["lib/src/migrations/a.py"]);
        check("**/local*.py", &["local.py", "a/local_dev.py"], &["a/local/b.txt"]);
        check("*mail*", &["mail/a.html", "a/email_b.html"], &["a/b.html"]);
        check("a?[0-9].[!p]y", &["ab1.xy"], &["ab1.py", "a1.xy"]);
        check("./settings/*", &["settings/base.py", "x/settings/base.py"], &["settings.py"]);
    }

    #[test]
    fn what_is_no_glob_is_told() {
        let wrong = ["", "/", "a[b", "a\\"].map(|glob| PathGlob::new(glob).unwrap_err());
        insta::assert_snapshot!(wrong.join("; "), @"it names nothing; it names nothing; `[` is never closed; it ends with a backslash");
    }

    #[test]
    fn hostile_globs_take_no_time() {
        let glob = PathGlob::new(&"*a".repeat(200)).unwrap();
        assert!(!glob.matches(&"a".repeat(150)));
    }
}
