//! Payloads as GitHub sends them, and as nobody should.

use super::{Event, EventError, MAX_PAYLOAD, read};
use crate::github::runner::{Runner, Slug};

const HEAD: &str = "2222222222222222222222222222222222222222";

/// A run as the variables `NAME=value` tell it, one a line.
pub(in crate::github) fn runner(variables: &str) -> Result<Runner, EventError> {
    let set = |wanted: &str| {
        variables
            .lines()
            .filter_map(|line| line.trim().split_once('='))
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.to_owned())
    };
    Runner::from_variables(|name| match name {
        "GITHUB_REPOSITORY" => set(name).or(Some("octo/shop".to_owned())),
        "GITHUB_EVENT_PATH" => Some("/runner/event.json".to_owned()),
        _ => set(name),
    })
}

fn event(name: &str, payload: &str) -> Result<Event, EventError> {
    read(&runner(&format!("GITHUB_EVENT_NAME={name}"))?, Some(payload.as_bytes()))
}

fn pull_request(head_repo: &str) -> String {
    format!(
        r#"{{"number":7,"pull_request":{{"head":{{"sha":"{HEAD}","ref":"topic","repo":{head_repo}}},"base":{{"sha":"{HEAD}","ref":"main"}}}}}}"#
    )
}

#[test]
fn pull_requests_of_one_repository_and_of_forks() {
    for (repo, from_fork) in [
        (r#"{"full_name":"octo/shop"}"#, false),
        (r#"{"full_name":"Octo/Shop"}"#, false),
        (r#"{"full_name":"stranger/shop"}"#, true),
        ("null", true),
        ("{}", true),
    ] {
        let Ok(Event::PullRequest(request)) = event("pull_request", &pull_request(repo)) else { panic!("a pull request") };
        assert_eq!((request.number, request.head.as_str(), request.base_branch.as_str(), request.from_fork), (7, HEAD, "main", from_fork));
        assert!(!request.by_dependabot);
    }
}

#[test]
fn dependabot_is_who_started_the_run() {
    let runner = runner("GITHUB_EVENT_NAME=pull_request\nGITHUB_ACTOR=dependabot[bot]").expect("a run");
    let event = read(&runner, Some(pull_request(r#"{"full_name":"octo/shop"}"#).as_bytes()));
    assert!(matches!(event, Ok(Event::PullRequest(request)) if request.by_dependabot && !request.from_fork));
}

#[test]
fn pushes() {
    let zeros = "0".repeat(40);
    let push = |payload: &str| match event("push", payload) {
        Ok(Event::Push(push)) => push,
        other => panic!("{other:?}"),
    };
    let usual = push(&format!(r#"{{"ref":"refs/heads/main","before":"{HEAD}","deleted":false,"forced":false}}"#));
    assert_eq!(
        (usual.reference.as_str(), usual.before.as_deref(), usual.deleted, usual.forced),
        ("refs/heads/main", Some(HEAD), false, false)
    );
    assert_eq!(push(&format!(r#"{{"ref":"refs/heads/new","before":"{zeros}","created":true}}"#)).before, None);
    assert!(push(r#"{"ref":"refs/heads/old","deleted":true}"#).deleted);
    assert!(push(r#"{"forced":true}"#).forced);
}

#[test]
fn events_without_a_payload_that_matters() {
    let named = |name: &str| read(&runner(&format!("GITHUB_EVENT_NAME={name}")).expect("a run"), None);
    assert_eq!(named("schedule"), Ok(Event::Schedule));
    assert_eq!(named("workflow_dispatch"), Ok(Event::WorkflowDispatch));
    assert_eq!(named("workflow_run"), Ok(Event::WorkflowRun));
    assert_eq!(named("issue_comment"), Ok(Event::Other("issue_comment".to_owned())));
    assert!(matches!(named("push"), Ok(Event::Push(_))));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let mut said = Vec::new();
    let mut say = |result: Result<Event, EventError>| said.push(result.expect_err("an error").to_string());
    say(read(&runner("GITHUB_EVENT_NAME=pull_request").expect("a run"), None));
    say(event("pull_request", "{\n  \"number\": 7,\n"));
    say(event("pull_request", "{\"number\": \"::error::\\n7\"}"));
    say(event("pull_request", ""));
    say(event("pull_request", "{}"));
    say(event("pull_request", &pull_request("null").replace(HEAD, "--upload-pack=x")));
    say(event("pull_request", &pull_request("null").replace(HEAD, &"0".repeat(40))));
    say(event("pull_request", &pull_request("null").replace("main", "--main")));
    say(event("merge_group", "{}"));
    say(event("merge_group", &format!(r#"{{"merge_group":{{"base_sha":"{HEAD}"}}}}"#)));
    say(event("push", &format!("[{}]", "[".repeat(500))));
    say(event("push", &" ".repeat(MAX_PAYLOAD + 1)));
    insta::assert_snapshot!(said.join("\n"), @r#"
    the event `pull_request` comes with a payload, but GITHUB_EVENT_PATH names no readable file. If the step runs in a container, mount that file.
    /runner/event.json:3:1: the event payload cannot be read: EOF while parsing a value. Check GITHUB_EVENT_PATH; GitHub writes this file.
    /runner/event.json:1:25: the event payload cannot be read: invalid type: string "::error::\n7", expected u64. Check GITHUB_EVENT_PATH; GitHub writes this file.
    /runner/event.json:1:1: the event payload cannot be read: EOF while parsing a value. Check GITHUB_EVENT_PATH; GitHub writes this file.
    /runner/event.json: the payload of `pull_request` has no usable `pull_request`. Check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are of the same event.
    /runner/event.json: the payload of `pull_request` has no usable `pull_request.head.sha`. Check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are of the same event.
    /runner/event.json: the payload of `pull_request` has no usable `pull_request.head.sha`. Check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are of the same event.
    /runner/event.json: the payload of `pull_request` has no usable `pull_request.base.ref`. Check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are of the same event.
    /runner/event.json: the payload of `merge_group` has no usable `merge_group`. Check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are of the same event.
    /runner/event.json: the payload of `merge_group` has no usable `merge_group.base_ref`. Check that GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are of the same event.
    /runner/event.json:1:1: the event payload cannot be read: invalid type: sequence, expected u64. Check GITHUB_EVENT_PATH; GitHub writes this file.
    /runner/event.json: the event payload is larger than 32 MiB, which GitHub never sends. Check GITHUB_EVENT_PATH.
    "#);
}

#[test]
fn variables_that_are_wrong() {
    let mut said = Vec::new();
    for variables in [
        "",
        "GITHUB_EVENT_NAME=push\nGITHUB_REPOSITORY=",
        "GITHUB_EVENT_NAME=push\nGITHUB_REPOSITORY=octo/../../user",
        "GITHUB_EVENT_NAME=push\nGITHUB_REPOSITORY=octo/..",
        "GITHUB_EVENT_NAME=push\nGITHUB_API_URL=ftp://example.com",
        "GITHUB_EVENT_NAME=push\nGITHUB_API_URL=https://api.github.com@evil.example",
        "GITHUB_EVENT_NAME=push\nGITHUB_API_URL=https://",
    ] {
        said.push(runner(variables).expect_err("an error").to_string());
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    `straplock ci` reads the event that started a GitHub Actions run, but GITHUB_EVENT_NAME is not set. Elsewhere, use `straplock scan --diff BASE` (for instance `straplock scan --diff origin/main`).
    GITHUB_REPOSITORY is not set. GitHub Actions sets it in every run; if the step runs in a container or under sudo, pass it on.
    GITHUB_REPOSITORY is `octo/../../user`, which does not look like `owner/name`. Leave the variable as GitHub Actions sets it.
    GITHUB_REPOSITORY is `octo/..`, which does not look like `owner/name`. Leave the variable as GitHub Actions sets it.
    GITHUB_API_URL is `ftp://example.com`, which does not look like `https://api.github.com`. Leave the variable as GitHub Actions sets it.
    GITHUB_API_URL is `https://api.github.com@evil.example`, which does not look like `https://api.github.com`. Leave the variable as GitHub Actions sets it.
    GITHUB_API_URL is `https://`, which does not look like `https://api.github.com`. Leave the variable as GitHub Actions sets it.
    ");
}

#[test]
fn an_enterprise_server_keeps_its_path() {
    let runner =
        runner("GITHUB_EVENT_NAME=push\nGITHUB_API_URL=https://ghe.example.com/api/v3/\nGITHUB_SERVER_URL=https://ghe.example.com");
    let runner = runner.expect("a run");
    assert_eq!((runner.api_url.as_str(), runner.server_url.as_str()), ("https://ghe.example.com/api/v3", "https://ghe.example.com"));
    assert_eq!(runner.repository, Slug { owner: "octo".to_owned(), name: "shop".to_owned() });
}
