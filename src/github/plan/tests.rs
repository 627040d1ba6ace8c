//! An event, a checkout and choices in; a picture of the plan out.

use super::{Base, Choices, Network, Plan, UploadPlan, Wish, plan};
use crate::git::Commit;
use crate::github::event::{read, tests::runner};

const BASE: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const TOPIC: &str = "dddddddddddddddddddddddddddddddddddddddd";
const MERGE: &str = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

/// A run and what the user chose.
struct Case {
    event: &'static str,
    reference: &'static str,
    actor: &'static str,
    payload: String,
    head: Option<Commit>,
    choices: Choices,
}

impl Case {
    fn new(event: &'static str, reference: &'static str, payload: impl Into<String>) -> Self {
        let choices = Choices { base: None, upload: Wish::Auto, network: Network::Allowed };
        Self { event, reference, actor: "octocat", payload: payload.into(), head: Some(head(MERGE, &[BASE])), choices }
    }

    fn pull_request(repository: &str) -> Self {
        let payload = format!(
            r#"{{"number":7,"pull_request":{{"head":{{"sha":"{TOPIC}","repo":{{"full_name":"{repository}"}}}},"base":{{"sha":"{}","ref":"main"}}}}}}"#,
            "a".repeat(40)
        );
        Self { head: Some(head(MERGE, &[BASE, TOPIC])), ..Self::new("pull_request", "refs/pull/7/merge", payload) }
    }

