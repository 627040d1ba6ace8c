//! Payloads of every event that GitHub's users contributed (@octokit/webhooks-examples): none may crash `straplock ci`, whatever
//! event it claims to be.

use serde_json::Value;
use straplock::github::{Event, Runner, read};

use crate::oracles;

fn examples() -> Vec<(String, Value)> {
    let file = oracles().join("npm/node_modules/@octokit/webhooks-examples/api.github.com/index.json");
    let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}; run tests/oracles/install", file.display()));
    let events: Value = serde_json::from_slice(&text).unwrap();
    let each = |event: &Value| {
        let name = event["name"].as_str().unwrap().to_owned();
        event["examples"].as_array().unwrap().iter().map(|payload| (name.clone(), payload.clone())).collect::<Vec<_>>()
    };
    events.as_array().unwrap().iter().flat_map(each).collect()
}

fn runner(event: &str, repository: &str) -> Runner {
    Runner::from_variables(|name| match name {
        "GITHUB_EVENT_NAME" => Some(event.to_owned()),
        "GITHUB_REPOSITORY" => Some(repository.to_owned()),
        _ => None,
    })
    .unwrap()
}

#[test]
fn every_payload_is_read_under_its_own_name() {
    let examples = examples();
    assert!(examples.len() > 100, "{} examples", examples.len());
    for (name, payload) in examples {
        let repository = payload["repository"]["full_name"].as_str().unwrap_or("octo/shop");
        let event =
            read(&runner(&name, repository), Some(payload.to_string().as_bytes())).unwrap_or_else(|error| panic!("{name}: {error}"));
        match (name.as_str(), event) {
            ("pull_request", Event::PullRequest(request)) => {
                assert_eq!(Some(request.number), payload["number"].as_u64());
                assert_eq!(Some(request.head.as_str()), payload["pull_request"]["head"]["sha"].as_str());
            }
            ("push", Event::Push(push)) => assert_eq!(Some(push.reference.as_str()), payload["ref"].as_str()),
            ("merge_group", Event::MergeGroup(group)) => assert_eq!(Some(group.base.as_str()), payload["merge_group"]["base_sha"].as_str()),
            ("workflow_dispatch", event) => assert_eq!(event, Event::WorkflowDispatch),
            ("workflow_run", event) => assert_eq!(event, Event::WorkflowRun),
            (_, event) => assert_eq!(event, Event::Other(name)),
        }
    }
}

#[test]
fn a_payload_under_another_events_name_is_an_error_at_worst() {
    for (_, payload) in examples() {
        let bytes = payload.to_string().into_bytes();
        for name in ["pull_request", "pull_request_target", "push", "merge_group", "schedule", "workflow_dispatch", "fireworks"] {
            let runner = runner(name, "octo/shop");
            if let Err(error) = read(&runner, Some(&bytes)) {
                assert!(error.to_string().len() < 500, "{error}");
            }
            drop(read(&runner, Some(&bytes[..bytes.len() / 2])));
        }
    }
}
