//! What an event means: which commit to compare with, and where results may go. Pure: facts in, a plan out.
//!
//! Fetching the base is left to the binary through `git`, sending to `upload`.

use crate::git::Commit;

use super::event::{Event, MergeGroup, PullRequest, Push};
use super::runner::Runner;
use super::upload::TokenReach;

/// A choice that the event may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// As the event suggests.
    Auto,
    /// Wherever it is possible at all.
    Always,
    /// No.
    Never,
}

/// Whether any connection may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Yes.
    Allowed,
    /// None at all.
    Offline,
}

/// What the user chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// A commit or branch to compare with, instead of the event's.
    pub base: Option<String>,
    /// Whether to upload.
    pub upload: Wish,
    /// Whether any connection may be made.
    pub network: Network,
}

/// What to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// Nothing: all findings are shown.
    None {
        /// In one sentence.
        why: String,
    },
    /// This commit itself; fetched alone when it is missing.
    Exact {
        /// Its id.
        commit: String,
        /// What it is, for people.
        name: String,
    },
    /// The commit where the head and `with` (a branch, tag or commit) parted.
    MergeBase {
        /// As git or the remote knows it.
        with: String,
        /// What it is, for people.
        name: String,
    },
}

/// Whether the results go to code scanning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadPlan {
    /// Try it.
    Send {
        /// `refs/heads/…` or `refs/pull/…`.
        reference: String,
        /// The commit that was scanned.
        commit: String,
        /// What the token is known to be allowed.
        reach: TokenReach,
    },
    /// Leave it.
    Skip {
        /// In one sentence.
        why: String,
    },
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// There is nothing to scan, and that is all right.
    Nothing {
        /// In one sentence.
        why: String,
    },
    /// Scanning here would mislead or endanger.
    Refuse {
        /// What is wrong and what to do.
        why: String,
    },
    /// Scan what is checked out.
    Scan(ScanPlan),
}

/// How to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanPlan {
    /// What is scanned, for people: `pull request #7 from a fork`.
    pub what: String,
    /// What to compare with.
    pub base: Base,
    /// Whether the results go to code scanning.
    pub upload: UploadPlan,
    /// Whether annotations take the alerts' place when nothing was uploaded.
    pub annotate: bool,
    /// What a reader should know besides.
    pub notes: Vec<String>,
}

/// What `event` means for the commit that is checked out; `head` is none where there is no git.
pub fn plan(runner: &Runner, event: &Event, head: Option<&Commit>, choices: &Choices) -> Plan {
    let planner = Planner { runner, head, choices };
    match event {
        Event::PullRequest(request) => Plan::Scan(planner.pull_request(request)),
        Event::PullRequestTarget(request) => Plan::Refuse { why: refusal(request) },
        Event::Push(push) if push.deleted => {
            Plan::Nothing { why: format!("{} was deleted, so there is nothing to scan.", short(&push.reference)) }
        }
        Event::Push(push) => Plan::Scan(planner.push(push)),
        Event::MergeGroup(group) => Plan::Scan(planner.merge_group(group)),
        Event::Schedule => Plan::Scan(planner.tip(format!("scheduled scan of {}", short(&runner.reference)), TokenReach::Unknown)),
        Event::WorkflowDispatch => Plan::Scan(planner.tip(format!("{} on request", short(&runner.reference)), TokenReach::Unknown)),
        Event::WorkflowRun => Plan::Scan(planner.silent("workflow_run")),
        Event::Other(name) => Plan::Scan(planner.silent(name)),
    }
}

fn refusal(request: &PullRequest) -> String {
    format!(
        "`pull_request_target` checks out the base branch `{}`, so a scan would say nothing about pull request #{}, and it hands \
         a token that writes to a run that strangers can start. Use `on: pull_request` instead: it needs no secrets, also for forks.",
        request.base_branch, request.number
    )
}

struct Planner<'a> {
    runner: &'a Runner,
    head: Option<&'a Commit>,
    choices: &'a Choices,
}

