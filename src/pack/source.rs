//! Where a pack comes from, as written: `./rules`, `github:acme/house@v1.4.0`, `https://…@v1`, `straplock/django`.

use std::fmt;

/// The name of the built-in rules as a pack.
pub const BUILT_IN: &str = "straplock/django";

/// Where a pack comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The rules in the binary.
    BuiltIn,
    /// A folder or file of the project, relative to its configuration, with `/`; empty for the configuration's own folder.
    Folder(String),
    /// A git repository.
    Git(GitSource),
}

/// A pack in a git repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GitSource {
    /// As a person writes it: `github:acme/house`, or the address.
    pub shown: String,
    /// What git is given.
    pub address: String,
    /// A tag, a branch or a commit.
    pub rev: String,
    /// The pack's folder in the repository; empty for its top.
    pub path: String,
}

/// Why a text names no pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to write.
    pub help: &'static str,
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => out.write_str(BUILT_IN),
            Self::Folder(path) if path.is_empty() => out.write_str("."),
            Self::Folder(path) => out.write_str(path),
            Self::Git(git) => write!(out, "{git}"),
        }
    }
}

impl fmt::Display for GitSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}@{}", self.shown, self.rev)?;
        if self.path.is_empty() { Ok(()) } else { write!(out, " ({})", self.path) }
    }
}

const PATH_HELP: &str = "name a folder below straplock.toml, as in `./team-rules`";
const REV_HELP: &str = "name a tag or a commit, as in `github:acme/house@v1.4.0`, or in a key of its own: `rev = \"v1.4.0\"`";
const ADDRESS_HELP: &str = "write `github:owner/repository`, `https://host/repository.git` or `ssh://git@host/repository.git`";

impl Source {
    /// Reads one text, with the keys that may stand beside it.
    pub fn parse(text: &str, rev: Option<&str>, path: Option<&str>) -> Result<Self, SourceError> {
        let text = text.trim();
        if text.is_empty() || text.chars().any(char::is_control) || text.len() > 500 {
            return Err(error("this names no pack".to_owned(), ADDRESS_HELP));
        }
        let built_in = text.strip_prefix(BUILT_IN).filter(|rest| rest.is_empty() || rest.starts_with('@'));
        match built_in {
            Some("" | "@1") => Ok(Self::BuiltIn),
            Some(other) => Err(error(format!("the built-in pack has no version `{}`", &other[1..]), "write `straplock/django`")),
            None if is_remote(text) => remote(text, rev, path.unwrap_or_default()).map(Self::Git),
            None if rev.is_some() => Err(error(format!("`{text}` is a folder of this project, which has no `rev`"), ADDRESS_HELP)),
            None => {
                let whole = path.map_or_else(|| text.to_owned(), |path| format!("{text}/{path}"));
                folder(&whole).map(Self::Folder).map_err(|message| error(message, PATH_HELP))
            }
        }
    }

    /// The same without its version: two versions of one pack are not run together.
    pub fn same_pack(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Git(a), Self::Git(b)) => (&a.address, &a.path) == (&b.address, &b.path),
            _ => self == other,
        }
    }
}

fn error(message: String, help: &'static str) -> SourceError {
    SourceError { message, help }
}

/// `github:`, `scheme://` and `user@host:path`; everything else is a folder.
fn is_remote(text: &str) -> bool {
    let scp = text.split_once(':').is_some_and(|(host, _)| host.contains('@') && !host.contains('/'));
    text.starts_with("github:") || text.contains("://") || text.contains("::") || scp
}

fn remote(text: &str, rev: Option<&str>, path: &str) -> Result<GitSource, SourceError> {
    let (shown, rev) = match (rev, split_rev(text)) {
        (Some(rev), None) => (text, rev),
        (None, Some((shown, rev))) => (shown, rev),
        (Some(_), Some(_)) => return Err(error(format!("`{text}` has a version, and `rev` has another"), REV_HELP)),
        (None, None) => return Err(error(format!("`{text}` has no version"), REV_HELP)),
    };
    if !is_rev(rev) {
        return Err(error(format!("`{rev}` is no name of a tag or commit"), REV_HELP));
    }
    let path = folder(path).map_err(|message| error(message, "name the pack's folder in its repository, as in `path = \"packs/base\"`"))?;
    let address = address(shown)?;
    Ok(GitSource { shown: shown.to_owned(), address, rev: rev.to_owned(), path })
}

