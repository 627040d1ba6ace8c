//! `straplock ci`: what the Action does. Event, base, scan, files, outputs, summary, upload, one closing line; the exit code last.

mod base;
mod environment;
mod inputs;
mod publish;
mod results;
mod scanning;
mod trust;
mod verdict;

use std::io::Write as _;
use std::path::Path;

use straplock::git::{Commit, FetchCredential, Repository};
use straplock::github::{self, Choices, Network, Outcome, Plan, Runner, ScanPlan, Wish};
use straplock::report::markdown;
use straplock::report::sarif::{Copy, Provenance, SarifOptions};

use crate::args::Format;
use crate::exit::{Exit, Failure};
use environment::Environment;
use inputs::When;
use verdict::Verdict;

pub(crate) use inputs::Ci;

/// Runs the command.
pub(crate) fn run(flags: &Ci) -> Result<Exit, Failure> {
    let environment = Environment::read();
    let runner = environment::runner().map_err(Failure::usage)?;
    run_for(flags, environment, runner).inspect_err(|failure| announce("error", &format!("{:#}", failure.error)))
}

fn run_for(flags: &Ci, environment: Environment, runner: Runner) -> Result<Exit, Failure> {
    let troubles = results::prepare(&environment);
    let ci = flags.clone().filled_from(environment.inputs.as_deref())?;
    let event = github::read(&runner, environment::payload(&runner).as_deref()).map_err(Failure::usage)?;
    let repository = Repository::open(Path::new("."));
    let head = repository.as_ref().ok().and_then(|repository| repository.head().ok());
    let trust = trust::Trust::of(&event);
    match github::plan(&runner, &event, head.as_ref(), &ci.choices()) {
        Plan::Nothing { why } => {
            troubles.iter().for_each(|trouble| say(&format!("warning: {trouble}")));
            say(&why);
            Ok(Exit::Clean)
        }
        Plan::Refuse { why } => Err(Failure::usage(anyhow::anyhow!(why))),
        Plan::Scan(plan) => Job { ci, environment, runner, plan, repository, head, trust }.run(troubles),
    }
}

impl Ci {
    fn choices(&self) -> Choices {
        let upload = match self.upload {
            None | Some(When::Auto) => Wish::Auto,
            Some(When::Always) => Wish::Always,
            Some(When::Never) => Wish::Never,
        };
        Choices { base: self.base.clone(), upload, network: self.network() }
    }

    fn network(&self) -> Network {
        if self.offline.unwrap_or_default() { Network::Offline } else { Network::Allowed }
    }
}

/// Everything that is known before the scan.
struct Job {
    ci: Ci,
    environment: Environment,
    runner: Runner,
    plan: ScanPlan,
    repository: Result<Repository, straplock::git::GitError>,
    head: Option<Commit>,
    trust: trust::Trust,
}

impl Job {
    /// Does it; `troubles` are those of before.
    fn run(self, troubles: Vec<String>) -> Result<Exit, Failure> {
        say(&format!("Scanning {}.", self.plan.what));
        for note in &self.plan.notes {
            say(note);
        }
        let checkout = self.repository.as_ref().ok().zip(self.head.as_ref());
        let base = self.base();
        self.complete(&base);
        let scanned = scanning::scan(&self.ci, checkout, &base, self.trust)?;
        let mut verdict = Verdict::new(&self.ci, scanned);
        troubles.into_iter().for_each(|trouble| verdict.trouble(trouble));
        let head = self.head.as_ref().map_or(self.runner.commit.as_str(), |head| head.id.as_str());
        self.write_reports(&mut verdict, head);
        scanning::show(&verdict.scanned.report, verdict.gate);
        results::write_outputs(&self.environment, &mut verdict, head);
        self.write_summary(&mut verdict, head, None);
        let outcome = publish::publish(&self, &verdict);
        results::write_published(&self.environment, &mut verdict, &outcome);
        self.write_summary(&mut verdict, head, Some(&outcome));
        if outcome.word() == "denied" {
            announce("notice", &format!("Results were {}.", outcome.sentence()));
        }
        if publish::wants_annotations(&self.ci, &self.plan, &outcome) {
            annotate(&mut verdict);
        }
        for trouble in verdict.troubles() {
            say(&format!("warning: {trouble}"));
        }
        say(&verdict.closing(&self.plan, &outcome));
        Ok(verdict.exit(&self.ci, &outcome))
    }

