//! What a GitHub Actions runner says about the run it started.
//!
//! Reading the environment is left to the binary, which passes a lookup in.

use super::event::EventError;

/// `owner/name` of a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug {
    /// The account.
    pub owner: String,
    /// The repository.
    pub name: String,
}

impl Slug {
    /// From `owner/name`; none when it is anything else, so that no other path of the API can be reached by it.
    pub fn parse(text: &str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        let fits = |part: &str| {
            !part.is_empty()
                && part.len() <= 100
                && part.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.'))
        };
        let traverses = |part: &str| part == "." || part == "..";
        (fits(owner) && fits(name) && !traverses(owner) && !traverses(name))
            .then(|| Self { owner: owner.to_owned(), name: name.to_owned() })
    }

    /// Whether `full_name` (`owner/name` as an event writes it) is this repository; GitHub ignores case.
    pub fn is(&self, full_name: &str) -> bool {
        format!("{}/{}", self.owner, self.name).eq_ignore_ascii_case(full_name)
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.owner, self.name)
    }
}

/// The variables of a run that Straplock uses.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runner {
    /// `GITHUB_EVENT_NAME`.
    pub event_name: String,
    /// `GITHUB_EVENT_PATH`: the file with the event's payload.
    pub event_path: Option<String>,
    /// `GITHUB_REPOSITORY`; never taken from the payload, which has none on a schedule.
    pub repository: Slug,
    /// `GITHUB_REF`, `refs/heads/main`; empty when not set.
    pub reference: String,
    /// `GITHUB_SHA`; empty when not set.
    pub commit: String,
    /// `GITHUB_BASE_REF`: the target branch's name in a pull request.
    pub base_branch: Option<String>,
    /// `GITHUB_ACTOR`: who started the run.
    pub actor: String,
    /// `GITHUB_API_URL` without a slash at its end; may have a path (GitHub Enterprise Server).
    pub api_url: String,
    /// `GITHUB_SERVER_URL` without a slash at its end.
    pub server_url: String,
}

impl Runner {
    /// From the variables of a run. `lookup` answers with the value of a variable.
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, EventError> {
        let get = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let event_name = get("GITHUB_EVENT_NAME").ok_or(EventError::NotInActions)?;
        let repository = get("GITHUB_REPOSITORY").ok_or(EventError::NoVariable("GITHUB_REPOSITORY"))?;
        let repository = Slug::parse(&repository).ok_or_else(|| EventError::variable("GITHUB_REPOSITORY", &repository, "owner/name"))?;
        Ok(Self {
            event_name,
            event_path: get("GITHUB_EVENT_PATH"),
            repository,
            reference: get("GITHUB_REF").unwrap_or_default(),
            commit: get("GITHUB_SHA").unwrap_or_default(),
            base_branch: get("GITHUB_BASE_REF"),
            actor: get("GITHUB_ACTOR").unwrap_or_default(),
            api_url: address("GITHUB_API_URL", get("GITHUB_API_URL"), "https://api.github.com")?,
            server_url: address("GITHUB_SERVER_URL", get("GITHUB_SERVER_URL"), "https://github.com")?,
        })
    }
}

/// An address that a token may be sent to: http or https, a host, no user name in front of it, nothing behind the path.
fn address(variable: &'static str, value: Option<String>, default: &str) -> Result<String, EventError> {
    let Some(value) = value else { return Ok(default.to_owned()) };
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://")).unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let strange = |character: char| character.is_whitespace() || character.is_control() || matches!(character, '?' | '#' | '@' | '\\');
    if host.is_empty() || rest.contains(strange) {
        return Err(EventError::variable(variable, &value, default));
    }
    Ok(value.trim_end_matches('/').to_owned())
}