/// The version behind the last `@` that stands after every `/` and `:`.
fn split_rev(text: &str) -> Option<(&str, &str)> {
    let tail = text.rfind(['/', ':']).map_or(0, |at| at + 1);
    // A tag may hold a slash; then the `@` stands before it, and behind the host's.
    let start = text.find("://").map_or(0, |at| at + 3);
    let in_tail = text[tail..].rfind('@').map(|at| tail + at);
    let host_end = text[start..].find('/').map_or(text.len(), |at| start + at);
    let at = in_tail.filter(|at| *at > start && !is_user(text, *at)).or_else(|| text[host_end..].find('@').map(|at| host_end + at))?;
    Some((&text[..at], &text[at + 1..]))
}

/// Whether this `@` stands between a user and a host: `git@host:path`, `ssh://git@host`.
fn is_user(text: &str, at: usize) -> bool {
    let start = text.find("://").map_or(0, |at| at + 3);
    !text[start..at].contains(['/', ':'])
}

/// What git is given. Only https and ssh, and files where the caller's store lets them through.
fn address(shown: &str) -> Result<String, SourceError> {
    if let Some(name) = shown.strip_prefix("github:") {
        let parts: Vec<&str> = name.split('/').collect();
        let fits = |part: &&str| {
            !part.is_empty() && !part.starts_with(['.', '-']) && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        };
        let [_, _] = parts.as_slice() else { return Err(error(format!("`{shown}` names no repository of GitHub"), ADDRESS_HELP)) };
        if !parts.iter().all(fits) {
            return Err(error(format!("`{shown}` names no repository of GitHub"), ADDRESS_HELP));
        }
        return Ok(format!("https://github.com/{}.git", name.trim_end_matches(".git")));
    }
    if shown.contains("::") || shown.contains(char::is_whitespace) || shown.starts_with('-') {
        return Err(error(format!("`{shown}` would have git start another program"), ADDRESS_HELP));
    }
    let Some((scheme, rest)) = shown.split_once("://") else {
        return if shown.contains("/-") || shown.contains("@-") {
            Err(error(format!("`{shown}` is no address"), ADDRESS_HELP))
        } else {
            Ok(shown.to_owned())
        };
    };
    let host = rest.split('/').next().unwrap_or_default();
    match scheme {
        "https" if host.contains('@') => Err(error(
            "an address with a user name or a password does not belong in a file".to_owned(),
            "leave credentials to git's own helpers",
        )),
        "ssh" if host.contains(':') && host.contains('@') && host.find(':') < host.find('@') => {
            Err(error("an address with a password does not belong in a file".to_owned(), "leave credentials to ssh"))
        }
        "https" | "ssh" if host.is_empty() || host.starts_with('-') || host.contains("@-") => {
            Err(error(format!("`{shown}` is no address"), ADDRESS_HELP))
        }
        "https" | "ssh" | "file" => Ok(shown.to_owned()),
        "http" | "git" => {
            Err(error(format!("`{scheme}://` lets anybody on the way change the pack"), "write the address with `https://` or `ssh://`"))
        }
        _ => Err(error(format!("packs do not come through `{scheme}://`"), ADDRESS_HELP)),
    }
}

/// A name that may stand in a refspec (`git check-ref-format` allows a little more).
fn is_rev(rev: &str) -> bool {
    let strange = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '~' | '^' | ':' | '?' | '*' | '[' | '\\' | '@' | '{');
    let parts = !rev.split('/').any(|part| part.is_empty() || part.starts_with('.') || part.ends_with(".lock") || part.ends_with('.'));
    !rev.is_empty() && rev.len() <= 200 && !rev.starts_with('-') && !rev.contains("..") && !rev.contains(strange) && parts
}