    fn write_reports(&self, verdict: &mut Verdict, head: &str) {
        let repository_uri = format!("{}/{}", self.runner.server_url, self.runner.repository);
        let provenance =
            Provenance { repository_uri: &repository_uri, revision: head, branch: self.runner.reference.strip_prefix("refs/heads/") };
        let options = SarifOptions { part: self.ci.category.as_deref(), provenance: Some(provenance), ..SarifOptions::new(Copy::Local) };
        results::write(&self.environment, verdict, &options);
    }

    fn write_summary(&self, verdict: &mut Verdict, head: &str, outcome: Option<&Outcome>) {
        let name = self.runner.repository.to_string();
        let repository = markdown::Repository { server: &self.runner.server_url, name: &name, commit: head };
        if self.ci.summary.unwrap_or(true) {
            results::write_summary(&self.environment, verdict, repository, outcome);
        }
    }

    /// The commit to compare with, or why there is none.
    fn base(&self) -> scanning::BaseCommit {
        use scanning::BaseCommit;
        let name = match &self.plan.base {
            github::Base::None { .. } => return BaseCommit::None,
            github::Base::Exact { name, .. } | github::Base::MergeBase { name, .. } => name.clone(),
        };
        let Some(finder) = self.finder() else {
            let why = match &self.repository {
                Ok(_) => "the repository has no commit that is checked out".to_owned(),
                Err(error) => error.to_string(),
            };
            return BaseCommit::Missing { name, why };
        };
        match finder.find(&self.plan.base) {
            Ok(Some(commit)) => BaseCommit::Found { name, commit },
            Ok(None) => BaseCommit::None,
            Err(error) => BaseCommit::Missing { name, why: format!("{error:#}") },
        }
    }

    /// None without a repository, and without a commit in it.
    fn finder(&self) -> Option<base::Finder<'_>> {
        let (repository, head) = self.repository.as_ref().ok().zip(self.head.as_ref())?;
        let server = &self.runner.server_url;
        let credential = self.environment.token.clone().map(|token| FetchCredential { server: format!("{server}/"), token });
        let address = format!("{server}/{}", self.runner.repository);
        Some(base::Finder { repository, head: &head.id, address, network: self.ci.network(), credential })
    }

    /// Brings what a checkout with a filter lacks; where that fails, the scan says what is missing.
    fn complete(&self, base: &scanning::BaseCommit) {
        let base = match base {
            scanning::BaseCommit::Found { commit, .. } => Some(commit.as_str()),
            scanning::BaseCommit::None | scanning::BaseCommit::Missing { .. } => None,
        };
        if let Some(Err(error)) = self.finder().map(|finder| finder.complete(base)) {
            say(&format!("warning: {error:#}"));
        }
    }
}

fn annotate(verdict: &mut Verdict) {
    let commands = scanning::form(&verdict.scanned.report, verdict.gate, Format::Github);
    if let Err(error) = commands.and_then(|bytes| crate::output::to_stdout(&bytes)) {
        verdict.trouble(format!("{error:#}"));
    }
}

/// A message that GitHub shows on the run's page.
fn announce(level: &str, text: &str) {
    let command = format!("::{level} title=Straplock::{}\n", straplock::report::escape::command_data(text));
    drop(crate::output::to_stdout(command.as_bytes()));
}

/// One message in the job's log, which must not be read as a workflow command.
fn say(text: &str) {
    let text = format!("{}\n", straplock::report::escape::log(text));
    drop(anstream::stderr().write_all(text.as_bytes()));
}
