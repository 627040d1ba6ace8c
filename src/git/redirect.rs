//! Where a server of repositories sends a client that asks for one: to another place of its own, or to another host.
//!
//! Git itself follows the first redirect to any host. Who names the address of a pack trusts the host that stands in it, so
//! redirects are not left to git: it tells of them, and only those that stay on the host are followed.

use super::GitError;

/// More in a row are a circle.
pub(super) const MOST: usize = 4;

/// What git asks an address for first; a place without it is no repository.
const ASKED: &str = "/info/refs?service=git-upload-pack";

/// Longer addresses are none.
const LONGEST: usize = 1_000;

/// Whether git gave up because the answer was a redirect.
pub(super) fn is_told(message: &str) -> bool {
    let status = message.rsplit_once("returned error: ").map_or("", |(_, status)| status);
    ["301", "302", "303", "307", "308"].iter().any(|code| status.starts_with(code))
}

/// The last `Location` in what git tells of its requests and their answers.
pub(super) fn location(told: &str) -> Option<&str> {
    told.lines().rev().find_map(|line| {
        let (name, value) = line.split_once("<= Recv header: ")?.1.split_once(':')?;
        name.eq_ignore_ascii_case("location").then(|| value.trim())
    })
}

/// The address of the repository that `address` is redirected to, if it is on the same host.
pub(super) fn followed(address: &str, location: &str) -> Result<String, GitError> {
    let elsewhere = |why: &str| GitError::Redirected { from: host(address), why: why.to_owned() };
    // A backslash is read as a slash by some, and as part of a name by others.
    if location.len() > LONGEST || !location.chars().all(|c| c.is_ascii_graphic() && !"\\\"'`<>".contains(c)) {
        return Err(elsewhere("an address that cannot be read"));
    }
    let is_path = location.starts_with('/') && !location.starts_with("//");
    let whole = if is_path { format!("https://{}{location}", authority(address)) } else { location.to_owned() };
    if !whole.starts_with("https://") {
        return Err(elsewhere("an address that is not https"));
    }
    if !is_path && authority(&whole).contains('@') {
        return Err(elsewhere("an address with a name or password in it"));
    }
    let repository = whole.strip_suffix(ASKED);
    if host(&whole) != host(address) {
        let place = repository.map_or_else(|| host(&whole), str::to_owned);
        return Err(elsewhere(&format!("another host, `{place}`")));
    }
    repository.map(str::to_owned).ok_or_else(|| elsewhere("a page that is no repository, perhaps one to log in"))
}

/// What stands between `https://` and the path.
fn authority(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// The host, and the port if it is not that of https.
pub(super) fn host(address: &str) -> String {
    let authority = authority(address);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.strip_suffix(":443").unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_told_from_other_errors() {
        assert!(is_told("fatal: unable to access 'https://x/': The requested URL returned error: 301"));
        assert!(!is_told("fatal: unable to access 'https://x/301': The requested URL returned error: 404"));
        assert!(!is_told("fatal: could not read Username for 'https://x': terminal prompts disabled"));
    }

    #[test]
    fn the_last_place_is_read() {
        let told = "12:00 http.c:872 <= Recv header: Location: https://a/x\n12:00 http.c:872 => Send header: location: no\n\
                    12:01 http.c:872 <= Recv header: location: https://b/y\r\n12:01 http.c:872 <= Recv header: Server: z\n";
        assert_eq!(location(told), Some("https://b/y"));
        assert_eq!(location("nothing"), None);
    }

    #[test]
    fn only_the_same_host_is_followed() {
        let to = |location: &str| followed("https://git.example.org/acme/old", location).map_err(|error| error.to_string());
        let asked = |place: &str| format!("{place}{ASKED}");
        assert_eq!(to(&asked("https://git.example.org/acme/new")).as_deref(), Ok("https://git.example.org/acme/new"));
        assert_eq!(to(&asked("https://GIT.example.org:443/new")).as_deref(), Ok("https://GIT.example.org:443/new"));
        assert_eq!(to(&asked("/acme/new.git")).as_deref(), Ok("https://git.example.org/acme/new.git"));
        let places = [
            asked("https://evil.example/acme/new"),
            asked("https://git.example.org:8443/acme/new"),
            asked("https://git.example.org@evil.example/acme/new"),
            asked("https://git.example.org\\@evil.example/acme/new"),
            asked("https://git.example.org.evil.example/acme/new"),
            asked("//evil.example/acme/new"),
            asked("http://git.example.org/acme/new"),
            asked("file:///etc"),
            "https://git.example.org/login?next=/acme/old".to_owned(),
            "https://evil.example/login".to_owned(),
            asked("https://git.example.org/\u{1b}[2J"),
            asked(&format!("https://git.example.org/{}", "x".repeat(5_000))),
        ];
        insta::assert_snapshot!(places.map(|place| to(&place).unwrap_err()).join("\n"), @"
        `git.example.org` redirects to another host, `https://evil.example/acme/new`, which is not followed
        `git.example.org` redirects to another host, `https://git.example.org:8443/acme/new`, which is not followed
        `git.example.org` redirects to an address with a name or password in it, which is not followed
        `git.example.org` redirects to an address that cannot be read, which is not followed
        `git.example.org` redirects to another host, `https://git.example.org.evil.example/acme/new`, which is not followed
        `git.example.org` redirects to an address that is not https, which is not followed
        `git.example.org` redirects to an address that is not https, which is not followed
        `git.example.org` redirects to an address that is not https, which is not followed
        `git.example.org` redirects to a page that is no repository, perhaps one to log in, which is not followed
        `git.example.org` redirects to another host, `evil.example`, which is not followed
        `git.example.org` redirects to an address that cannot be read, which is not followed
        `git.example.org` redirects to an address that cannot be read, which is not followed
        ");
    }
}