/// A relative path with `/`, without `.` and `..`; empty for the folder itself.
fn folder(path: &str) -> Result<String, String> {
    if path.starts_with('/') || path.starts_with('\\') || path.get(1..2) == Some(":") {
        return Err(format!("`{path}` is an absolute path, which means something else on the next machine"));
    }
    if path.starts_with('~') {
        return Err(format!("`{path}` is outside of the project"));
    }
    let mut parts = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => return Err(format!("`{path}` leads out of its folder")),
            other => parts.push(other),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{Source, SourceError};

    fn said(text: &str, rev: Option<&str>, path: Option<&str>) -> String {
        match Source::parse(text, rev, path) {
            Ok(Source::Git(git)) => format!("{text} -> {} at {} in `{}`\n", git.address, git.rev, git.path),
            Ok(other) => format!("{text} -> {other:?}\n"),
            Err(SourceError { message, .. }) => format!("{text} -> error: {message}\n"),
        }
    }

    #[test]
    fn what_names_a_pack() {
        let all = [
            said("straplock/django", None, None),
            said("straplock/django@1", None, None),
            said("./team-rules/", None, None),
            said(".semgrep.yml", None, None),
            said(".", None, None),
            said("github:acme/house@v1.4.0", None, None),
            said("github:acme/house@release/2", None, None),
            said("github:acme/house", Some("v1"), Some("packs/base")),
            said("https://git.example.org/acme/house.git@v1", None, None),
            said("ssh://git@example.org/acme/house.git@v1", None, None),
            said("git@example.org:acme/house.git@v1", None, None),
            said("git@example.org:acme/house.git", Some("v1"), None),
            said("file:///srv/packs/house", Some("v1"), None),
        ];
        insta::assert_snapshot!(all.concat(), @r#"
        straplock/django -> BuiltIn
        straplock/django@1 -> BuiltIn
        ./team-rules/ -> Folder("team-rules")
        .semgrep.yml -> Folder(".semgrep.yml")
        . -> Folder("")
        github:acme/house@v1.4.0 -> https://github.com/acme/house.git at v1.4.0 in ``
        github:acme/house@release/2 -> https://github.com/acme/house.git at release/2 in ``
        github:acme/house -> https://github.com/acme/house.git at v1 in `packs/base`
        https://git.example.org/acme/house.git@v1 -> https://git.example.org/acme/house.git at v1 in ``
        ssh://git@example.org/acme/house.git@v1 -> ssh://git@example.org/acme/house.git at v1 in ``
        git@example.org:acme/house.git@v1 -> git@example.org:acme/house.git at v1 in ``
        git@example.org:acme/house.git -> git@example.org:acme/house.git at v1 in ``
        file:///srv/packs/house -> file:///srv/packs/house at v1 in ``
        "#);
    }

    #[test]
    fn what_does_not() {
        let all = [
            said("", None, None),
            said("straplock/django@2", None, None),
            said("/etc/rules", None, None),
            said("C:\\rules", None, None),
            said("../rules", None, None),
            said("~/rules", None, None),
            said("./rules", Some("v1"), None),
            said("github:acme", Some("v1"), None),
            said("github:acme/house", None, None),
            said("github:acme/--upload-pack=x", Some("v1"), None),
            said("github:acme/house@v1", Some("v2"), None),
            said("github:acme/house", Some("-v1"), None),
            said("github:acme/house", Some("a..b"), None),
            said("github:acme/house", Some("+refs/heads/*:refs/heads/*"), None),
            said("github:acme/house", Some("v1"), Some("../x")),
            said("ext::sh -c touch% /tmp/x", Some("v1"), None),
            said("http://example.org/x.git", Some("v1"), None),
            said("https://user:secret@example.org/x.git", Some("v1"), None),
            said("ssh://-oProxyCommand=x/y", Some("v1"), None),
            said("ftp://example.org/x.git", Some("v1"), None),
        ];
        insta::assert_snapshot!(all.concat(), @r"
         -> error: this names no pack
        straplock/django@2 -> error: the built-in pack has no version `2`
        /etc/rules -> error: `/etc/rules` is an absolute path, which means something else on the next machine
        C:\rules -> error: `C:\rules` is an absolute path, which means something else on the next machine
        ../rules -> error: `../rules` leads out of its folder
        ~/rules -> error: `~/rules` is outside of the project
        ./rules -> error: `./rules` is a folder of this project, which has no `rev`
        github:acme -> error: `github:acme` names no repository of GitHub
        github:acme/house -> error: `github:acme/house` has no version
        github:acme/--upload-pack=x -> error: `github:acme/--upload-pack=x` names no repository of GitHub
        github:acme/house@v1 -> error: `github:acme/house@v1` has a version, and `rev` has another
        github:acme/house -> error: `-v1` is no name of a tag or commit
        github:acme/house -> error: `a..b` is no name of a tag or commit
        github:acme/house -> error: `+refs/heads/*:refs/heads/*` is no name of a tag or commit
        github:acme/house -> error: `../x` leads out of its folder
        ext::sh -c touch% /tmp/x -> error: `ext::sh -c touch% /tmp/x` would have git start another program
        http://example.org/x.git -> error: `http://` lets anybody on the way change the pack
        https://user:secret@example.org/x.git -> error: an address with a user name or a password does not belong in a file
        ssh://-oProxyCommand=x/y -> error: `ssh://-oProxyCommand=x/y` is no address
        ftp://example.org/x.git -> error: packs do not come through `ftp://`
        ");
    }
}