    fn push(reference: &'static str, rest: &str) -> Self {
        Self::new("push", reference, format!(r#"{{"ref":"{reference}"{rest}}}"#))
    }

    fn plan(&self) -> Plan {
        let variables =
            format!("GITHUB_EVENT_NAME={}\nGITHUB_REF={}\nGITHUB_SHA={MERGE}\nGITHUB_ACTOR={}", self.event, self.reference, self.actor);
        let runner = runner(&variables).expect("a run");
        let event = read(&runner, Some(self.payload.as_bytes())).expect("an event");
        plan(&runner, &event, self.head.as_ref(), &self.choices)
    }

    /// What is scanned, compared with what, sent where.
    fn picture(&self) -> String {
        let plan = match self.plan() {
            Plan::Nothing { why } => return format!("nothing: {why}"),
            Plan::Refuse { why } => return format!("refused: {why}"),
            Plan::Scan(plan) => plan,
        };
        let base = match &plan.base {
            Base::None { why } => format!("no base: {why}"),
            Base::Exact { commit, name } => format!("base: commit {} ({name})", &commit[..4]),
            Base::MergeBase { with, name } => format!("base: where it parted from {with} ({name})"),
        };
        let upload = match &plan.upload {
            UploadPlan::Send { reference, commit, reach } => format!("upload: {} to {reference}, token {reach:?}", &commit[..4]),
            UploadPlan::Skip { why } => format!("no upload: {why}"),
        };
        let mut lines = vec![plan.what.clone(), base, upload, format!("annotations instead of alerts: {}", plan.annotate)];
        lines.extend(plan.notes.iter().map(|note| format!("note: {note}")));
        lines.join("\n")
    }
}

fn head(id: &str, parents: &[&str]) -> Commit {
    Commit { id: id.to_owned(), parents: parents.iter().map(|parent| (*parent).to_owned()).collect() }
}

#[test]
fn a_pull_request_is_compared_with_the_first_parent_of_its_merge_commit() {
    insta::assert_snapshot!(Case::pull_request("octo/shop").picture(), @r"
    pull request #7
    base: commit bbbb (main as it is merged into)
    upload: eeee to refs/pull/7/merge, token Unknown
    annotations instead of alerts: true
    ");
}

#[test]
fn a_fork_and_dependabot_have_a_token_that_reads() {
    insta::assert_snapshot!(Case::pull_request("stranger/shop").picture(), @r"
    pull request #7 from a fork
    base: commit bbbb (main as it is merged into)
    upload: eeee to refs/pull/7/merge, token ReadsOnly
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case { actor: "dependabot[bot]", ..Case::pull_request("octo/shop") }.picture(), @r"
    pull request #7 by Dependabot
    base: commit bbbb (main as it is merged into)
    upload: eeee to refs/pull/7/merge, token ReadsOnly
    annotations instead of alerts: true
    ");
}

#[test]
fn the_head_is_checked_out_instead_of_the_merge() {
    insta::assert_snapshot!(Case { head: Some(head(TOPIC, &[BASE])), ..Case::pull_request("octo/shop") }.picture(), @r"
    pull request #7
    base: where it parted from main (main)
    upload: dddd to refs/pull/7/head, token Unknown
    annotations instead of alerts: true
    ");
    // The head may itself be a merge commit: its first parent is not the base.
    insta::assert_snapshot!(Case { head: Some(head(TOPIC, &[BASE, MERGE])), ..Case::pull_request("octo/shop") }.picture(), @r"
    pull request #7
    base: where it parted from main (main)
    upload: dddd to refs/pull/7/head, token Unknown
    annotations instead of alerts: true
    ");
    // The merge commit was made anew and checked out by its ref: it still joins this head.
    insta::assert_snapshot!(Case { head: Some(head(&"f".repeat(40), &[BASE, TOPIC])), ..Case::pull_request("octo/shop") }.picture(), @r"
    pull request #7
    base: commit bbbb (main as it is merged into)
    upload: ffff to refs/pull/7/merge, token Unknown
    annotations instead of alerts: true
    ");
}

#[test]
fn a_newer_commit_arrived_meanwhile() {
    let newer = "c".repeat(40);
    insta::assert_snapshot!(Case { head: Some(head(MERGE, &[BASE, &newer])), ..Case::pull_request("octo/shop") }.picture(), @r"
    pull request #7
    base: commit bbbb (main as it is merged into)
    upload: eeee to refs/pull/7/merge, token Unknown
    annotations instead of alerts: true
    note: The merge commit joins cccccccccc, but the event was sent for dddddddddd: a newer commit was pushed meanwhile, and its own run will follow.
    ");
}

#[test]
fn there_is_no_git() {
    insta::assert_snapshot!(Case { head: None, ..Case::pull_request("octo/shop") }.picture(), @r"
    pull request #7
    base: where it parted from main (main)
    upload: eeee to refs/pull/7/merge, token Unknown
    annotations instead of alerts: true
    ");
}

#[test]
fn pull_request_target_is_refused() {
    let case = Case { event: "pull_request_target", reference: "refs/heads/main", ..Case::pull_request("stranger/shop") };
    insta::assert_snapshot!(case.picture(), @"refused: `pull_request_target` checks out the base branch `main`, so a scan would say nothing about pull request #7, and it hands a token that writes to a run that strangers can start. Use `on: pull_request` instead: it needs no secrets, also for forks.");
}

#[test]
fn pushes() {
    let before = format!(r#","before":"{BASE}""#);
    insta::assert_snapshot!(Case::push("refs/heads/main", &before).picture(), @r"
    push to main
    no base: the whole tree is scanned
    upload: eeee to refs/heads/main, token Unknown
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case::push("refs/heads/topic", &format!(r#","before":"{}""#, "0".repeat(40))).picture(), @r"
    first push of topic
    no base: the whole tree is scanned
    upload: eeee to refs/heads/topic, token Unknown
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case::push("refs/heads/main", &format!(r#"{before},"forced":true"#)).picture(), @r"
    forced push to main
    no base: the whole tree is scanned
    upload: eeee to refs/heads/main, token Unknown
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case { actor: "dependabot[bot]", ..Case::push("refs/heads/dependabot/pip/django", &before) }.picture(), @r"
    push to dependabot/pip/django
    no base: the whole tree is scanned
    upload: eeee to refs/heads/dependabot/pip/django, token ReadsOnly
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case::push("refs/heads/topic", r#","deleted":true"#).picture(), @"nothing: topic was deleted, so there is nothing to scan.");
    insta::assert_snapshot!(Case::push("refs/tags/v1", &before).picture(), @r"
    push to v1
    no base: the whole tree is scanned
    no upload: tags are not uploaded, because alerts of a tag never close
    annotations instead of alerts: true
    ");
}

#[test]
fn a_merge_queue_is_scanned_and_gated_and_nothing_is_sent() {
    let payload = format!(r#"{{"merge_group":{{"base_sha":"{BASE}","base_ref":"refs/heads/main"}}}}"#);
    let mut case = Case::new("merge_group", "refs/heads/gh-readonly-queue/main/pr-7-bbbb", payload);
    let usual = case.picture();
    insta::assert_snapshot!(usual, @r"
    merge group into main
    base: commit bbbb (main)
    no upload: a merge queue's ref is deleted at once and its alerts are shown nowhere
    annotations instead of alerts: false
    ");
    case.choices.upload = Wish::Always;
    assert_eq!(case.picture(), usual);
}

#[test]
fn the_clock_the_button_and_everything_else() {
    insta::assert_snapshot!(Case::new("schedule", "refs/heads/main", "{}").picture(), @r"
    scheduled scan of main
    no base: the whole tree is scanned
    upload: eeee to refs/heads/main, token Unknown
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case::new("workflow_dispatch", "refs/heads/topic", "{}").picture(), @r"
    topic on request
    no base: the whole tree is scanned
    upload: eeee to refs/heads/topic, token Unknown
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case::new("workflow_dispatch", "refs/tags/v1", "{}").picture(), @r"
    v1 on request
    no base: the whole tree is scanned
    no upload: tags are not uploaded, because alerts of a tag never close
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case::new("workflow_run", "refs/heads/main", "{}").picture(), @r"
    what `workflow_run` checked out
    no base: the whole tree is scanned
    no upload: the event `workflow_run` does not say which branch the results belong to
    annotations instead of alerts: true
    ");
    insta::assert_snapshot!(Case::new("issue_comment", "refs/heads/main", "{}").picture(), @r"
    what `issue_comment` checked out
    no base: the whole tree is scanned
    no upload: the event `issue_comment` does not say which branch the results belong to
    annotations instead of alerts: true
    ");
}

#[test]
fn what_the_user_chooses_wins() {
    let mut case = Case::pull_request("octo/shop");
    case.choices = Choices { base: Some("release/5".to_owned()), upload: Wish::Never, network: Network::Allowed };
    insta::assert_snapshot!(case.picture(), @r"
    pull request #7
    base: where it parted from release/5 (release/5)
    no upload: `upload: never` is set
    annotations instead of alerts: true
    ");
    case.choices = Choices { base: None, upload: Wish::Always, network: Network::Offline };
    insta::assert_snapshot!(case.picture(), @r"
    pull request #7
    base: commit bbbb (main as it is merged into)
    no upload: `offline` is set
    annotations instead of alerts: true
    ");
    let mut tag = Case::push("refs/tags/v1", "");
    tag.choices.upload = Wish::Always;
    insta::assert_snapshot!(tag.picture(), @r"
    first push of v1
    no base: the whole tree is scanned
    upload: eeee to refs/tags/v1, token Unknown
    annotations instead of alerts: true
    ");
    let mut clock = Case::new("schedule", "refs/heads/main", "{}");
    clock.choices.base = Some(BASE.to_owned());
    insta::assert_snapshot!(clock.picture(), @r"
    scheduled scan of main
    base: where it parted from bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb (bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb)
    upload: eeee to refs/heads/main, token Unknown
    annotations instead of alerts: true
    ");
}