impl Planner<'_> {
    fn pull_request(&self, request: &PullRequest) -> ScanPlan {
        let checkout = self.checkout(request);
        let from = match (request.from_fork, request.by_dependabot) {
            (true, _) => " from a fork",
            (false, true) => " by Dependabot",
            (false, false) => "",
        };
        let reach = if request.from_fork || request.by_dependabot { TokenReach::ReadsOnly } else { TokenReach::Unknown };
        // Without git, the runner's word counts: GITHUB_SHA is the merge commit.
        let kind = match checkout {
            Checkout::Merge(_) => "merge",
            Checkout::Other if self.head.is_none() => "merge",
            Checkout::Other => "head",
        };
        ScanPlan {
            what: format!("pull request #{}{from}", request.number),
            base: self.chosen_base().unwrap_or_else(|| match checkout {
                Checkout::Merge(parents) => {
                    Base::Exact { commit: parents[0].clone(), name: format!("{} as it is merged into", request.base_branch) }
                }
                Checkout::Other => Base::MergeBase { with: request.base_branch.clone(), name: request.base_branch.clone() },
            }),
            upload: self.upload(format!("refs/pull/{}/{kind}", request.number), reach),
            annotate: true,
            notes: newer_commit(checkout, request).into_iter().collect(),
        }
    }

    /// The default checkout of a pull request is a merge commit: its first parent is the base, whatever the payload says
    /// (`base.sha` is frozen when the request is opened).
    fn checkout(&self, request: &PullRequest) -> Checkout<'_> {
        match self.head {
            Some(head) if head.parents.len() == 2 && (head.id == self.runner.commit || head.parents[1] == request.head) => {
                Checkout::Merge(&head.parents)
            }
            Some(_) | None => Checkout::Other,
        }
    }

    fn push(&self, push: &Push) -> ScanPlan {
        let reach = if push.by_dependabot { TokenReach::ReadsOnly } else { TokenReach::Unknown };
        let name = short(&push.reference);
        let what = match (&push.before, push.forced) {
            (None, _) => format!("first push of {name}"),
            (Some(_), true) => format!("forced push to {name}"),
            (Some(_), false) => format!("push to {name}"),
        };
        self.tip(what, reach)
    }

    /// The tip of a branch or tag: the whole tree, compared with nothing unless the user names something.
    fn tip(&self, what: String, reach: TokenReach) -> ScanPlan {
        let reference = self.runner.reference.clone();
        let upload = if reference.starts_with("refs/heads/") || (reference.starts_with("refs/tags/") && self.choices.upload == Wish::Always)
        {
            self.upload(reference, reach)
        } else if reference.starts_with("refs/tags/") {
            UploadPlan::Skip { why: "tags are not uploaded, because alerts of a tag never close".to_owned() }
        } else {
            UploadPlan::Skip { why: "GITHUB_REF names no branch".to_owned() }
        };
        ScanPlan { what, base: self.chosen_or_none("the whole tree is scanned"), upload, annotate: true, notes: Vec::new() }
    }

    fn merge_group(&self, group: &MergeGroup) -> ScanPlan {
        let into = short(&group.base_reference);
        ScanPlan {
            what: format!("merge group into {into}"),
            base: self.chosen_base().unwrap_or_else(|| Base::Exact { commit: group.base.clone(), name: into.to_owned() }),
            upload: UploadPlan::Skip { why: "a merge queue's ref is deleted at once and its alerts are shown nowhere".to_owned() },
            annotate: false,
            notes: Vec::new(),
        }
    }

    /// An event that says nothing about the tree: scan, exit by what was found, send nothing.
    fn silent(&self, event: &str) -> ScanPlan {
        ScanPlan {
            what: format!("what `{event}` checked out"),
            base: self.chosen_or_none("the whole tree is scanned"),
            upload: UploadPlan::Skip { why: format!("the event `{event}` does not say which branch the results belong to") },
            annotate: true,
            notes: Vec::new(),
        }
    }

    fn chosen_base(&self) -> Option<Base> {
        self.choices.base.as_ref().map(|base| Base::MergeBase { with: base.clone(), name: base.clone() })
    }

    fn chosen_or_none(&self, why: &str) -> Base {
        self.chosen_base().unwrap_or_else(|| Base::None { why: why.to_owned() })
    }

    fn upload(&self, reference: String, reach: TokenReach) -> UploadPlan {
        let skip = |why: &str| UploadPlan::Skip { why: why.to_owned() };
        let commit = self.head.map_or_else(|| self.runner.commit.clone(), |head| head.id.clone());
        match (self.choices.network, self.choices.upload) {
            (Network::Offline, _) => skip("`offline` is set"),
            (Network::Allowed, Wish::Never) => skip("`upload: never` is set"),
            (Network::Allowed, Wish::Auto | Wish::Always) if commit.is_empty() => {
                skip("neither git nor GITHUB_SHA says which commit this is")
            }
            (Network::Allowed, Wish::Auto | Wish::Always) => UploadPlan::Send { reference, commit, reach },
        }
    }
}

/// A word on a merge commit that was made anew after the event was sent.
fn newer_commit(checkout: Checkout<'_>, request: &PullRequest) -> Option<String> {
    let Checkout::Merge([_, head]) = checkout else { return None };
    (*head != request.head).then(|| {
        format!(
            "The merge commit joins {}, but the event was sent for {}: a newer commit was pushed meanwhile, and its own run will follow.",
            abbreviated(head),
            abbreviated(&request.head)
        )
    })
}

/// What lies in the work tree of a pull request.
#[derive(Clone, Copy)]
enum Checkout<'a> {
    /// The merge commit, with its two parents.
    Merge(&'a [String]),
    /// The head commit, or something else that the workflow checked out.
    Other,
}

/// `main` for `refs/heads/main`.
fn short(reference: &str) -> &str {
    let short = ["refs/heads/", "refs/tags/", "refs/"].iter().find_map(|prefix| reference.strip_prefix(prefix));
    short.unwrap_or(if reference.is_empty() { "the checked-out tree" } else { reference })
}

/// The first digits of a commit id.
fn abbreviated(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

#[cfg(test)]
mod tests;
